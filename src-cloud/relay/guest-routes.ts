import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { createLimiter } from '#server/limiter.ts';
import { problemAnswers as problems } from '#server/problems.ts';
import { bearerOf, languageOf } from '#server/request.ts';
import { openEventStream } from '#server/sse.ts';
import { AppError } from '#shared/errors.ts';
import {
  callBody,
  callResponse,
  createSessionBody,
  guestTabResponse,
  joinBody,
  joinResponse,
  menuQuery,
  menuResponse,
  orderWaitingResponse,
  placeOrderBody,
  placeOrderResponse,
  sessionResponse,
} from '#shared/ordering/guest-api.ts';
import { parseLinkCode } from '#shared/relay/link.ts';
import { idempotencyKeySchema } from '#shared/relay/requests.ts';
import { callerBy } from '../http/gates.ts';
import type { RelayLimits } from './limits.ts';
import type { RelayService } from './service.ts';
import type { Visit } from './visits.ts';

export interface GuestRelayOptions {
  readonly relay: RelayService;
  readonly limits: RelayLimits;
  readonly heartbeatMs: number;
}

const streamOf = (type: string, description: string) => ({
  description,
  content: { [type]: { schema: z.string() } },
});
const security = [{ sessionToken: [] }];
const hour = 60 * 60_000;

/**
 * The guest face at the cloud, the same as the landing's own (`/api/v1/guest`): what a phone asks is asked of the landing.
 * Whatever a phone sends too much of is refused here, before the landing hears of it.
 */
