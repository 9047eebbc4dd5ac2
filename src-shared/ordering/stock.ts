import type { Tab } from './tab.ts';

/** A signed change of an item's counted portions. */
export interface StockMovement {
  readonly itemId: string;
  readonly delta: number;
}

/**
 * What a fact does to counted stock: a placed order takes its portions, a rejected one gives them back. `tab` is the
 * tab after the fact.
 */
export function stockMovements(event: { type: string; data: unknown }, tab: Tab): StockMovement[] {
  if (event.type !== 'order.placed' && event.type !== 'order.rejected') return [];
  const { orderId } = event.data as { orderId: string };
  const order = tab.orders.find((candidate) => candidate.id === orderId);
  const sign = event.type === 'order.placed' ? -1 : 1;
  return (order?.stock ?? []).map(({ itemId, quantity }) => ({ itemId, delta: sign * quantity }));
}
