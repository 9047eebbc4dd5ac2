import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Notice, NoticeGatherer } from '#main/desktop/notice-gatherer.ts';
import type { LandingStatus } from '#shared/desktop/landing-channel.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const status = (part: Partial<LandingStatus>): LandingStatus => ({
  waitingOrders: 0,
  calls: 0,
  printersInTrouble: 0,
  paused: false,
  holds: [],
  ...part,
});

function gathering() {
  const shown: Notice[] = [];
  const withdrawn: string[] = [];
  let looksAway = true;
  const gatherer = new NoticeGatherer({
    show: (notice) => void shown.push(notice),
    withdraw: (kind) => void withdrawn.push(kind),
    mayShow: () => looksAway,
    everyMs: 5_000,
  });
  return {
    gatherer,
    shown,
    withdrawn,
    orders: (waitingOrders: number) => gatherer.learn(status({ waitingOrders })),
    look: (away: boolean) => {
      looksAway = away;
    },
  };
}

test('the first order is told at once, a rush of them once more at the end of the pause, with the count of then', () => {
  const { orders, shown } = gathering();
  orders(1);
  expect(shown).toEqual([{ kind: 'orders', count: 1 }]);
  for (let n = 2; n <= 40; n += 1) {
    orders(n);
    vi.advanceTimersByTime(100);
  }
  orders(38);
  expect(shown).toHaveLength(1);
  vi.advanceTimersByTime(5_000);
  expect(shown).toEqual([
    { kind: 'orders', count: 1 },
    { kind: 'orders', count: 38 },
  ]);
  vi.advanceTimersByTime(60_000);
  expect(shown).toHaveLength(2);
});

test('a storm that never ends is told every five seconds at most', () => {
  const { orders, shown } = gathering();
  for (let tick = 0; tick < 600; tick += 1) {
    orders(tick % 7);
    vi.advanceTimersByTime(100);
  }
  expect(shown.length).toBeGreaterThan(5);
  expect(shown.length).toBeLessThanOrEqual(13);
});

test('kinds do not wait for each other', () => {
  const { gatherer, shown } = gathering();
  gatherer.learn(status({ waitingOrders: 1, calls: 2, printersInTrouble: 1 }));
  gatherer.follow({ phase: 'trouble', reason: 'crash_loop', detail: '' });
  expect(shown.map(({ kind }) => kind)).toEqual(['orders', 'calls', 'printers', 'landing']);
});

test('what is dealt with is withdrawn, and not told after the pause', () => {
  const { orders, shown, withdrawn } = gathering();
  orders(1);
  orders(2);
  orders(0);
  expect(withdrawn).toEqual(['orders']);
  vi.advanceTimersByTime(10_000);
  expect(shown).toHaveLength(1);
});

test('fewer is no news', () => {
  const { orders, shown } = gathering();
  orders(3);
  vi.advanceTimersByTime(10_000);
  orders(2);
  vi.advanceTimersByTime(10_000);
  expect(shown).toHaveLength(1);
});

test('nothing is told to somebody who looks, nor later', () => {
  const { orders, shown, look } = gathering();
  look(false);
  orders(1);
  look(true);
  vi.advanceTimersByTime(10_000);
  expect(shown).toEqual([]);
  orders(2);
  look(false);
  orders(3);
  vi.advanceTimersByTime(10_000);
  expect(shown).toEqual([{ kind: 'orders', count: 2 }]);
});

test('a landing that was started again does not have its old orders told again', () => {
  const { gatherer, orders, shown } = gathering();
  orders(2);
  gatherer.learn(undefined);
  gatherer.follow({ phase: 'waiting', attempt: 2, retryAt: 0 });
  gatherer.follow({ phase: 'ready', consoleUrl: 'http://127.0.0.1:1/' });
  orders(2);
  vi.advanceTimersByTime(10_000);
  expect(shown).toHaveLength(1);
  orders(3);
  expect(shown).toHaveLength(2);
});

test('after its end nothing comes any more', () => {
  const { gatherer, orders, shown } = gathering();
  orders(1);
  orders(2);
  gatherer.close();
  vi.advanceTimersByTime(10_000);
  expect(shown).toHaveLength(1);
});
