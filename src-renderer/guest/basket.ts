import { type Cart, emptyCart, mergeCarts, type NewKey } from './cart.ts';
import { readJson, type SafeStorage } from './storage.ts';
import type { Pending } from './submission.ts';

/** Everything of the diner's that must survive a reload: the cart and the submission on its way. */
export interface Basket {
  /** The tab it was filled for; null while the table was not open. */
  readonly tabId: string | null;
  readonly savedAt: number;
  readonly cart: Cart;
  readonly pending: Pending | null;
  /** Orders sent from this phone, newest last. */
  readonly ownOrders: readonly string[];
}

/** A submission left over from before a reload is sent on without asking only while the diner still waits for it. */
export const resumeWithin = 10 * 60_000;
/** A cart of a visit that never got a table open is somebody's old one after this. */
const forgottenAfter = 3 * 3_600_000;

function isBasket(value: unknown): value is Basket {
  const basket = value as Basket | null;
  return (
    typeof basket === 'object' &&
    basket !== null &&
    typeof basket.cart?.key === 'string' &&
    Array.isArray(basket.cart.lines) &&
    Array.isArray(basket.ownOrders) &&
    typeof basket.savedAt === 'number'
  );
}

export const newBasket = (newKey: NewKey, now: number): Basket => ({
  tabId: null,
  savedAt: now,
  cart: emptyCart(newKey),
  pending: null,
  ownOrders: [],
});

/**
 * Whether a stored basket belongs to this visit. A session that goes on keeps it whatever the tab is called now
 * (tables move and merge); a new session keeps it only on the tab it was filled for.
 */
export function belongsToVisit(
  basket: Basket,
  visit: { readonly newSession: boolean; readonly tabId: string | null; readonly now: number },
): boolean {
  if (!visit.newSession) return true;
  if (basket.tabId !== null) return basket.tabId === visit.tabId;
  return visit.now - basket.savedAt < forgottenAfter;
}

/** Takes the lines of a submission back into the cart, unless another browser tab settled it meanwhile. */
export function takeBack(basket: Basket, key: string, newKey: NewKey, change = (cart: Cart) => cart): Basket {
  if (basket.pending?.key !== key) return basket;
  return { ...basket, cart: mergeCarts(change(basket.pending.cart), basket.cart, newKey), pending: null };
}

/** The basket of one sticker, shared by all browser tabs of this phone. */
export function basketStorage(storage: SafeStorage, sticker: string) {
  const name = `ld.basket.${sticker}`;
  return {
    name,
    read: (): Basket | null => readJson(storage, name, isBasket),
    write: (basket: Basket): void => storage.set(name, JSON.stringify(basket)),
  };
}
