import { describe, expect, it } from 'vitest';
import { type Authority, giveDiscount, restoreCharge } from '#shared/ordering/adjustments.ts';
import type { TabEvent, TabEventData, TabEventType } from '#shared/ordering/events.ts';
import { evolveTab } from '#shared/ordering/fold-tab.ts';
import { changeGuests } from '#shared/ordering/guest-count.ts';
import { mergeTabs } from '#shared/ordering/moves.ts';
import { type Tab, tabSums } from '#shared/ordering/tab.ts';

const limits = { discountPpm: 100_000, voidAmount: null, refundAmount: null };
const alone: Authority = { limits, approvedBy: null };
const vouched: Authority = { limits, approvedBy: 'manager' };
const refused = (code: string) => expect.objectContaining({ code });

function fact<T extends TabEventType>(type: T, data: TabEventData<T>): TabEvent {
  return { type, data, at: 1, actor: 'somebody' } as TabEvent;
}

/** A table of guests at 500 each, and a minimum of so much for each where one is given; nothing ordered yet. */
function tableOf(guests: number | null, least?: number): Tab {
  const charges: TabEventData<'tab.opened'>['charges'] = {
    taxMode: 'inclusive',
    service: null,
    cover: { amount: 500, taxPpm: 0 },
    minimum: least === undefined ? null : { amount: least, per: 'guest', taxPpm: 0 },
  };
  const opening = { tableId: 't', service: 'eat_in', openedBy: 'staff', code: '0000', currency: 'CNY' } as const;
  return evolveTab(undefined, 'a', fact('tab.opened', { ...opening, guests, businessDay: '2026-11-20', charges }));
}

function order(tab: Tab, amount: number): Tab {
  const price = { unitTotal: amount, total: amount, net: amount, tax: 0, gross: amount, taxPpm: 0 };
  const dish = { id: 'line', itemId: 'dish', name: { en: 'Dish' }, station: 'kitchen', quantity: 1, note: '' };
  const lines = [{ ...dish, options: [], unitPrice: amount, price }];
  const retry = { scope: 'counter', key: 'key', hash: 'hash', language: 'en' as const, revision: 1 };
  const where = { orderId: 'o', number: 1, businessDay: '2026-11-20', source: 'counter', sessionId: null } as const;
  return evolveTab(tab, 'a', fact('order.placed', { ...where, note: '', lines, stock: [], retry }));
}

function count(tab: Tab, guests: number | null, expectedTotal?: number, authority = alone): Tab {
  return evolveTab(tab, 'a', fact('guests.changed', changeGuests(tab, guests, { ...authority, expectedTotal })));
}

function waiveCover(tab: Tab): Tab {
  return evolveTab(tab, 'a', fact('charge.waived', { charge: 'cover', reason: 'x', approvedBy: 'manager' }));
}

describe('fewer guests', () => {
  it('are told before with both totals, and let charges go only up to the limit', () => {
    const tab = order(tableOf(6), 10_000);
    expect(() => count(tab, 5)).toThrow(
      expect.objectContaining({
        code: 'charges_change',
        details: {
          currency: 'CNY',
          before: 13_000,
          after: 12_500,
          changes: [{ kind: 'cover', before: 3_000, after: 2_500 }],
        },
      }),
    );
    // What was agreed to is the total as it is now.
    expect(() => count(tab, 5, 13_000)).toThrow(refused('charges_change'));
    expect(count(tab, 5, 12_500).letGo).toBe(500);
    // 1,000 of 10,000 is within ten percent, 1,500 is not; nobody counted is no guest at all.
    expect(changeGuests(tab, 4, { ...alone, expectedTotal: 12_000 })).toEqual({ guests: 4, letGo: 1_000 });
    expect(() => count(tab, 3, 11_500)).toThrow(refused('approval_required'));
    expect(() => count(tab, null, 10_000)).toThrow(refused('approval_required'));
    expect(changeGuests(tab, 3, { ...vouched, expectedTotal: 11_500 })).toEqual({
      guests: 3,
      letGo: 1_500,
      approvedBy: 'manager',
    });
  });

  it('one after the other, or beside discounts, reach the same limit', () => {
    const tab = count(order(tableOf(6), 10_000), 5, 12_500);
    expect(() => count(count(tab, 4, 12_000), 3, 11_500)).toThrow(refused('approval_required'));
    const off = (amount: number) =>
      giveDiscount(tab, { discountId: 'd', kind: 'discount', reason: 'x', rule: { kind: 'amount', amount } }, alone);
    expect(off(500).approvedBy).toBeNull();
    expect(() => off(501)).toThrow(refused('approval_required'));
    // And go along when the tab is merged on.
    const joined = mergeTabs({ ...tab, id: 'b' }, tab, { ...alone, expectedTotal: undefined }).joined;
    expect(joined.letGo).toBe(500);
  });

  it('of a minimum for each guest let that go too', () => {
    const tab = order(tableOf(4, 3_000), 10_000);
    expect(tabSums(tab).total).toBe(10_000 + 2_000 + 2_000);
    expect(count(tab, 3, 11_500, vouched).letGo).toBe(500 + 2_000);
  });

  it('are refused while more is paid than it would cost', () => {
    const tab: Tab = { ...order(tableOf(2), 10_000), payments: [{ amount: 11_000 } as Tab['payments'][number]] };
    expect(() => count(tab, 1, 10_500, vouched)).toThrow(refused('discount_after_payment'));
  });

  it('under a charge that was let go change nothing, but still count when it is charged again', () => {
    const tab = count(waiveCover(order(tableOf(6), 10_000)), 3);
    expect(tabSums(tab).total).toBe(10_000);
    const restored = evolveTab(tab, 'a', fact('charge.restored', restoreCharge(tab, 'cover')));
    expect(tabSums(restored).total).toBe(11_500);
    expect(restored.letGo).toBe(1_500);
  });
});

describe('a number of guests that nobody has to agree to', () => {
  it('is any before something is charged', () => {
    const tab = count(count(tableOf(6), 2), null);
    expect(tab.letGo).toBe(0);
    expect(tabSums(order(tab, 10_000)).total).toBe(10_000);
  });

  it('is a larger one, which takes back what had fallen away', () => {
    const fewer = count(order(tableOf(6), 10_000), 4, 12_000);
    const again = count(fewer, 5);
    expect(again).toMatchObject({ letGo: 500, letGoOfGuests: 500 });
    // Guests who came later owe for themselves, not for what was let go before.
    expect(count(again, 9)).toMatchObject({ letGo: 0, letGoOfGuests: 0, guests: 9 });
    const merged: Tab = { ...fewer, letGo: fewer.letGo + 700 };
    expect(count(merged, 9).letGo).toBe(700);
  });
});
