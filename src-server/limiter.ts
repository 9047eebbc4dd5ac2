import type {} from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '#shared/errors.ts';

/**
 * Counts one request against a key; throws AppError rate_limited with the seconds to wait. With `count: false` it only
 * looks whether the key is over its limit.
 */
export type Limiter = (request: FastifyRequest, key: string, options?: { count: boolean }) => Promise<void>;

/** A limiter of `max` requests per key in `windowMs` (a minute), on @fastify/rate-limit. */
export function createLimiter(app: FastifyInstance, max: number, windowMs = 60_000): Limiter {
  const keys = new WeakMap<FastifyRequest, string>();
  const check = app.createRateLimit({
    max,
    timeWindow: windowMs,
    keyGenerator: (request) => keys.get(request) ?? '',
  });
  return async (request, key, options) => {
    keys.set(request, key);
    const outcome = await check(request, { increment: options?.count ?? true });
    if (outcome.isAllowed || !outcome.isExceeded) return;
    throw new AppError('rate_limited', { seconds: outcome.ttlInSeconds }, { retryAfter: outcome.ttlInSeconds });
  };
}
