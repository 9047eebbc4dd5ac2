import { join } from 'node:path';
import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply } from 'fastify';
import * as faces from '#server/faces.ts';
import { dataHeaders } from '#server/problems.ts';
import { screensFolder } from '../paths.ts';

/** Headers of API answers, which are data and never a page. Fixed, so that the hot path computes none. */
export function protectApi(app: FastifyInstance): void {
  app.addHook('onRequest', async (_, reply) => {
    reply.headers(dataHeaders);
  });
}

/** Headers of the guest's page: only this landing's own scripts, styles and pictures. */
export async function protectGuestPage(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    ...faces.plainHttp,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        ...faces.lockedDown,
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
      },
    },
  });
}

/** Serves the screens' scripts, styles and sounds. */
export async function serveScreenAssets(app: FastifyInstance): Promise<void> {
  await faces.serveAssets(app, join(screensFolder, 'assets'), '/assets/');
}

/** A screen's page. */
export function pageSender(
  screen: 'guest' | 'console' | 'self-test',
): (reply: FastifyReply, status?: number) => FastifyReply {
  return faces.pageSender(join(screensFolder, screen));
}
