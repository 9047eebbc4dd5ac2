import type { Transform } from 'node:stream';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '#shared/errors.ts';

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: () => zlib.createGunzip(),
  br: () => zlib.createBrotliDecompress(),
  zstd: () => zlib.createZstdDecompress(),
};

/** Below this an answer is sent as it is: its headers weigh as much. */
const worthwhileBytes = 1_000;

const encoders = {
  zstd: promisify(zlib.zstdCompress),
  br: (text: Buffer) => promisify(zlib.brotliCompress)(text, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: promisify(zlib.gzip),
} as const;

/** The codings a caller takes (RFC 9110 §12.5.3), by our order; one with `q=0` is refused. */
function encodingFor(request: FastifyRequest): keyof typeof encoders | undefined {
  const accepted = String(request.headers['accept-encoding'] ?? '')
    .split(',')
    .map((part) => part.trim().toLowerCase())
    .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
    .map((part) => part.split(';')[0]);
  return (['zstd', 'br', 'gzip'] as const).find((coding) => accepted.includes(coding));
}

/**
 * Unpacks requests (gzip, br, zstd) up to the body limit of their route, and packs answers. Throws AppError
 * body_too_large, unsupported_media_type (RFC 9110 §8.4) and malformed_request to the caller.
 */
export function speakCompressed(app: FastifyInstance): void {
  app.addHook('preParsing', async (request, _, payload) => {
    const coding = request.headers['content-encoding'];
    if (coding === undefined || coding === 'identity') return payload;
    const decoder = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined;
    if (!decoder) throw new AppError('unsupported_media_type');
    let packedBytes = 0;
    payload.on('data', (chunk: Buffer) => {
      packedBytes += chunk.length;
    });
    const unpacked = decoder();
    payload.on('error', (error) => unpacked.destroy(error));
    payload.pipe(unpacked);
    // Fastify stops reading at the body limit, which is of what was unpacked, and compares this with content-length.
    return Object.defineProperty(unpacked, 'receivedEncodedLength', { get: () => packedBytes });
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload.length < worthwhileBytes || reply.hasHeader('content-encoding')) {
      return payload;
    }
    const coding = encodingFor(request);
    if (!coding) return payload;
    reply.header('content-encoding', coding).header('vary', 'accept-encoding').removeHeader('content-length');
    return encoders[coding](Buffer.from(payload));
  });
}

/** The bytes of a request's body as they came over the line. */
export function receivedBytes(request: FastifyRequest): number {
  return Number(request.headers['content-length'] ?? 0);
}
