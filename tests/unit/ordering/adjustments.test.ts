import { describe, expect, it } from 'vitest';
import { type Authority, giveDiscount, voidLine, waiveCharge } from '#shared/ordering/adjustments.ts';
import { billOf } from '#shared/ordering/bill.ts';
import { acceptOrder, raiseCall } from '#shared/ordering/decisions.ts';
import type { Retry, TabEvent, TabEventData, TabEventType } from '#shared/ordering/events.ts';
import { evolveTab, foldTab } from '#shared/ordering/fold-tab.ts';
import { moveOrders } from '#shared/ordering/moves.ts';
import { type PricingRules, priceOrder } from '#shared/ordering/pricing.ts';
import { refundPayment, takePayment } from '#shared/ordering/settlement.ts';
import { type Tab, tabSums } from '#shared/ordering/tab.ts';
import { saleOf } from '#shared/reports/sale.ts';

const retry: Retry = { scope: 'counter', key: 'key', hash: 'hash', language: 'en', revision: 1 };
const money = String;
const limits = { discountPpm: 100_000, voidAmount: null, refundAmount: null };
const alone: Authority = { limits, approvedBy: null };
const vouched: Authority = { limits, approvedBy: 'manager' };

function fact<T extends TabEventType>(type: T, data: TabEventData<T>, at = 1): TabEvent {
  return { type, data, at, actor: 'somebody' } as TabEvent;
}

type Charges = NonNullable<TabEventData<'tab.opened'>['charges']>;

function opened(id: string, charges?: Partial<Charges>, guests: number | null = null): Tab {
  const rules = charges && { taxMode: 'inclusive' as const, service: null, cover: null, minimum: null, ...charges };
  return evolveTab(
    undefined,
    id,
    fact('tab.opened', {
      tableId: null,
      service: 'eat_in',
      openedBy: 'staff',
      code: '0000',
      guests,
      currency: 'CNY',
      businessDay: '2026-11-20',
      ...(rules && { charges: rules }),
    }),
  );
}

/** With one more order of one line. */
function ordered(tab: Tab, unitTotal: number, quantity = 1, price?: TabEventData<'order.placed'>['lines'][0]['price']) {
  const total = unitTotal * quantity;
  const name = `${tab.id}-${tab.orders.length}`;
  return evolveTab(
    tab,
    tab.id,
    fact('order.placed', {
      orderId: name,
      number: 1,
      businessDay: '2026-11-20',
      source: 'counter',
      sessionId: null,
      note: '',
      lines: [
        {
          id: `${name}-line`,
          itemId: 'dish',
          name: { en: 'Dish' },
          station: 'kitchen',
          quantity,
          note: '',
          options: [],
          unitPrice: unitTotal,
          price: price ?? { unitTotal, total, net: total, tax: 0, gross: total, taxPpm: 0 },
        },
      ],
      stock: [],
      retry: { ...retry, key: name },
    }),
  );
}

const amountOff = (amount: number, discountId = 'd') => ({
  discountId,
  kind: 'discount' as const,
  rule: { kind: 'amount' as const, amount },
  reason: 'x',
});
const discounted = (tab: Tab, request: ReturnType<typeof amountOff>, authority = alone) =>
  evolveTab(tab, tab.id, fact('discount.given', { ...giveDiscount(tab, request, authority), retry }));
const refusal = (code: string) => expect.objectContaining({ code });

