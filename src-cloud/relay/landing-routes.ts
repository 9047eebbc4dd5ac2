import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { createLimiter } from '#server/limiter.ts';
import { problemAnswers as problems } from '#server/problems.ts';
import { bearerOf } from '#server/request.ts';
import { openEventStream } from '#server/sse.ts';
import type { Subsystem } from '#shared/enterprises/switches.ts';
import { AppError } from '#shared/errors.ts';
import { boardSchema } from '#shared/relay/board.ts';
import { commandStandingSchema, counterSchema, sendCommandSchema } from '#shared/relay/commands.ts';
import { relayFramesSchema, relayLimits, relayReplySchema } from '#shared/relay/requests.ts';
import { idSchema } from '#shared/schemas.ts';
import type { EnterprisesService, KnownDevice } from '../enterprises/service.ts';
import { callerBy } from '../http/gates.ts';
import type { RelayLimits } from './limits.ts';
import type { RelayService } from './service.ts';

export interface LandingRelayOptions {
  readonly relay: RelayService;
  readonly enterprises: EnterprisesService;
  readonly limits: RelayLimits;
  readonly heartbeatMs: number;
}

const security = [{ device: [] }];
const common = { tags: ['relay'], security };

/** The landing's side of ordering over the internet, and of commands between landings: `/api/v1/relay` (device credential). */
export const landingRelayRoutes: FastifyPluginAsyncZod<LandingRelayOptions> = async (app, options) => {
  const { relay, enterprises, heartbeatMs } = options;
  const commands = createLimiter(app, options.limits.commandsPerDevice);

  /** Who asks: a landing that stands for its whole house, of an enterprise that has the subsystem. */
  async function landingOf(request: FastifyRequest, subsystem: Subsystem = 'cloud_ordering'): Promise<KnownDevice> {
    const device = await enterprises.devices.identify(bearerOf(request));
    if (device.scope !== 'enterprise') throw new AppError('sync_forbidden');
    await enterprises.requireSubsystem(device.enterpriseId, subsystem);
    return device;
  }

  /** The standing connection carries both guests' orders and staff's commands: one of the two is enough for it. */
  async function standingLandingOf(request: FastifyRequest): Promise<{ device: KnownDevice; guests: boolean }> {
    try {
      return { device: await landingOf(request), guests: true };
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'subsystem_off') throw error;
      return { device: await landingOf(request, 'landing_ordering'), guests: false };
    }
  }

  const guestsLanding = callerBy((request) => landingOf(request));
  const staffLanding = callerBy((request) => landingOf(request, 'landing_ordering'));
  const standingLanding = callerBy(standingLandingOf);

  app.put(
    '/board',
    {
      onRequest: guestsLanding.asked,
      bodyLimit: relayLimits.boardBytes,
      schema: {
        ...common,
        summary: 'Put up where the house is, its tables, and whether it takes orders',
        body: boardSchema,
        response: { 204: z.null(), ...problems() },
      },
    },
    async (request, reply) => {
      await relay.putBoard(guestsLanding.of(request), request.body);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/requests',
    {
      onRequest: standingLanding.asked,
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
      const { device, guests } = standingLanding.of(request);
      const stream = openEventStream(request, reply, heartbeatMs);
      const connection = await relay.connect(device, {
        send: (event, json) => void stream.send(Buffer.from(`event: ${event}\ndata: ${json}\n\n`)),
        end: () => stream.end(),
      });
      // A landing that was shut out meanwhile loses its connection at the next beat; one whose guests' orders were switched
      // off or on comes again, to hear what is left.
      const beat = setInterval(() => {
        standingLandingOf(request)
          .then((now) => (now.guests === guests ? connection.beat() : stream.end()))
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
      onRequest: standingLanding.asked,
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
      const { device } = standingLanding.of(request);
      await relay.answer(device, request.params.id, request.body.answer);
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/counters',
    {
      onRequest: staffLanding.asked,
      schema: {
        ...common,
        summary: 'The other landings of the enterprise, and whether they are connected',
        response: { 200: z.array(counterSchema), ...problems() },
      },
    },
    async (request) => relay.counters(staffLanding.of(request)),
  );

  app.post(
    '/commands',
    {
      onRequest: staffLanding.asked,
      bodyLimit: relayLimits.commandBytes,
      schema: {
        ...common,
        summary: 'Ask another landing of the enterprise to do something on a tab of its own, once',
        description: 'The answer says how it stands: `done`, `refused`, `not_sent`, or `unknown` yet.',
        body: sendCommandSchema,
        response: { 200: commandStandingSchema, ...problems() },
      },
    },
    async (request) => {
      const device = staffLanding.of(request);
      await commands(request, device.id);
      return relay.sendCommand(device, request.body);
    },
  );

  app.post(
    '/commands/:id/standing',
    {
      onRequest: staffLanding.asked,
      schema: {
        ...common,
        summary: 'How a command stands; one that nobody has seen is held back for good by the asking',
        params: z.object({ id: idSchema }),
        response: { 200: commandStandingSchema, ...problems() },
      },
    },
    async (request) => {
      const device = staffLanding.of(request);
      await commands(request, device.id);
      return relay.commandStanding(device, request.params.id);
    },
  );

  app.post(
    '/events',
    {
      onRequest: guestsLanding.asked,
      bodyLimit: relayLimits.answerBytes,
      schema: {
        ...common,
        summary: 'Send live events to the phones that listen',
        body: relayFramesSchema,
        response: { 204: z.null(), ...problems() },
      },
    },
    async (request, reply) => {
      await relay.takeFrames(guestsLanding.of(request), request.body.frames);
      return reply.code(204).send(null);
    },
  );
};
