import { expect, it, vi } from 'vitest';
import { Renderer } from '#main/printing/renderer.ts';

const { threads, FakeThread } = vi.hoisted(() => {
  const threads: { emit(event: string, ...args: unknown[]): unknown; asked: { id: number }[] }[] = [];
  class FakeThread {
    readonly asked: { id: number }[] = [];
    readonly #listeners = new Map<string, (value: unknown) => void>();
    constructor() {
      threads.push(this);
    }
    on(event: string, listener: (value: unknown) => void) {
      this.#listeners.set(event, listener);
    }
    emit(event: string, value: unknown) {
      this.#listeners.get(event)?.(value);
    }
    unref() {}
    postMessage(job: { id: number }) {
      this.asked.push(job);
    }
  }
  return { threads, FakeThread };
});
vi.mock('node:worker_threads', () => ({ Worker: FakeThread }));

const profile = { paper: 80, codePage: 'ascii', copies: 1, drawer: 'none', beeper: false } as const;

it('a thread that ends does not take the work of the next one with it', async () => {
  const renderer = new Renderer();
  const lost = renderer.render({ language: 'en', blocks: [] }, profile);
  threads[0]?.emit('error', new Error('out of memory'));
  await expect(lost).rejects.toThrow('out of memory');
  const next = renderer.render({ language: 'en', blocks: [] }, profile);
  threads[0]?.emit('exit', 1);
  const [second] = threads.slice(-1);
  second?.emit('message', { id: second.asked[0]?.id, bytes: Uint8Array.of(1) });
  expect(await next).toEqual(Uint8Array.of(1));
});
