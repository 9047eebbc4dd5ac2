import { describe, expect, it } from 'vitest';
import { Attempts } from '#renderer/console/attempts.ts';

function memory() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

function counting() {
  let count = 0;
  return () => {
    count += 1;
    return `key-${count}`;
  };
}

describe('attempts', () => {
  it('repeats an unanswered request under its own key, even when another one was asked for meanwhile', () => {
    const storage = memory();
    const attempts = new Attempts<{ amount: number }>(storage, counting());
    const first = attempts.begin('payment:tab', { amount: 100 });
    expect(attempts.begin('payment:tab', { amount: 250 })).toEqual(first);
    // Another window over the same storage, or the same after a reload.
    expect(new Attempts(storage, counting()).find('payment:tab')).toEqual(first);
  });

  it('gives a new key after the answer', () => {
    const attempts = new Attempts<{ amount: number }>(memory(), counting());
    const first = attempts.begin('payment:tab', { amount: 100 });
    attempts.end('payment:tab');
    expect(attempts.find('payment:tab')).toBeUndefined();
    expect(attempts.begin('payment:tab', { amount: 100 }).key).not.toBe(first.key);
  });

  it('keeps scopes apart and survives what it cannot read', () => {
    const storage = memory();
    const attempts = new Attempts<number>(storage, counting());
    attempts.begin('payment:a', 1);
    expect(attempts.find('payment:b')).toBeUndefined();
    for (const key of storage.kept.keys()) storage.kept.set(key, '{');
    expect(attempts.find('payment:a')).toBeUndefined();
  });
});
