import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { createLimiter } from '#server/limiter.ts';
import { problemAnswers } from '#server/problems.ts';
import { bearerOf } from '#server/request.ts';
import {
  deviceSchema,
  enrolAnswerSchema,
  enrolmentCodeAnswerSchema,
  enrolmentOfferSchema,
  enrolSchema,
} from '#shared/enterprises/devices.ts';
import { enterpriseStateSchema } from '#shared/enterprises/registration.ts';
import { AppError } from '#shared/errors.ts';
import { idSchema } from '#shared/schemas.ts';
import type { CloudLimits } from '../http/limits.ts';
import type { KnownDevice } from './devices.ts';
import type { EnterprisesService } from './service.ts';

export { operatorRoutes } from './operator-routes.ts';
export { registrationRoutes } from './registration-routes.ts';

const tags = ['devices'];
const security = [{ device: [] }];
/** A personal device is somebody's. */
const offerSchema = enrolmentOfferSchema.refine((offer) => offer.scope !== 'personal' || offer.userId !== null, {
  path: ['userId'],
});

/** Enrolment and upkeep of an enterprise's devices (`/api/v1`); all but enrolling carry a device's credential. */
export async function deviceRoutes(
  app: FastifyInstance,
  { enterprises, limits }: { readonly enterprises: EnterprisesService; readonly limits: CloudLimits },
): Promise<void> {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const { devices } = enterprises;
  const limitEnrolments = createLimiter(app, limits.enrolmentsPerAddress);
  const limitWrong = createLimiter(app, limits.wrongSecretsPerAddress);
  const limitCodes = createLimiter(app, limits.codesPerEnterprise);
  const limitOwn = createLimiter(app, limits.requestsPerEnterprise);

  const identify = async (request: FastifyRequest): Promise<KnownDevice> => {
    await limitWrong(request, request.ip, { count: false });
    const device = await devices.identify(bearerOf(request)).catch(async (error) => {
      if (error instanceof AppError && error.code === 'device_credential_wrong') await limitWrong(request, request.ip);
      throw error;
    });
    await limitOwn(request, device.enterpriseId);
    return device;
  };

  api.post(
    '/devices/enrol',
    {
      bodyLimit: 4_096,
      schema: {
        summary: 'Use an enrolment code',
        tags,
        body: enrolSchema,
        response: { 200: enrolAnswerSchema, ...problemAnswers(400, 403, 404, 429) },
      },
    },
    async (request) => {
      await limitEnrolments(request, request.ip);
      return devices.enrol(request.body.code, request.body.device);
    },
  );

  api.post(
    '/devices/codes',
    {
      bodyLimit: 4_096,
      schema: {
        summary: 'Make a code that enrols one device, once, within an hour',
        description: 'Only a device that administers may.',
        tags,
        security,
        body: offerSchema,
        response: { 200: enrolmentCodeAnswerSchema, ...problemAnswers(400, 401, 403, 429) },
      },
    },
    async (request) => {
      const device = await identify(request);
      await limitCodes(request, device.enterpriseId);
      return devices.makeCode(device, request.body);
    },
  );

  api.get(
    '/devices',
    {
      schema: {
        summary: 'The devices of the enterprise',
        description: 'A personal device is told of itself only.',
        tags,
        security,
        response: { 200: z.array(deviceSchema), ...problemAnswers(401, 403, 429) },
      },
    },
    async (request) => devices.list(await identify(request)),
  );

  api.delete(
    '/devices/:id',
    {
      schema: {
        summary: 'Take a device’s access away',
        description: 'A device may do it to itself; to others only one that administers.',
        tags,
        security,
        params: z.object({ id: idSchema }),
        response: { 204: z.null(), ...problemAnswers(401, 403, 404, 429) },
      },
    },
    async (request, reply) => {
      await devices.revoke(await identify(request), request.params.id);
      return reply.code(204).send(null);
    },
  );

  api.get(
    '/enterprise',
    {
      schema: {
        summary: 'Name, state and switches of the enterprise',
        tags: ['enterprise'],
        security,
        response: { 200: enterpriseStateSchema, ...problemAnswers(401, 403, 429) },
      },
    },
    async (request) => enterprises.state((await identify(request)).enterpriseId),
  );
}
