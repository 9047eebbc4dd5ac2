import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { answerWithProblems, dataHeaders } from '#server/problems.ts';
import { zodCompilers } from '#server/zod-compilers.ts';
import { deviceRoutes } from '../enterprises/routes.ts';
import type { EnterprisesService } from '../enterprises/service.ts';
import { blobRoutes } from '../sync/blob-routes.ts';
import { syncRoutes } from '../sync/routes.ts';
import type { SyncService } from '../sync/service.ts';

export interface CloudServerDeps {
  readonly enterprises: EnterprisesService;
  readonly sync: SyncService;
  readonly heartbeatMs?: number | undefined;
  readonly log: Logger;
  readonly version: string;
  /** Whether it can answer requests now: its database is there. */
  readonly ready: () => Promise<boolean>;
}

/** The cloud's web server: REST under /api/v1, described by /api/openapi.json. */
export async function buildCloudServer(deps: CloudServerDeps): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: deps.log.child({ room: 'http' }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 2 * 1024 * 1024,
    requestTimeout: 30_000,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
    schemaController: { compilersFactory: zodCompilers },
  }) as unknown as FastifyInstance;
  app.removeContentTypeParser('text/plain');
  answerWithProblems(app, () => 'en');
  app.addHook('onSend', async (_, reply) => {
    for (const [name, value] of Object.entries(dataHeaders)) if (!reply.hasHeader(name)) reply.header(name, value);
  });
  await app.register(rateLimit, { global: false, cache: 50_000 });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Landing Desk cloud', version: deps.version, description: 'The cloud centre.' },
      components: { securitySchemes: { device: { type: 'http', scheme: 'bearer' } } },
    },
    transform: jsonSchemaTransform,
  });
  await app.register(async (face) => {
    const api = face as unknown as FastifyInstance;
    api.get('/healthz', { schema: { summary: 'Liveness', tags: ['cloud'] } }, async () => ({
      status: 'ok',
      version: deps.version,
    }));
    api.get('/readyz', { schema: { summary: 'Readiness', tags: ['cloud'] } }, async (_, reply) =>
      (await deps.ready()) ? { status: 'ready' } : reply.code(503).send({ status: 'not ready' }),
    );
    api.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
    await api.register(deviceRoutes, { prefix: '/api/v1/devices', enterprises: deps.enterprises });
    const identify = (credential: string | undefined) => deps.enterprises.devices.identify(credential);
    await api.register(syncRoutes, {
      prefix: '/api/v1/sync',
      sync: deps.sync,
      identify,
      heartbeatMs: deps.heartbeatMs,
    });
    await api.register(blobRoutes, { prefix: '/api/v1/blobs', blobs: deps.sync.blobs, identify });
  });
  return app;
}
