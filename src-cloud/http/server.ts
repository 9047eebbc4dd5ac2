import { join } from 'node:path';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance, LogController } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { pageSender, protectGuestPage, serveAssets } from '#server/faces.ts';
import { answerWithProblems, dataHeaders } from '#server/problems.ts';
import { zodCompilers } from '#server/zod-compilers.ts';
import { AppError } from '#shared/errors.ts';
import { deviceRoutes, registrationRoutes } from '../enterprises/routes.ts';
import type { EnterprisesService } from '../enterprises/service.ts';
import type { IdentityService } from '../identity/service.ts';
import { type NoticesService, noticeContactRoutes } from '../notices/service.ts';
import type { Metrics, Readiness, Streams } from '../operations/service.ts';
import { screensFolder } from '../paths.ts';
import { guestRelayRoutes, landingRelayRoutes, type RelayLimits, type RelayService } from '../relay/service.ts';
import { type CloudDatabase, databaseTrouble, type Processes } from '../store/service.ts';
import { blobRoutes } from '../sync/blob-routes.ts';
import { syncRoutes } from '../sync/routes.ts';
import type { SyncService } from '../sync/service.ts';
import type { CloudLimits } from './limits.ts';
import { operatorFace } from './operator-face.ts';

export interface CloudServerDeps {
  readonly enterprises: EnterprisesService;
  readonly identity: IdentityService;
  readonly database: CloudDatabase;
  readonly processes: Processes;
  readonly limits: CloudLimits;
  /** What browsers call this cloud, e.g. `https://cloud.example.com`, where a reverse proxy stands before it. */
  readonly publicOrigin: string | undefined;
  readonly now: () => number;
  readonly sync: SyncService;
  readonly relay: RelayService;
  readonly notices: NoticesService;
  readonly relayLimits: RelayLimits;
  /** How often a live stream shows that it is alive. */
  readonly heartbeatMs: number;
  readonly log: Logger;
  readonly version: string;
  readonly readiness: Readiness;
  readonly metrics: Metrics;
  readonly streams: Streams;
  /** Addresses of the reverse proxies whose X-Forwarded-For is believed; nobody's by default. */
  readonly trustProxy: readonly string[];
}

/** Measures every answer by its route; a standing stream is none: it lasts as long as somebody listens. */
function measureRequests(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', async (request, reply) => {
    if (String(reply.raw.getHeader('content-type') ?? '').startsWith('text/event-stream')) return;
    const route = request.routeOptions.url ?? 'unknown';
    metrics.request(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
  });
}

/** Who comes over a connection that is still open while the process ends is sent elsewhere, in the house's own words. */
function refuseWhenClosing(app: FastifyInstance): void {
  let isClosing = false;
  app.addHook('preClose', async () => {
    isClosing = true;
  });
  app.addHook('onRequest', async (_, reply) => {
    if (!isClosing) return;
    reply.header('connection', 'close');
    throw new AppError('cloud_unavailable', {}, { retryAfter: 1 });
  });
}

/** The cloud's web server: REST under /api/v1, described by /api/openapi.json. */
export async function buildCloudServer(deps: CloudServerDeps): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: deps.log.child({ room: 'http' }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 2 * 1024 * 1024,
    requestTimeout: 30_000,
    // A request that has begun is answered before the process ends; who stays too long is cut off by who ends it.
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    trustProxy: [...deps.trustProxy],
    routerOptions: { maxParamLength: 200 },
    schemaController: { compilersFactory: zodCompilers },
  }) as unknown as FastifyInstance;
  app.removeContentTypeParser('text/plain');
  answerWithProblems(app, () => 'en', databaseTrouble);
  measureRequests(app, deps.metrics);
  refuseWhenClosing(app);
  app.addHook('onSend', async (_, reply) => {
    for (const [name, value] of Object.entries(dataHeaders)) if (!reply.hasHeader(name)) reply.header(name, value);
  });
  await app.register(rateLimit, { global: false, cache: 50_000 });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Landing Desk cloud', version: deps.version, description: 'The cloud centre.' },
      components: {
        securitySchemes: {
          device: { type: 'http', scheme: 'bearer', description: 'A device’s credential' },
          registration: { type: 'http', scheme: 'bearer', description: 'The token of a registration' },
          operator: { type: 'apiKey', in: 'cookie', name: '__Host-landing-operator' },
          sessionToken: { type: 'http', scheme: 'bearer', description: 'A diner’s visit' },
        },
      },
      tags: [
        { name: 'registrations', description: 'How merchants come in' },
        { name: 'devices', description: 'An enterprise’s computers' },
        { name: 'enterprise', description: 'What the cloud says of an enterprise' },
        { name: 'operator', description: 'The console of the platform’s operators' },
        { name: 'cloud' },
      ],
    },
    transform: jsonSchemaTransform,
  });
  await app.register(async (face) => {
    const api = face as unknown as FastifyInstance;
    api.get('/healthz', { schema: { summary: 'Liveness', tags: ['cloud'] } }, async () => ({
      status: 'ok',
      version: deps.version,
    }));
    api.get('/readyz', { schema: { summary: 'Readiness', tags: ['cloud'] } }, async (_, reply) => {
      const reason = await deps.readiness.look();
      return reason === undefined ? { status: 'ready' } : reply.code(503).send({ status: 'not ready', reason });
    });
    api.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
    const { enterprises, limits } = deps;
    await api.register(deviceRoutes, { prefix: '/api/v1', enterprises, limits });
    await api.register(registrationRoutes, { prefix: '/api/v1/registrations', enterprises, limits });
    const { relay, relayLimits, heartbeatMs } = deps;
    await api.register(landingRelayRoutes, {
      prefix: '/api/v1/relay',
      relay,
      enterprises,
      limits: relayLimits,
      heartbeatMs,
    });
    await api.register(guestRelayRoutes, { prefix: '/api/v1/guest', relay, limits: relayLimits, heartbeatMs });
    const identify = (credential: string | undefined) => deps.enterprises.devices.identify(credential);
    await api.register(noticeContactRoutes, { prefix: '/api/v1', notices: deps.notices, identify, limits });
    await api.register(syncRoutes, {
      prefix: '/api/v1/sync',
      sync: deps.sync,
      identify,
      heartbeatMs: deps.heartbeatMs,
      standing: (stream) => deps.streams.add('poke', stream),
      onEnterpriseChange: (heard) => deps.enterprises.states.onChange(heard),
    });
    await api.register(blobRoutes, { prefix: '/api/v1/blobs', blobs: deps.sync.blobs, identify });
  });
  await app.register(async (face) => {
    const pages = face as unknown as FastifyInstance;
    await protectGuestPage(pages);
    await serveAssets(pages, join(screensFolder, 'assets'), '/assets/');
    const sendGuestPage = pageSender(join(screensFolder, 'guest'));
    pages.get<{ Params: { code: string } }>('/q/:code', { schema: { hide: true } }, async (request, reply) =>
      sendGuestPage(reply, (await deps.relay.knowsLink(request.params.code)) ? 200 : 404),
    );
  });
  await app.register(async (face) => operatorFace(face as unknown as FastifyInstance, deps));
  return app;
}
