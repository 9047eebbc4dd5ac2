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
