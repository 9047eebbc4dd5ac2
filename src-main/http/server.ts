import cookie from '@fastify/cookie';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import { type CreateFastifyContextOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify';
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import { protectGuestPage, protectStaffFace } from '#server/faces.ts';
import { checkFetchSite, checkNoForm, checkOrigin } from '#server/guards.ts';
import { answerWithProblems } from '#server/problems.ts';
import { languageOf } from '#server/request.ts';
import { zodCompilers } from '#server/zod-compilers.ts';
import { benchRoutes } from '../bench/routes.ts';
import { trustRoutes } from '../lan/service.ts';
import { guestRoutes } from '../ordering/guest-routes.ts';
import { uploadRoutes } from '../ordering/upload-routes.ts';
import { stickerRoutes } from '../printing/stickers/routes.ts';
import { selfTestRoutes } from '../reach/routes.ts';
import { reportRoutes } from '../reports/routes.ts';
import { type AppRouter, appRouter } from '../router.ts';
import { backupRoutes } from '../store/service.ts';
import { syncRoutes } from '../sync/service.ts';
import { createContext, requireActor, type Services } from '../trpc.ts';
import { pageSender, protectApi, serveScreenAssets } from './faces.ts';
import { checkGuestFace, checkHost, checkStaffFace } from './guards.ts';
import type { ConnectionLimits, RequestLimits } from './limits.ts';

export interface ServerDeps extends Services {
  readonly log: Logger;
  readonly limits: RequestLimits;
  readonly patience: ConnectionLimits;
  readonly version: string;
  /** What `/healthz` says besides "ok". */
  readonly health: () => Readonly<Record<string, unknown>>;
}

/**
 * The landing's web server: the guest face for phones on the LAN and the staff face for this computer, as two separate
 * routers with their own guards and headers.
 */
export async function buildServer(deps: ServerDeps): Promise<FastifyInstance> {
  const { patience } = deps;
  const language = () => deps.identity.findEnterprise()?.language ?? 'zh-CN';
  const app = Fastify({
    loggerInstance: deps.log.child({ room: 'http' }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 262_144,
    requestTimeout: patience.requestMs,
    keepAliveTimeout: patience.idleMs,
    connectionTimeout: patience.silentMs,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 5_000 },
    http: { headersTimeout: patience.headersMs, connectionsCheckingInterval: patience.checkEveryMs },
    schemaController: { compilersFactory: zodCompilers },
  });
  // A form of another site can send plain text without asking first; nothing here reads it.
  app.removeContentTypeParser('text/plain');
  answerWithProblems(app as unknown as FastifyInstance, language);
  app.addHook('onRequest', async (request) => {
    checkHost(request, deps.lan);
    checkOrigin(request);
  });
  await app.register(rateLimit, { global: false, cache: 20_000 });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Landing Desk',
        version: deps.version,
        description: 'The public face of a landing.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      components: { securitySchemes: { sessionToken: { type: 'http', scheme: 'bearer' } } },
      tags: [{ name: 'guest', description: 'A diner’s phone' }, { name: 'landing' }],
    },
    transform: jsonSchemaTransform,
  });

  await app.register(async (assets) => {
    await protectGuestPage(assets as unknown as FastifyInstance);
    await serveScreenAssets(assets as unknown as FastifyInstance);
  });

  await app.register(async (face) => {
    const pages = face as unknown as FastifyInstance;
    pages.addHook('onRequest', async (request) => checkGuestFace(request));
    await protectGuestPage(pages);
    trustRoutes(pages, deps.lan, language);
    const sendGuestPage = pageSender('guest');
    pages.get<{ Params: { token: string } }>('/t/:token', { schema: { hide: true } }, (request, reply) =>
      sendGuestPage(reply, deps.ordering.guests.knowsTable(request.params.token) ? 200 : 404),
    );
    const sendSelfTest = pageSender('self-test');
    pages.get<{ Params: { code: string } }>('/self-test/:code', { schema: { hide: true } }, (request, reply) => {
      const known = deps.reach.selfTest.knows(request.params.code);
      if (known) deps.reach.selfTest.pageOpened(request.params.code);
      return sendSelfTest(reply, known ? 200 : 404);
    });
  });

  await app.register(async (face) => {
    const api = face as unknown as FastifyInstance;
    api.addHook('onRequest', async (request) => {
      checkFetchSite(request);
      // The console shows the dishes' pictures too.
      if (request.routeOptions.url !== '/api/v1/guest/pictures/:name') checkGuestFace(request);
    });
    protectApi(api);
    api.get('/healthz', { schema: { summary: 'Liveness', tags: ['landing'] } }, async () => ({
      status: 'ok',
      ...deps.health(),
    }));
    api.get('/api/openapi.json', { schema: { hide: true } }, async () => app.swagger());
    await api.register(guestRoutes, {
      prefix: '/api/v1/guest',
      ordering: deps.ordering,
      limits: deps.limits,
      heartbeatMs: patience.heartbeatMs,
      language,
      requireOn: () => deps.sync.requireSubsystem('landing_ordering'),
    });
    await api.register(selfTestRoutes, {
      prefix: '/api/v1/self-test',
      reach: deps.reach,
      limits: deps.limits,
      heartbeatMs: patience.heartbeatMs,
    });
  });

  await app.register(async (face) => {
    const staff = face as unknown as FastifyInstance;
    staff.addHook('onRequest', async (request) => {
      checkStaffFace(request);
      checkFetchSite(request);
      checkNoForm(request);
    });
    staff.addHook('onRoute', (route) => {
      route.schema = { ...route.schema, hide: true };
    });
    await protectStaffFace(staff);
    await staff.register(cookie);
    const sendConsole = pageSender('console');
    staff.get('/', (_, reply) => sendConsole(reply));
    staff.get('/console', (_, reply) => sendConsole(reply));
    staff.get('/console/*', (_, reply) => sendConsole(reply));
    const whoAsks = (request: FastifyRequest) => requireActor(deps, request);
    await staff.register(uploadRoutes, {
      ordering: deps.ordering,
      actorOf: whoAsks,
      languageOf: (request) => languageOf(request, language()),
    });
    await staff.register(syncRoutes, {
      sync: deps.sync,
      actorOf: whoAsks,
      languageOf: (request) => languageOf(request, language()),
    });
    await staff.register(stickerRoutes, { stickers: deps.stickers, actorOf: whoAsks });
    await staff.register(backupRoutes, { backups: deps.backups, actorOf: whoAsks });
    await staff.register(reportRoutes, { reports: deps.reports, actorOf: whoAsks });
    await staff.register(benchRoutes, { bench: deps.bench, actorOf: whoAsks });
    await staff.register(fastifyTRPCPlugin<AppRouter>, {
      prefix: '/trpc',
      trpcOptions: {
        router: appRouter,
        createContext: (call: CreateFastifyContextOptions) => createContext(deps, call),
        allowMethodOverride: false,
        onError: ({ error, path }: { error: { code: string; cause?: unknown }; path?: string | undefined }) => {
          if (error.code === 'INTERNAL_SERVER_ERROR')
            deps.log.error({ err: error.cause ?? error, path }, 'procedure failed');
        },
      } as never,
    });
  });
  return app as unknown as FastifyInstance;
}
