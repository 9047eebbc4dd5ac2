import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion } from '#shared/money.ts';
import { cookedParts } from '#shared/ordering/cooked-parts.ts';
import type { OrderedLine } from '#shared/ordering/events.ts';
import { type OfferedItem, type RequestedLine, resolveLines } from '#shared/ordering/order-lines.ts';
import { type PriceableComponent, type PricingRules, priceOrder, taxSharesOf } from '#shared/ordering/pricing.ts';

const rules = (taxMode: 'inclusive' | 'exclusive', food = 60_000, alcohol = 130_000): PricingRules => ({
  taxMode,
  taxClasses: [
    { id: 'food', eatInPpm: food, takeAwayPpm: food },
    { id: 'alcohol', eatInPpm: alcohol, takeAwayPpm: alcohol },
  ],
});

const dish = (id: string, price: number, more: Partial<OfferedItem> = {}): OfferedItem => ({
  id,
  name: { en: id },
  price,
  pricing: 'fixed',
  course: 0,
  taxClass: 'food',
  station: 'kitchen',
  unavailable: null,
  optionGroups: [],
  slots: [],
  ...more,
});
const size = {
  id: 'size',
  name: { en: 'Size' },
  min: 0,
  max: 1,
  options: [{ id: 'large', name: { en: 'Large' }, priceDelta: 300, available: true, maxQuantity: 1 }],
};
const tea = dish('tea', 1000, { station: 'bar', optionGroups: [size] });
const beer = dish('beer', 1500, { station: 'bar', taxClass: 'alcohol' });
const lunch = (drinks: readonly OfferedItem[] = [tea, beer], main = dish('noodles', 3000)) =>
  dish('lunch', 3500, {
    slots: [
      { id: 'main', name: { en: 'Main' }, choices: [{ item: main, priceDelta: 0, quantity: 1 }] },
      {
        id: 'drink',
        name: { en: 'Drink' },
        choices: drinks.map((item) => ({ item, priceDelta: item.id === 'beer' ? 500 : 0, quantity: 1 })),
      },
    ],
  });
const ask = (components: RequestedLine['components'], quantity = 1): RequestedLine => ({
  itemId: 'lunch',
  quantity,
  options: [],
  ...(components ? { components } : {}),
});
const withDrink = (itemId: string, options: { groupId: string; optionId: string }[] = []) => [
  { slotId: 'drink', itemId, options },
];
const resolve = (item: OfferedItem, line: RequestedLine) =>
  resolveLines((id) => (id === item.id ? item : undefined), [line]);

