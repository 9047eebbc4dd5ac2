import { timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import cookies from '@fastify/cookie';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { serveStaffScreen } from '#server/faces.ts';
import { checkOwnPages } from '#server/guards.ts';
import { secretHash } from '#server/ids.ts';
import { programRoot } from '#server/program-root.ts';
import { bearerOf } from '#server/request.ts';
import { SessionCookie } from '#server/session-cookie.ts';
import { signedInSchema } from '#shared/bench/operator.ts';
import { AppError } from '#shared/errors.ts';
import { PageSessions } from './sessions.ts';

const screen = join(programRoot, 'out', 'mtms');
const cookie = new SessionCookie('mtms-operator', { path: '/operator/v1' });

/** The answer to a wish to be let in: an address that is good once. */
export const pageAddressSchema = z.strictObject({ url: z.string() });

/** Tells who made a request that was let in. */
export type OperatorOf = (request: FastifyRequest) => string;

/** An operator's name as a command line states it; the token has proven that it may state one. */
function statedName(request: FastifyRequest): string {
  const by = request.headers['x-operator'];
  return typeof by === 'string' && /^[\w.@-]{1,64}$/.test(by) ? by : 'operator';
}

/**
 * Refuses whoever reached this listener by a name: a page of another site can make a name of its own lead to 127.0.0.1
 * (DNS rebinding), but not the address. Any port is fine, for the sake of tunnels. Throws AppError host_not_allowed.
 */
function checkHost({ headers: { host = '' } }: FastifyRequest): void {
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/.test(host)) throw new AppError('host_not_allowed');
}

/**
 * The two ways in: the token of `operator.json`, for commands; a session of the page, for people. Everything under
 * `/operator/v1` needs one of them, but for the exchange of a ticket. The page itself holds nothing and is for anybody
 * on this computer.
 */
export async function admitOperators(
  app: FastifyInstance,
  { token, now, url }: { readonly token: string; readonly now: () => number; readonly url: () => string },
): Promise<OperatorOf> {
  const sessions = new PageSessions(now);
  const expected = Buffer.from(secretHash(token), 'hex');
  const admitted = new WeakMap<FastifyRequest, string>();
  await app.register(cookies);
  app.addHook('onRequest', async (request) => {
    checkHost(request);
    const bearer = bearerOf(request);
    if (bearer !== undefined) {
      if (!timingSafeEqual(Buffer.from(secretHash(bearer), 'hex'), expected)) throw new AppError('origin_not_allowed');
      admitted.set(request, statedName(request));
      return;
    }
    checkOwnPages(request);
    if (!request.url.startsWith('/operator/') || isExchange(request)) return;
    const by = sessions.find(cookie.read(request), keyOf(request));
    if (by === undefined) throw new AppError('not_signed_in');
    admitted.set(request, by);
  });
  const operatorOf: OperatorOf = (request) => {
    const by = admitted.get(request);
    if (by === undefined) throw new AppError('not_signed_in');
    return by;
  };
  await app.register(async (face) => sessionRoutes(face as unknown as FastifyInstance, { sessions, operatorOf, url }), {
    prefix: '/operator/v1',
  });
  await app.register(async (face) => pageRoutes(face as unknown as FastifyInstance));
  return operatorOf;
}

const isExchange = ({ method, url }: FastifyRequest): boolean =>
  method === 'POST' && url.split('?')[0] === '/operator/v1/session';

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['x-page-key'];
  return typeof key === 'string' ? key : undefined;
}

interface SessionRoutes {
  readonly sessions: PageSessions;
  readonly operatorOf: OperatorOf;
  readonly url: () => string;
}

function sessionRoutes(app: FastifyInstance, { sessions, operatorOf, url }: SessionRoutes): void {
  const api = app.withTypeProvider<ZodTypeProvider>();

  api.post('/page-tickets', async (request) => {
    // Nobody makes a second way in out of a session.
    if (bearerOf(request) === undefined) throw new AppError('origin_not_allowed');
    // Behind the #, so that it is in no log and no referrer.
    return { url: `${url()}/mtms/#ticket=${sessions.newTicket(operatorOf(request))}` };
  });

  api.post(
    '/session',
    { schema: { body: z.strictObject({ ticket: z.string().max(200) }), response: { 200: signedInSchema } } },
    async (request, reply) => {
      const opened = sessions.open(request.body.ticket);
      if (!opened) throw new AppError('not_signed_in');
      cookie.write(reply, opened.cookie);
      return { by: opened.by, key: opened.key };
    },
  );

  api.delete('/session', async (request, reply) => {
    const held = cookie.read(request);
    if (held !== undefined) sessions.end(held);
    cookie.clear(reply);
    await reply.code(204).send();
  });
}

/** The page itself: scripts and styles, and nothing that anybody may not see. */
async function pageRoutes(pages: FastifyInstance): Promise<void> {
  pages.get('/', (_, reply) => reply.redirect('/mtms'));
  await serveStaffScreen(pages, { folder: screen, at: '/mtms' });
}
