import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createLimiter } from '#server/limiter.ts';
import { bearerOf } from '#server/request.ts';
import type { Operator } from '#shared/enterprises/operator.ts';
import { AppError, type ErrorCode } from '#shared/errors.ts';
import type { CloudLimits } from './limits.ts';

/** Who asks, known before a word of what was sent is read. */
export interface Caller<Known> {
  /** Stands in the `onRequest` of every route that takes it. */
  readonly asked: (request: FastifyRequest) => Promise<void>;
  /** Who it is, for the route's handler. */
  readonly of: (request: FastifyRequest) => Known;
}

/** Keeps what `identify` says of each request; what it throws ends the request there: a stranger's body is nobody's work. */
export function callerBy<Known>(identify: (request: FastifyRequest) => Promise<Known>): Caller<Known> {
  const known = new WeakMap<FastifyRequest, { readonly who: Known }>();
  return {
    asked: async (request) => {
      known.set(request, { who: await identify(request) });
    },
    of: (request) => {
      const found = known.get(request);
      if (!found) throw new Error('the request was not identified');
      return found.who;
    },
  };
}

export interface OperatorGate {
  /** Who is signed in. Throws AppError not_signed_in. */
  readonly operatorOf: (request: FastifyRequest) => Promise<Operator>;
  readonly limits: CloudLimits;
}

/**
 * Lets only operators into all routes of `app`, before anything else: who is not signed in learns nothing, not even what
 * a valid request would be. Gives who made a request that was let in.
 */
export function admitOperators(
  app: FastifyInstance,
  { operatorOf, limits }: OperatorGate,
): (request: FastifyRequest) => Operator {
  const limit = createLimiter(app, limits.requestsPerOperator);
  const operator = callerBy(async (request) => {
    const known = await operatorOf(request);
    await limit(request, known.id);
    return known;
  });
  app.addHook('onRequest', operator.asked);
  return operator.of;
}

/** What the API's description says of an operator's route. */
export const operatorRoute = (summary: string) => ({ summary, tags: ['operator'], security: [{ operator: [] }] });

interface BearerGate<Known> {
  readonly limits: CloudLimits;
  /** Requests of one enterprise a minute. */
  readonly own: number;
  /** Whose secret it is; refuses one that is nobody's with `wrong`. */
  readonly identify: (secret: string | undefined) => Promise<Known>;
  readonly wrong: ErrorCode;
}

/**
 * Gives whose secret a request carries. An address that showed too many wrong ones waits before the next one is looked
 * at, an enterprise that asks too often before it is answered. Throws what `identify` throws, and AppError rate_limited.
 */
export function bearerGate<Known extends { readonly enterpriseId: string }>(
  app: FastifyInstance,
  { limits, own, identify, wrong }: BearerGate<Known>,
): (request: FastifyRequest) => Promise<Known> {
  const limitWrong = createLimiter(app, limits.wrongSecretsPerAddress);
  const limitOwn = createLimiter(app, own);
  return async (request) => {
    await limitWrong(request, request.ip, { count: false });
    const known = await identify(bearerOf(request)).catch(async (error) => {
      if (error instanceof AppError && error.code === wrong) await limitWrong(request, request.ip);
      throw error;
    });
    await limitOwn(request, known.enterpriseId);
    return known;
  };
}
