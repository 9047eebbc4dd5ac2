import { allocate, type Dinero, dinero, toSnapshot } from 'dinero.js/bigint';

/** An amount in integer minor units (fen, cents, yen) of an ISO 4217 currency. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** Largest amount the product handles: fits every intermediate product below in a BigInt and every sum in a double. */
export const maxAmount = 1_000_000_000_000;

/**
 * value × numerator ÷ denominator, rounded half away from zero to an integer.
 * Exact for any safe integers (the product is taken in BigInt).
 */
export function mulDivRound(value: number, numerator: number, denominator: number): number {
  const product = BigInt(value) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const negative = product < 0n !== divisor < 0n;
  const p = product < 0n ? -product : product;
  const d = divisor < 0n ? -divisor : divisor;
  const rounded = (2n * p + d) / (2n * d);
  return Number(negative ? -rounded : rounded);
}

/**
 * Shares an amount by integer ratios without losing a minor unit: 100.00 by 1:1:1 is 33.34, 33.33, 33.33
 * (dinero.js `allocate`; the largest shares take the remainder, the earlier of equal ones). Exact for any safe integers;
 * at least one ratio is above 0.
 */
export function allocateAmount(amount: number, ratios: readonly number[]): number[] {
  // Doubles lose digits of the products from 10⁸ minor units on, and a line could end a unit below zero.
  const unit: Dinero<bigint> = dinero({ amount: BigInt(amount), currency: { code: 'XXX', base: 10n, exponent: 0n } });
  return allocate(unit, ratios.map(BigInt)).map((share) => Number(toSnapshot(share).amount));
}

/**
 * Shares an amount out in proportion to weights, by largest remainder (Hamilton's method; equal remainders go to the
 * earlier share). The shares add up to the amount exactly, each is less than one minor unit from its proportion, and
 * shares of no weight get nothing; without any weight all are equal. Exact for any safe integers.
 */
export function apportion(amount: number, weights: readonly number[]): number[] {
  const effective = weights.some((weight) => weight > 0) ? weights : weights.map(() => 1);
  const sum = effective.reduce((total, weight) => total + BigInt(weight), 0n);
  const exact = effective.map((weight) => BigInt(amount) * BigInt(weight));
  const shares = exact.map((product) => product / sum);
  const left = Number(BigInt(amount) - shares.reduce((total, share) => total + share, 0n));
  const byRemainder = exact
    .map((product, index) => ({ index, remainder: product % sum }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  const raised = new Set(byRemainder.slice(0, left).map(({ index }) => index));
  return shares.map((share, index) => Number(share) + (raised.has(index) ? 1 : 0));
}

/** An amount as a decimal string with the currency's number of decimals, e.g. 1200 with exponent 2 → "12.00". */
export function toDecimalString(amount: number, exponent: number): string {
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const sign = amount < 0 ? '-' : '';
  return exponent === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-exponent)}`;
}

/**
 * Reads a typed amount ("12", "12.5", "1,234.50") into minor units; undefined when it is not a plain amount
 * or has more decimals than the currency.
 */
export function parseAmount(text: string, exponent: number): number | undefined {
  const match = /^(\d{1,13})(?:\.(\d*))?$/.exec(text.trim().replaceAll(',', ''));
  if (!match) return undefined;
  const fraction = match[2] ?? '';
  if (fraction.length > exponent) return undefined;
  const amount = Number(match[1] + fraction.padEnd(exponent, '0'));
  return amount <= maxAmount ? amount : undefined;
}
