import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import { type FastifyInstance, LogController } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { databaseTrouble } from '#server/database/service.ts';
import { answerWithProblems, dataHeaders } from '#server/problems.ts';
import { zodCompilers } from '#server/zod-compilers.ts';
import { benchError } from '#shared/bench/errors.ts';
import type { AppError } from '#shared/errors.ts';
import { type BenchRoutesOptions, benchRoutes } from './bench-routes.ts';
import { enrolmentRoutes } from './enrolment-routes.ts';

export interface MtmsServerOptions extends Omit<BenchRoutesOptions, 'peerOf'> {
  /** Lets through only verified benches; gives the function that tells who made a request. */
  readonly admit: (app: FastifyInstance) => BenchRoutesOptions['peerOf'];
  /** Root, issuing certificates and revocation lists, PEM. */
  readonly trustBundle: () => string;
  readonly version: string;
}

/** A failure of the database that is over soon, in the words of the bench. */
function trouble(error: unknown): AppError | undefined {
  const passing = databaseTrouble(error);
  return passing && benchError('E_MTMS_DOWN', 'database', { cause: error, details: { retryAfter: 2 } });
}

/** How Fastify is made for it, whichever server is below. */
export const appOptions = (log: Logger) => ({
  loggerInstance: log.child({ room: 'http' }),
  logController: new LogController({ disableRequestLogging: true }),
  bodyLimit: 64 * 1024,
  requestTimeout: 30_000,
  forceCloseConnections: 'idle' as const,
  schemaController: { compilersFactory: zodCompilers },
});

/** Gives an application the MTMS's API for benches. */
export async function addMtmsApi(app: FastifyInstance, options: MtmsServerOptions): Promise<void> {
  const { version } = options;
  app.removeContentTypeParser('text/plain');
  answerWithProblems(app, () => 'en', trouble);
  app.addHook('onSend', async (_, reply) => {
    for (const [name, value] of Object.entries(dataHeaders)) if (!reply.hasHeader(name)) reply.header(name, value);
  });
  // Nobody but a bench hears anything at all, not even what there is; but for how to become one (enrolment-routes.ts).
  const peerOf = options.admit(app);
  await app.register(rateLimit, { global: false, cache: 10_000 });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'MTMS',
        version,
        description: 'Terminals, customers and transmission keys. Mutual TLS 1.3; the client is a bench.',
      },
      tags: [
        { name: 'bench', description: 'What a repair bench asks' },
        { name: 'enrolment', description: 'How a repair bench gets and keeps its certificate' },
      ],
    },
    transform: jsonSchemaTransform,
  });
  app.get('/v1/openapi.json', { schema: { hide: true } }, async () => app.swagger());
  await app.register(
    async (face) => {
      const { service, limits, trustBundle } = options;
      const { enrolments } = service;
      await benchRoutes(face as unknown as FastifyInstance, { service, limits, peerOf });
      await enrolmentRoutes(face as unknown as FastifyInstance, { enrolments, limits, trustBundle, peerOf });
    },
    { prefix: '/v1' },
  );
}
