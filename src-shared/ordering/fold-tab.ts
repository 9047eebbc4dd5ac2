import { billOf } from './bill.ts';
import type { Retry, TabEvent, TabEventData } from './events.ts';
import { type Order, standingTotal, withProgress } from './order.ts';
import { type Discount, sumOf, type Tab } from './tab.ts';

function placedOrder(tab: Tab, data: TabEventData<'order.placed'>, at: number): Order {
  const { orderId, held = [], ...placed } = data;
  return {
    id: orderId,
    ...placed,
    held,
    placedOn: tab.id,
    total: sumOf(placed.lines, (line) => line.price.gross),
    state: 'placed',
    placedAt: at,
    acceptedAt: null,
    changedAt: at,
    voids: [],
    progress: {},
    firedAt: {},
    movedAt: {},
    urgedAt: null,
    ticketId: null,
    rejection: null,
    delayMinutes: null,
  };
}

type OrderFact = Extract<TabEvent, { data: { orderId: string } }>;

function changeOrder(tab: Tab, event: Exclude<OrderFact, { type: 'order.placed' }>): Tab {
  const index = tab.orders.findIndex((order) => order.id === event.data.orderId);
  const order = tab.orders[index];
  if (!order) throw new Error(`event for an order that is not on tab ${tab.id}: ${event.data.orderId}`);
  return { ...tab, orders: tab.orders.with(index, { ...changed(order, event), changedAt: event.at }) };
}

function changed(order: Order, event: Exclude<OrderFact, { type: 'order.placed' }>): Order {
  switch (event.type) {
    case 'order.accepted':
      return { ...order, state: 'accepted', ticketId: event.data.ticketId, acceptedAt: event.at };
    case 'order.rejected': {
      const { reason, text } = event.data;
      return { ...order, state: 'rejected', rejection: { reason, text } };
    }
    case 'order.restored':
      return { ...order, state: 'placed', rejection: null };
    case 'order.delayed':
      return { ...order, delayMinutes: event.data.minutes };
    case 'order.started':
      return withProgress(order, event.data.lineIds, 'cooking', event.at, (from, to) => from < to);
    case 'order.prepared':
      return withProgress(order, event.data.lineIds, 'ready', event.at, (from, to) => from < to);
    case 'order.served':
      return withProgress(order, event.data.lineIds, 'served', event.at, (from, to) => from < to);
    case 'order.recalled':
      return withProgress(order, event.data.lineIds, event.data.to, event.at, (from, to) => from > to);
    case 'order.fired': {
      const fired = order.held.filter((id) => event.data.lineIds?.includes(id) ?? true);
      return {
        ...order,
        held: order.held.filter((id) => !fired.includes(id)),
        firedAt: { ...order.firedAt, ...Object.fromEntries(fired.map((id) => [id, event.at])) },
      };
    }
    case 'order.urged':
      return { ...order, urgedAt: event.at };
    case 'line.voided': {
      const { lineId, quantity, reason, approvedBy } = event.data;
      const voids = [...order.voids, { lineId, quantity, reason, approvedBy, at: event.at, actor: event.actor }];
      const next = { ...order, voids, stock: less(order.stock, event.data.stock) };
      const total = standingTotal(next);
      // A placed order waits for a person whatever is left of it; the kitchen's progress decides after that.
      return order.state === 'placed'
        ? { ...next, total }
        : { ...withProgress(next, [], 'queued', event.at, () => false), total };
    }
  }
}

function less(stock: Order['stock'], back: Order['stock']): Order['stock'] {
  return stock
    .map(({ itemId, quantity }) => ({
      itemId,
      quantity: quantity - sumOf(back, (entry) => (entry.itemId === itemId ? entry.quantity : 0)),
    }))
    .filter(({ quantity }) => quantity > 0);
}

function withRepeat(tab: Tab, id: string, retry: Retry): Tab {
  return { ...tab, repeats: [...tab.repeats, { id, retry }] };
}

/**
 * The discounts of a tab that is merged: what was rounded off stays the amount it was. Left as it stands, a rounding
 * that took less than its rule says (portions were voided since) would take the rest off the other guests' dishes.
 */
export function settledRounding(tab: Tab): readonly Discount[] {
  if (!tab.discounts.some(({ kind }) => kind === 'rounding')) return tab.discounts;
  const amounts = new Map(billOf(tab).discounts.map(({ id, amount }) => [id, amount]));
  return tab.discounts.flatMap((discount) => {
    if (discount.kind !== 'rounding') return [discount];
    const amount = amounts.get(discount.id) ?? 0;
    return amount > 0 ? [{ ...discount, rule: { kind: 'amount' as const, amount } }] : [];
  });
}

/**
 * A tab with another one in it. Each side's discounts keep to the lines they reached before, so that merging changes
 * nobody's price; what is ordered from now on falls under this tab's own.
 */
function joined(tab: Tab, data: TabEventData<'tab.merged'>): Tab {
  const arrived = data.orders.flatMap(({ lines }) => lines.map(({ id }) => id));
  const own = settledRounding(tab).map((discount) =>
    discount.scope.only || discount.kind === 'rounding'
      ? discount
      : { ...discount, scope: { only: null, except: [...discount.scope.except, ...arrived] } },
  );
  const theirs = data.discounts.map((discount) =>
    discount.scope.only || discount.kind === 'rounding'
      ? discount
      : { ...discount, scope: { only: arrived.filter((id) => !discount.scope.except.includes(id)), except: [] } },
  );
  return {
    ...tab,
    guests: tab.guests === null && data.guests === null ? null : (tab.guests ?? 0) + (data.guests ?? 0),
    orders: [...tab.orders, ...data.orders],
    payments: [...tab.payments, ...data.payments],
    refunds: [...tab.refunds, ...data.refunds],
    discounts: [...own, ...theirs],
    calls: [...tab.calls, ...data.calls],
    gone: [...tab.gone, ...(data.gone ?? [])],
    letGo: tab.letGo + (data.letGo ?? 0),
  };
}

