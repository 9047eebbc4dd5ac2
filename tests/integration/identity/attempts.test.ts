import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Attempts } from '#main/identity/attempts.ts';
import { type OpenStore, openStore } from '#main/store/service.ts';
import { Clock, tempFolder } from '#tests/support/landing.ts';

const clock = new Clock('2026-11-20T10:00:00Z');
let folder: ReturnType<typeof tempFolder>;
let opened: OpenStore;
let attempts: Attempts;

beforeEach(() => {
  folder = tempFolder();
  opened = openStore({ folder: folder.path, now: clock.now, onListenerError: () => {} });
  attempts = new Attempts(opened.store);
});

afterEach(async () => {
  await opened.close();
  folder.remove();
});

const wrong = async () => {
  await new Promise((resolve) => setImmediate(resolve));
  return false;
};
const outcome = (guess: Promise<boolean>) => guess.then(String, (error: { code: string }) => error.code);

describe('wrong attempts', () => {
  it('are counted one by one, however many come at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => outcome(attempts.compare('a', wrong))));
    expect(outcomes).toEqual([...Array(5).fill('false'), ...Array(3).fill('locked_out')]);
    expect(await outcome(attempts.compare('b', async () => true))).toBe('true');
  });

  it('lock twice as long each time, an hour at most, and are forgiven by the right secret', async () => {
    const locks: number[] = [];
    for (let round = 0; round < 14; round++) {
      const before = clock.now();
      for (;;) {
        const said = await outcome(attempts.compare('a', wrong));
        if (said === 'locked_out') break;
      }
      while (
        (await outcome(
          attempts.compare('a', async () => {
            throw Object.assign(new Error(), { code: 'open' });
          }),
        )) === 'locked_out'
      )
        clock.advance(30_000);
      locks.push((clock.now() - before) / 60_000);
    }
    expect(locks.slice(0, 4)).toEqual([1, 2, 4, 8]);
    expect(Math.max(...locks)).toBe(60);
    await opened.store.write('system', (tx) => attempts.clear(tx, 'a'));
    for (let guess = 0; guess < 5; guess++) expect(await outcome(attempts.compare('a', wrong))).toBe('false');
  });
});
