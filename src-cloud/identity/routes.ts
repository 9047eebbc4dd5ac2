import type {} from '@fastify/cookie';
import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { createLimiter } from '#server/limiter.ts';
import { problemAnswers } from '#server/problems.ts';
import type { SessionCookie } from '#server/session-cookie.ts';
import { operatorPasswordSchema, operatorSchema, operatorSignInSchema } from '#shared/enterprises/operator.ts';
import { callerBy } from '../http/gates.ts';
import type { CloudLimits } from '../http/limits.ts';
import type { IdentityService } from './service.ts';

interface Options {
  readonly identity: IdentityService;
  readonly cookie: SessionCookie;
  readonly limits: CloudLimits;
}

const tags = ['operator'];
const security = [{ operator: [] }];

/** Signing in and out of the operator's console, and one's own password. */
export async function sessionRoutes(app: FastifyInstance, { identity, cookie, limits }: Options): Promise<void> {
  const api = app.withTypeProvider<ZodTypeProvider>();
  const limitSignIns = createLimiter(app, limits.signInsPerAddress);
  const operator = callerBy((request) => identity.identify(cookie.read(request)));

  api.post(
    '/session',
    {
      bodyLimit: 4_096,
      schema: {
        summary: 'Sign in; the answer sets the session’s cookie',
        tags,
        body: operatorSignInSchema,
        response: { 200: operatorSchema, ...problemAnswers(400, 401, 403, 429) },
      },
    },
    async (request, reply) => {
      await limitSignIns(request, request.ip);
      const { name, password } = request.body;
      // Always a new token: one that was planted before is worth nothing afterwards.
      const { token, operator } = await identity.signIn(name, password, cookie.read(request));
      cookie.write(reply, token);
      return operator;
    },
  );

  api.delete(
    '/session',
    { schema: { summary: 'Sign out', tags, security, response: { 204: z.null(), ...problemAnswers(403) } } },
    async (request, reply) => {
      await identity.signOut(cookie.read(request));
      cookie.clear(reply);
      return reply.code(204).send(null);
    },
  );

  api.get(
    '/me',
    {
      onRequest: operator.asked,
      schema: {
        summary: 'Who is signed in',
        tags,
        security,
        response: { 200: operatorSchema, ...problemAnswers(401) },
      },
    },
    operator.of,
  );

  api.post(
    '/password',
    {
      onRequest: operator.asked,
      bodyLimit: 4_096,
      schema: {
        summary: 'Change one’s own password; all other sessions end',
        tags,
        security,
        body: operatorPasswordSchema,
        response: { 204: z.null(), ...problemAnswers(400, 401, 403, 422, 429) },
      },
    },
    async (request, reply) => {
      const { currentPassword, newPassword } = request.body;
      await identity.changePassword(operator.of(request), currentPassword, newPassword, cookie.read(request));
      return reply.code(204).send(null);
    },
  );
}
