/** A request that may have to be repeated: the same key makes the landing answer it once only. */
export interface Attempt<R> {
  readonly key: string;
  readonly request: R;
}

const prefix = 'landing-desk.attempt:';

/**
 * Attempts that have no answer yet, kept in the browser's storage: a dropped answer, a reload or a crash of the window
 * repeats the old request under its old key and never starts a second one.
 */
export class Attempts<R> {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly #newKey: () => string;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>, newKey: () => string) {
    this.#storage = storage;
    this.#newKey = newKey;
  }

  /** The attempt of a scope that still waits for its answer. */
  find(scope: string): Attempt<R> | undefined {
    const stored = this.#storage.getItem(prefix + scope);
    if (stored === null) return undefined;
    try {
      return JSON.parse(stored) as Attempt<R>;
    } catch {
      // Written by something else; it names no request of ours.
      this.#storage.removeItem(prefix + scope);
      return undefined;
    }
  }

  /** Begins a request, or gives the attempt that is still unanswered: that one must be answered first. */
  begin(scope: string, request: R): Attempt<R> {
    const unanswered = this.find(scope);
    if (unanswered) return unanswered;
    const attempt: Attempt<R> = { key: this.#newKey(), request };
    this.#storage.setItem(prefix + scope, JSON.stringify(attempt));
    return attempt;
  }

  /** Gives an unanswered attempt to another scope, unless that has one of its own. */
  move(from: string, to: string): void {
    const stored = this.#storage.getItem(prefix + from);
    if (stored === null || this.#storage.getItem(prefix + to) !== null) return;
    this.#storage.setItem(prefix + to, stored);
    this.#storage.removeItem(prefix + from);
  }

  /** The landing answered: the next request of this scope is a new one. */
  end(scope: string): void {
    this.#storage.removeItem(prefix + scope);
  }
}
