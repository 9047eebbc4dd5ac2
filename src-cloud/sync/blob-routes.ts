import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { bearerOf } from '#server/request.ts';
import { AppError } from '#shared/errors.ts';
import { fileNameSchema, lackingAnswerSchema, lackingSchema } from '#shared/sync/files.ts';
import { callerBy } from '../http/gates.ts';
import { type Blobs, blobLimit } from './blobs.ts';
import type { SyncRouteDeps } from './routes.ts';

const params = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });
/** The whole SHA-256, or the beginning by which records name a file. */
const named = z.object({ sha256: fileNameSchema });
const upload = z.object({
  /** Of the whole file, bytes. */
  size: z.coerce.number().int().min(1).max(blobLimit),
  offset: z.coerce.number().int().min(0).max(blobLimit).default(0),
  type: z
    .string()
    .regex(/^[a-z]+\/[a-z0-9][a-z0-9.+-]{0,80}$/)
    .default('application/octet-stream'),
});

/** A range of bytes (RFC 9110 §14.1.2) as [from, until); undefined when it is not one that can be given. */
function rangeOf(header: string, size: number): { from: number; until: number } | undefined {
  const parts = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header);
  const [first = '', last = ''] = [parts?.[1], parts?.[2]];
  if (!parts || (first === '' && last === '')) return undefined;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const until = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  return from < until ? { from, until } : undefined;
}

/** Files by their content (`/api/v1/blobs`), with a device's credential. An upload goes on where it was cut. */
export async function blobRoutes(
  app: FastifyInstance,
  { blobs, identify }: { readonly blobs: Blobs } & Pick<SyncRouteDeps, 'identify'>,
): Promise<void> {
  const device = callerBy((request) => identify(bearerOf(request)));
  app.addHook('onRequest', device.asked);
  // Bytes are taken as they come, not gathered first.
  app.addContentTypeParser('application/octet-stream', (_, payload, done) => done(null, payload));
  const api = app.withTypeProvider<ZodTypeProvider>();
  const common = { tags: ['blobs'], security: [{ device: [] }] };

  const found = async (request: FastifyRequest, name: string, reply: FastifyReply) => {
    const blob = await blobs.find(device.of(request).enterpriseId, name);
    reply.header('upload-offset', String(blob?.received ?? 0));
    if (!blob?.isComplete) throw new AppError('not_found');
    reply.headers({ 'accept-ranges': 'bytes', etag: `"${blob.sha256}"`, 'content-disposition': 'attachment' });
    return blob;
  };

  api.head(
    '/:sha256',
    { schema: { ...common, params: named, summary: 'How much of a file is here (Upload-Offset)' } },
    async (request, reply) => {
      const { size, type } = await found(request, request.params.sha256, reply);
      return reply.type(type).header('content-length', size).send();
    },
  );

  api.put(
    '/:sha256',
    {
      bodyLimit: blobLimit,
      schema: { ...common, params, summary: 'Send a file, or the rest of it', querystring: upload },
    },
    async (request, reply) => {
      const { sha256 } = request.params;
      if (!(request.body instanceof Readable)) throw new AppError('unsupported_media_type');
      const blob = await blobs.receive(device.of(request).enterpriseId, { sha256, ...request.query }, request.body);
      return reply.code(blob.isComplete ? 201 : 202).send({ received: blob.received, complete: blob.isComplete });
    },
  );

  api.post(
    '/lacking',
    {
      schema: {
        ...common,
        summary: 'Which of these files are not here',
        body: lackingSchema,
        response: { 200: lackingAnswerSchema },
      },
    },
    async (request) => ({ lacking: await blobs.lacking(device.of(request).enterpriseId, request.body.names) }),
  );

  const reading = { ...common, params: named, summary: 'A file, or a range of it' };
  api.get('/:sha256', { schema: reading }, async (request, reply) => {
    const { sha256, size, type } = await found(request, request.params.sha256, reply);
    const asked = request.headers.range;
    const range = asked === undefined ? { from: 0, until: size } : rangeOf(asked, size);
    if (!range) {
      reply.header('content-range', `bytes */${size}`);
      throw new AppError('range_not_satisfiable');
    }
    if (asked !== undefined) reply.code(206).header('content-range', `bytes ${range.from}-${range.until - 1}/${size}`);
    const bytes = Readable.from(blobs.bytes(device.of(request).enterpriseId, sha256, range.from, range.until));
    return reply
      .type(type)
      .header('content-length', range.until - range.from)
      .send(bytes);
  });
}