export const guestRelayRoutes: FastifyPluginAsyncZod<GuestRelayOptions> = async (app, options) => {
  const { relay, limits } = options;
  const limit = {
    visitsPerAddress: createLimiter(app, limits.visitsPerAddress),
    visitsPerTable: createLimiter(app, limits.visitsPerTable),
    wrongLinks: createLimiter(app, limits.wrongLinksPerAddress),
    wrongCodes: createLimiter(app, limits.wrongCodesPerAddress, hour),
    orders: createLimiter(app, limits.ordersPerVisit),
    ordersPerTable: createLimiter(app, limits.ordersPerTable),
    ordersPerAddress: createLimiter(app, limits.ordersPerAddress),
    calls: createLimiter(app, limits.callsPerVisit),
    reads: createLimiter(app, limits.readsPerVisit),
    streams: createLimiter(app, limits.streamsPerVisit),
    pictures: createLimiter(app, limits.picturesPerAddress),
    strangers: createLimiter(app, limits.strangersPerAddress),
  };
  const language = (request: FastifyRequest) => languageOf(request, 'zh-CN');

  const visitor = callerBy<Visit>(async (request) => {
    try {
      return await relay.visit(bearerOf(request));
    } catch (error) {
      if (error instanceof AppError && error.code === 'session_invalid') await limit.strangers(request, request.ip);
      throw error;
    }
  });

  app.post(
    '/sessions',
    {
      bodyLimit: 8_192,
      schema: {
        summary: 'Start a visit at the table of a link',
        tags: ['guest'],
        body: createSessionBody,
        response: { 201: sessionResponse, ...problems() },
      },
    },
    async (request, reply) => {
      const { tableToken, code } = request.body;
      // What is refused for one reason is not counted against another: a mobile network puts whole towns behind one
      // address, and who guesses there must not keep the others out.
      if (!(await relay.knowsLink(tableToken))) {
        await limit.wrongLinks(request, request.ip);
        throw new AppError('table_unknown');
      }
      await limit.visitsPerAddress(request, request.ip);
      await limit.visitsPerTable(request, tableToken);
      const guesser = `${request.ip} ${tableToken}`;
      if (code !== undefined) await limit.wrongCodes(request, guesser, { count: false });
      try {
        const session = await relay.startVisit(tableToken, code, language(request));
        return await reply.code(201).header('cache-control', 'no-store').send(session);
      } catch (error) {
        if (error instanceof AppError && error.code === 'table_code_wrong' && code !== undefined)
          await limit.wrongCodes(request, guesser);
        throw error;
      }
    },
  );

  app.get(
    '/menu',
    {
      onRequest: visitor.asked,
      schema: {
        summary: 'The menu as it can be ordered now, or as it was last while the restaurant is away',
        tags: ['guest'],
        security,
        querystring: menuQuery,
        response: { 200: menuResponse, 304: z.null(), ...problems() },
      },
    },
    async (request, reply) => {
      const visit = visitor.of(request);
      await limit.reads(request, visit.id);
      const menu = await relay.menu(visit, request.query.lang ?? language(request));
      reply
        .header('etag', menu.etag)
        .header('cache-control', 'private, no-cache')
        .header('vary', 'accept-language, accept-encoding');
      if (request.headers['if-none-match'] === menu.etag) return reply.code(304).send(null);
      const accepted = String(request.headers['accept-encoding'] ?? '');
      const encoding = /\bbr\b/.test(accepted) ? 'br' : /\bgzip\b/.test(accepted) ? 'gzip' : undefined;
      if (encoding) reply.header('content-encoding', encoding);
      return reply
        .header('content-type', 'application/json; charset=utf-8')
        .serializer((payload: unknown) => payload as never)
        .send((encoding ? menu.compressed(encoding) : menu.json) as never);
    },
  );

  app.post(
    '/orders',
    {
      onRequest: visitor.asked,
      bodyLimit: 262_144,
      schema: {
        summary: 'Place an order',
        description:
          '201 only after the restaurant has it on disk. 202: it is kept here and the restaurant has not answered; send the same request again to learn more. The same Idempotency-Key with the same body is one order, whatever happens in between.',
        tags: ['guest'],
        security,
        headers: z.object({ 'idempotency-key': z.string().optional() }),
        body: placeOrderBody,
        response: { 201: placeOrderResponse, 202: orderWaitingResponse, ...problems() },
      },
    },
    async (request, reply) => {
      const visit = visitor.of(request);
      await limit.orders(request, visit.id);
      await limit.ordersPerTable(request, visit.tableId);
      await limit.ordersPerAddress(request, request.ip);
      const key = idempotencyKeySchema.safeParse(request.headers['idempotency-key']);
      if (!key.success) throw new AppError('idempotency_key_required');
      const order = { key: key.data, body: request.body, language: language(request) };
      const outcome = await relay.placeOrder(visit, order);
      reply.header('cache-control', 'no-store');
      if (outcome.kind === 'taken') return reply.code(201).send(outcome.body as never);
      reply.header('retry-after', outcome.waiting.preOrder ? '10' : '2');
      return reply.code(202).send({ waiting: outcome.waiting });
    },
  );

  app.delete(
    '/orders/:key',
    {
      onRequest: visitor.asked,
      schema: {
        summary: 'Take an order back that the restaurant has not seen',
        tags: ['guest'],
        security,
        params: z.object({ key: idempotencyKeySchema }),
        response: { 204: z.null(), ...problems() },
      },
    },
    async (request, reply) => {
      const visit = visitor.of(request);
      await limit.orders(request, visit.id);
      await relay.takeBackOrder(visit, request.params.key);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/tab',
    {
      onRequest: visitor.asked,
      schema: {
        summary: 'What this table has ordered and paid',
        tags: ['guest'],
        security,
        response: { 200: guestTabResponse, ...problems() },
      },
    },
    async (request, reply) => {
      const visit = visitor.of(request);
      await limit.reads(request, visit.id);
      return reply.header('cache-control', 'no-store').send(await relay.tab(visit, language(request)));
    },
  );

  app.post(
    '/calls',
    {
      onRequest: visitor.asked,
      bodyLimit: 1_024,
      schema: {
        summary: 'Call the waiter or ask for the bill',
        tags: ['guest'],
        security,
        body: callBody,
        response: { 201: callResponse, ...problems() },
      },
    },
    async (request, reply) => {
      const visit = visitor.of(request);
      await limit.calls(request, visit.id);
      return reply.code(201).send(await relay.call(visit, request.body.kind, language(request)));
    },
  );

  app.post(
    '/joins',
    {
      onRequest: visitor.asked,
      bodyLimit: 1_024,
      schema: {
        summary: 'Let a phone in that asks to join this table',
        tags: ['guest'],
        security,
        body: joinBody,
        response: { 201: joinResponse, ...problems() },
      },
    },
    async (request, reply) => {
      const visit = visitor.of(request);
      await limit.calls(request, visit.id);
      return reply.code(201).send(await relay.join(visit, request.body.sessionId, language(request)));
    },
  );

  app.get(
    '/events',
    {
      onRequest: visitor.asked,
      schema: {
        summary: 'Live events of this table (Server-Sent Events)',
        description: 'As at the landing, and `landing` (RemoteState): whether the restaurant can be reached.',
        tags: ['guest'],
        security,
        response: { 200: streamOf('text/event-stream', 'Server-Sent Events'), ...problems() },
      },
    },
    async (request, reply) => {
      const visit = visitor.of(request);
      await limit.streams(request, visit.id);
      const lastId = request.headers['last-event-id'];
      await relay.listen(
        visit,
        language(request),
        typeof lastId === 'string' ? lastId.slice(0, 200) : undefined,
        () => {
          const stream = openEventStream(request, reply, options.heartbeatMs);
          return { sink: stream, onClose: (listener) => stream.onClose(listener) };
        },
      );
      return reply;
    },
  );

  app.get(
    '/pictures/:name',
    {
      schema: {
        summary: 'A dish picture, as the menu names it',
        tags: ['guest'],
        params: z.object({ name: z.string().regex(/^[0-9a-z]{25}\.[0-9a-f]{32}(-s)?\.webp$/) }),
        response: { 200: streamOf('image/webp', 'An image'), ...problems() },
      },
    },
    async (request, reply) => {
      await limit.pictures(request, request.ip);
      const [door = '', picture = ''] = request.params.name.split(/\.(.*)/s);
      // The name of a picture is long enough to be taken for a table's token by the same reader.
      const link = parseLinkCode(`${door}.${picture.replace('.webp', '')}`);
      if (!link) throw new AppError('not_found');
      const bytes = await relay.picture(link.enterpriseId, picture);
      return reply
        .header('content-type', 'image/webp')
        .header('cache-control', 'public, max-age=31536000, immutable')
        .serializer((payload: unknown) => payload as never)
        .send(bytes as never);
    },
  );
};
