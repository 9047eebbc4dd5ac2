/** A moment in the laboratory at which something happens. */
interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => void | Promise<void>;
  cancelled: boolean;
}

/**
 * After so many turns of the event loop in which nothing was planned, everything that follows from a moment has
 * happened: a landing's commit takes one turn, and nobody makes more of them in a row without asking the network.
 */
const quietTurns = 8;

const isBefore = (a: Event, b: Event) => a.at < b.at || (a.at === b.at && a.order < b.order);

/**
 * A clock that only moves when nothing is left to do. Everything in the laboratory that takes time is an event here, so
 * the same seed gives the same run, and a week of waiting takes no time.
 */
export class VirtualTime {
  #now: number;
  #order = 0;
  /** A binary heap: the next one first. */
  #heap: Event[] = [];

  constructor(start: number) {
    this.#now = start;
  }

  /** UTC ms of the laboratory; each computer in it may believe something else. */
  now(): number {
    return this.#now;
  }

  /** Plans something; gives what calls it off. */
  after(ms: number, run: () => void | Promise<void>): () => void {
    this.#order += 1;
    const event: Event = { at: this.#now + Math.max(0, ms), order: this.#order, run, cancelled: false };
    this.#put(event);
    return () => {
      event.cancelled = true;
    };
  }

  /** Lets everything happen that is planned within `ms`, in order, each with all that follows from it. */
  async pass(ms: number): Promise<void> {
    await this.passUntil(() => false, ms);
  }

  /** The same, until `done`; gives whether it came to that within `ms`. */
  async passUntil(done: () => boolean, ms: number): Promise<boolean> {
    const end = this.#now + ms;
    await this.#settle();
    while (!done()) {
      const next = this.#take(end);
      if (!next) {
        this.#now = end;
        return done();
      }
      this.#now = next.at;
      await next.run();
      await this.#settle();
    }
    return true;
  }

  /** Lets everything happen that waits for nothing but a turn of the event loop: databases need turns, but no time. */
  async #settle(): Promise<void> {
    for (let turns = 0, seen = this.#order; turns < quietTurns; turns += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (seen === this.#order) continue;
      seen = this.#order;
      turns = 0;
    }
  }

  #put(event: Event): void {
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (!above || !isBefore(event, above)) break;
      heap[at] = above;
      heap[parent] = event;
      at = parent;
    }
  }

  /** The next event that was not called off, if it comes before `end`. */
  #take(end: number): Event | undefined {
    for (;;) {
      const [first] = this.#heap;
      if (!first || (first.at > end && !first.cancelled)) return undefined;
      this.#dropFirst();
      if (!first.cancelled) return first;
    }
  }

  #dropFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
      const isRight = right !== undefined && left !== undefined && isBefore(right, left);
      const next = isRight ? right : left;
      if (!next || !isBefore(next, last)) break;
      heap[at] = next;
      at = 2 * at + (isRight ? 2 : 1);
    }
    heap[at] = last;
  }
}
