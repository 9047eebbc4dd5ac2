import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { createLimiter } from '#server/limiter.ts';
import { problemAnswers } from '#server/problems.ts';
import {
  deviceSchema,
  enrolAnswerSchema,
  enrolmentCodeAnswerSchema,
  enrolmentOfferSchema,
  enrolSchema,
  lateBackupSchema,
} from '#shared/enterprises/devices.ts';
import { enterpriseStateSchema } from '#shared/enterprises/registration.ts';
import { idSchema } from '#shared/schemas.ts';
import { bearerGate, callerBy } from '../http/gates.ts';
import type { CloudLimits } from '../http/limits.ts';
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
  const limitCodes = createLimiter(app, limits.codesPerEnterprise);
  const device = callerBy(
    bearerGate(app, {
      limits,
      own: limits.requestsPerEnterprise,
      identify: (credential) => devices.identify(credential),
      wrong: 'device_credential_wrong',
    }),
  );

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
      onRequest: device.asked,
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
      const asking = device.of(request);
      await limitCodes(request, asking.enterpriseId);
      return devices.makeCode(asking, request.body);
    },
  );

  api.get(
    '/devices',
    {
      onRequest: device.asked,
      schema: {
        summary: 'The devices of the enterprise',
        description: 'A personal device is told of itself only.',
        tags,
        security,
        response: { 200: z.array(deviceSchema), ...problemAnswers(401, 403, 429) },
      },
    },
    async (request) => devices.list(device.of(request)),
  );

  api.delete(
    '/devices/:id',
    {
      onRequest: device.asked,
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
      await devices.revoke(device.of(request), request.params.id);
      return reply.code(204).send(null);
    },
  );

  api.post(
    '/devices/backup',
    {
      onRequest: device.asked,
      bodyLimit: 1_024,
      schema: {
        summary: 'Say that this landing has had no good backup for too long',
        description: 'Its owner is told, once for each such time.',
        tags,
        security,
        body: lateBackupSchema,
        response: { 204: z.null(), ...problemAnswers(400, 401, 403, 429) },
      },
    },
    async (request, reply) => {
      await devices.tellLateBackup(device.of(request), request.body.since);
      return reply.code(204).send(null);
    },
  );

  api.get(
    '/enterprise',
    {
      onRequest: device.asked,
      schema: {
        summary: 'Name, state and switches of the enterprise',
        tags: ['enterprise'],
        security,
        response: { 200: enterpriseStateSchema, ...problemAnswers(401, 403, 429) },
      },
    },
    async (request) => enterprises.state(device.of(request).enterpriseId),
  );
}
