import type { StoredEvent } from './events.ts';

/** Something that changed on this landing: a fact that was appended, or a record of a topic. */
export interface Change {
  readonly topic: string;
  readonly id: string;
  readonly event?: StoredEvent | undefined;
}

/** A reader of `changes` that is this many commits behind has stopped reading. */
const maxBacklog = 5_000;

export type ChangeListener = (changes: readonly Change[]) => void;

/** The landing's one change feed. Listeners hear of changes only after they are committed, in commit order. */
export class ChangeFeed {
  readonly #listeners = new Set<ChangeListener>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  /** Listens until the returned function is called. */
  subscribe(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    for (const listener of [...this.#listeners]) {
      try {
        listener(changes);
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  /**
   * The changes as a stream that ends when `signal` aborts; nothing between two steps is missed. It also ends for a
   * reader that stopped reading, who begins anew from the log.
   */
  async *changes(signal: AbortSignal): AsyncGenerator<readonly Change[]> {
    const waiting: (readonly Change[])[] = [];
    let wake = () => {};
    let overrun = false;
    const unsubscribe = this.subscribe((changes) => {
      if (waiting.push(changes) > maxBacklog) {
        overrun = true;
        waiting.length = 0;
        unsubscribe();
      }
      wake();
    });
    const onAbort = () => wake();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      while (!signal.aborted && !overrun) {
        const next = waiting.shift();
        if (next) yield next;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
            if (signal.aborted || overrun || waiting.length > 0) resolve();
          });
        }
      }
    } finally {
      unsubscribe();
      signal.removeEventListener('abort', onAbort);
    }
  }
}
