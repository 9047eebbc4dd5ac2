import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { bearerOf } from '#server/request.ts';
import { type EventStream, eventFrame, openEventStream } from '#server/sse.ts';
import { checksumsSchema } from '#shared/sync/checksum.ts';
import { helloAnswerSchema, helloSchema } from '#shared/sync/hello.ts';
import { pullAnswerSchema, pullQuerySchema } from '#shared/sync/pull.ts';
import { pushAnswerSchema, pushSchema } from '#shared/sync/push.ts';
import { snapshotChunkSchema, snapshotQuerySchema } from '#shared/sync/snapshot.ts';
import { standingSchema } from '#shared/sync/standing.ts';
import { secretHash } from '../store/service.ts';
import { Admission } from './admission.ts';
import { receivedBytes, speakCompressed } from './compression.ts';
import { pushFrameSchema } from './reading.ts';
import type { SyncingDevice, SyncService } from './service.ts';

export interface SyncRouteDeps {
  readonly sync: SyncService;
  /** Whose credential this is. Throws AppError device_credential_wrong, device_revoked or enterprise_suspended. */
  readonly identify: (credential: string | undefined) => Promise<SyncingDevice>;
  /** Keeps count of standing streams, and ends them with the process; gives what takes one out again. */
  readonly standing: (stream: Pick<EventStream, 'send' | 'end'>) => () => void;
  /** Calls back with the id of an enterprise whose state or devices changed; an empty one means that any may have. */
  readonly onEnterpriseChange: (heard: (enterpriseId: string) => void) => () => void;
  /** Pokes of a silent line come this often, ms. */
  readonly heartbeatMs?: number | undefined;
}

/** A push may be this large when it is unpacked: the limit of a device's operations, and their frame. */
const pushBytes = 2 * 1024 * 1024;
const heartbeat = 25_000;
/** A credential that was good is not waited for again before a body is read, for so long. */
const rememberedMs = 60_000;
const rememberedCredentials = 10_000;
/** Snapshots that are read at once by one process; who comes beyond that is told when to come again. */
const snapshotsAtOnce = 8;
/** What every answer of the API has, but these short ones to a program have no page to protect. */
const pageHeaders = [
  'content-security-policy',
  'cross-origin-resource-policy',
  'referrer-policy',
  'x-content-type-options',
];

/** Sends text that is JSON already, or what JSON.stringify makes of it: the answers are the server's own and checked by tests. */
const asJson = () => (payload: unknown) => (typeof payload === 'string' ? payload : JSON.stringify(payload));
/** Operations are read one by one, so only the frame is checked before. */
const frameOnly = { body: pushFrameSchema };
const security = [{ device: [] }];

/** Sync of landings with the cloud (`/api/v1/sync`), with a device's credential. */
export async function syncRoutes(app: FastifyInstance, deps: SyncRouteDeps): Promise<void> {
  const { sync, identify } = deps;
  const devices = new WeakMap<FastifyRequest, SyncingDevice>();
  const asked = new WeakMap<FastifyRequest, Promise<SyncingDevice>>();
  const lately = new LRUCache<string, true>({ max: rememberedCredentials, ttl: rememberedMs });
  const deviceOf = (request: FastifyRequest): SyncingDevice => {
    const device = devices.get(request);
    if (!device) throw new Error('the request was not identified');
    return device;
  };
  // Before a body is read or unpacked: a stranger's is nobody's work. Who was known a moment ago is asked for meanwhile.
  app.addHook('onRequest', async (request) => {
    const credential = bearerOf(request);
    const asking = identify(credential);
    // Who waits for it hears why.
    asking.catch(() => {});
    asked.set(request, asking);
    const hash = secretHash(credential ?? '');
    if (lately.has(hash)) return;
    await asking;
    lately.set(hash, true);
  });
  // Before anything is done, or said, about what was sent.
  app.addHook('preValidation', async (request) => {
    const device = await asked.get(request);
    if (device) devices.set(request, device);
  });
  speakCompressed(app);
  app.addHook('onSend', async (_, reply) => {
    for (const name of pageHeaders) reply.removeHeader(name);
  });
  const api = app.withTypeProvider<ZodTypeProvider>();
  const tags = ['sync'];

  api.post(
    '/hello',
    {
      schema: { summary: 'Connect', tags, security, body: helloSchema, response: { 200: helloAnswerSchema } },
      serializerCompiler: asJson,
    },
    (request) => sync.hello(deviceOf(request), request.body),
  );

  api.post(
    '/push',
    {
      bodyLimit: pushBytes,
      schema: { summary: 'Send operations', tags, security, body: pushSchema, response: { 200: pushAnswerSchema } },
      validatorCompiler: () => (data: unknown) => {
        const read = frameOnly.body.safeParse(data);
        return read.success ? { value: read.data } : { error: read.error };
      },
      serializerCompiler: asJson,
    },
    (request) => sync.push(deviceOf(request), request.body, receivedBytes(request)),
  );

  api.get(
    '/pull',
    {
      schema: {
        summary: 'What happened after a cursor',
        tags,
        security,
        querystring: pullQuerySchema,
        response: { 200: pullAnswerSchema },
      },
      serializerCompiler: asJson,
    },
    async (request, reply) => sendJson(reply, await sync.pull(deviceOf(request), request.query)),
  );

  const admission = new Admission(snapshotsAtOnce);
  api.get(
    '/snapshot',
    {
      schema: {
        summary: 'All there is, chunk by chunk',
        tags,
        security,
        querystring: snapshotQuerySchema,
        response: { 200: snapshotChunkSchema },
      },
      serializerCompiler: asJson,
    },
    (request) => admission.run(() => sync.snapshot(deviceOf(request), request.query.after)),
  );

  api.get(
    '/checksums',
    {
      schema: { summary: 'Checksums by entity', tags, security, response: { 200: checksumsSchema } },
      serializerCompiler: asJson,
    },
    (request) => sync.checksums(deviceOf(request)),
  );

  api.get(
    '/standing',
    {
      schema: { summary: 'How sync stands', tags, security, response: { 200: standingSchema } },
      serializerCompiler: asJson,
    },
    (request) => sync.standing(deviceOf(request)),
  );

  api.get(
    '/poke',
    {
      schema: {
        summary: 'Says that there is something (Server-Sent Events)',
        tags,
        security,
        querystring: z.object({ cursor: z.string().max(200).optional() }),
      },
    },
    async (request, reply) => {
      const device = deviceOf(request);
      const stream = openEventStream(request, reply, deps.heartbeatMs ?? heartbeat);
      const poke = (cursor?: string) => stream.send(eventFrame('poke', JSON.stringify({ cursor }), '0'));
      const stop = await sync.pokes.listen(device.enterpriseId, poke).catch((error: unknown) => {
        stream.end();
        throw error;
      });
      // A credential that was taken away ends what it opened.
      const credential = bearerOf(request);
      const look = () => void identify(credential).catch(() => stream.end());
      const check = setInterval(look, deps.heartbeatMs ?? heartbeat);
      const forget = deps.onEnterpriseChange((id) => (id === '' || id === device.enterpriseId) && look());
      const gone = deps.standing(stream);
      stream.onClose(() => {
        clearInterval(check);
        forget();
        gone();
        stop();
      });
      // What came between the device's last look and now was not heard.
      if (await sync.hasNews(device, request.query.cursor)) poke();
    },
  );
}

function sendJson(reply: FastifyReply, json: string): never {
  reply.type('application/json; charset=utf-8');
  return json as never;
}
