import { clockSkewMs } from '#server/pki/trust.ts';
import { benchError } from '#shared/bench/errors.ts';

/**
 * The time that tickets run out by. It does not go back while the program runs, nor behind the last entry of the record,
 * so a clock that was set back lengthens no ticket. What the MTMS says counts more: a clock that once stood in the future
 * does not shorten tickets for ever.
 */
export class BenchClock {
  readonly #system: () => number;
  #floor: number;
  #since = performance.now();

  /** `lastKnown` is a time that has certainly been, UTC milliseconds. */
  constructor(system: () => number, lastKnown: number) {
    this.#system = system;
    this.#floor = lastKnown;
  }

  /** UTC milliseconds. */
  now(): number {
    const now = Math.max(this.#system(), Math.floor(this.#floor + performance.now() - this.#since));
    this.#set(now);
    return now;
  }

  /**
   * Compares with the MTMS's time of this moment. Throws E_CLOCK when the computers' clocks differ so much that neither's
   * certificates and tickets can be judged by the other's.
   */
  compare(mtmsNow: number): void {
    if (this.now() - mtmsNow > clockSkewMs) this.#set(mtmsNow);
    const minutes = Math.round(Math.abs(this.#system() - mtmsNow) / 60_000);
    if (Math.abs(this.#system() - mtmsNow) > clockSkewMs) {
      throw benchError('E_CLOCK', this.#system() > mtmsNow ? 'ahead_of_mtms' : 'behind_mtms', { params: { minutes } });
    }
  }

  #set(at: number): void {
    this.#floor = at;
    this.#since = performance.now();
  }
}
