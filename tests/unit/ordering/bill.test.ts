import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDecimalString } from '#shared/money.ts';
import { billOf, equalShares, itemShares, shareOfItems } from '#shared/ordering/bill.ts';
import type { Retry, TabEvent, TabEventData, TabEventType } from '#shared/ordering/events.ts';
import { evolveTab, foldTab } from '#shared/ordering/fold-tab.ts';
import { mergeTabs } from '#shared/ordering/moves.ts';
import { priceAmount } from '#shared/ordering/pricing.ts';
import { takePayment } from '#shared/ordering/settlement.ts';
import { type Tab, tabTotals } from '#shared/ordering/tab.ts';
import { saleOf } from '#shared/reports/sale.ts';
import { runs } from '#tests/support/soak.ts';

const retry: Retry = { scope: 'counter', key: 'key', hash: 'hash', language: 'en', revision: 1 };

interface Line {
  readonly unit: number;
  readonly quantity: number;
  /** Of `quantity`. */
  readonly voided: number;
  readonly taxPpm: number;
}
interface Given {
  readonly rule: TabEventData<'discount.given'>['rule'];
  /** Indexes of lines; null for all. */
  readonly only: readonly number[] | null;
}
interface Case {
  readonly taxMode: 'inclusive' | 'exclusive';
  /** Decimals of the currency, which decide what sizes of amounts are usual. */
  readonly exponent: 0 | 2 | 3;
  readonly orders: readonly (readonly Line[])[];
  readonly discounts: readonly Given[];
  readonly service: { ppm: number; taxPpm: number } | null;
  readonly cover: { amount: number; taxPpm: number } | null;
  readonly minimum: { amount: number; per: 'tab' | 'guest'; taxPpm: number } | null;
  readonly guests: number | null;
  readonly waived: readonly ('service' | 'cover' | 'minimum')[];
  readonly rounding: number;
}

const ppm = fc.oneof(fc.constantFrom(0, 30_000, 60_000, 88_750, 130_000), fc.integer({ min: 0, max: 400_000 }));
const line = fc
  .record({
    unit: fc.integer({ min: 0, max: 30_000 }),
    quantity: fc.integer({ min: 1, max: 9 }),
    voided: fc.nat(9),
    taxPpm: ppm,
  })
  .map((made) => ({ ...made, voided: made.voided % (made.quantity + 1) }));
