import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '#shared/errors.ts';
import type { Actor } from '#shared/identity/actor.ts';
import { maxLogoBytes } from './logo.ts';
import type { StickerService } from './service.ts';

/** Files of the stickers on the staff face: the sheets as PDF, and the logo as it is uploaded. */
export async function stickerRoutes(
  app: FastifyInstance,
  { stickers, actorOf }: { stickers: StickerService; actorOf: (request: FastifyRequest) => Actor | undefined },
): Promise<void> {
  const signedIn = (request: FastifyRequest): Actor => {
    const actor = actorOf(request);
    if (!actor) throw new AppError('not_signed_in');
    return actor;
  };
  app.addContentTypeParser(
    ['image/png', 'image/jpeg'],
    { parseAs: 'buffer', bodyLimit: maxLogoBytes },
    (_request, body, done) => done(null, body),
  );

  app.get<{ Params: { id: string }; Querystring: { download?: string } }>('/stickers/:id.pdf', (request, reply) => {
    const pdf = stickers.pdf(signedIn(request), request.params.id);
    const kept = request.query.download === undefined ? 'inline' : 'attachment';
    return reply
      .header('content-type', 'application/pdf')
      .header('content-disposition', `${kept}; filename="stickers.pdf"`)
      .header('cache-control', 'no-store')
      .send(pdf);
  });

  // Before the body is read: nobody else makes this computer hold a picture.
  const onRequest = async (request: FastifyRequest) => stickers.requireUpload(signedIn(request));
  app.post('/stickers/logo', { onRequest }, async (request, reply) => {
    if (!Buffer.isBuffer(request.body)) throw new AppError('unsupported_media_type');
    await stickers.setLogo(signedIn(request), request.body);
    return reply.code(204).send();
  });
}
