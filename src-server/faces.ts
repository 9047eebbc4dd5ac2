import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Security headers for plain HTTP on a LAN: no HSTS, nothing that only a secure context understands. */
export const plainHttp = {
  strictTransportSecurity: false,
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  referrerPolicy: { policy: 'no-referrer' },
  frameguard: { action: 'deny' },
} as const;

/** Where a policy begins: nothing is allowed. */
export const lockedDown = {
  'default-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/**
 * Headers of a face that people work at. Mantine writes style elements, so inline styles (not scripts) are allowed.
 * `frames` names what a page may show in a frame of its own.
 */
export async function protectStaffFace(app: FastifyInstance, frames: readonly string[] = []): Promise<void> {
  // What people see here is of the moment; pages and pictures say otherwise themselves.
  app.addHook('onRequest', async (_, reply) => {
    reply.header('cache-control', 'no-store');
  });
  await app.register(helmet, {
    ...plainHttp,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        ...lockedDown,
        'script-src': ["'self'"],
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'media-src': ["'self'"],
        'font-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
        ...(frames.length > 0 ? { 'frame-src': [...frames] } : {}),
      },
    },
  });
}

/** Headers of the guest's page: only the serving program's own scripts, styles and pictures. */
export async function protectGuestPage(app: FastifyInstance): Promise<void> {
  await app.register(helmet, {
    ...plainHttp,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        ...lockedDown,
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
      },
    },
  });
}

/** Serves a screen's scripts, styles and sounds; their names carry a hash, so they never change. */
export async function serveAssets(app: FastifyInstance, root: string, prefix: string): Promise<void> {
  if (!existsSync(root)) return;
  await app.register(fastifyStatic, {
    root,
    prefix,
    preCompressed: true,
    index: false,
    decorateReply: false,
    maxAge: '365d',
    immutable: true,
  });
}

/**
 * A staff's screen: its page at `at` and at every path below, and what the page loads. The page holds nothing and is for
 * anybody. `frames` as for `protectStaffFace`.
 */
export async function serveStaffScreen(
  app: FastifyInstance,
  { folder, at, frames = [] }: { readonly folder: string; readonly at: string; readonly frames?: readonly string[] },
): Promise<void> {
  await protectStaffFace(app, frames);
  // Pages are no part of an API's description.
  app.addHook('onRoute', (route) => {
    route.schema = { ...route.schema, hide: true };
  });
  const sendPage = pageSender(folder);
  app.get(at, (_, reply) => sendPage(reply));
  app.get(`${at}/*`, (_, reply) => sendPage(reply));
  await serveAssets(app, join(folder, 'assets'), `${at}/assets/`);
}

/** A screen's page, read once; sends it uncached, so that an update of the program shows at the next load. */
export function pageSender(folder: string): (reply: FastifyReply, status?: number) => FastifyReply {
  const file = join(folder, 'index.html');
  let page: string | undefined;
  return (reply, status = 200) => {
    page ??= existsSync(file) ? readFileSync(file, 'utf8') : '<!doctype html><title>Landing Desk</title>npm run build';
    return reply
      .code(status)
      .header('content-type', 'text/html; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(page);
  };
}