const rule = fc.oneof(
  fc.record({ kind: fc.constant('amount' as const), amount: fc.integer({ min: 1, max: 40_000 }) }),
  fc.record({
    kind: fc.constant('percent' as const),
    ppm: fc.integer({ min: 1, max: 1_000_000 }),
    cap: fc.option(fc.integer({ min: 1, max: 20_000 }), { nil: null }),
  }),
);
const anyCase: fc.Arbitrary<Case> = fc.record({
  taxMode: fc.constantFrom('inclusive' as const, 'exclusive' as const),
  exponent: fc.constantFrom(0 as const, 2 as const, 3 as const),
  orders: fc.array(fc.array(line, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
  discounts: fc.array(
    fc.record({ rule, only: fc.option(fc.array(fc.nat(15), { minLength: 1, maxLength: 4 }), { nil: null }) }),
    { maxLength: 3 },
  ),
  service: fc.option(fc.record({ ppm: fc.integer({ min: 1, max: 250_000 }), taxPpm: ppm }), { nil: null }),
  cover: fc.option(fc.record({ amount: fc.integer({ min: 1, max: 500 }), taxPpm: ppm }), { nil: null }),
  minimum: fc.option(
    fc.record({
      amount: fc.integer({ min: 1, max: 50_000 }),
      per: fc.constantFrom('tab' as const, 'guest' as const),
      taxPpm: ppm,
    }),
    { nil: null },
  ),
  guests: fc.option(fc.integer({ min: 1, max: 12 }), { nil: null }),
  waived: fc.uniqueArray(fc.constantFrom('service' as const, 'cover' as const, 'minimum' as const), { maxLength: 3 }),
  rounding: fc.nat(99),
});

/** Nobody is asked about the merge and nobody has a limit. */
const unasked = {
  limits: { discountPpm: null, voidAmount: null, refundAmount: null },
  approvedBy: null,
  expectedTotal: undefined,
};

const currencyOf = { 0: 'JPY', 2: 'CNY', 3: 'KWD' } as const;

function fact<T extends TabEventType>(type: T, data: TabEventData<T>, at = 1): TabEvent {
  return { type, data, at, actor: 'somebody' } as TabEvent;
}

function pricedAt(unitTotal: number, quantity: number, taxPpm: number, taxMode: Case['taxMode']) {
  const { total, net, tax, gross } = priceAmount(unitTotal * quantity, taxPpm, taxMode);
  return { unitTotal, total, net, tax, gross, taxPpm };
}

const lineId = (tab: string, order: number, index: number) => `${tab}-${order}-${index}`;

/** The tab of a case, folded from its facts as the landing would write them. */
function tabOf(made: Case, id = 'tab', numbersFrom = 1): Tab {
  const { taxMode, service, cover, minimum, guests } = made;
  const charges = service || cover || minimum ? { taxMode, service, cover, minimum } : undefined;
  const facts: TabEvent[] = [
    fact('tab.opened', {
      tableId: null,
      service: 'eat_in',
      openedBy: 'staff',
      code: '0000',
      guests,
      currency: currencyOf[made.exponent],
      businessDay: '2026-11-20',
      ...(charges && { charges }),
    }),
  ];
  made.orders.forEach((lines, order) => {
    facts.push(
      fact('order.placed', {
        orderId: `${id}-${order}`,
        number: numbersFrom + order,
        businessDay: '2026-11-20',
        source: 'counter',
        sessionId: null,
        note: '',
        lines: lines.map(({ unit, quantity, taxPpm }, index) => ({
          id: lineId(id, order, index),
          itemId: 'item',
          name: { en: 'Dish' },
          station: 'kitchen',
          quantity,
          note: '',
          options: [],
          unitPrice: unit,
          price: pricedAt(unit, quantity, taxPpm, taxMode),
        })),
        stock: [],
        retry,
      }),
    );
    lines.forEach(({ voided }, index) => {
      if (voided === 0) return;
      const at = { orderId: `${id}-${order}`, lineId: lineId(id, order, index), quantity: voided };
      facts.push(fact('line.voided', { ...at, reason: 'x', approvedBy: null, stock: [], retry }));
    });
  });
  const ids = made.orders.flatMap((lines, order) => lines.map((_, index) => lineId(id, order, index)));
  made.discounts.forEach(({ rule: given, only }, index) => {
    const reached = only ? [...new Set(only.map((at) => ids[at % ids.length] ?? ''))] : null;
    const discount = {
      discountId: `${id}-d${index}`,
      kind: 'discount' as const,
      rule: given,
      reason: 'x',
      approvedBy: null,
    };
    facts.push(fact('discount.given', { ...discount, scope: { only: reached, except: [] }, retry }));
  });
  for (const charge of made.waived) facts.push(fact('charge.waived', { charge, reason: 'x', approvedBy: null }));
  if (made.rounding > 0) {
    const off = { kind: 'amount' as const, amount: made.rounding };
    const discount = { discountId: `${id}-r`, kind: 'rounding' as const, rule: off, reason: 'x', approvedBy: null };
    facts.push(fact('discount.given', { ...discount, scope: { only: null, except: [] }, retry }));
  }
  const tab = foldTab(id, facts);
  if (!tab) throw new Error('no tab');
  return tab;
}

const half = (value: bigint, divisor: bigint): bigint => (2n * value + divisor) / (2n * divisor);

/** What the bill must be, worked out once more with whole numbers of any size and nothing of the product's own code. */
function oracle(made: Case) {
  const ids = made.orders.flat();
  const lines = ids.map(({ unit, quantity, voided, taxPpm }) => ({
    left: BigInt(unit) * BigInt(quantity - voided),
    stands: quantity > voided,
    taxPpm: BigInt(taxPpm),
  }));
  const subtotal = lines.reduce((sum, { left }) => sum + left, 0n);
  for (const { rule: given, only } of made.discounts) {
    const chosen = only ? new Set(only.map((at) => at % ids.length)) : undefined;
    const reached = lines.filter((entry, index) => entry.stands && (chosen?.has(index) ?? true));
    const base = reached.reduce((sum, { left }) => sum + left, 0n);
    let off = given.kind === 'amount' ? BigInt(given.amount) : half(base * BigInt(given.ppm), 1_000_000n);
    if (given.kind === 'percent' && given.cap !== null && off > BigInt(given.cap)) off = BigInt(given.cap);
    if (off > base) off = base;
    if (off === 0n) continue;
    const before = reached.map(({ left }) => left);
    let rest = off;
    before.forEach((left, index) => {
      const share = (off * left) / base;
      const entry = reached[index];
      if (entry) entry.left -= share;
      rest -= share;
    });
    const order = before
      .map((left, index) => ({ index, remainder: (off * left) % base }))
      .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1));
    for (let next = 0; rest > 0n; next += 1, rest -= 1n) {
      const entry = reached[order[next]?.index ?? -1];
      if (entry) entry.left -= 1n;
    }
  }
  const million = 1_000_000n;
  const taxOf = (amount: bigint, rate: bigint) =>
    made.taxMode === 'inclusive' ? half(amount * rate, million + rate) : half(amount * rate, million);
  const gross = (amount: bigint, rate: bigint) =>
    made.taxMode === 'inclusive' ? amount : amount + taxOf(amount, rate);
  const standing = lines.filter(({ stands }) => stands);
  const dishes = standing.reduce((sum, { left }) => sum + left, 0n);
  const charges: [bigint, bigint][] = [];
  if (standing.length > 0) {
    const { service, cover, minimum, waived, guests } = made;
    if (service && !waived.includes('service')) {
      charges.push([half(dishes * BigInt(service.ppm), million), BigInt(service.taxPpm)]);
    }
    if (cover && !waived.includes('cover')) {
      charges.push([BigInt(cover.amount) * BigInt(guests ?? 0), BigInt(cover.taxPpm)]);
    }
    if (minimum && !waived.includes('minimum')) {
      const least = BigInt(minimum.amount) * BigInt(minimum.per === 'guest' ? (guests ?? 1) : 1);
      charges.push([least > dishes ? least - dishes : 0n, BigInt(minimum.taxPpm)]);
    }
  }
  const all: [bigint, bigint][] = [...standing.map(({ left, taxPpm }): [bigint, bigint] => [left, taxPpm]), ...charges];
  const sum = all.reduce((total, [amount, rate]) => total + gross(amount, rate), 0n);
  const tax = all.reduce((total, [amount, rate]) => total + taxOf(amount, rate), 0n);
  const rounding = BigInt(made.rounding) > sum ? sum : BigInt(made.rounding);
  return { subtotal, off: subtotal - dishes, tax, rounding, total: sum - rounding };
}

