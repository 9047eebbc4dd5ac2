import { AppError } from '#shared/errors.ts';

/** Lets so many through at once; who is beyond is told to come again, each after another time. */
export class Admission {
  readonly #limit: number;
  #inside = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Runs `work`. Throws AppError sync_busy with `retryAfter` (s) when there is no room. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#inside >= this.#limit) {
      const retryAfter = 1 + Math.floor(Math.random() * 10);
      throw new AppError('sync_busy', { seconds: retryAfter }, { retryAfter });
    }
    this.#inside += 1;
    try {
      return await work();
    } finally {
      this.#inside -= 1;
    }
  }
}
