import { describe, expect, it } from 'vitest';
import { type Authority, giveDiscount } from '#shared/ordering/adjustments.ts';
import type { Retry, TabEvent, TabEventData, TabEventType } from '#shared/ordering/events.ts';
import { evolveTab } from '#shared/ordering/fold-tab.ts';
import { mergeTabs, moveOrders } from '#shared/ordering/moves.ts';
import { type Tab, tabSums } from '#shared/ordering/tab.ts';

const retry: Retry = { scope: 'counter', key: 'key', hash: 'hash', language: 'en', revision: 1 };
const limits = { discountPpm: 100_000, voidAmount: null, refundAmount: null };
const alone: Authority = { limits, approvedBy: null };
const vouched: Authority = { limits, approvedBy: 'manager' };

function fact<T extends TabEventType>(type: T, data: TabEventData<T>): TabEvent {
  return { type, data, at: 1, actor: 'somebody' } as TabEvent;
}

type Rules = NonNullable<TabEventData<'tab.opened'>['charges']>;
const service = (ppm: number): Partial<Rules> => ({ service: { ppm, taxPpm: 0 } });
const minimum = (amount: number): Partial<Rules> => ({ minimum: { amount, per: 'tab', taxPpm: 0 } });

/** A tab with one dish; no rules: to take away. */
function tabOf(id: string, amount: number, rules?: Partial<Rules>, guests: number | null = null): Tab {
  const opened = evolveTab(
    undefined,
    id,
    fact('tab.opened', {
      tableId: null,
      service: rules ? 'eat_in' : 'take_away',
      openedBy: 'staff',
      code: '0000',
      guests,
      currency: 'CNY',
      businessDay: '2026-11-20',
      ...(rules && { charges: { taxMode: 'inclusive', service: null, cover: null, minimum: null, ...rules } }),
    }),
  );
  const price = { unitTotal: amount, total: amount, net: amount, tax: 0, gross: amount, taxPpm: 0 };
  const dish = { id: `${id}-line`, itemId: 'dish', name: { en: 'Dish' }, station: 'kitchen', quantity: 1, note: '' };
  return evolveTab(
    opened,
    id,
    fact('order.placed', {
      orderId: `${id}-0`,
      number: 1,
      businessDay: '2026-11-20',
      source: 'counter',
      sessionId: null,
      note: '',
      lines: [{ ...dish, options: [], unitPrice: amount, price }],
      stock: [],
      retry: { ...retry, key: id },
    }),
  );
}

function merged(from: Tab, into: Tab, expectedTotal?: number, authority = alone): Tab {
  const { joined } = mergeTabs(from, into, { ...authority, expectedTotal });
  return evolveTab(into, into.id, fact('tab.merged', joined));
}

const waive = (tab: Tab): Tab =>
  evolveTab(tab, tab.id, fact('charge.waived', { charge: 'service', reason: 'x', approvedBy: null }));

