import { maxAmount, mulDivRound } from '../money.ts';

/** What many prices are changed by: an amount added (minor units, signed), parts per million added, or one price for all. */
export type PriceChange =
  | { readonly kind: 'amount'; readonly amount: number }
  | { readonly kind: 'percent'; readonly ppm: number }
  | { readonly kind: 'set'; readonly amount: number };

/**
 * How a new price is made even: the amounts that leave `ending` when divided by `modulus`. Modulus 100 with ending 90
 * are prices like 12.90; modulus 50 with ending 0 are 12.00, 12.50 …
 */
export interface PriceRounding {
  readonly modulus: number;
  readonly ending: number;
  readonly direction: 'nearest' | 'up' | 'down';
}

/** The even price nearest to an amount (halves go up), or the next one up or down; never below zero. */
export function roundPrice(amount: number, { modulus, ending, direction }: PriceRounding): number {
  const below = amount - ((((amount - ending) % modulus) + modulus) % modulus);
  if (below === amount) return amount;
  const above = below + modulus;
  if (below < 0 || direction === 'up') return above;
  if (direction === 'down') return below;
  return amount - below < above - amount ? below : above;
}

/** A price after a change, in minor units, made even where a rounding is given; between 0 and `maxAmount`. */
export function changedPrice(price: number, change: PriceChange, rounding: PriceRounding | null): number {
  const raw = {
    amount: () => price + (change.kind === 'amount' ? change.amount : 0),
    percent: () => price + (change.kind === 'percent' ? mulDivRound(price, change.ppm, 1_000_000) : 0),
    set: () => (change.kind === 'set' ? change.amount : 0),
  }[change.kind]();
  const bounded = Math.min(maxAmount, Math.max(0, raw));
  return rounding === null || bounded === 0 ? bounded : Math.min(maxAmount, roundPrice(bounded, rounding));
}
