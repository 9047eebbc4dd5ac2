import { join } from 'node:path';
import cookie from '@fastify/cookie';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { serveStaffScreen } from '#server/faces.ts';
import { checkOwnPages } from '#server/guards.ts';
import { SessionCookie } from '#server/session-cookie.ts';
import { operatorRoutes } from '../enterprises/routes.ts';
import { platformHealth } from '../enterprises/service.ts';
import { sessionRoutes } from '../identity/routes.ts';
import { readAudit } from '../identity/service.ts';
import { noticeRoutes } from '../notices/service.ts';
import { programRoot } from '../paths.ts';
import type { CloudServerDeps } from './server.ts';

const screen = join(programRoot, 'out', 'operator');

/**
 * The operator's console at `/operator` and its API. It is used from its own pages only: what comes from another site is
 * refused before anything else looks at it.
 */
export async function operatorFace(app: FastifyInstance, deps: CloudServerDeps): Promise<void> {
  const { enterprises, identity, database, processes, limits, publicOrigin, now } = deps;
  const session = new SessionCookie('landing-operator', { secure: publicOrigin?.startsWith('https:') ?? false });
  await app.register(cookie);
  app.addHook('onRequest', async (request) => checkOwnPages(request, publicOrigin));

  await app.register(async (face) =>
    serveStaffScreen(face as unknown as FastifyInstance, { folder: screen, at: '/operator', frames: ["'self'"] }),
  );

  await app.register(sessionRoutes, { prefix: '/api/v1/operator', identity, cookie: session, limits });
  const operatorOf = (request: FastifyRequest) => identity.identify(session.read(request));
  await app.register(noticeRoutes, {
    prefix: '/api/v1/operator/notices',
    notices: deps.notices,
    operatorOf,
    limits,
  });
  await app.register(operatorRoutes, {
    prefix: '/api/v1/operator',
    enterprises,
    operatorOf,
    health: () => platformHealth(database, processes, now),
    audit: (query) => database.asPlatform((tx) => readAudit(tx, query)),
    limits,
  });
}