describe('the limits of one person', () => {
  const service = { service: { ppm: 100_000, taxPpm: 0 } };

  it('a charge nobody owes yet cannot be let go ahead of time', () => {
    const tab = opened('a', { ...service, cover: { amount: 500, taxPpm: 0 } });
    expect(() => waiveCharge(tab, 'service', 'x', alone)).toThrow(refusal('discount_empty'));
    expect(() => waiveCharge(ordered(tab, 1000), 'cover', 'x', alone)).toThrow(refusal('discount_empty'));
  });

  it('discounts and charges let go count together', () => {
    const tab = ordered(opened('a', service), 10_000);
    expect(waiveCharge(tab, 'service', 'x', alone).approvedBy).toBeNull();
    expect(() => waiveCharge(discounted(tab, amountOff(100)), 'service', 'x', alone)).toThrow(
      refusal('approval_required'),
    );
    const waived = evolveTab(tab, 'a', fact('charge.waived', waiveCharge(tab, 'service', 'x', alone)));
    expect(() => giveDiscount(waived, amountOff(100), alone)).toThrow(refusal('approval_required'));
    expect(giveDiscount(waived, amountOff(100), vouched).approvedBy).toBe('manager');
  });

  it('a discount that would make the bill dearer is none', () => {
    const minimum = { amount: 1000, per: 'tab' as const, taxPpm: 100_000 };
    const tab = ordered(opened('a', { taxMode: 'exclusive', minimum }), 1000);
    expect(() => giveDiscount(tab, amountOff(100), alone)).toThrow(refusal('discount_empty'));
  });

  it('the dishes a discount was measured by do not leave without it', () => {
    let [from, into] = [ordered(opened('a'), 1000), ordered(opened('b'), 100_000)];
    const away = moveOrders(into, from, ['b-0'], alone);
    into = evolveTab(into, 'b', fact('orders.left', away.left));
    from = discounted(evolveTab(from, 'a', fact('orders.joined', away.joined)), amountOff(1000));
    expect(() => moveOrders(from, into, ['b-0'], alone)).toThrow(refusal('approval_required'));
    expect(moveOrders(from, into, ['b-0'], vouched).left.orderIds).toEqual(['b-0']);
    expect(() => voidLine(from, { orderId: 'b-0', lineId: 'b-0-line', quantity: 1, reason: 'x' }, alone)).toThrow(
      refusal('approval_required'),
    );
    // Who was over the limit before, because somebody vouched, may still move what is not discounted.
    const generous = discounted(ordered(ordered(opened('c'), 1000), 1000), amountOff(900, 'e'), vouched);
    expect(moveOrders(generous, into, ['c-1'], alone).left.orderIds).toEqual(['c-1']);
  });

  it('many small voids and refunds are no way around the limit of one', () => {
    const small = { limits: { ...limits, voidAmount: 1000, refundAmount: 1000 }, approvedBy: null };
    const tab = ordered(opened('a'), 600, 3);
    const request = { orderId: 'a-0', lineId: 'a-0-line', quantity: 1, reason: 'x' };
    const once = evolveTab(tab, 'a', fact('line.voided', { ...voidLine(tab, request, small), retry }));
    expect(() => voidLine(once, request, small)).toThrow(refusal('approval_required'));
    const paid = evolveTab(
      tab,
      'a',
      fact('payment.taken', { ...takePayment(tab, { paymentId: 'p', method: 'cash', amount: 1800 }, money), retry }),
    );
    const back = { refundId: 'r', paymentId: 'p', amount: 600, tip: 0, reason: 'x' };
    const refund = { ...refundPayment(paid, back, small, money), businessDay: '2026-11-20', shiftId: null, retry };
    const refunded = evolveTab(paid, 'a', fact('payment.refunded', refund));
    expect(() => refundPayment(refunded, { ...back, refundId: 's' }, small, money)).toThrow(
      refusal('approval_required'),
    );
  });
});

describe('orders that move', () => {
  it('an order named twice moves once', () => {
    const [from, into] = [ordered(opened('a'), 1000), opened('b')];
    const { left, joined } = moveOrders(from, into, ['a-0', 'a-0'], alone);
    expect(left.orderIds).toEqual(['a-0']);
    expect(tabSums(evolveTab(into, 'b', fact('orders.joined', joined))).total).toBe(1000);
  });
});

describe('a tab', () => {
  it('that is closed has its calls answered, and hears new ones when it is opened again', () => {
    const tab = foldTab('a', [
      fact('tab.opened', {
        tableId: null,
        service: 'eat_in',
        openedBy: 'staff',
        code: '0000',
        guests: null,
        currency: 'CNY',
        businessDay: '2026-11-20',
      }),
      fact('call.raised', { callId: 'call', kind: 'bill' }),
      fact('tab.closed', {}, 5),
      fact('tab.reopened', { tableId: null, reason: 'x', approvedBy: 'manager' }, 6),
    ]);
    expect(tab?.calls).toMatchObject([{ id: 'call', answeredAt: 5 }]);
    expect(tab && raiseCall(tab, 'next', 'bill')).toEqual({ callId: 'next', kind: 'bill' });
  });

  it('an order of which nothing stands is not sent to the kitchen', () => {
    const tab = ordered(opened('a'), 1000);
    const request = { orderId: 'a-0', lineId: 'a-0-line', quantity: 1, reason: 'x' };
    const voided = evolveTab(tab, 'a', fact('line.voided', { ...voidLine(tab, request, alone), retry }));
    expect(() => acceptOrder(voided, 'a-0', 'ticket', false)).toThrow(refusal('line_missing'));
  });
});

describe('the books', () => {
  it('tax a combo of several rates by each of its rates', () => {
    const rules: PricingRules = {
      taxMode: 'exclusive',
      taxClasses: [
        { id: 'food', eatInPpm: 60_000, takeAwayPpm: 60_000 },
        { id: 'drink', eatInPpm: 130_000, takeAwayPpm: 130_000 },
      ],
    };
    const part = (taxClass: string) => ({ ownPrice: 500, priceDelta: 0, quantity: 1, options: [], taxClass });
    const combo = { unitPrice: 1000, quantity: 1, options: [], taxClass: 'food' };
    const [priced] = priceOrder([{ ...combo, components: [part('food'), part('drink')] }], rules, 'eat_in').lines;
    if (!priced?.taxes) throw new Error('a combo of two rates has two shares');
    const { componentTotals: _, taxes, ...price } = priced;
    const tab = ordered(opened('a'), 1000, 1, { ...price, taxes: [...taxes] });
    const { shares, sums } = saleOf(tab);
    expect(shares).toEqual([
      { taxPpm: 60_000, mode: 'exclusive', net: 500, tax: 30 },
      { taxPpm: 130_000, mode: 'exclusive', net: 500, tax: 65 },
    ]);
    expect(shares.map(({ taxPpm, net, tax }) => ({ taxPpm, net, tax }))).toEqual(billOf(tab).taxes);
    expect(sums.net + sums.tax).toBe(sums.total);
  });
});
