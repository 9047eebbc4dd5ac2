import { describe, expect, it } from 'vitest';
import { Attempts } from '#renderer/console/attempts.ts';
import {
  afterPayment,
  chosenItems,
  dueOf,
  type Split,
  sharesLeft,
  stepItem,
  tipOf,
  whole,
  withinUnpaid,
} from '#renderer/console/counter/payment/split.ts';
import { formatPpm, noDiscount, offOf, ruleOf } from '#renderer/console/counter/receipt/discounts.ts';
import {
  linesOf,
  oddEnd,
  type ReceiptLine,
  type ReceiptOrder,
  selectionOf,
  toggled,
} from '#renderer/console/counter/receipt/lines.ts';
import type { TabDetail } from '#renderer/console/counter/tab-detail.ts';
import { RequestKeys } from '#renderer/console/request-keys.ts';

const cny = (amount: number) => ({ amount, currency: 'CNY' });

function orderOf(id: string, state: ReceiptOrder['state'], lines: readonly Partial<ReceiptOrder['lines'][number]>[]) {
  return {
    id,
    number: 1,
    state,
    lines: lines.map((line, index) => ({
      id: `${id}-${index}`,
      name: 'Dish',
      quantity: 2,
      voided: 0,
      state: 'queued',
      held: false,
      course: 0,
      total: cny(1000),
      ...line,
    })),
    voids: [],
  } as unknown as ReceiptOrder;
}

const tabWith = (orders: readonly ReceiptOrder[], lineDiscounts: { lineId: string; amount: number }[] = []) =>
  ({
    orders,
    lineDiscounts: lineDiscounts.map(({ lineId, amount }) => ({ lineId, amount: cny(amount) })),
  }) as unknown as TabDetail;

describe('selected lines', () => {
  const cooking = orderOf('a', 'cooking', [{ state: 'cooking' }, { held: true }, { quantity: 1, voided: 1 }]);
  const served = orderOf('b', 'served', [{ state: 'served' }]);
  const rejected = orderOf('c', 'rejected', [{}]);
  const lines: readonly ReceiptLine[] = linesOf(tabWith([cooking, served, rejected], [{ lineId: 'a-0', amount: 300 }]));

  it('cost what they cost after discounts; what is gone or refused cannot be selected', () => {
    const all = selectionOf(lines, new Set(lines.map(({ id }) => id)));
    expect(all.lines.map(({ id }) => id)).toEqual(['a-0', 'a-1', 'b-0']);
    expect(all.amount).toBe(2700);
    expect(all.orderIds).toEqual(['a', 'b']);
  });

  it('are fired where they are held, hurried where the kitchen owes them', () => {
    expect(selectionOf(lines, new Set(['a-1', 'b-0']))).toMatchObject({
      held: [{ orderId: 'a', lineIds: ['a-1'] }],
      owed: [],
    });
    expect(selectionOf(lines, new Set(['a-0']))).toMatchObject({ held: [], owed: ['a'] });
  });

  it('are taken in and out by a tap, and fall out when they were moved away', () => {
    const one = toggled(new Set(), 'a-0');
    expect([...toggled(one, 'a-1')]).toEqual(['a-0', 'a-1']);
    expect([...toggled(one, 'a-0')]).toEqual([]);
    expect(selectionOf([], one).lines).toEqual([]);
  });
});

describe('the odd end of a bill', () => {
  it.each([
    [15_424, 100, 24],
    [15_400, 100, 0],
    [80, 100, 0],
    [15_424, 0, 0],
    [-20, 100, 0],
    [1999, 500, 499],
  ])('of %i in steps of %i is %i', (balance, step, odd) => {
    expect(oddEnd({ balance: cny(balance), discounts: [] }, step)).toBe(odd);
  });
});

describe('a discount while it is put together', () => {
  it('states a rule only when what was typed is one', () => {
    expect(ruleOf(noDiscount)).toEqual({ kind: 'percent', ppm: 100_000, cap: null });
    expect(ruleOf({ ...noDiscount, ppm: Number.NaN })).toBeUndefined();
    expect(ruleOf({ ...noDiscount, cap: Number.NaN })).toBeUndefined();
    expect(ruleOf({ ...noDiscount, kind: 'amount' })).toBeUndefined();
    expect(ruleOf({ ...noDiscount, kind: 'amount', amount: 0 })).toBeUndefined();
    expect(ruleOf({ ...noDiscount, kind: 'amount', amount: 500 })).toEqual({ kind: 'amount', amount: 500 });
  });

  it('takes off at most its cap and never more than there is', () => {
    expect(offOf({ kind: 'percent', ppm: 125_000, cap: null }, 1004)).toBe(126);
    expect(offOf({ kind: 'percent', ppm: 500_000, cap: 300 }, 1000)).toBe(300);
    expect(offOf({ kind: 'amount', amount: 5000 }, 1000)).toBe(1000);
    expect([formatPpm(60_000), formatPpm(88_750)]).toEqual(['6%', '8.875%']);
  });
});

