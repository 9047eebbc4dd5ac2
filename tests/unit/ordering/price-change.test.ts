import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedPrice, type PriceRounding, roundPrice } from '#shared/ordering/price-change.ts';

const rule = (modulus: number, ending = 0, direction: PriceRounding['direction'] = 'nearest'): PriceRounding => ({
  modulus,
  ending,
  direction,
});

describe('a change of many prices', () => {
  it.each([
    [1234, rule(10), 1230],
    [1235, rule(10), 1240],
    [1200, rule(100, 90), 1190],
    [1240, rule(100, 90), 1290],
    [1251, rule(100, 99), 1299],
    [1290, rule(100, 90), 1290],
    [1291, rule(100, 90, 'up'), 1390],
    [1289, rule(100, 90, 'down'), 1190],
    [40, rule(100, 90, 'down'), 90],
    [7, rule(5), 5],
    [8, rule(5), 10],
    [3812, rule(1000, 900), 3900],
  ])('%i becomes even as %o says: %i', (amount, rounding, expected) => {
    expect(roundPrice(amount, rounding)).toBe(expected);
  });

  it('adds an amount, a share, or sets a price', () => {
    expect(changedPrice(1200, { kind: 'amount', amount: -200 }, null)).toBe(1000);
    expect(changedPrice(1200, { kind: 'amount', amount: -2000 }, null)).toBe(0);
    expect(changedPrice(1250, { kind: 'percent', ppm: 50_000 }, null)).toBe(1313);
    expect(changedPrice(1250, { kind: 'percent', ppm: -100_000 }, rule(100, 90))).toBe(1090);
    expect(changedPrice(1250, { kind: 'set', amount: 990 }, rule(100))).toBe(1000);
    expect(changedPrice(0, { kind: 'percent', ppm: 100_000 }, rule(100, 90))).toBe(0);
  });

  it('property: a rounded price has the ending, is never negative, and no other such price is nearer', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.constantFrom(5, 10, 50, 100, 1000),
        fc.nat(),
        fc.constantFrom('nearest' as const, 'up' as const, 'down' as const),
        (amount, modulus, seed, direction) => {
          const ending = seed % modulus;
          const rounded = roundPrice(amount, { modulus, ending, direction });
          expect(rounded % modulus).toBe(ending);
          expect(rounded).toBeGreaterThanOrEqual(0);
          expect(Math.abs(rounded - amount)).toBeLessThan(modulus);
          if (direction === 'nearest' && rounded > ending)
            expect(Math.abs(rounded - amount)).toBeLessThanOrEqual(modulus / 2);
          if (direction === 'up') expect(rounded).toBeGreaterThanOrEqual(amount);
          if (direction === 'down' && amount >= ending) expect(rounded).toBeLessThanOrEqual(amount);
          expect(roundPrice(rounded, { modulus, ending, direction })).toBe(rounded);
        },
      ),
    );
  });
});
