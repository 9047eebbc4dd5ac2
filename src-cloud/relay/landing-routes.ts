import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { problemAnswers as problems } from '#server/problems.ts';
import { bearerOf } from '#server/request.ts';
import { openEventStream } from '#server/sse.ts';
import { AppError } from '#shared/errors.ts';
import { boardSchema } from '#shared/relay/board.ts';
import { relayFramesSchema, relayLimits, relayReplySchema } from '#shared/relay/requests.ts';
import type { EnterprisesService, KnownDevice } from '../enterprises/service.ts';
import type { RelayService } from './service.ts';

export interface LandingRelayOptions {
  readonly relay: RelayService;
  readonly enterprises: EnterprisesService;
  readonly heartbeatMs: number;
}

const security = [{ device: [] }];
const common = { tags: ['relay'], security };

/** The landing's side of ordering over the internet: `/api/v1/relay` (device credential). */
export const landingRelayRoutes: FastifyPluginAsyncZod<LandingRelayOptions> = async (app, options) => {
  const { relay, enterprises, heartbeatMs } = options;

  /** Who asks: a landing that stands for its whole house, of an enterprise that has this subsystem. */
  async function landingOf(request: FastifyRequest): Promise<KnownDevice> {
    const device = await enterprises.devices.identify(bearerOf(request));
    if (device.scope !== 'enterprise') throw new AppError('sync_forbidden');
    await enterprises.requireSubsystem(device.enterpriseId, 'cloud_ordering');
    return device;
  }

  app.put(
    '/board',
    {
      bodyLimit: relayLimits.boardBytes,
      schema: {
        ...common,
        summary: 'Put up where the house is, its tables, and whether it takes orders',
        body: boardSchema,
        response: { 204: z.null(), ...problems() },
      },
    },
    async (request, reply) => {
      await relay.putBoard(await landingOf(request), request.body);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/requests',
    {
      schema: {
        ...common,
        summary: 'The standing connection (Server-Sent Events)',
        description: 'Events: `ready`, then `request` ({id, request}); answer each with POST /answers/{id}.',
        response: {
          200: { description: 'Server-Sent Events', content: { 'text/event-stream': { schema: z.string() } } },
          ...problems(),
        },
      },
    },
    async (request, reply) => {
      const device = await landingOf(request);
      const stream = openEventStream(request, reply, heartbeatMs);
      const connection = await relay.connect(device, {
        send: (event, json) => void stream.send(Buffer.from(`event: ${event}\ndata: ${json}\n\n`)),
        end: () => stream.end(),
      });
      // A landing that was shut out meanwhile loses its connection at the next beat.
      const beat = setInterval(() => {
        landingOf(request)
          .then(() => connection.beat())
          .catch((error: unknown) => {
            if (error instanceof AppError && error.status < 500) stream.end();
          });
      }, heartbeatMs);
      stream.onClose(() => {
        clearInterval(beat);
        connection.disconnect().catch((err: unknown) => request.log.warn({ err }, 'a connection was not signed off'));
      });
      stream.send(Buffer.from('event: ready\ndata: {}\n\n'));
      connection.ready();
      return reply;
    },
  );

  app.post(
    '/answers/:id',
    {
      bodyLimit: relayLimits.answerBytes,
      schema: {
        ...common,
        summary: 'Answer a request of the standing connection',
        params: z.object({ id: z.string().max(120) }),
        body: relayReplySchema,
        response: { 204: z.null(), ...problems() },
      },
    },
    async (request, reply) => {
      await relay.answer(await landingOf(request), request.params.id, request.body.answer);
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/events',
    {
      bodyLimit: relayLimits.answerBytes,
      schema: {
        ...common,
        summary: 'Send live events to the phones that listen',
        body: relayFramesSchema,
        response: { 204: z.null(), ...problems() },
      },
    },
    async (request, reply) => {
      await relay.takeFrames(await landingOf(request), request.body.frames);
      return reply.code(204).send(null);
    },
  );
};
