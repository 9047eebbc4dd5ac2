const prefix = 'landing-desk.request:';

/**
 * Idempotency keys of requests by what they ask: until the landing has answered, the same request has the same key, so
 * that pressing again after a lost answer does nothing twice, even after the page was loaded anew.
 */
export class RequestKeys {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  readonly #newKey: () => string;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>, newKey: () => string) {
    this.#storage = storage;
    this.#newKey = newKey;
  }

  /** The key of a request that is about to be sent. */
  of(request: unknown): string {
    const place = prefix + JSON.stringify(request);
    const known = this.#storage.getItem(place);
    if (known !== null) return known;
    const key = this.#newKey();
    this.#storage.setItem(place, key);
    return key;
  }

  /** The landing answered: the same request is from now on another one. */
  answered(request: unknown): void {
    this.#storage.removeItem(prefix + JSON.stringify(request));
  }
}
