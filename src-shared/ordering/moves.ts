import { AppError } from '../errors.ts';
import { requireOpen } from './decisions.ts';
import type { TabEventData } from './events.ts';
import { settledRounding, type Tab, tabSums } from './tab.ts';

/** Guests change tables. Each function gives the facts to append or throws the AppError that refuses it. */

/** Moves a tab to a free table. Throws AppError same_table. */
export function moveTab(tab: Tab, tableId: string): TabEventData<'tab.moved'> {
  requireOpen(tab);
  if (tab.tableId === tableId) throw new AppError('same_table');
  return { tableId };
}

/**
 * Puts a whole tab into another: orders, payments, discounts, calls and guests, with nothing lost and no price changed.
 * Gives the fact of either side. Throws AppError same_table.
 */
export function mergeTabs(
  from: Tab,
  into: Tab,
): { left: TabEventData<'tab.merged_into'>; joined: TabEventData<'tab.merged'> } {
  requireOpen(from);
  requireOpen(into);
  if (from.id === into.id) throw new AppError('same_table');
  if (from.currency !== into.currency) throw new AppError('currency_mismatch', { currency: into.currency });
  const { guests, orders, payments, refunds, calls } = mutable(from);
  const discounts = mutable([...settledRounding(from)]);
  return {
    left: { toTabId: into.id },
    joined: { fromTabId: from.id, guests, orders, payments, refunds, discounts, calls },
  };
}

/**
 * Moves orders to another tab (they were for the neighbours). What is paid already stays covered: the rest of the tab
 * must cost at least what was paid on it. Throws AppError order_missing, order_paid, same_table.
 */
export function moveOrders(
  from: Tab,
  into: Tab,
  orderIds: readonly string[],
): { left: TabEventData<'orders.left'>; joined: TabEventData<'orders.joined'> } {
  requireOpen(from);
  requireOpen(into);
  if (from.id === into.id) throw new AppError('same_table');
  if (from.currency !== into.currency) throw new AppError('currency_mismatch', { currency: into.currency });
  const orders = orderIds.map((id) => {
    const order = from.orders.find((candidate) => candidate.id === id && candidate.state !== 'rejected');
    if (!order) throw new AppError('order_missing');
    return order;
  });
  const rest = tabSums({ ...from, orders: from.orders.filter((order) => !orders.includes(order)) });
  if (rest.paid > rest.total) throw new AppError('order_paid');
  return {
    left: { toTabId: into.id, orderIds: orders.map(({ id }) => id) },
    joined: { fromTabId: from.id, orders: mutable(orders) },
  };
}

type Mutable<T> = T extends string | number | boolean | null | undefined
  ? T
  : { -readonly [K in keyof T]: Mutable<T[K]> };

/** The types of facts know no `readonly`; nobody changes what stands in one all the same. */
function mutable<T>(value: T): Mutable<T> {
  return value as Mutable<T>;
}
