import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencyExponent } from '#shared/currencies.ts';
import { type OrderedLine, orderedLineSchema, type TabEvent } from '#shared/ordering/events.ts';
import { foldTab } from '#shared/ordering/fold-tab.ts';
import { priceOrder } from '#shared/ordering/pricing.ts';
import { type Tab, tabTotals } from '#shared/ordering/tab.ts';
import type { PrintBlock } from '#shared/printing/document.ts';
import { receiptDocument } from '#shared/printing/receipt.ts';
import { runs } from '#tests/support/soak.ts';

const id = (n: number) => `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const retry = { scope: 's', key: 'key', hash: 'h', language: 'en', revision: 1 } as const;

interface Plan {
  readonly currency: string;
  readonly taxMode: 'inclusive' | 'exclusive';
  readonly lines: readonly { readonly price: number; readonly quantity: number; readonly taxPpm: number }[];
  readonly servicePpm: number;
  readonly percentOff: number;
  readonly roundOff: number;
  readonly payPart: number;
  readonly tip: number;
}

const plans: fc.Arbitrary<Plan> = fc.record({
  currency: fc.constantFrom('CNY', 'JPY', 'KWD'),
  taxMode: fc.constantFrom('inclusive' as const, 'exclusive' as const),
  lines: fc.array(
    fc.record({
      price: fc.integer({ min: 0, max: 100_000 }),
      quantity: fc.integer({ min: 1, max: 9 }),
      taxPpm: fc.constantFrom(0, 60_000, 130_000, 55_000),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  servicePpm: fc.constantFrom(0, 100_000),
  percentOff: fc.constantFrom(0, 50_000, 333_333),
  roundOff: fc.constantFrom(0, 7),
  payPart: fc.constantFrom(0, 0.5, 1),
  tip: fc.constantFrom(0, 150),
});

function orderedLines(plan: Plan): OrderedLine[] {
  return plan.lines.map(({ price, quantity, taxPpm }, index) => {
    const rules = { taxMode: plan.taxMode, taxClasses: [{ id: 'c', eatInPpm: taxPpm, takeAwayPpm: taxPpm }] };
    const [priced] = priceOrder([{ unitPrice: price, quantity, options: [], taxClass: 'c' }], rules, 'eat_in').lines;
    if (!priced) throw new Error('not priced');
    const name = { en: `Dish ${String.fromCharCode(65 + index)}` };
    return {
      id: id(100 + index),
      itemId: id(1),
      name,
      station: 'k',
      quantity,
      note: '',
      options: [],
      unitPrice: price,
      price: orderedLineSchema.shape.price.parse(priced),
    };
  });
}

function tabOf(plan: Plan): Tab {
  const { currency, taxMode, servicePpm, percentOff, roundOff, payPart, tip } = plan;
  const charges = {
    taxMode,
    service: servicePpm ? { ppm: servicePpm, taxPpm: 60_000 } : null,
    cover: null,
    minimum: null,
  };
  const facts: TabEvent[] = [];
  const add = <T extends TabEvent['type']>(type: T, data: Extract<TabEvent, { type: T }>['data']) =>
    facts.push({ type, at: 1_000, actor: 'a', data } as unknown as TabEvent);
  const fold = () => foldTab(id(9), facts) as Tab;
  add('tab.opened', {
    tableId: null,
    service: 'eat_in',
    openedBy: 'staff',
    code: '1',
    guests: 2,
    currency,
    businessDay: '2026-11-20',
    charges,
  });
  add('order.placed', {
    orderId: id(2),
    number: 1,
    businessDay: '2026-11-20',
    source: 'counter',
    sessionId: null,
    note: '',
    lines: orderedLines(plan),
    stock: [],
    retry,
  });
  const discount = { scope: { only: null, except: [] }, reason: '', approvedBy: null, retry };
  if (percentOff)
    add('discount.given', {
      ...discount,
      discountId: id(3),
      kind: 'discount',
      rule: { kind: 'percent', ppm: percentOff, cap: null },
    });
  if (roundOff)
    add('discount.given', {
      ...discount,
      discountId: id(4),
      kind: 'rounding',
      rule: { kind: 'amount', amount: roundOff },
    });
  const amount = Math.floor(tabTotals(fold()).total * payPart);
  if (amount > 0)
    add('payment.taken', {
      paymentId: id(5),
      method: 'cash',
      amount,
      tendered: amount + tip + 500,
      change: 500,
      reference: '',
      tip,
      retry,
    });
  return fold();
}

const context = {
  language: 'en',
  house: 'House',
  header: '',
  footer: '',
  table: '1',
  timeZone: 'UTC',
  at: 5_000,
} as const;
type Row = Extract<PrintBlock, { kind: 'row' }>;

/** Label and amount of each row, read off the paper as a guest would. */
function rowsOf(tab: Tab): [string, number][] {
  const exponent = currencyExponent(tab.currency);
  const amount = new RegExp(
    exponent === 0 ? '^(?:[A-Z]{3} )?(-?\\d+)$' : `^(?:[A-Z]{3} )?(-?\\d+\\.\\d{${exponent}})$`,
  );
  return receiptDocument(tab, context)
    .blocks.filter((block): block is Row => block.kind === 'row')
    .flatMap(({ cells }): [string, number][] => {
      const value = amount.exec(cells[1]?.text ?? '')?.[1];
      return value === undefined ? [] : [[cells[0]?.text ?? '', Math.round(Number(value) * 10 ** exponent)]];
    });
}

describe('a receipt', () => {
  it('says what a discount was given as, where no more is left to take it off', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const tab = tabOf({ ...plan, percentOff: 0 });
        const scope = { only: null, except: [] };
        const rule = { kind: 'amount', amount: 900_000_000 } as const;
        const given = {
          id: id(9),
          kind: 'discount',
          rule,
          scope,
          reason: '',
          approvedBy: null,
          at: 1,
          actor: 'a',
        } as const;
        const discounted = { ...tab, discounts: [given] };
        const [label, amount] = rowsOf(discounted).find(([each]) => each.startsWith('Discount')) ?? [];
        expect(label).toMatch(/^Discount \(of 90{5,8}/);
        expect(Math.abs(amount ?? 1)).toBe(tabTotals(discounted).subtotal);
      }),
    );
  });

  it('adds up on paper to the tab’s own total, to the minor unit (property; acceptance 9)', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const tab = tabOf(plan);
        const totals = tabTotals(tab);
        const rows = rowsOf(tab).filter(([label]) => label !== 'Guests');
        const value = (label: string) => rows.find(([each]) => each === label)?.[1];
        const dishes = rows.filter(([label]) => /^\d+ x /.test(label)).reduce((sum, [, amount]) => sum + amount, 0);
        const subtotal = value('Subtotal');
        if (subtotal !== undefined) expect(dishes).toBe(subtotal);
        const from = rows.findIndex(([label]) => label === 'Subtotal');
        const to = rows.findIndex(([label]) => label === 'Total');
        const steps = from < 0 ? 0 : rows.slice(from + 1, to).reduce((sum, [, amount]) => sum + amount, 0);
        expect(dishes + steps).toBe(totals.total);
        expect(value('Total')).toBe(totals.total);
        const taxes = rows.filter(([label]) => /tax/i.test(label)).reduce((sum, [, amount]) => sum + amount, 0);
        expect(taxes).toBe(totals.tax);
        expect(value('Cash') ?? 0).toBe(totals.paid);
        expect(value('Tip') ?? 0).toBe(totals.tips);
        if (totals.paid > 0) expect(value('To pay')).toBe(Math.max(0, totals.balance));
      }),
      runs(300),
    );
  });
});
