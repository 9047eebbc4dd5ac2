import type { BenchProblem } from '#shared/bench/collection.ts';
import { reasonOf } from '#shared/bench/errors.ts';
import { AppError } from '#shared/errors.ts';

/** An error as it is kept and shown: what the product has no code for is an internal one. */
export function problemOf(error: unknown): BenchProblem {
  if (!(error instanceof AppError)) return { code: 'internal_error', reason: 'unexpected', params: {} };
  const { code, params } = error;
  return { code, reason: reasonOf(error) ?? '', params: typeof params === 'function' ? params('en') : params };
}

export const sameProblem = (one: BenchProblem | null, other: BenchProblem | null): boolean =>
  one?.code === other?.code && one?.reason === other?.reason;
