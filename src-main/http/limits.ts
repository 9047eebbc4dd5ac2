import type {} from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '#shared/errors.ts';

/** Requests allowed per minute, by what they are counted against. */
export interface RequestLimits {
  readonly sessionsPerTable: number;
  readonly sessionsPerAddress: number;
  readonly wrongCodesPerTable: number;
  readonly wrongTokensPerAddress: number;
  readonly ordersPerSession: number;
  readonly ordersPerTable: number;
  readonly callsPerSession: number;
  readonly readsPerSession: number;
  readonly streamsPerSession: number;
}

/**
 * A house full of phones shares one address, so what a phone does is counted against its session and its table; the
 * address only bounds what comes without a session.
 */
export const defaultLimits: RequestLimits = {
  sessionsPerTable: 300,
  sessionsPerAddress: 1200,
  wrongCodesPerTable: 10,
  wrongTokensPerAddress: 30,
  ordersPerSession: 120,
  ordersPerTable: 400,
  callsPerSession: 20,
  readsPerSession: 240,
  streamsPerSession: 60,
};

/**
 * Counts one request against a key; throws AppError rate_limited with the seconds to wait. With `count: false` it only
 * looks whether the key is over its limit.
 */
export type Limiter = (request: FastifyRequest, key: string, options?: { count: boolean }) => Promise<void>;

/** A limiter of `max` requests per minute and key, on @fastify/rate-limit. */
export function createLimiter(app: FastifyInstance, max: number): Limiter {
  const keys = new WeakMap<FastifyRequest, string>();
  const check = app.createRateLimit({
    max,
    timeWindow: 60_000,
    keyGenerator: (request) => keys.get(request) ?? '',
  });
  return async (request, key, options) => {
    keys.set(request, key);
    const outcome = await check(request, { increment: options?.count ?? true });
    if (outcome.isAllowed || !outcome.isExceeded) return;
    throw new AppError('rate_limited', { seconds: outcome.ttlInSeconds }, { retryAfter: outcome.ttlInSeconds });
  };
}
