import type { SyncTime } from '#main/sync/time.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** Lets everything run that waits for nothing but a turn of the event loop. */
export async function settle(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Time that passes only when the test says so, and chance that is what the test says. */
export class VirtualTime implements SyncTime {
  /** What the computer's clock shows beyond the time that passed. */
  offset = 0;
  #passed = 1_795_200_000_000;
  #timers = new Set<Timer>();
  #chance: () => number;

  constructor(chance: () => number = () => 0.5) {
    this.#chance = chance;
  }

  now(): number {
    return this.#passed + this.offset;
  }

  random(): number {
    return this.#chance();
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#passed + ms, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** How many timers are set. */
  get timers(): number {
    return this.#timers.size;
  }

  /** Lets `ms` pass: each timer at its time, and what it sets in motion before the next. */
  async pass(ms: number): Promise<void> {
    const until = this.#passed + ms;
    await settle();
    for (;;) {
      const next = [...this.#timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers.delete(next);
      this.#passed = Math.max(this.#passed, next.at);
      next.run();
      await settle();
    }
    this.#passed = until;
  }
}
