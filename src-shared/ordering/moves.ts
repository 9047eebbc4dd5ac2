import { AppError } from '../errors.ts';
import { type Authority, outgrowsLimit, vouchedFor } from './adjustments.ts';
import { billOf } from './bill.ts';
import { type ChargeChange, chargeChanges, chargesLost } from './charge-changes.ts';
import { type ChargeConsent, lettingGo, requireAgreed } from './charge-consent.ts';
import { requireOpen } from './decisions.ts';
import type { TabEventData } from './events.ts';
import { evolveTab, settledRounding } from './fold-tab.ts';
import { type Tab, tabSums } from './tab.ts';

/** Guests change tables. Each function gives the facts to append or throws the AppError that refuses it. */

/** Moves a tab to a free table. Throws AppError same_table. */
export function moveTab(tab: Tab, tableId: string): TabEventData<'tab.moved'> {
  requireOpen(tab);
  if (tab.tableId === tableId) throw new AppError('same_table');
  return { tableId };
}

/**
 * Puts a whole tab into another: orders, payments, discounts, calls and guests, with nothing lost and no dish's price
 * changed; what is charged besides dishes follows the rules of the tab that remains. Where that changes a charge, it is
 * refused until the new total was agreed to, and charges that fall away count as let go by hand. Gives the fact of
 * either side. Throws AppError same_table, tab_is_closed, currency_mismatch, charges_change, approval_required.
 */
export function mergeTabs(
  from: Tab,
  into: Tab,
  consent: ChargeConsent,
): { left: TabEventData<'tab.merged_into'>; joined: TabEventData<'tab.merged'> } {
  requireOpen(from);
  requireOpen(into);
  if (from.id === into.id) throw new AppError('same_table');
  if (from.currency !== into.currency) throw new AppError('currency_mismatch', { currency: into.currency });
  const { guests, orders, payments, refunds, calls, gone } = mutable(from);
  const discounts = mutable([...settledRounding(from)]);
  const left = { toTabId: into.id };
  const data = {
    fromTabId: from.id,
    guests,
    orders,
    payments,
    refunds,
    discounts,
    calls,
    ...(gone.length > 0 && { gone }),
  };
  const joining = {
    from,
    into,
    part: from,
    rules: into,
    rest: evolveTab(from, from.id, { type: 'tab.merged_into', at: 0, actor: '', data: left }),
    joined: evolveTab(into, into.id, { type: 'tab.merged', at: 0, actor: '', data }),
  };
  const changes = chargeChanges(joining);
  if (changes.length > 0) {
    const before = tabSums(from).total + tabSums(into).total;
    const after = tabSums(joining.joined).total;
    requireAgreed({ currency: into.currency, before, after, changes }, consent.expectedTotal);
  }
  const letGo = from.letGo + chargesLost(joining, changes);
  return { left, joined: { ...data, ...lettingGo(joining.joined, letGo, someFall(changes), consent) } };
}

function someFall(changes: readonly ChargeChange[]): boolean {
  return changes.some(({ before, after }) => after < before);
}

/** The rules of what is charged on dishes, not for guests. */
function onDishes({ charges }: Tab): Tab['charges'] {
  return charges && { ...charges, cover: null, minimum: null };
}

/**
 * Moves orders to another tab (they were for the neighbours). What is paid already stays covered: the rest of the tab
 * must cost at least what was paid on it. Somebody vouches where the discounts given on the tab would be beyond the
 * limit without them, or where too much of its charges falls away. Throws AppError order_missing, order_paid,
 * same_table, approval_required.
 */
export function moveOrders(
  from: Tab,
  into: Tab,
  orderIds: readonly string[],
  authority: Authority,
): { left: TabEventData<'orders.left'>; joined: TabEventData<'orders.joined'> } {
  requireOpen(from);
  requireOpen(into);
  if (from.id === into.id) throw new AppError('same_table');
  if (from.currency !== into.currency) throw new AppError('currency_mismatch', { currency: into.currency });
  const orders = [...new Set(orderIds)].map((id) => {
    const order = from.orders.find((candidate) => candidate.id === id && candidate.state !== 'rejected');
    if (!order) throw new AppError('order_missing');
    return order;
  });
  const rest = { ...from, orders: from.orders.filter((order) => !orders.includes(order)) };
  const { total, paid } = tabSums(rest);
  if (paid > total) throw new AppError('order_paid');
  const joining = {
    from,
    into,
    // The guests stay, and what is charged for them with them; with the last dish it goes too.
    part: { ...from, orders, charges: billOf(rest).lines.length > 0 ? onDishes(from) : from.charges },
    rules: { charges: onDishes(into), waived: into.waived },
    rest,
    joined: { ...into, orders: [...into.orders, ...orders] },
  };
  const changes = chargeChanges(joining);
  const approvedBy = vouchedFor(outgrowsLimit(from, rest, authority.limits), authority.approvedBy);
  return {
    left: { toTabId: into.id, orderIds: orders.map(({ id }) => id), ...(approvedBy !== null && { approvedBy }) },
    joined: {
      fromTabId: from.id,
      orders: mutable(orders),
      ...lettingGo(joining.joined, chargesLost(joining, changes), someFall(changes), authority),
    },
  };
}

const otherSides: Readonly<Record<string, string>> = {
  'tab.merged_into': 'tab.merged',
  'tab.merged': 'tab.merged_into',
  'orders.left': 'orders.joined',
  'orders.joined': 'orders.left',
};

/**
 * Whether every move among some facts has both its sides: with one alone, orders would be on two bills or on none.
 */
export function areMovesWhole(facts: readonly { type: string; streamId: string; data: unknown }[]): boolean {
  const other = (data: unknown) => {
    const { fromTabId, toTabId } = data as { fromTabId?: string; toTabId?: string };
    return fromTabId ?? toTabId;
  };
  return facts.every(({ type, streamId, data }) => {
    const wanted = otherSides[type];
    if (wanted === undefined) return true;
    return facts.some((fact) => fact.type === wanted && fact.streamId === other(data) && other(fact.data) === streamId);
  });
}

type Mutable<T> = T extends string | number | boolean | null | undefined
  ? T
  : { -readonly [K in keyof T]: Mutable<T[K]> };

/** The types of facts know no `readonly`; nobody changes what stands in one all the same. */
function mutable<T>(value: T): Mutable<T> {
  return value as Mutable<T>;
}
