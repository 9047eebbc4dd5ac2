import type { Bus, BusNews } from './bus.ts';

/** Requests that wait until something is settled, by whichever process of the cloud. */
export class Waiters {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** `news`: what processes tell one another of such a thing. */
  constructor(bus: Bus, news: Exclude<BusNews['news'], 'presence'>) {
    bus.onNews((heard) => {
      if (heard && heard.news !== news) return;
      const woken = heard ? [this.#waiting.get(heard.id) ?? []] : [...this.#waiting.values()];
      for (const waiters of woken) for (const wake of waiters) wake();
    });
  }

  /** Resolves when `isSettled` says so after some news of `id`, or after a time, or when it is stopped. */
  wait(id: string, isSettled: () => Promise<boolean>, withinMs: number): { done: Promise<void>; stop: () => void } {
    let stop = () => {};
    const done = new Promise<void>((resolve) => {
      const look = () =>
        isSettled().then(
          (settled) => {
            if (settled) stop();
          },
          () => {},
        );
      const timer = setTimeout(() => stop(), withinMs);
      const waiters = this.#waiting.get(id) ?? new Set();
      this.#waiting.set(id, waiters.add(look));
      stop = () => {
        clearTimeout(timer);
        waiters.delete(look);
        if (waiters.size === 0) this.#waiting.delete(id);
        resolve();
      };
    });
    return { done, stop: () => stop() };
  }
}
