import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { createLimiter } from '#server/limiter.ts';
import { problemAnswers } from '#server/problems.ts';
import { enrolAnswerSchema } from '#shared/enterprises/devices.ts';
import {
  type DocumentType,
  documentHeadersSchema,
  documentLimit,
  documentSchema,
  documentTypes,
  registrationEnrolSchema,
  registrationSchema,
  registrationStatusSchema,
  registrationTokenSchema,
} from '#shared/enterprises/registration.ts';
import { AppError } from '#shared/errors.ts';
import { idSchema } from '#shared/schemas.ts';
import { bearerGate, callerBy } from '../http/gates.ts';
import type { CloudLimits } from '../http/limits.ts';
import { readDocumentName } from './documents.ts';
import type { EnterprisesService } from './service.ts';

const tags = ['registrations'];
const security = [{ registration: [] }];
const hour = 60 * 60_000;

interface Options {
  readonly enterprises: EnterprisesService;
  readonly limits: CloudLimits;
}

/** How a merchant registers (`/api/v1/registrations`); all but the first request carry the registration's token. */
export async function registrationRoutes(app: FastifyInstance, { enterprises, limits }: Options): Promise<void> {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const { registrations, documents } = enterprises;
  const limitNew = createLimiter(app, limits.registrationsPerAddress, hour);
  const owner = callerBy(
    bearerGate(app, {
      limits,
      own: limits.requestsPerRegistration,
      identify: async (token) => ({ enterpriseId: await registrations.identify(token) }),
      wrong: 'registration_token_wrong',
    }),
  );

  api.post(
    '/',
    {
      bodyLimit: 16_384,
      schema: {
        summary: 'Register an enterprise; the answer holds the token for everything that follows',
        tags,
        body: registrationSchema,
        response: { 201: registrationTokenSchema, ...problemAnswers(400, 409, 429) },
      },
    },
    async (request, reply) => {
      await limitNew(request, request.ip);
      return reply.code(201).send(await registrations.register(request.body));
    },
  );

  api.get(
    '/',
    {
      onRequest: owner.asked,
      schema: {
        summary: 'How the registration stands',
        tags,
        security,
        response: { 200: registrationStatusSchema, ...problemAnswers(401, 429) },
      },
    },
    (request) => registrations.status(owner.of(request).enterpriseId),
  );

  api.put(
    '/',
    {
      onRequest: owner.asked,
      bodyLimit: 16_384,
      schema: {
        summary: 'Change what was entered, while it is not being looked at',
        tags,
        security,
        body: registrationSchema,
        response: { 200: registrationStatusSchema, ...problemAnswers(400, 401, 409, 429) },
      },
    },
    (request) => registrations.change(owner.of(request).enterpriseId, request.body),
  );

  api.post(
    '/submit',
    {
      onRequest: owner.asked,
      schema: {
        summary: 'Send it in: the first time, or again',
        tags,
        security,
        response: { 200: registrationStatusSchema, ...problemAnswers(401, 409, 422, 429) },
      },
    },
    (request) => registrations.submit(owner.of(request).enterpriseId, request.headers['accept-language']),
  );

  api.post(
    '/enrol',
    {
      onRequest: owner.asked,
      bodyLimit: 4_096,
      schema: {
        summary: 'Connect the first computer of an approved enterprise',
        tags,
        security,
        body: registrationEnrolSchema,
        response: { 200: enrolAnswerSchema, ...problemAnswers(400, 401, 403, 409, 429) },
      },
    },
    (request) => registrations.enrol(owner.of(request).enterpriseId, request.body.device, request.body.landing),
  );

  api.delete(
    '/documents/:id',
    {
      onRequest: owner.asked,
      schema: {
        summary: 'Remove a document',
        tags,
        security,
        params: z.object({ id: idSchema }),
        response: { 204: z.null(), ...problemAnswers(401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      await documents.remove(owner.of(request).enterpriseId, request.params.id);
      return reply.code(204).send(null);
    },
  );

  await app.register(async (uploads) => {
    uploads.removeAllContentTypeParsers();
    uploads.addContentTypeParser([...documentTypes], { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    uploads.withTypeProvider<ZodTypeProvider>().put(
      '/documents',
      {
        // Before the body is read: nobody else makes the cloud hold ten megabytes.
        onRequest: owner.asked,
        bodyLimit: documentLimit.bytes,
        schema: {
          summary: 'Add a document: the body is the file',
          tags,
          security,
          consumes: [...documentTypes],
          headers: documentHeadersSchema,
          response: { 200: documentSchema, ...problemAnswers(400, 401, 409, 413, 415, 422, 429) },
        },
      },
      (request) => {
        const type = (request.headers['content-type'] ?? '').replace(/;.*/, '').trim().toLowerCase() as DocumentType;
        const content = request.body;
        if (!Buffer.isBuffer(content) || !documentTypes.includes(type)) throw new AppError('document_type_wrong');
        const { 'x-kind': kind, 'x-name': name } = request.headers;
        return documents.add(owner.of(request).enterpriseId, { kind, name: readDocumentName(name), type, content });
      },
    );
  });
}
