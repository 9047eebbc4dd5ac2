import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocateAmount, mulDivRound, parseAmount, toDecimalString } from '#shared/money.ts';
import { type PriceableLine, type PricingRules, priceOrder, sumPriced } from '#shared/ordering/pricing.ts';

const rules = (taxMode: 'inclusive' | 'exclusive', ppm: number): PricingRules => ({
  taxMode,
  taxClasses: [{ id: 'food', eatInPpm: ppm, takeAwayPpm: 0 }],
});
const line = (unitPrice: number, quantity = 1): PriceableLine => ({
  unitPrice,
  quantity,
  options: [],
  taxClass: 'food',
});

const anyLine = fc.record({
  unitPrice: fc.integer({ min: 0, max: 10_000_000 }),
  quantity: fc.integer({ min: 1, max: 99 }),
  options: fc.array(
    fc.record({ priceDelta: fc.integer({ min: 0, max: 100_000 }), quantity: fc.integer({ min: 1, max: 5 }) }),
    { maxLength: 4 },
  ),
  taxClass: fc.constantFrom('food', 'alcohol', 'none'),
});
const anyRules = fc.record({
  taxMode: fc.constantFrom('inclusive' as const, 'exclusive' as const),
  taxClasses: fc
    .tuple(fc.integer({ min: 0, max: 400_000 }), fc.integer({ min: 0, max: 400_000 }))
    .map(([food, alcohol]) => [
      { id: 'food', eatInPpm: food, takeAwayPpm: alcohol },
      { id: 'alcohol', eatInPpm: alcohol, takeAwayPpm: food },
    ]),
});
const anyService = fc.constantFrom('eat_in' as const, 'take_away' as const);

describe('priceOrder', () => {
  it('takes inclusive tax out of the price and puts exclusive tax on top', () => {
    expect(priceOrder([line(3800, 2)], rules('inclusive', 60_000), 'eat_in')).toMatchObject({
      subtotal: 7600,
      tax: 430,
      total: 7600,
    });
    expect(priceOrder([line(3800, 2)], rules('exclusive', 60_000), 'eat_in')).toMatchObject({
      subtotal: 7600,
      tax: 456,
      total: 8056,
    });
    expect(priceOrder([line(3800, 2)], rules('exclusive', 60_000), 'take_away').tax).toBe(0);
  });

  it('rounds half away from zero, per line', () => {
    expect(priceOrder([line(50)], rules('exclusive', 10_000), 'eat_in').tax).toBe(1);
    expect(priceOrder([line(49)], rules('exclusive', 10_000), 'eat_in').tax).toBe(0);
    expect(priceOrder([line(50), line(50)], rules('exclusive', 10_000), 'eat_in').tax).toBe(2);
  });

  it('counts options once per portion', () => {
    const withOptions = {
      ...line(1000, 3),
      options: [
        { priceDelta: 200, quantity: 2 },
        { priceDelta: -100, quantity: 1 },
      ],
    };
    expect(priceOrder([withOptions], rules('inclusive', 0), 'eat_in').total).toBe((1000 + 400 - 100) * 3);
  });

  it('property: every sum agrees with a plain oracle in exact arithmetic', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 30 }), anyRules, anyService, (lines, pricing, service) => {
        const quote = priceOrder(lines, pricing, service);
        let [subtotal, tax, total] = [0n, 0n, 0n];
        for (const { unitPrice, quantity, options, taxClass } of lines) {
          const known = pricing.taxClasses.find((c) => c.id === taxClass);
          const ppm = BigInt(known ? (service === 'eat_in' ? known.eatInPpm : known.takeAwayPpm) : 0);
          const amount =
            BigInt(options.reduce((sum, o) => sum + o.priceDelta * o.quantity, unitPrice)) * BigInt(quantity);
          const below = pricing.taxMode === 'inclusive' ? 1_000_000n + ppm : 1_000_000n;
          const share = (2n * amount * ppm + below) / (2n * below);
          subtotal += amount;
          tax += share;
          total += pricing.taxMode === 'inclusive' ? amount : amount + share;
        }
        expect([quote.subtotal, quote.tax, quote.total].map(BigInt)).toEqual([subtotal, tax, total]);
        for (const priced of quote.lines) expect(priced.net + priced.tax).toBe(priced.gross);
        expect(quote.taxes.reduce((sum, t) => sum + t.tax, 0)).toBe(quote.tax);
      }),
    );
  });

  it('property: a tab costs what its orders cost, however they are grouped', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { minLength: 1, maxLength: 20 }), anyRules, fc.nat(), (lines, pricing, at) => {
        const cut = at % lines.length;
        const whole = priceOrder(lines, pricing, 'eat_in');
        const parts = [lines.slice(0, cut), lines.slice(cut)].map((part) => priceOrder(part, pricing, 'eat_in'));
        expect(parts.reduce((sum, part) => sum + part.total, 0)).toBe(whole.total);
        expect(sumPriced(parts.flatMap((part) => part.lines))).toEqual(whole);
      }),
    );
  });
});

describe('money', () => {
  it('shares without losing a minor unit: 100.00 / 3 = 33.34 + 33.33 + 33.33', () => {
    expect(allocateAmount(10_000, [1, 1, 1])).toEqual([3334, 3333, 3333]);
  });

  it('property: shares add up and differ by at most one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000_000 }), fc.integer({ min: 1, max: 40 }), (amount, n) => {
        const shares = allocateAmount(
          amount,
          Array.from({ length: n }, () => 1),
        );
        expect(shares.reduce((a, b) => a + b, 0)).toBe(amount);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('property: shared by weights that are its parts, everybody gets exactly their part, however large', () => {
    const parts = fc.array(fc.integer({ min: 0, max: 100_000_000_000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(parts, (weights) => {
        const whole = weights.reduce((a, b) => a + b, 0);
        fc.pre(whole > 0);
        expect(allocateAmount(whole, weights)).toEqual(weights);
      }),
    );
  });

  it('multiplies exactly where a double would not', () => {
    expect(mulDivRound(999_999_999_999, 999_999, 1_000_000)).toBe(999_998_999_999);
    expect(mulDivRound(-5, 1, 2)).toBe(-3);
    expect(mulDivRound(5, 1, 2)).toBe(3);
  });

  it.each([
    ['12', 2, 1200],
    ['12.5', 2, 1250],
    ['1,234.50', 2, 123_450],
    ['1200', 0, 1200],
    ['0.125', 3, 125],
    ['12.', 2, 1200],
  ])('reads %s with %i decimals', (text, exponent, amount) => {
    expect(parseAmount(text, exponent)).toBe(amount);
  });

  it.each(['', '-1', '1.234', 'abc', '1e3', '1.2.3', '９'])('refuses to read %j as an amount', (text) => {
    expect(parseAmount(text, 2)).toBeUndefined();
  });

  it('property: an amount written out reads back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 12 }), fc.integer({ min: 0, max: 3 }), (amount, exponent) => {
        expect(parseAmount(toDecimalString(amount, exponent), exponent)).toBe(amount > 10 ** 12 ? undefined : amount);
      }),
    );
  });
});
