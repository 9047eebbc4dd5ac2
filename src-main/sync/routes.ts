import type { FastifyInstance, FastifyRequest } from 'fastify';
import { documentLimit, documentTypes } from '#shared/enterprises/registration.ts';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import { describeIssues } from '#shared/issues.ts';
import type { Language } from '#shared/languages.ts';
import { syncInputs } from '#shared/sync/inputs.ts';
import type { SyncService } from './service.ts';

export interface SyncRoutesOptions {
  readonly sync: SyncService;
  /** Who asks. Throws AppError not_signed_in. */
  readonly actorOf: (request: FastifyRequest) => Actor;
  readonly languageOf: (request: FastifyRequest) => Language;
}

/**
 * The staff face's way in for the documents of a registration: `POST /uploads/documents?kind=…&name=…`, the body is the
 * file. It goes on to the cloud at once and is not kept here.
 */
export async function syncRoutes(app: FastifyInstance, options: SyncRoutesOptions): Promise<void> {
  const { sync, actorOf, languageOf } = options;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser([...documentTypes], { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  app.post<{ Body: unknown; Querystring: unknown }>(
    '/uploads/documents',
    {
      bodyLimit: documentLimit.bytes,
      // Before the body is read: nobody else makes this computer hold ten megabytes.
      onRequest: async (request) => void requirePermission(actorOf(request), 'enterprise', 'update'),
    },
    async (request, reply) => {
      const language = languageOf(request);
      const read = syncInputs.document.safeParse(request.query);
      if (!read.success)
        throw new AppError('validation_failed', (of) => ({ reason: describeIssues(read.error.issues, of) }));
      if (!Buffer.isBuffer(request.body)) throw new AppError('document_type_wrong');
      const added = await sync.registrations.addDocument({ ...read.data, bytes: request.body }, language);
      return reply.code(201).send(added);
    },
  );
}
