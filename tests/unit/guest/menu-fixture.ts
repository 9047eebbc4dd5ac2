import type { MenuItem } from '#renderer/guest/cart.ts';
import type { MenuResponse } from '#shared/ordering/guest-api.ts';

const currency = 'CNY';

/** A dish of the guest menu with everything filled in that a test does not care about. */
export function dish(id: string, amount: number, more: Partial<MenuItem> = {}): MenuItem {
  return {
    id,
    name: `dish ${id}`,
    description: '',
    price: { amount, currency },
    available: true,
    unavailable: null,
    backAt: null,
    left: null,
    picture: null,
    allergens: [],
    tags: [],
    taxClass: 'standard',
    optionGroups: [],
    pricing: 'fixed',
    slots: [],
    ...more,
  };
}

/** A question with options of the given price deltas; option ids are `<group>-0`, `<group>-1` … */
export function group(id: string, min: number, max: number, deltas: readonly number[], maxQuantity = 1) {
  const options = deltas.map((amount, index) => ({
    id: `${id}-${index}`,
    name: `${id} ${index}`,
    priceDelta: { amount, currency },
    available: true,
    maxQuantity,
    preset: false,
  }));
  return { id, name: id, min, max, options };
}

export function menuOf(items: MenuItem[], taxMode: 'inclusive' | 'exclusive' = 'inclusive'): MenuResponse {
  return {
    currency,
    currencyExponent: 2,
    language: 'en',
    pricing: { taxMode, taxClasses: [{ id: 'standard', eatInPpm: 60_000, takeAwayPpm: 130_000 }] },
    categories: [{ id: 'all', name: 'All', items }],
  };
}

/** Keys in a row: k1, k2 … */
export function countingKeys(): () => string {
  let count = 0;
  return () => `k${++count}`;
}