function countedAnew(tab: Tab, { guests, letGo = 0, owedAgain = 0 }: TabEventData<'guests.changed'>): Tab {
  const more = letGo - owedAgain;
  return { ...tab, guests, letGo: tab.letGo + more, letGoOfGuests: tab.letGoOfGuests + more };
}

function apply(tab: Tab, event: TabEvent): Tab {
  switch (event.type) {
    case 'tab.opened':
      throw new Error(`tab ${tab.id} was opened twice`);
    case 'order.placed':
      return { ...tab, orders: [...tab.orders, placedOrder(tab, event.data, event.at)] };
    case 'order.accepted':
    case 'order.rejected':
    case 'order.restored':
    case 'order.delayed':
    case 'order.started':
    case 'order.prepared':
    case 'order.served':
    case 'order.recalled':
    case 'order.fired':
    case 'order.urged':
    case 'line.voided': {
      const changed = changeOrder(tab, event);
      return event.type === 'line.voided' ? withRepeat(changed, event.data.lineId, event.data.retry) : changed;
    }
    case 'orders.left': {
      const left = tab.orders.filter(({ id }) => event.data.orderIds.includes(id));
      const gone = [...tab.gone, ...left.map(({ id, placedOn, retry }) => ({ id, placedOn, retry }))];
      return { ...tab, gone, orders: tab.orders.filter((order) => !left.includes(order)) };
    }
    case 'orders.joined':
      return {
        ...tab,
        orders: [...tab.orders, ...event.data.orders],
        letGo: tab.letGo + (event.data.letGo ?? 0),
      };
    case 'tab.moved':
      return { ...tab, tableId: event.data.tableId };
    case 'guests.changed':
      return countedAnew(tab, event.data);
    case 'tab.merged':
      return joined(tab, event.data);
    case 'tab.merged_into':
      return {
        ...tab,
        state: 'closed',
        closedAt: event.at,
        mergedInto: event.data.toTabId,
        orders: [],
        discounts: [],
        payments: [],
        refunds: [],
        calls: [],
      };
    case 'discount.given': {
      const { discountId: id, retry, ...discount } = event.data;
      const { at, actor } = event;
      return withRepeat({ ...tab, discounts: [...tab.discounts, { id, ...discount, at, actor }] }, id, retry);
    }
    case 'discount.removed':
      return { ...tab, discounts: tab.discounts.filter(({ id }) => id !== event.data.discountId) };
    case 'charge.waived':
      return { ...tab, waived: [...tab.waived, event.data.charge] };
    case 'charge.restored':
      return { ...tab, waived: tab.waived.filter((charge) => charge !== event.data.charge) };
    case 'payment.taken': {
      const { paymentId: id, businessDay: _, tip = 0, shiftId = null, items = [], ...payment } = event.data;
      const taken = { id, takenOn: tab.id, ...payment, tip, shiftId, items, at: event.at, actor: event.actor };
      return { ...tab, payments: [...tab.payments, taken] };
    }
    case 'payment.refunded': {
      const { refundId: id, businessDay: _, retry, ...refund } = event.data;
      const given = { id, ...refund, at: event.at, actor: event.actor };
      return withRepeat({ ...tab, refunds: [...tab.refunds, given] }, id, retry);
    }
    case 'call.raised': {
      const { callId, kind } = event.data;
      return { ...tab, calls: [...tab.calls, { id: callId, kind, at: event.at, answeredAt: null }] };
    }
    case 'call.answered': {
      const { callId } = event.data;
      return {
        ...tab,
        calls: tab.calls.map((call) => (call.id === callId ? { ...call, answeredAt: event.at } : call)),
      };
    }
    case 'tab.closed': {
      const calls = tab.calls.map((call) => ({ ...call, answeredAt: call.answeredAt ?? event.at }));
      return { ...tab, state: 'closed', closedAt: event.at, calls };
    }
    case 'tab.reopened':
      return { ...tab, state: 'open', closedAt: null, tableId: event.data.tableId };
  }
}

/**
 * Folds one more fact into a tab; pure. `tab` is undefined before `tab.opened`. Throws on facts that cannot follow
 * (which the deciding functions never write).
 */
export function evolveTab(tab: Tab | undefined, tabId: string, event: TabEvent): Tab {
  if (event.type === 'tab.opened') {
    if (tab) throw new Error(`tab ${tabId} was opened twice`);
    return {
      id: tabId,
      revision: 1,
      state: 'open',
      ...event.data,
      charges: event.data.charges ?? null,
      openedAt: event.at,
      closedAt: null,
      mergedInto: null,
      orders: [],
      discounts: [],
      waived: [],
      letGo: 0,
      letGoOfGuests: 0,
      payments: [],
      refunds: [],
      calls: [],
      gone: [],
      repeats: [],
    };
  }
  if (!tab) throw new Error(`tab ${tabId} has events before it was opened`);
  return { ...apply(tab, event), revision: tab.revision + 1 };
}

/** Folds a tab from all its events, in order; undefined when there are none. */
export function foldTab(tabId: string, events: readonly TabEvent[]): Tab | undefined {
  return events.reduce<Tab | undefined>((tab, event) => evolveTab(tab, tabId, event), undefined);
}
