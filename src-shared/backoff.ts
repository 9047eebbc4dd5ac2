import { retryDelay } from './sync/protocol.ts';

/**
 * How long to wait after the `failures`-th failure in a row, ms: full jitter (Brooker, "Exponential Backoff And Jitter",
 * AWS 2015) from one second to a bound that doubles up to five minutes, so that those who lost a server together do not
 * come back together.
 */
export function jitteredDelay(failures: number, time: { random(): number }): number {
  const { from, to } = retryDelay;
  const bound = Math.min(to, from * 2 ** Math.min(failures, 20));
  return Math.round(from + time.random() * (bound - from));
}
