/** The kinds of work that people do at a landing. */
export const workKinds = ['phone order', 'counter order', 'dish price', 'sold out', 'category', 'setting'] as const;
export type WorkKind = (typeof workKinds)[number];

/** The work of one house: it is handed out piece by piece, and what is not done yet is known. */
export class WorkQueue {
  readonly #pieces: WorkKind[] = [];
  #undone = 0;
  #ended = false;
  #wake: (() => void)[] = [];
  #onDone: (() => void)[] = [];

  add(pieces: readonly WorkKind[]): void {
    this.#pieces.push(...pieces);
    this.#undone += pieces.length;
    for (const wake of this.#wake.splice(0)) wake();
  }

  /** The next piece, when there is one; undefined when people go home. */
  async take(): Promise<WorkKind | undefined> {
    for (;;) {
      const piece = this.#pieces.shift();
      if (piece !== undefined || this.#ended) return piece;
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  done(): void {
    this.#undone -= 1;
    if (this.#undone === 0) for (const tell of this.#onDone.splice(0)) tell();
  }

  /** Resolves when everything that was added is done. */
  async settled(): Promise<void> {
    if (this.#undone > 0) await new Promise<void>((resolve) => this.#onDone.push(resolve));
  }

  end(): void {
    this.#ended = true;
    for (const wake of this.#wake.splice(0)) wake();
  }
}
