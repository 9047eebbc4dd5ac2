import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '#shared/errors.ts';
import type { Actor } from '#shared/identity/actor.ts';
import { pictureLimits, pictureTypes } from '#shared/ordering/pictures.ts';
import type { Pictures } from './pictures.ts';

export interface PictureRoutesOptions {
  readonly pictures: Pictures;
  /** Who asks. Throws AppError not_signed_in. */
  readonly actorOf: (request: FastifyRequest) => Actor;
}

/**
 * The staff face's way in for pictures: `POST /pictures` with the file as its body. A form of another site cannot send
 * these media types, the session cookie is SameSite=Strict, and the Origin is checked like everywhere.
 */
export async function pictureRoutes(app: FastifyInstance, { pictures, actorOf }: PictureRoutesOptions): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser([...pictureTypes], { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post<{ Body: Buffer }>(
    '/pictures',
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
}
