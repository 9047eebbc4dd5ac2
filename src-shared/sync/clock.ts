/**
 * The hybrid logical clock (Kulkarni, Demirbas, Madappa, Avva, Leone: "Logical Physical Clocks", 2014). A stamp is text
 * of fixed width that sorts as the clock does: 12 hex digits of milliseconds since 1970, 4 of a counter, 32 of the
 * device's id (a UUID without dashes), which makes stamps of different devices different.
 */
export type Stamp = string;

export const stampPattern = /^[0-9a-f]{12}[0-9a-f]{4}[0-9a-f]{32}$/;
const maxCounter = 0xffff;
const maxMs = 2 ** 48 - 1;

/** What a stamp says. `ms` is UTC milliseconds; `device` a UUID with its dashes. */
export interface StampParts {
  readonly ms: number;
  readonly counter: number;
  readonly device: string;
}

/** Writes a stamp. Throws RangeError when a part does not fit. */
export function formatStamp({ ms, counter, device }: StampParts): Stamp {
  const stamp = `${ms.toString(16).padStart(12, '0')}${counter.toString(16).padStart(4, '0')}${device.replaceAll('-', '')}`;
  if (!stampPattern.test(stamp)) throw new RangeError('a part of the stamp does not fit');
  return stamp;
}

/** Reads a stamp. Throws RangeError when it is none. */
export function parseStamp(stamp: Stamp): StampParts {
  if (!stampPattern.test(stamp)) throw new RangeError('not a stamp');
  const id = stamp.slice(16);
  const device = [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)].join('-');
  return { ms: Number.parseInt(stamp.slice(0, 12), 16), counter: Number.parseInt(stamp.slice(12, 16), 16), device };
}

/** UTC milliseconds of a stamp. */
export function stampMs(stamp: Stamp): number {
  return Number.parseInt(stamp.slice(0, 12), 16);
}

/**
 * One device's clock. It never goes backwards, whatever the computer's clock does, and a local write is never refused
 * for it: when the counter of a millisecond is used up, the next millisecond is taken.
 */
export class HybridClock {
  readonly device: string;
  readonly #now: () => number;
  #ms: number;
  #counter: number;

  /** `last` is the newest stamp this device has written or seen; `now` gives UTC milliseconds. */
  constructor(device: string, now: () => number, last?: Stamp) {
    this.device = device;
    this.#now = now;
    const known = last === undefined ? undefined : parseStamp(last);
    this.#ms = known?.ms ?? 0;
    this.#counter = known?.counter ?? 0;
  }

  /** The stamp of a write that happens now: later than every stamp this clock gave or heard of. */
  tick(): Stamp {
    this.#advance(Math.min(Math.max(0, Math.floor(this.#now())), maxMs));
    return formatStamp({ ms: this.#ms, counter: this.#counter, device: this.device });
  }

  /** Takes note of a stamp from elsewhere, so that what is written after it is later. */
  observe(stamp: Stamp): void {
    const { ms, counter } = parseStamp(stamp);
    if (ms > this.#ms || (ms === this.#ms && counter > this.#counter)) {
      this.#ms = ms;
      this.#counter = counter;
    }
  }

  #advance(wall: number): void {
    if (wall > this.#ms) {
      this.#ms = wall;
      this.#counter = 0;
    } else if (this.#counter < maxCounter) this.#counter += 1;
    else {
      this.#ms += 1;
      this.#counter = 0;
    }
  }
}
