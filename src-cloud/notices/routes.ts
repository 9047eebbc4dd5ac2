import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { createLimiter } from '#server/limiter.ts';
import { problemAnswers } from '#server/problems.ts';
import { AppError } from '#shared/errors.ts';
import * as notices from '#shared/notices/settings.ts';
import { idSchema } from '#shared/schemas.ts';
import type { KnownDevice } from '../enterprises/service.ts';
import { admitOperators, bearerGate, callerBy, type OperatorGate, operatorRoute } from '../http/gates.ts';
import type { CloudLimits } from '../http/limits.ts';
import type { NoticesService } from './service.ts';

interface OperatorOptions extends OperatorGate {
  readonly notices: NoticesService;
}

const params = z.object({ id: idSchema });

/** Notices for the operator's console (`/api/v1/operator/notices`): the queue, the providers, a test. */
export async function noticeRoutes(app: FastifyInstance, options: OperatorOptions): Promise<void> {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const { desk, settings, contacts } = options.notices;
  const by = admitOperators(app, options);
  const limitTests = createLimiter(app, options.limits.noticeTestsPerOperator);
  const answer = { 200: notices.noticeSettingsSchema, ...problemAnswers(400, 401, 403, 409, 422) };

  api.get(
    '/',
    {
      schema: {
        ...operatorRoute('Notices of one state, the newest first'),
        querystring: notices.noticeQuerySchema,
        response: { 200: notices.noticeListSchema, ...problemAnswers(401) },
      },
    },
    (request) => desk.list(request.query),
  );

  api.post(
    '/:id/retry',
    {
      schema: {
        ...operatorRoute('Send one again that waits or failed'),
        params,
        response: { 204: z.null(), ...problemAnswers(401, 403, 404) },
      },
    },
    async (request, reply) => {
      await desk.retry(by(request), request.params.id);
      return reply.code(204).send(null);
    },
  );

  api.get(
    '/settings',
    {
      schema: {
        ...operatorRoute('Providers and rules, without their secrets'),
        response: { 200: notices.noticeSettingsSchema, ...problemAnswers(401) },
      },
    },
    () => settings.view(),
  );

  api.put(
    '/settings/email',
    {
      bodyLimit: 16_384,
      schema: { ...operatorRoute('The mail server'), body: notices.emailChangeSchema, response: answer },
    },
    async (request) => {
      await settings.change(by(request), { name: 'email', ...request.body });
      return settings.view();
    },
  );

  api.put(
    '/settings/sms',
    {
      bodyLimit: 16_384,
      schema: { ...operatorRoute('The provider of SMS'), body: notices.smsChangeSchema, response: answer },
    },
    async (request) => {
      await settings.change(by(request), { name: 'sms', ...request.body });
      return settings.view();
    },
  );

  api.put(
    '/settings/rules',
    {
      bodyLimit: 16_384,
      schema: { ...operatorRoute('Who hears what, and when'), body: notices.noticeRulesSchema, response: answer },
    },
    async (request) => {
      await settings.changeRules(by(request), request.body);
      return settings.view();
    },
  );

  api.post(
    '/tests',
    {
      bodyLimit: 4_096,
      schema: {
        ...operatorRoute('Send a test message; the answer is the provider’s own'),
        body: notices.noticeTestSchema,
        response: { 200: notices.noticeTestAnswerSchema, ...problemAnswers(400, 401, 403, 422, 429) },
      },
    },
    async (request) => {
      const operator = by(request);
      await limitTests(request, operator.id);
      const { channel, to, language } = request.body;
      return desk.test(operator, channel, to, language);
    },
  );

  api.get(
    '/contacts/:id',
    {
      schema: {
        ...operatorRoute('Where the owner of an enterprise is reached'),
        params,
        response: { 200: notices.noticeContactSchema, ...problemAnswers(401) },
      },
    },
    (request) => contacts.of(request.params.id),
  );

  api.put(
    '/contacts/:id',
    {
      bodyLimit: 4_096,
      schema: {
        ...operatorRoute('Change where the owner is reached, and what they are told'),
        params,
        body: notices.noticeContactSchema,
        response: { 200: notices.noticeContactSchema, ...problemAnswers(400, 401, 403, 404) },
      },
    },
    (request) => contacts.changeBy(by(request), request.params.id, request.body),
  );
}

interface DeviceOptions {
  readonly notices: NoticesService;
  /** Whose credential it is. Throws AppError device_credential_wrong, device_revoked, enterprise_suspended. */
  readonly identify: (credential: string | undefined) => Promise<KnownDevice>;
  readonly limits: CloudLimits;
}

/** What an enterprise says about its own notices (`/api/v1/notices`); its administering landings alone. */
export async function noticeContactRoutes(app: FastifyInstance, options: DeviceOptions): Promise<void> {
  const { notices: service, limits } = options;
  const api = app.withTypeProvider<ZodTypeProvider>();
  const identify = bearerGate(app, {
    limits,
    own: limits.requestsPerEnterprise,
    identify: options.identify,
    wrong: 'device_credential_wrong',
  });
  const administering = callerBy(async (request) => {
    const device = await identify(request);
    if (!device.administers) throw new AppError('device_not_administering');
    return device.enterpriseId;
  });
  const schema = { tags: ['enterprise'], security: [{ device: [] }] };

  api.get(
    '/notices',
    {
      onRequest: administering.asked,
      schema: {
        ...schema,
        summary: 'Where the owner is reached, and what they do not want to hear',
        response: { 200: notices.noticeContactSchema, ...problemAnswers(401, 403, 429) },
      },
    },
    async (request) => service.contacts.of(administering.of(request)),
  );

  api.put(
    '/notices',
    {
      onRequest: administering.asked,
      bodyLimit: 4_096,
      schema: {
        ...schema,
        summary: 'Change it',
        body: notices.noticeContactSchema,
        response: { 200: notices.noticeContactSchema, ...problemAnswers(400, 401, 403, 429) },
      },
    },
    async (request) => service.contacts.change(administering.of(request), request.body),
  );

  api.get(
    '/notices/recent',
    {
      onRequest: administering.asked,
      schema: {
        ...schema,
        summary: 'What this cloud can send by, and what became of the last notices to the owner',
        response: { 200: notices.ownNoticesSchema, ...problemAnswers(401, 403, 429) },
      },
    },
    async (request) => service.own(administering.of(request)),
  );

  api.post(
    '/notices/tests',
    {
      onRequest: administering.asked,
      schema: {
        ...schema,
        summary: 'Send the owner a test, by the way of every notice',
        response: { 202: notices.ownTestAnswerSchema, ...problemAnswers(401, 403, 409, 422, 429) },
      },
    },
    async (request, reply) => reply.code(202).send(await service.test(administering.of(request))),
  );
}
