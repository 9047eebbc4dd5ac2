import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { createLimiter } from '#server/limiter.ts';
import type { Credentials } from '#server/mutual-tls/credentials.ts';
import { mutualTlsApp, requirePeers } from '#server/mutual-tls/server.ts';
import { answerWithProblems, problemAnswers, toAppError } from '#server/problems.ts';
import { reasonOf } from '#shared/bench/errors.ts';
import {
  acknowledgedSchema,
  acknowledgementSchema,
  deliverySchema,
  kmsStatementSchema,
  masterKeyRequestSchema,
} from '#shared/bench/kms.ts';
import type { Kms } from './kms.ts';
import type { KmsStore } from './store.ts';

interface ServerDeps {
  readonly kms: Kms;
  readonly store: KmsStore;
  readonly credentials: Credentials;
  readonly log: Logger;
  readonly now: () => number;
}

/** How often a terminal may ask in a minute: enough for retries, too little to grind the key store. */
const requestsPerTerminal = 30;

/**
 * The KMS on the network: deliveries from the MTMS, master keys for terminals (the acquirer front end of the reference
 * implementation). Every refusal is recorded with who it was.
 */
export async function createKmsServer({ kms, store, credentials, log, now }: ServerDeps): Promise<FastifyInstance> {
  const app = mutualTlsApp(credentials, { loggerInstance: log.child({ part: 'http' }), bodyLimit: 65_536 });
  answerWithProblems(app, () => 'en');
  await app.register(rateLimit, { global: false });
  const peerOf = requirePeers(app, credentials, {
    rolesFor: (request) => (request.routeOptions.url?.startsWith('/api/v1/deliveries') ? ['mtms'] : ['pos']),
    now,
    onRefused: () => {},
  });
  app.addHook('onError', async (request, _, error) => {
    const { code, details } = toAppError(error);
    const shown = typeof details === 'function' ? {} : details;
    // Who passed is known; who did not is named by the refusal where its certificate could be read at all.
    const passed = peerIn(request);
    const named = typeof shown['peer'] === 'string' ? shown['peer'] : request.ip;
    const peer = passed ? `${passed.role}:${passed.id}` : named;
    store.recordRefusal({
      at: now(),
      code,
      reason: reasonOf(toAppError(error)) ?? '',
      peer,
      opId: opIdIn(request.body),
    });
  });
  const peerIn = (request: FastifyRequest) => {
    try {
      return peerOf(request);
    } catch {
      return undefined;
    }
  };
  const limitTerminal = createLimiter(app, requestsPerTerminal);
  const api = app.withTypeProvider<ZodTypeProvider>();

  api.post(
    '/api/v1/deliveries',
    { schema: { body: deliverySchema, response: { 200: kmsStatementSchema, ...problemAnswers() } } },
    async ({ body }) => ({
      statement: kms.receive(Buffer.from(body.cms, 'base64'), body).statement.toString('base64'),
    }),
  );
  api.post(
    '/api/v1/master-keys',
    { schema: { body: masterKeyRequestSchema, response: { 200: kmsStatementSchema, ...problemAnswers() } } },
    async (request) => {
      const terminal = peerOf(request);
      await limitTerminal(request, terminal.id);
      return { statement: kms.giveMasterKey(request.body, terminal).toString('base64') };
    },
  );
  api.post(
    '/api/v1/master-keys/acknowledgements',
    { schema: { body: acknowledgementSchema, response: { 200: acknowledgedSchema, ...problemAnswers() } } },
    async (request) => kms.acknowledge(request.body, peerOf(request)),
  );
  return app;
}

const opIdIn = (body: unknown): string | null => {
  const opId = (body as { opId?: unknown } | null | undefined)?.opId;
  return typeof opId === 'string' ? opId.slice(0, 26) : null;
};
