import type { Leave } from './driver.ts';

/** The writes of one transaction whose answers nobody waits for. */
export class Left {
  readonly #writes: PromiseLike<void>[] = [];
  #failed: { readonly error: unknown } | undefined;

  readonly leave: Leave = (write) => {
    const keep = (error: unknown) => {
      this.#failed ??= { error };
    };
    this.#writes.push(write.then(() => {}, keep));
  };

  /** Waits until all are answered. Throws what the first of them failed with: what came after it failed of that. */
  async answered(): Promise<void> {
    await Promise.all(this.#writes);
    if (this.#failed) throw this.#failed.error;
  }
}
