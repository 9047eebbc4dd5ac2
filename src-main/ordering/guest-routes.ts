import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { createLimiter } from '#server/limiter.ts';
import { problemAnswers as problems } from '#server/problems.ts';
import { bearerOf, languageOf } from '#server/request.ts';
import { AppError } from '#shared/errors.ts';
import type { Language } from '#shared/languages.ts';
import {
  callBody,
  callResponse,
  createSessionBody,
  guestTabResponse,
  joinBody,
  joinResponse,
  menuQuery,
  menuResponse,
  placeOrderBody,
  placeOrderResponse,
  sessionResponse,
} from '#shared/ordering/guest-api.ts';
import type { RequestLimits } from '../http/limits.ts';
import { openEventStream } from '../http/sse.ts';
import { requireIdempotencyKey } from '../store/service.ts';
import type { OrderingService } from './service.ts';

export interface GuestRoutesOptions {
  readonly ordering: OrderingService;
  readonly limits: RequestLimits;
  readonly heartbeatMs: number;
  readonly language: () => Language;
}

const streamOf = (type: string, description: string) => ({
  description,
  content: { [type]: { schema: z.string() } },
});
const security = [{ sessionToken: [] }];

/** The guest face: `/api/v1/guest` (docs/api/guest.md; OpenAPI at `/api/openapi.json`). */
export const guestRoutes: FastifyPluginAsyncZod<GuestRoutesOptions> = async (app, options) => {
  const { guests, guestStream } = options.ordering;
  const { limits } = options;
  const limit = {
    sessionsPerTable: createLimiter(app, limits.sessionsPerTable),
    sessionsPerAddress: createLimiter(app, limits.sessionsPerAddress),
    wrongCodes: createLimiter(app, limits.wrongCodesPerTable),
    wrongTokens: createLimiter(app, limits.wrongTokensPerAddress),
    orders: createLimiter(app, limits.ordersPerSession),
    ordersPerTable: createLimiter(app, limits.ordersPerTable),
    calls: createLimiter(app, limits.callsPerSession),
    reads: createLimiter(app, limits.readsPerSession),
    streams: createLimiter(app, limits.streamsPerSession),
  };
  const language = (request: FastifyRequest) => languageOf(request, options.language());

  app.route({
    method: 'POST',
    url: '/sessions',
    bodyLimit: 8_192,
    schema: {
      summary: 'Start a session at the table of a sticker',
      tags: ['guest'],
      body: createSessionBody,
      response: { 201: sessionResponse, ...problems(400, 403, 404, 429, 503, 507) },
    },
    handler: async (request, reply) => {
      const { tableToken } = request.body;
      // What is refused for one reason is not counted against another: neither guessing nor one table's flood uses up
      // what the neighbours behind the same address may do.
      if (guests.knowsTable(tableToken)) {
        await limit.sessionsPerTable(request, tableToken);
        await limit.sessionsPerAddress(request, request.ip);
      } else await limit.wrongTokens(request, request.ip);
      if (request.body.code !== undefined) await limit.wrongCodes(request, tableToken, { count: false });
      try {
        const session = await guests.startSession(request.body, language(request));
        return await reply.code(201).header('cache-control', 'no-store').send(session);
      } catch (error) {
        const wrongCode =
          error instanceof AppError && error.code === 'table_code_wrong' && request.body.code !== undefined;
        if (wrongCode) await limit.wrongCodes(request, tableToken);
        throw error;
      }
    },
  });

  app.route({
    method: 'GET',
    url: '/menu',
    schema: {
      summary: 'The menu as it can be ordered now',
      tags: ['guest'],
      security,
      querystring: menuQuery,
      response: { 200: menuResponse, 304: z.null(), ...problems(401, 429) },
    },
    handler: async (request, reply) => {
      const session = guests.session(bearerOf(request));
      await limit.reads(request, session.id);
      const document = guests.menu(request.query.lang ?? language(request));
      reply
        .header('etag', document.etag)
        .header('cache-control', 'private, no-cache')
        .header('vary', 'accept-language, accept-encoding');
      if (request.headers['if-none-match'] === document.etag) return reply.code(304).send(null);
      return sendCompressed(request, reply, document);
    },
  });

  app.route({
    method: 'POST',
    url: '/orders',
    bodyLimit: 262_144,
    schema: {
      summary: 'Place an order',
      description:
        'Answers only after the order is on disk. The same Idempotency-Key with the same body gives the same answer.',
      tags: ['guest'],
      security,
      headers: z.object({ 'idempotency-key': z.string().optional() }),
      body: placeOrderBody,
      response: { 201: placeOrderResponse, ...problems(400, 401, 403, 409, 413, 422, 429, 503, 507) },
    },
    handler: async (request, reply) => {
      const session = guests.session(bearerOf(request));
      await limit.orders(request, session.id);
      await limit.ordersPerTable(request, session.tableId);
      const key = requireIdempotencyKey(request.headers['idempotency-key']);
      const answer = await guests.placeOrder(session, key, request.body, language(request));
      return reply
        .code(201)
        .header('content-type', 'application/json; charset=utf-8')
        .header('cache-control', 'no-store')
        .serializer(String)
        .send(answer as never);
    },
  });

  app.route({
    method: 'GET',
    url: '/tab',
    schema: {
      summary: 'What this table has ordered and paid',
      tags: ['guest'],
      security,
      response: { 200: guestTabResponse, ...problems(401, 403, 429) },
    },
    handler: async (request, reply) => {
      const session = guests.session(bearerOf(request));
      await limit.reads(request, session.id);
      return reply.header('cache-control', 'no-store').send(guests.tab(session, language(request)));
    },
  });

  app.route({
    method: 'POST',
    url: '/calls',
    bodyLimit: 1_024,
    schema: {
      summary: 'Call the waiter or ask for the bill',
      tags: ['guest'],
      security,
      body: callBody,
      response: { 201: callResponse, ...problems(400, 401, 403, 429, 503, 507) },
    },
    handler: async (request, reply) => {
      const session = guests.session(bearerOf(request));
      await limit.calls(request, session.id);
      return reply.code(201).send(await guests.call(session, request.body.kind));
    },
  });

  app.route({
    method: 'POST',
    url: '/joins',
    bodyLimit: 1_024,
    schema: {
      summary: 'Let a phone in that asks to join this table',
      description: 'Where the house wants a nod (`join` and `joins` of GET /tab). Letting it in again changes nothing.',
      tags: ['guest'],
      security,
      body: joinBody,
      response: { 201: joinResponse, ...problems(400, 401, 403, 404, 429, 503, 507) },
    },
    handler: async (request, reply) => {
      const session = guests.session(bearerOf(request));
      await limit.calls(request, session.id);
      const { sessionId } = request.body;
      await guests.admit(session, sessionId);
      return reply.code(201).send({ sessionId });
    },
  });

  app.route({
    method: 'GET',
    url: '/events',
    schema: {
      summary: 'Live events of this table (Server-Sent Events)',
      description:
        'Events: `tab` (the document of GET /tab), `menu` ({etag}: fetch the menu again), `closed`. Last-Event-ID resumes.',
      tags: ['guest'],
      security,
      response: { 200: streamOf('text/event-stream', 'Server-Sent Events'), ...problems(401, 403, 429) },
    },
    handler: async (request, reply) => {
      const token = bearerOf(request);
      const session = guests.session(token);
      await limit.streams(request, session.id);
      guests.tab(session, language(request));
      const stream = openEventStream(request, reply, options.heartbeatMs);
      const lastId = request.headers['last-event-id'];
      const disconnect = guestStream.connect(
        token ?? '',
        language(request),
        stream,
        typeof lastId === 'string' ? lastId : undefined,
      );
      stream.onClose(disconnect);
      return reply;
    },
  });

  app.route({
    method: 'GET',
    url: '/pictures/:name',
    schema: {
      summary: 'A dish picture',
      description: 'As the menu names it, in two sizes. Its content never changes.',
      tags: ['guest'],
      params: z.object({ name: z.string().regex(/^[0-9a-f]{32}(-s)?\.webp$/) }),
      response: { 200: streamOf('image/*', 'An image'), ...problems(404) },
    },
    handler: async (request, reply) => {
      const { name } = request.params;
      const bytes = options.ordering.pictures.file(name.slice(0, 32), name.includes('-s') ? 'small' : 'large');
      if (!bytes) throw new AppError('not_found');
      return reply
        .header('content-type', 'image/webp')
        .header('cache-control', 'public, max-age=31536000, immutable')
        .serializer((payload: unknown) => payload as never)
        .send(bytes as never);
    },
  });
};

function sendCompressed(
  request: FastifyRequest,
  reply: FastifyReply,
  document: { json: Buffer; compressed(e: 'br' | 'gzip'): Buffer },
) {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
  if (encoding) reply.header('content-encoding', encoding);
  return reply
    .header('content-type', 'application/json; charset=utf-8')
    .serializer((payload: unknown) => payload as never)
    .send((encoding ? document.compressed(encoding) : document.json) as never);
}
