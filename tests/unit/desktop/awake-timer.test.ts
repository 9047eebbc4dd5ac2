import { afterEach, expect, test, vi } from 'vitest';
import { awakeTimeout } from '#main/desktop/awake-timer.ts';
import { patience } from '#tests/support/patience.ts';

afterEach(() => void vi.useRealTimers());

test('calls back once, after the time', () => {
  vi.useFakeTimers();
  const callback = vi.fn();
  awakeTimeout(callback, 1_000);
  vi.advanceTimersByTime(999);
  expect(callback).not.toHaveBeenCalled();
  vi.advanceTimersByTime(5_000);
  expect(callback).toHaveBeenCalledOnce();
});

test('can be ended', () => {
  vi.useFakeTimers();
  const callback = vi.fn();
  awakeTimeout(callback, 1_000)();
  vi.advanceTimersByTime(5_000);
  expect(callback).not.toHaveBeenCalled();
});

test('a sleep in which no timer ran does not use the time up', async () => {
  const plain = vi.fn();
  const callback = vi.fn();
  setTimeout(plain, 200);
  awakeTimeout(callback, 200);
  // To the program a blocked thread looks like a sleeping computer: the clock goes on, nothing runs.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600);
  await vi.waitUntil(() => plain.mock.calls.length === 1, { ...patience, interval: 10 });
  expect(callback).not.toHaveBeenCalled();
  await vi.waitUntil(() => callback.mock.calls.length === 1, patience);
});
