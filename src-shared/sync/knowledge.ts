import type { Stamp } from './clock.ts';
import type { Stamps } from './operation.ts';

/**
 * Which writes somebody knows: by device (`d` and its id without dashes) the last stamp of it that was seen. A device's
 * stamps only grow and its writes come in their order, so who knows one knows all before it (a version vector: Parker
 * et al., "Detection of Mutual Inconsistency in Distributed Systems", 1983).
 */
export type Knowledge = Readonly<Record<string, Stamp>>;

/** The device of a stamp, as knowledge names it. */
export const writerOf = (stamp: Stamp): string => `d${stamp.slice(16)}`;

/** Whether a write is known; that there was none (the empty stamp) everybody knows. */
export function knows(knowledge: Knowledge, stamp: Stamp): boolean {
  return stamp === '' || stamp <= (knowledge[writerOf(stamp)] ?? '');
}

/** Knowledge that grows. */
export class Learning {
  readonly #last = new Map<string, Stamp>();

  constructor(known: Knowledge = {}) {
    for (const [writer, stamp] of Object.entries(known)) this.#last.set(writer, stamp);
  }

  /** Gives whether that was new. */
  see(stamp: Stamp): boolean {
    const writer = writerOf(stamp);
    if (stamp === '' || stamp <= (this.#last.get(writer) ?? '')) return false;
    this.#last.set(writer, stamp);
    return true;
  }

  get knowledge(): Stamps {
    return Object.fromEntries(this.#last);
  }
}
