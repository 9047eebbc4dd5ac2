import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { contentDisposition } from '#server/disposition.ts';
import { problemAnswers } from '#server/problems.ts';
import { enrolmentCodeAnswerSchema } from '#shared/enterprises/devices.ts';
import * as operator from '#shared/enterprises/operator.ts';
import { idSchema } from '#shared/schemas.ts';
import { admitOperators, type OperatorGate, operatorRoute } from '../http/gates.ts';
import type { EnterprisesService } from './service.ts';

interface Options extends OperatorGate {
  readonly enterprises: EnterprisesService;
  readonly health: () => Promise<operator.PlatformHealth>;
  readonly audit: (
    query: z.infer<typeof operator.auditQuerySchema>,
  ) => Promise<z.infer<typeof operator.auditListSchema>>;
}

const id = z.object({ id: idSchema });

/**
 * A document is shown in a frame of the console or a tab of its own, and is nothing but a document there: no script, no
 * form, no request. Pictures are sandboxed besides; browsers refuse to show a PDF in a sandbox.
 */
const documentPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'";

/** The operator's console as an API (`/api/v1/operator`): registrations, enterprises, devices, health, record. */
export async function operatorRoutes(app: FastifyInstance, options: Options): Promise<void> {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const { audits, directory } = options.enterprises;
  const by = admitOperators(app, options);

  api.get(
    '/registrations',
    {
      schema: {
        ...operatorRoute('Registrations of one state'),
        querystring: operator.queueQuerySchema,
        response: { 200: operator.queueSchema, ...problemAnswers(401) },
      },
    },
    (request) => audits.queue(request.query),
  );

  api.get(
    '/registrations/:id',
    {
      schema: {
        ...operatorRoute('One registration'),
        params: id,
        response: { 200: operator.auditedRegistrationSchema, ...problemAnswers(401, 404) },
      },
    },
    (request) => audits.one(request.params.id),
  );

  api.get(
    '/registrations/:id/documents/:document',
    {
      schema: {
        ...operatorRoute('A document, as it was sent; that it was opened is recorded'),
        params: id.extend({ document: idSchema }),
        response: {
          200: { description: 'The file', content: { 'application/octet-stream': { schema: z.any() } } },
          ...problemAnswers(401, 404),
        },
      },
    },
    async (request, reply) => {
      const { content, type, name } = await audits.document(by(request), request.params.id, request.params.document);
      return reply
        .header('content-type', type)
        .header('content-disposition', contentDisposition('inline', name))
        .header('content-security-policy', type === 'application/pdf' ? documentPolicy : `${documentPolicy}; sandbox`)
        .header('x-frame-options', 'SAMEORIGIN')
        .serializer((body) => body as string)
        .send(content);
    },
  );

  api.post(
    '/registrations/:id/decisions',
    {
      bodyLimit: 16_384,
      schema: {
        ...operatorRoute('Approve, reject or ask again; recorded for good'),
        params: id,
        body: operator.decideSchema,
        response: { 200: operator.auditedRegistrationSchema, ...problemAnswers(400, 401, 403, 404, 409) },
      },
    },
    (request) => audits.decide(by(request), request.params.id, request.body),
  );

  api.get(
    '/enterprises',
    {
      schema: {
        ...operatorRoute('Enterprises by name or code'),
        querystring: operator.enterpriseQuerySchema,
        response: { 200: operator.enterpriseListSchema, ...problemAnswers(401) },
      },
    },
    (request) => directory.search(request.query),
  );

  api.get(
    '/enterprises/:id',
    {
      schema: {
        ...operatorRoute('One enterprise with its devices'),
        params: id,
        response: { 200: operator.enterpriseDetailSchema, ...problemAnswers(401, 404) },
      },
    },
    (request) => directory.one(request.params.id),
  );

  api.patch(
    '/enterprises/:id',
    {
      bodyLimit: 4_096,
      schema: {
        ...operatorRoute('Suspend, resume, rename the code, switch parts of the product'),
        params: id,
        body: operator.enterpriseChangeSchema,
        response: { 200: operator.enterpriseDetailSchema, ...problemAnswers(400, 401, 403, 404, 409) },
      },
    },
    (request) => directory.change(by(request), request.params.id, request.body),
  );

  api.post(
    '/enterprises/:id/codes',
    {
      bodyLimit: 4_096,
      schema: {
        ...operatorRoute(
          'A code for an administering device, where an enterprise has lost all of its own, or for a hosted landing',
        ),
        params: id,
        body: operator.makeCodeSchema,
        response: { 200: enrolmentCodeAnswerSchema, ...problemAnswers(400, 401, 403, 404) },
      },
    },
    (request) => {
      const { name, ...kind } = request.body;
      return directory.makeCode(by(request), request.params.id, name, kind);
    },
  );

  api.get(
    '/devices',
    {
      schema: {
        ...operatorRoute('Devices of all enterprises'),
        querystring: operator.deviceQuerySchema,
        response: { 200: operator.deviceListSchema, ...problemAnswers(401) },
      },
    },
    (request) => directory.devices(request.query.search),
  );

  api.delete(
    '/devices/:id',
    {
      schema: {
        ...operatorRoute('Take a device’s access away'),
        params: id,
        response: { 204: z.null(), ...problemAnswers(401, 403, 404) },
      },
    },
    async (request, reply) => {
      await directory.revoke(by(request), request.params.id);
      return reply.code(204).send(null);
    },
  );

  api.get(
    '/health',
    {
      schema: {
        ...operatorRoute('Processes, database, versions and what waits'),
        response: { 200: operator.platformHealthSchema, ...problemAnswers(401) },
      },
    },
    () => options.health(),
  );

  api.get(
    '/audit',
    {
      schema: {
        ...operatorRoute('Who did what'),
        querystring: operator.auditQuerySchema,
        response: { 200: operator.auditListSchema, ...problemAnswers(401) },
      },
    },
    (request) => options.audit(request.query),
  );
}