const sumOf = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0);

describe('the bill', () => {
  it('is what an independent calculation says, whatever is ordered, voided, taken off and charged', () => {
    fc.assert(
      fc.property(anyCase, (made) => {
        const bill = billOf(tabOf(made));
        const expected = oracle(made);
        expect({
          subtotal: BigInt(bill.subtotal),
          off: BigInt(sumOf(bill.lines.map(({ discount }) => discount))),
          tax: BigInt(bill.tax),
          rounding: BigInt(bill.rounding),
          total: BigInt(bill.total),
        }).toEqual(expected);
        expect(sumOf(bill.discounts.map(({ amount }) => amount))).toBe(Number(expected.off + expected.rounding));
        expect(sumOf(bill.taxes.map(({ tax }) => tax))).toBe(bill.tax);
        // What people read is the same number with the currency's decimals.
        const read = toDecimalString(bill.total, made.exponent);
        expect(read.includes('.') ? (read.split('.')[1]?.length ?? 0) : 0).toBe(made.exponent);
      }),
      runs(400),
    );
  });

  it('shared by item adds up to the bill, and is paid to the last unit in any order', () => {
    fc.assert(
      fc.property(anyCase, fc.array(fc.nat(1000), { minLength: 1, maxLength: 12 }), (made, choices) => {
        let tab = tabOf(made);
        const bill = billOf(tab);
        const shares = itemShares(tab);
        expect(sumOf(shares.flatMap(({ portions }) => portions))).toBe(shares.length > 0 ? bill.total : 0);
        const say = String;
        let turn = 0;
        for (let guard = 0; guard < 60 && tabTotals(tab).balance > 0; guard += 1) {
          const unpaid = itemShares(tab).filter(({ portions, paid }) => paid < portions.length);
          const choice = choices[turn % choices.length] ?? 0;
          const share = unpaid[choice % Math.max(unpaid.length, 1)];
          if (!share) break;
          const quantity = 1 + (choice % (share.portions.length - share.paid));
          const items = [{ lineId: share.lineId, quantity }];
          const { balance } = tabTotals(tab);
          const amount = shareOfItems(tab, items, balance) ?? 0;
          turn += 1;
          // A dish on the house is paid with the others.
          if (amount === 0) {
            choices = choices.map((value) => value + 1);
            continue;
          }
          const payment = takePayment(tab, { paymentId: `p${guard}`, method: 'card', amount, items }, say);
          tab = evolveTab(tab, tab.id, fact('payment.taken', { ...payment, retry }));
          expect(tabTotals(tab).balance).toBe(balance - amount);
        }
        const { balance } = tabTotals(tab);
        const rest = itemShares(tab)
          .map(({ lineId: id, portions, paid }) => ({ lineId: id, quantity: portions.length - paid }))
          .filter(({ quantity }) => quantity > 0);
        // Whoever pays last for all that is left pays the balance, whatever was rounded on the way.
        if (rest.length > 0) expect(shareOfItems(tab, rest, balance)).toBe(balance);
        else expect(balance).toBe(shares.length > 0 ? 0 : bill.total);
      }),
      runs(200),
    );
  });

  it('shared equally adds up, and no two shares differ by more than one unit', () => {
    expect(equalShares(10_000, 3)).toEqual([3334, 3333, 3333]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000_000 }), fc.integer({ min: 1, max: 99 }), (balance, people) => {
        const shares = equalShares(balance, people);
        expect(shares).toHaveLength(people);
        expect(sumOf(shares)).toBe(balance);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
        // Paid one after another, each the next share of what is left, is the same.
        let left = balance;
        for (let paid = 0; paid < people; paid += 1) left -= equalShares(left, people - paid)[0] ?? 0;
        expect(left).toBe(0);
      }),
    );
  });

  it('of two tabs put together is the sum of both, where nothing is charged besides dishes', () => {
    const plain = anyCase.map((made) => ({ ...made, service: null, cover: null, minimum: null }));
    fc.assert(
      fc.property(plain, plain, (one, other) => {
        const made = { ...other, taxMode: one.taxMode, exponent: one.exponent };
        const from = tabOf(made, 'from', 100);
        const into = tabOf(one, 'into');
        const before = billOf(from).total + billOf(into).total;
        const { joined, left } = mergeTabs(from, into, unasked);
        const after = evolveTab(into, into.id, fact('tab.merged', joined));
        expect(billOf(after).total).toBe(before);
        expect(billOf(evolveTab(from, from.id, fact('tab.merged_into', left))).total).toBe(0);
      }),
      runs(200),
    );
  });

  it('never falls below zero while dishes are taken off under a discount, and says what is capped', () => {
    const plain = anyCase.map((made) => ({ ...made, discounts: [] }));
    const rules = fc.array(rule, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(plain, rules, fc.array(fc.nat(), { maxLength: 12 }), (made, given, picks) => {
        let tab = tabOf({ ...made, discounts: given.map((one) => ({ rule: one, only: null })) });
        const check = () => {
          const bill = billOf(tab);
          expect(bill.total).toBeGreaterThanOrEqual(0);
          for (const { price, discount, subtotal } of bill.lines) {
            expect(discount).toBeLessThanOrEqual(subtotal);
            expect(price.gross).toBeGreaterThanOrEqual(0);
          }
          const off = bill.discounts.filter(({ kind }) => kind !== 'rounding');
          expect(sumOf(off.map(({ amount }) => amount))).toBe(sumOf(bill.lines.map(({ discount }) => discount)));
          // Every discount stays on the bill, and one that takes less than it was given as says so.
          const ruleOf = new Map(tab.discounts.map((one) => [one.id, one.rule]));
          expect(bill.discounts).toHaveLength(tab.discounts.length);
          for (const { id, amount, cappedFrom } of bill.discounts) {
            const own = ruleOf.get(id);
            const promised = own?.kind === 'amount' ? own.amount : null;
            expect(cappedFrom).toBe(promised !== null && amount < promised ? promised : null);
          }
          // The books add up to the same.
          const { sums, discounts } = saleOf(tab);
          const { dishes, complimentary, service, cover, minimum, addedTax, rounding, total } = sums;
          expect(dishes - sums.discounts - complimentary + service + cover + minimum + addedTax - rounding).toBe(total);
          expect(total).toBe(bill.total);
          expect(sums.net + sums.tax - rounding).toBe(total);
          expect(sumOf(discounts.map(({ amount }) => amount))).toBe(sumOf(bill.discounts.map(({ amount }) => amount)));
          // Nobody pays more than the bill.
          const pay = (amount: number) => takePayment(tab, { paymentId: 'p', method: 'card', amount }, String);
          expect(() => pay(bill.total + 1)).toThrow(expect.objectContaining({ code: 'payment_too_large' }));
        };
        check();
        for (const pick of picks) {
          const { lines } = billOf(tab);
          const chosen = lines[pick % Math.max(lines.length, 1)];
          if (!chosen) break;
          const { orderId, line, quantity } = chosen;
          const off = { orderId, lineId: line.id, quantity: 1 + (pick % quantity) };
          tab = evolveTab(
            tab,
            tab.id,
            fact('line.voided', { ...off, reason: 'x', approvedBy: null, stock: [], retry }),
          );
          check();
        }
      }),
      runs(200),
    );
  });

  it('of two tabs under the same rules is put together without a question', () => {
    fc.assert(
      fc.property(anyCase, anyCase, (one, other) => {
        const { taxMode, exponent, service, cover, minimum, waived } = one;
        const made = { ...other, taxMode, exponent, service, cover, minimum, waived };
        const strict = { ...unasked, limits: { ...unasked.limits, discountPpm: 1_000_000 } };
        const { joined } = mergeTabs(tabOf(made, 'from', 100), tabOf(one, 'into'), strict);
        expect(joined).not.toHaveProperty('letGo');
      }),
      runs(200),
    );
  });
});
