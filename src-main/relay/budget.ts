import { LRUCache } from 'lru-cache';
import { AppError } from '#shared/errors.ts';

/** How often something may be done per key within a time; keys that were not heard of for long are forgotten. */
export class Budget {
  readonly #max: number;
  readonly #windowMs: number;
  readonly #now: () => number;
  readonly #used = new LRUCache<string, { since: number; count: number }>({ max: 20_000 });

  constructor(max: number, windowMs: number, now: () => number) {
    this.#max = max;
    this.#windowMs = windowMs;
    this.#now = now;
  }

  /** Takes one; throws AppError rate_limited with the seconds to wait when nothing is left. */
  take(key: string): void {
    this.check(key);
    const used = this.#used.get(key);
    if (used) used.count += 1;
    else this.#used.set(key, { since: this.#now(), count: 1 });
  }

  /** Throws AppError rate_limited when nothing is left, without taking anything. */
  check(key: string): void {
    const used = this.#used.get(key);
    if (!used) return;
    const left = used.since + this.#windowMs - this.#now();
    if (left <= 0 || left > this.#windowMs) this.#used.delete(key);
    else if (used.count >= this.#max) {
      const seconds = Math.ceil(left / 1_000);
      throw new AppError('rate_limited', { seconds }, { retryAfter: seconds });
    }
  }
}
