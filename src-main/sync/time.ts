import { retryDelay } from '#shared/sync/protocol.ts';

/** Where the engine's time and chance come from, so that a virtual clock and a seed can drive it. */
export interface SyncTime {
  /** UTC milliseconds; only shown and remembered, never compared with another computer's. */
  now(): number;
  /** From 0 up to 1. */
  random(): number;
  /** Runs something later; gives what calls it off. */
  after(ms: number, run: () => void): () => void;
}

/** The computer's own time; its timers hold up no end of the program. */
export function realTime(now: () => number): SyncTime {
  return {
    now,
    random: Math.random,
    after(ms, run) {
      const timer = setTimeout(run, ms).unref();
      return () => clearTimeout(timer);
    },
  };
}

/**
 * How long to wait after the `failures`-th failure in a row, ms: full jitter (Brooker, "Exponential Backoff And Jitter",
 * AWS 2015) from one second to a bound that doubles up to five minutes, so that landings that lost the cloud together
 * do not come back together.
 */
export function jitteredDelay(failures: number, time: Pick<SyncTime, 'random'>): number {
  const { from, to } = retryDelay;
  const bound = Math.min(to, from * 2 ** Math.min(failures, 20));
  return Math.round(from + time.random() * (bound - from));
}