describe('charges of a merge', () => {
  it('that fall away are told before, and let go only up to the limit', () => {
    const from = tabOf('a', 10_000, service(150_000));
    const into = tabOf('b', 2_000);
    expect(() => merged(from, into)).toThrow(
      expect.objectContaining({
        code: 'charges_change',
        details: {
          currency: 'CNY',
          before: 13_500,
          after: 12_000,
          changes: [{ kind: 'service', before: 1_500, after: 0 }],
        },
      }),
    );
    // What was agreed to is the total as it is now.
    expect(() => merged(from, into, 13_500, vouched)).toThrow(expect.objectContaining({ code: 'charges_change' }));
    expect(() => merged(from, into, 12_000)).toThrow(expect.objectContaining({ code: 'approval_required' }));
    expect(mergeTabs(from, into, { ...vouched, expectedTotal: 12_000 }).joined).toMatchObject({
      letGo: 1_500,
      approvedBy: 'manager',
    });
    expect(tabSums(merged(from, into, 12_000, vouched)).total).toBe(12_000);
    // 1,000 of 20,000 is within ten percent.
    expect(merged(tabOf('a', 10_000, service(100_000)), tabOf('b', 10_000), 20_000).letGo).toBe(1_000);
  });

  it('that arrive are told too, and need nobody to vouch', () => {
    const from = tabOf('a', 10_000);
    const into = tabOf('b', 2_000, service(100_000));
    expect(() => merged(from, into)).toThrow(expect.objectContaining({ code: 'charges_change' }));
    const joined = merged(from, into, 13_200);
    expect(tabSums(joined).total).toBe(13_200);
    expect(joined.letGo).toBe(0);
  });

  it('of two tables under the same rules are no question: a minimum is reached together', () => {
    const rules = { ...minimum(10_000), ...service(100_000) };
    const joined = merged(tabOf('a', 6_005, rules), tabOf('b', 8_005, rules));
    expect(tabSums(joined).total).toBe(14_010 + 1_401);
    expect(joined.letGo).toBe(0);
  });

  it('count together with discounts given after, and with the merges before', () => {
    const into = merged(tabOf('a', 8_000, service(100_000)), tabOf('b', 2_000), 10_000);
    const request = { discountId: 'd', kind: 'discount' as const, reason: 'x' };
    const off = (amount: number) => ({ ...request, rule: { kind: 'amount' as const, amount } });
    expect(giveDiscount(into, off(200), alone).approvedBy).toBeNull();
    expect(() => giveDiscount(into, off(201), alone)).toThrow(expect.objectContaining({ code: 'approval_required' }));
    expect(() => merged(tabOf('c', 5_000, service(200_000)), into, 15_000)).toThrow(
      expect.objectContaining({ code: 'approval_required' }),
    );
    // What fell away goes along when the tab is merged on.
    expect(merged(into, tabOf('d', 1_000)).letGo).toBe(800);
  });

  it('that the other table was let off are no way around the limit', () => {
    const rules = service(150_000);
    const into = waive(tabOf('b', 100, rules));
    const from = tabOf('a', 10_000, rules);
    expect(() => merged(from, into)).toThrow(expect.objectContaining({ code: 'charges_change' }));
    expect(() => merged(from, into, 10_100)).toThrow(expect.objectContaining({ code: 'approval_required' }));
    expect(tabSums(merged(from, into, 10_100, vouched)).total).toBe(10_100);
  });
});

describe('the charge of orders that move to a tab of other rules', () => {
  it('falls away only up to the limit', () => {
    const from = tabOf('a', 10_000, service(150_000));
    const into = tabOf('b', 2_000);
    expect(() => moveOrders(from, into, ['a-0'], alone)).toThrow(
      expect.objectContaining({ code: 'approval_required' }),
    );
    const { joined } = moveOrders(from, into, ['a-0'], vouched);
    expect(joined).toMatchObject({ letGo: 1_500, approvedBy: 'manager' });
    expect(evolveTab(into, 'b', fact('orders.joined', joined)).letGo).toBe(1_500);
    const same = tabOf('b', 2_000, service(150_000));
    expect(moveOrders(from, same, ['a-0'], alone).joined).not.toHaveProperty('letGo');
  });

  it('for the guests goes with the last dish, and only up to the limit', () => {
    const rules = { cover: { amount: 500, taxPpm: 0 }, ...minimum(12_000) };
    const from = tabOf('a', 10_000, rules, 4);
    const into = tabOf('b', 2_000, rules, 2);
    expect(() => moveOrders(from, into, ['a-0'], alone)).toThrow(
      expect.objectContaining({ code: 'approval_required' }),
    );
    // 4 × 500 for the guests and 2,000 up to the minimum.
    expect(moveOrders(from, into, ['a-0'], vouched).joined.letGo).toBe(4_000);
    // While a dish stays, they stay.
    const { joined } = mergeTabs(tabOf('c', 1_000), from, { ...vouched, expectedTotal: 11_000 + 2_000 + 1_000 });
    const more = evolveTab(from, 'a', fact('tab.merged', joined));
    expect(moveOrders(more, into, ['c-0'], alone).joined).not.toHaveProperty('letGo');
  });
});