describe('a combo', () => {
  it('is one line of one price, with its fixed part and what was chosen', () => {
    const [line] = resolve(lunch(), ask(withDrink('beer'), 2));
    expect(line?.components?.map(({ itemId, station }) => [itemId, station])).toEqual([
      ['noodles', 'kitchen'],
      ['beer', 'bar'],
    ]);
    const quote = priceOrder(line ? [line] : [], rules('inclusive'), 'eat_in');
    expect(quote.total).toBe((3500 + 500) * 2);
    // 8000 by 3000:1500.
    expect(quote.lines[0]?.componentTotals).toEqual([5333, 2667]);
    expect(quote.taxes).toEqual([
      { taxPpm: 60_000, net: 5031, tax: 302 },
      { taxPpm: 130_000, net: 2360, tax: 307 },
    ]);
  });

  it('asks the choices of a dish within it and adds their price', () => {
    const [line] = resolve(lunch(), ask(withDrink('tea', [{ groupId: 'size', optionId: 'large' }])));
    expect(priceOrder(line ? [line] : [], rules('inclusive'), 'eat_in').total).toBe(3800);
  });

  const refusals: [string, OfferedItem, RequestedLine['components'], string][] = [
    ['nothing chosen where there is a choice', lunch(), [], 'option_count'],
    ['two choices for one slot', lunch(), [...withDrink('tea'), ...withDrink('beer')], 'option_count'],
    ['a dish that is not in the slot', lunch(), withDrink('noodles'), 'option_unknown'],
    ['a slot of another combo', lunch(), [{ slotId: 'x', itemId: 'tea', options: [] }], 'option_unknown'],
    ['a choice that is sold out', lunch([tea, { ...beer, unavailable: 'sold_out' }]), withDrink('beer'), 'sold_out'],
    [
      'a fixed part that is sold out',
      lunch([tea, beer], dish('noodles', 3000, { unavailable: 'sold_out' })),
      withDrink('tea'),
      'sold_out',
    ],
  ];
  it.each(refusals)('is refused with %s', (_, item, components, code) => {
    expect(() => resolve(item, ask(components))).toThrow(expect.objectContaining({ code }));
  });

  it('goes to the station of each dish', () => {
    const line = {
      name: { en: 'lunch' },
      quantity: 2,
      note: 'no ice',
      components: [
        { itemId: 'noodles', name: { en: 'noodles' }, station: 'kitchen', quantity: 1, options: [] },
        { itemId: 'tea', name: { en: 'tea' }, station: 'bar', quantity: 2, options: [] },
      ],
    } as unknown as OrderedLine;
    expect(cookedParts(line).map(({ station, quantity, comboName }) => [station, quantity, comboName?.en])).toEqual([
      ['kitchen', 2, 'lunch'],
      ['bar', 4, 'lunch'],
    ]);
  });

  const anyComponent: fc.Arbitrary<PriceableComponent> = fc.record({
    ownPrice: fc.integer({ min: 0, max: 1_000_000 }),
    priceDelta: fc.integer({ min: -500, max: 5000 }),
    quantity: fc.integer({ min: 1, max: 4 }),
    options: fc.array(fc.record({ priceDelta: fc.integer({ min: -200, max: 2000 }), quantity: fc.constant(1) }), {
      maxLength: 2,
    }),
    taxClass: fc.constantFrom('food', 'alcohol', 'none'),
  });

  it('property: shares and taxes always add up to the line, and one rate taxes like any other line', () => {
    fc.assert(
      fc.property(
        fc.record({
          unitPrice: fc.integer({ min: 0, max: 5_000_000 }),
          quantity: fc.integer({ min: 1, max: 99 }),
          components: fc.array(anyComponent, { minLength: 1, maxLength: 6 }),
        }),
        fc.constantFrom('inclusive' as const, 'exclusive' as const),
        (combo, mode) => {
          const line = { ...combo, options: [], taxClass: 'food' };
          const quote = priceOrder([line], rules(mode), 'eat_in');
          const [priced] = quote.lines;
          if (!priced) throw new Error('a line has a price');
          const shares = taxSharesOf(priced);
          expect(priced.componentTotals?.reduce((a, b) => a + b, 0)).toBe(priced.total);
          expect(shares.reduce((sum, share) => sum + share.net + share.tax, 0)).toBe(priced.gross);
          expect(shares.reduce((sum, share) => sum + share.tax, 0)).toBe(priced.tax);
          if (mode === 'inclusive') expect(priced.gross).toBe(priced.total);
          const plain = { unitPrice: priced.unitTotal, quantity: line.quantity, options: [], taxClass: 'food' };
          const same = { ...line, components: line.components.map((c) => ({ ...c, taxClass: 'food' })) };
          const { componentTotals: _, ...asCombo } = priceOrder([same], rules(mode), 'eat_in').lines[0] ?? priced;
          expect(asCombo).toEqual(priceOrder([plain], rules(mode), 'eat_in').lines[0]);
        },
      ),
    );
  });

  it('property: apportion is exact and fair to the minor unit, whatever the sizes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000_000_000 }),
        fc.array(fc.integer({ min: 0, max: 1_000_000_000_000 }), { minLength: 1, maxLength: 8 }),
        (amount, weights) => {
          const shares = apportion(amount, weights);
          expect(shares.reduce((sum, share) => sum + BigInt(share), 0n)).toBe(BigInt(amount));
          const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
          if (total === 0n) return;
          for (const [index, share] of shares.entries()) {
            const difference = BigInt(share) * total - BigInt(amount) * BigInt(weights[index] ?? 0);
            expect(difference < total && difference > -total).toBe(true);
            if (weights[index] === 0) expect(share).toBe(0);
          }
        },
      ),
    );
  });
});

describe('what the staff weigh or price', () => {
  const fish = dish('fish', 12_800, { pricing: 'weight' });
  const crab = dish('crab', 0, { pricing: 'market' });

  it('costs by the kilogram, rounded half away from zero, and keeps its weight', () => {
    const [line] = resolve(fish, { itemId: 'fish', quantity: 2, options: [], weightGrams: 733 });
    expect(line).toMatchObject({ unitPrice: 12_800, weightGrams: 733 });
    expect(priceOrder(line ? [line] : [], rules('inclusive'), 'eat_in').lines[0]).toMatchObject({
      unitTotal: 9382,
      total: 18_764,
    });
  });

  it('costs what was typed at the counter', () => {
    expect(resolve(crab, { itemId: 'crab', quantity: 1, options: [], unitPrice: 28_800 })[0]?.unitPrice).toBe(28_800);
  });

  it.each([fish, crab])('is refused without: $id', (item) => {
    const line = { itemId: item.id, quantity: 1, options: [] };
    expect(() => resolve(item, line)).toThrow(expect.objectContaining({ code: 'priced_at_counter' }));
  });

  it('never changes the price of a dish that has one', () => {
    const line = { itemId: 'tea', quantity: 1, options: [], unitPrice: 1, weightGrams: 5 };
    expect(resolve(tea, line)[0]).toMatchObject({ unitPrice: 1000 });
    expect(resolve(tea, line)[0]).not.toHaveProperty('weightGrams');
  });
});
