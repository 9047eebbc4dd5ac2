import { join } from 'node:path';
import cookie from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import { pageSender, protectStaffFace, serveAssets } from '#server/faces.ts';
import { checkFetchSite, checkNoForm, checkOrigin } from '#server/guards.ts';
import { operatorRoutes } from '../enterprises/routes.ts';
import { platformHealth } from '../enterprises/service.ts';
import { SessionCookie } from '../identity/cookies.ts';
import { sessionRoutes } from '../identity/routes.ts';
import { readAudit } from '../identity/service.ts';
import { programRoot } from '../paths.ts';
import type { CloudServerDeps } from './server.ts';

const screen = join(programRoot, 'out', 'operator');

/**
 * The operator's console at `/operator` and its API. It is used from its own pages only: what comes from another site is
 * refused before anything else looks at it.
 */
export async function operatorFace(app: FastifyInstance, deps: CloudServerDeps): Promise<void> {
  const { enterprises, identity, database, processes, limits, publicOrigin, now } = deps;
  const session = new SessionCookie(publicOrigin?.startsWith('https:') ?? false);
  await app.register(cookie);
  app.addHook('onRequest', async (request) => {
    checkOrigin(request, publicOrigin);
    checkFetchSite(request);
    checkNoForm(request);
  });

  await app.register(async (face) => {
    const pages = face as unknown as FastifyInstance;
    await protectStaffFace(pages, ["'self'"]);
    pages.addHook('onRoute', (route) => {
      route.schema = { ...route.schema, hide: true };
    });
    const sendPage = pageSender(screen);
    pages.get('/operator', (_, reply) => sendPage(reply));
    pages.get('/operator/*', (_, reply) => sendPage(reply));
    await serveAssets(pages, join(screen, 'assets'), '/operator/assets/');
  });

  await app.register(sessionRoutes, { prefix: '/api/v1/operator', identity, cookie: session, limits });
  await app.register(operatorRoutes, {
    prefix: '/api/v1/operator',
    enterprises,
    operatorOf: (request) => identity.identify(session.read(request)),
    health: () => platformHealth(database, processes, now),
    audit: (query) => database.asPlatform((tx) => readAudit(tx, query)),
    limits,
  });
}
