import type { Tab } from './tab.ts';

/** A signed change of an item's counted portions. */
export interface StockMovement {
  readonly itemId: string;
  readonly delta: number;
}

const signs: Readonly<Record<string, number>> = { 'order.placed': -1, 'order.restored': -1, 'order.rejected': 1 };

/**
 * What a fact does to counted stock: a placed order takes its portions, a rejected one gives them back, and so does a
 * void of what nobody has begun to cook. `tab` is the tab after the fact.
 */
export function stockMovements(event: { type: string; data: unknown }, tab: Tab): StockMovement[] {
  if (event.type === 'line.voided') {
    const { stock } = event.data as { stock: readonly { itemId: string; quantity: number }[] };
    return stock.map(({ itemId, quantity }) => ({ itemId, delta: quantity }));
  }
  const sign = signs[event.type];
  if (sign === undefined) return [];
  const { orderId } = event.data as { orderId: string };
  const order = tab.orders.find((candidate) => candidate.id === orderId);
  return (order?.stock ?? []).map(({ itemId, quantity }) => ({ itemId, delta: sign * quantity }));
}
