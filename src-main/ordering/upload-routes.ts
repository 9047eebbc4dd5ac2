import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '#shared/errors.ts';
import type { Actor } from '#shared/identity/actor.ts';
import type { Language } from '#shared/languages.ts';
import { pictureLimits, pictureTypes } from '#shared/ordering/pictures.ts';
import { csvLimits } from './csv/read.ts';
import type { OrderingService } from './service.ts';

export interface UploadRoutesOptions {
  readonly ordering: OrderingService;
  /** Who asks. Throws AppError not_signed_in. */
  readonly actorOf: (request: FastifyRequest) => Actor;
  readonly languageOf: (request: FastifyRequest) => Language;
}

/**
 * The staff face's way in for files, each the body of its request: `POST /uploads/pictures`, `POST /uploads/menu` (a
 * dry run), `POST /uploads/menu?fingerprint=…` (writes what that run said). A form of another site cannot send these
 * media types, the session cookie is SameSite=Strict, and the Origin is checked like everywhere.
 */
export async function uploadRoutes(app: FastifyInstance, options: UploadRoutesOptions): Promise<void> {
  const { actorOf, languageOf } = options;
  const { pictures, menuExchange } = options.ordering;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser([...pictureTypes, 'text/csv'], { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );

  app.post<{ Body: unknown }>(
    '/uploads/pictures',
    {
      bodyLimit: pictureLimits.bytes,
      // Before the body is read: nobody else makes this computer hold fifteen megabytes.
      onRequest: async (request) => pictures.requireUpload(actorOf(request)),
    },
    async (request, reply) => {
      if (!Buffer.isBuffer(request.body)) throw new AppError('picture_unreadable');
      return reply.code(201).send(await pictures.upload(actorOf(request), request.body));
    },
  );

  app.post<{ Body: unknown; Querystring: { fingerprint?: unknown } }>(
    '/uploads/menu',
    {
      bodyLimit: csvLimits.bytes,
      onRequest: async (request) => menuExchange.requireImport(actorOf(request)),
    },
    async (request) => {
      const file = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const { fingerprint } = request.query;
      return fingerprint === undefined
        ? menuExchange.dryRun(actorOf(request), file, languageOf(request))
        : menuExchange.apply(actorOf(request), file, String(fingerprint), languageOf(request));
    },
  );
}
