import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { enrolAnswerSchema, enrolSchema } from '#shared/enterprises/devices.ts';
import type { EnterprisesService } from './service.ts';

/** Enrolment of devices (`/api/v1/devices`). */
export async function deviceRoutes(
  app: FastifyInstance,
  options: { readonly enterprises: EnterprisesService },
): Promise<void> {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const { enterprises } = options;
  api.post(
    '/enrol',
    {
      schema: {
        summary: 'Use an enrolment code',
        tags: ['devices'],
        body: enrolSchema,
        response: { 200: enrolAnswerSchema },
      },
      config: { rateLimit: { max: 10, timeWindow: 60_000 } },
    },
    (request) => enterprises.devices.enrol(request.body.code, request.body.device),
  );
}
