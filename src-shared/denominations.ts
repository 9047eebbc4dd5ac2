import { currencyExponent } from './currencies.ts';

/** Notes and coins in circulation, in whole units of the currency, large to small. */
const circulating: Readonly<Record<string, { readonly notes: readonly number[]; readonly coins: readonly number[] }>> =
  {
    CNY: { notes: [100, 50, 20, 10, 5, 1], coins: [1, 0.5, 0.1] },
    HKD: { notes: [1000, 500, 100, 50, 20, 10], coins: [10, 5, 2, 1, 0.5, 0.2, 0.1] },
    MOP: { notes: [1000, 500, 100, 50, 20, 10], coins: [10, 5, 2, 1, 0.5, 0.2, 0.1] },
    TWD: { notes: [2000, 1000, 500, 200, 100], coins: [50, 20, 10, 5, 1] },
    JPY: { notes: [10_000, 5000, 2000, 1000], coins: [500, 100, 50, 10, 5, 1] },
    KRW: { notes: [50_000, 10_000, 5000, 1000], coins: [500, 100, 50, 10] },
    USD: { notes: [100, 50, 20, 10, 5, 2, 1], coins: [1, 0.5, 0.25, 0.1, 0.05, 0.01] },
    EUR: { notes: [500, 200, 100, 50, 20, 10, 5], coins: [2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01] },
    GBP: { notes: [50, 20, 10, 5], coins: [2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01] },
    CHF: { notes: [1000, 200, 100, 50, 20, 10], coins: [5, 2, 1, 0.5, 0.2, 0.1, 0.05] },
    AUD: { notes: [100, 50, 20, 10, 5], coins: [2, 1, 0.5, 0.2, 0.1, 0.05] },
    NZD: { notes: [100, 50, 20, 10, 5], coins: [2, 1, 0.5, 0.2, 0.1] },
    CAD: { notes: [100, 50, 20, 10, 5], coins: [2, 1, 0.25, 0.1, 0.05] },
    SGD: { notes: [1000, 100, 50, 10, 5, 2], coins: [1, 0.5, 0.2, 0.1, 0.05] },
    MYR: { notes: [100, 50, 20, 10, 5, 1], coins: [0.5, 0.2, 0.1, 0.05] },
    THB: { notes: [1000, 500, 100, 50, 20], coins: [10, 5, 2, 1, 0.5, 0.25] },
    VND: { notes: [500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5000, 2000, 1000], coins: [] },
    IDR: { notes: [100_000, 50_000, 20_000, 10_000, 5000, 2000, 1000], coins: [1000, 500, 200, 100] },
    PHP: { notes: [1000, 500, 200, 100, 50, 20], coins: [20, 10, 5, 1, 0.25] },
    INR: { notes: [500, 200, 100, 50, 20, 10], coins: [20, 10, 5, 2, 1] },
    KWD: { notes: [20, 10, 5, 1, 0.5, 0.25], coins: [0.1, 0.05, 0.02, 0.01, 0.005] },
  };

/** A note or coin, its value in minor units. */
export interface Denomination {
  readonly value: number;
  readonly kind: 'note' | 'coin';
}

const smallSteps = [100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01];
const bigSteps = [10_000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 1];
const noteFrom = (unit: number): number => (unit === 1 ? 500 : 1);

/**
 * The notes and coins to count a drawer of a currency by, large to small. Currencies not listed get 1-2-5 steps:
 * from a hundred units down, or from ten thousand where there are no decimals.
 */
export function denominationsOf(currency: string): readonly Denomination[] {
  const unit = 10 ** currencyExponent(currency);
  const known = circulating[currency];
  if (!known) {
    const steps = unit === 1 ? bigSteps : smallSteps;
    return steps.map((step) => ({ value: Math.round(step * unit), kind: step >= noteFrom(unit) ? 'note' : 'coin' }));
  }
  const inMinor = (kind: Denomination['kind'], values: readonly number[]) =>
    values.map((value) => ({ value: Math.round(value * unit), kind }));
  return [...inMinor('note', known.notes), ...inMinor('coin', known.coins)];
}