describe('splitting', () => {
  const shares = [
    { lineId: 'x', portions: [334, 333, 333], paid: 1 },
    { lineId: 'y', portions: [500], paid: 0 },
  ];

  it('equally: 100.00 by three is 33.34, 33.33, 33.33, one payer after another', () => {
    let split: Split = { kind: 'people', people: 3, paid: 0 };
    let balance = 10_000;
    const paid: number[] = [];
    while (balance > 0) {
      const due = dueOf(split, balance, 2, []) ?? 0;
      paid.push(due);
      balance -= due;
      split = afterPayment(split, balance);
    }
    expect(paid).toEqual([3334, 3333, 3333]);
    expect(split).toEqual(whole);
    expect(sharesLeft({ kind: 'people', people: 3, paid: 1 }, 6666)).toEqual([3333, 3333]);
  });

  it('by amount: only what can be read, is more than nothing and at most what is left', () => {
    const typed = (text: string) => dueOf({ kind: 'amount', typed: text }, 5000, 2, []);
    expect([typed('12.5'), typed('50'), typed('50.01'), typed('0'), typed(''), typed('x')]).toEqual([
      1250,
      5000,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(afterPayment({ kind: 'amount', typed: '12' }, 100)).toEqual(whole);
  });

  it('by dish: unpaid portions only, the last payer pays what is left', () => {
    let split: Extract<Split, { kind: 'items' }> = { kind: 'items', chosen: {} };
    expect(dueOf(split, 1166, 2, shares)).toBeUndefined();
    const [x, y] = shares;
    if (!x || !y) throw new Error('no shares');
    for (let press = 0; press < 5; press += 1) split = stepItem(split, x, 1);
    expect(chosenItems(split)).toEqual([{ lineId: 'x', quantity: 2 }]);
    expect(dueOf(split, 1166, 2, shares)).toBe(666);
    split = stepItem(split, y, 1);
    // A payment by amount came before: all that is unpaid is the balance, not the sum of the shares.
    expect(dueOf(split, 1100, 2, shares)).toBe(1100);
    expect(stepItem({ kind: 'items', chosen: {} }, x, -1).chosen).toEqual({ x: 0 });
    const paidMeanwhile = [{ ...x, paid: 3 }, y];
    expect(chosenItems(withinUnpaid(split, paidMeanwhile))).toEqual([{ lineId: 'y', quantity: 1 }]);
    expect(afterPayment(split, 10)).toEqual({ kind: 'items', chosen: {} });
    expect(afterPayment(split, 0)).toEqual(whole);
  });

  it('a tip is a share of what is paid, rounded half up, or an amount; nonsense is none', () => {
    expect(tipOf({ kind: 'percent', ppm: 50_000 }, 3330)).toBe(167);
    expect(tipOf({ kind: 'own', amount: null }, 3330)).toBe(0);
    expect(tipOf({ kind: 'own', amount: Number.NaN }, 3330)).toBeUndefined();
  });
});

/** Storage as browsers have it. */
function storage(): Storage {
  const map = new Map<string, string>();
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => map.set(key, value),
    removeItem: (key: string) => map.delete(key),
  } as unknown as Storage;
}

describe('requests that may have to be repeated', () => {
  it('keep their key until they are answered, also over a reload', () => {
    let next = 0;
    const kept = storage();
    const keys = () => new RequestKeys(kept, () => `key-${next++}`);
    const request = ['refund', { amount: 1 }];
    const first = keys().of(request);
    expect(keys().of(request)).toBe(first);
    expect(keys().of(['refund', { amount: 2 }])).not.toBe(first);
    keys().answered(request);
    expect(keys().of(request)).not.toBe(first);
  });

  it('go along with a tab that is merged, but never over another one', () => {
    const attempts = new Attempts<{ amount: number }>(storage(), () => 'key');
    attempts.begin('payment:a', { amount: 1 });
    attempts.move('payment:a', 'payment:b');
    expect(attempts.find('payment:a')).toBeUndefined();
    expect(attempts.find('payment:b')?.request).toEqual({ amount: 1 });
    attempts.begin('payment:c', { amount: 3 });
    attempts.move('payment:b', 'payment:c');
    expect(attempts.find('payment:c')?.request).toEqual({ amount: 3 });
    expect(attempts.find('payment:b')?.request).toEqual({ amount: 1 });
  });
});
