/** Notes people pay with, in whole units of the currency, small to large. */
const notes: Readonly<Record<string, readonly number[]>> = {
  CNY: [1, 5, 10, 20, 50, 100],
  HKD: [10, 20, 50, 100, 500, 1000],
  TWD: [100, 500, 1000],
  MOP: [10, 20, 50, 100, 500, 1000],
  USD: [1, 5, 10, 20, 50, 100],
  EUR: [5, 10, 20, 50, 100, 200],
  GBP: [5, 10, 20, 50],
  JPY: [1000, 5000, 10_000],
  KRW: [1000, 5000, 10_000, 50_000],
  SGD: [2, 5, 10, 50, 100],
  MYR: [1, 5, 10, 20, 50, 100],
  THB: [20, 50, 100, 500, 1000],
  VND: [10_000, 20_000, 50_000, 100_000, 200_000, 500_000],
  AUD: [5, 10, 20, 50, 100],
  KWD: [1, 5, 10, 20],
};

/** For currencies not listed: 1-2-5 steps around the amount. */
function stepsAround(units: number): number[] {
  const base = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(units, 1))) - 1);
  return [1, 2, 5, 10, 20, 50].map((step) => step * base);
}

/**
 * What a guest is likely to hand over for an amount: the next round sums above it that notes of the currency make,
 * smallest first, at most `limit`. Amounts in minor units; the exact amount is not among them.
 */
export function quickNotes(due: number, currency: string, exponent: number, limit = 4): number[] {
  if (due <= 0) return [];
  const unit = 10 ** exponent;
  const steps = notes[currency] ?? stepsAround(due / unit);
  const sums = new Set<number>();
  for (const step of steps) {
    const sum = Math.ceil(due / (step * unit)) * step * unit;
    if (sum > due) sums.add(sum);
  }
  return [...sums].sort((a, b) => a - b).slice(0, limit);
}

/** A key of the cash keypad: a digit, two noughts, the decimal point, or taking back. */
export type CashKey = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '00' | '.' | 'back' | 'clear';

/** The typed amount after one more key; a key that would make no amount changes nothing. */
export function pressCashKey(typed: string, key: CashKey, exponent: number): string {
  if (key === 'clear') return '';
  if (key === 'back') return typed.slice(0, -1);
  if (key === '.') return exponent === 0 || typed.includes('.') ? typed : `${typed || '0'}.`;
  const [whole = '', fraction] = typed.split('.');
  if (fraction !== undefined) return fraction.length + key.length > exponent ? typed : typed + key;
  if (whole === '' || whole === '0') return key === '00' ? '0' : key;
  return whole.length + key.length > 9 ? typed : typed + key;
}
