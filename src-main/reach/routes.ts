import { isIPv6 } from 'node:net';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { createLimiter } from '#server/limiter.ts';
import { selfTestPhone, selfTestReport } from '#shared/reach/reach.ts';
import type { RequestLimits } from '../http/limits.ts';
import { eventFrame, openEventStream } from '../http/sse.ts';
import type { ReachService } from './service.ts';

export interface ReachRoutesOptions {
  readonly reach: ReachService;
  readonly limits: RequestLimits;
  readonly heartbeatMs: number;
}

const test = z.object({ code: z.string().max(40) });
const phone = test.extend({ id: z.string().max(40) });

/** The test page's requests, `/api/v1/self-test`: part of the program, not of the public API. */
export const selfTestRoutes: FastifyPluginAsyncZod<ReachRoutesOptions> = async (
  app,
  { reach, limits, heartbeatMs },
) => {
  const { selfTest } = reach;
  const limitWrong = createLimiter(app, limits.wrongTokensPerAddress);
  app.addHook('onRoute', (route) => {
    route.schema = { ...route.schema, hide: true };
  });
  app.addHook<{ Params: { code: string } }>('preHandler', async (request) => {
    if (!selfTest.knows(request.params.code)) await limitWrong(request, request.ip);
  });

  app.get('/:code/ping', { schema: { params: test } }, (_, reply) =>
    reply.header('cache-control', 'no-store').send(''),
  );

  app.post(
    '/:code/phones',
    { bodyLimit: 1_024, schema: { params: test, response: { 201: selfTestPhone } } },
    async (request, reply) => {
      const { ip } = request;
      const mapped = ip.startsWith('::ffff:');
      const joined = selfTest.join(request.params.code, {
        userAgent: String(request.headers['user-agent'] ?? '').slice(0, 400),
        family: isIPv6(ip) && !mapped ? 6 : 4,
      });
      return reply.code(201).send(joined);
    },
  );

  app.post(
    '/:code/phones/:id',
    { bodyLimit: 1_024, schema: { params: phone, body: selfTestReport } },
    (request, reply) => {
      selfTest.report(request.params.code, request.params.id, request.body);
      return reply.code(204).send();
    },
  );

  app.get('/:code/phones/:id/events', { schema: { params: phone } }, (request, reply) => {
    const { code, id } = request.params;
    // Looked up before the answer begins, so that an unknown one gets its refusal.
    selfTest.report(code, id, {});
    const stream = openEventStream(request, reply, heartbeatMs);
    const disconnect = selfTest.connect(code, id, {
      send: (seconds) => stream.send(eventFrame('tick', JSON.stringify({ seconds }), String(seconds))),
      end: () => stream.end(),
    });
    stream.onClose(disconnect);
    return reply;
  });
};
