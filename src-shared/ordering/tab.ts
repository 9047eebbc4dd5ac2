import type { CallKind, OrderedLine, PaymentMethod, RejectReason, Retry, TabEvent } from './events.ts';
import { type Quote, type ServiceKind, sumPriced } from './pricing.ts';

export const orderStates = ['placed', 'accepted', 'cooking', 'ready', 'served', 'rejected'] as const;
export type OrderState = (typeof orderStates)[number];

/** One submission on a tab. */
export interface Order {
  readonly id: string;
  readonly number: number;
  readonly businessDay: string;
  readonly state: OrderState;
  readonly source: 'qr' | 'counter';
  readonly sessionId: string | null;
  readonly placedAt: number;
  readonly changedAt: number;
  readonly note: string;
  readonly lines: readonly OrderedLine[];
  /** Σ of the lines' gross prices, in minor units. */
  readonly total: number;
  readonly stock: readonly { readonly itemId: string; readonly quantity: number }[];
  readonly retry: Retry;
  readonly ticketId: string | null;
  readonly rejection: { readonly reason: RejectReason; readonly text: string } | null;
  readonly delayMinutes: number | null;
}

export interface Payment {
  readonly id: string;
  readonly method: PaymentMethod;
  readonly amount: number;
  readonly tendered: number;
  readonly change: number;
  readonly reference: string;
  readonly retry: Retry;
  readonly at: number;
  readonly actor: string;
}

export interface Call {
  readonly id: string;
  readonly kind: CallKind;
  readonly at: number;
  readonly answeredAt: number | null;
}

/** The open check of one table session, folded from its events. `revision` counts them. */
export interface Tab {
  readonly id: string;
  readonly revision: number;
  readonly state: 'open' | 'closed';
  readonly tableId: string | null;
  readonly service: ServiceKind;
  readonly openedBy: 'staff' | 'scan';
  readonly code: string;
  readonly guests: number | null;
  readonly currency: string;
  readonly businessDay: string;
  readonly openedAt: number;
  readonly closedAt: number | null;
  readonly orders: readonly Order[];
  readonly payments: readonly Payment[];
  readonly calls: readonly Call[];
}

/** What a tab costs and what of it is paid, in minor units. Orders not yet accepted count; rejected ones do not. */
export interface TabTotals extends Quote {
  readonly paid: number;
  readonly balance: number;
}

/** Orders that count towards the bill. */
export function billedOrders(tab: Tab): readonly Order[] {
  return tab.orders.filter((order) => order.state !== 'rejected');
}

/** Adds a tab up from the prices its lines were ordered at. */
export function tabTotals(tab: Tab): TabTotals {
  const quote = sumPriced(billedOrders(tab).flatMap((order) => order.lines.map((line) => line.price)));
  const { paid } = tabSums(tab);
  return { ...quote, paid, balance: quote.total - paid };
}

/** The two sums a tab is judged by, without the shares: what it costs and what is paid, in minor units. */
export function tabSums(tab: Tab): { readonly total: number; readonly paid: number } {
  return {
    total: billedOrders(tab).reduce((sum, order) => sum + order.total, 0),
    paid: tab.payments.reduce((sum, payment) => sum + payment.amount, 0),
  };
}

/** What a person calls the tab's state: a tab with something paid and nothing left to pay is paid. */
export function tabStanding(tab: Tab): 'open' | 'paid' | 'closed' {
  if (tab.state === 'closed') return 'closed';
  const { total, paid } = tabSums(tab);
  return paid > 0 && paid >= total ? 'paid' : 'open';
}

function changeOrder(tab: Tab, orderId: string, change: Partial<Order>): Tab {
  const index = tab.orders.findIndex((order) => order.id === orderId);
  const order = tab.orders[index];
  if (!order) throw new Error(`event for an order that is not on tab ${tab.id}: ${orderId}`);
  return { ...tab, orders: tab.orders.with(index, { ...order, ...change }) };
}

function apply(tab: Tab, event: TabEvent): Tab {
  switch (event.type) {
    case 'tab.opened':
      throw new Error(`tab ${tab.id} was opened twice`);
    case 'order.placed': {
      const { orderId, ...placed } = event.data;
      const order: Order = {
        id: orderId,
        ...placed,
        total: placed.lines.reduce((sum, line) => sum + line.price.gross, 0),
        state: 'placed',
        placedAt: event.at,
        changedAt: event.at,
        ticketId: null,
        rejection: null,
        delayMinutes: null,
      };
      return { ...tab, orders: [...tab.orders, order] };
    }
    case 'order.accepted': {
      const { orderId, ticketId } = event.data;
      return changeOrder(tab, orderId, { state: 'accepted', ticketId, changedAt: event.at });
    }
    case 'order.rejected': {
      const { orderId, reason, text } = event.data;
      return changeOrder(tab, orderId, { state: 'rejected', rejection: { reason, text }, changedAt: event.at });
    }
    case 'order.delayed':
      return changeOrder(tab, event.data.orderId, { delayMinutes: event.data.minutes, changedAt: event.at });
    case 'order.started':
      return changeOrder(tab, event.data.orderId, { state: 'cooking', changedAt: event.at });
    case 'order.prepared':
      return changeOrder(tab, event.data.orderId, { state: 'ready', changedAt: event.at });
    case 'order.served':
      return changeOrder(tab, event.data.orderId, { state: 'served', changedAt: event.at });
    case 'payment.taken': {
      const { paymentId, ...payment } = event.data;
      return { ...tab, payments: [...tab.payments, { id: paymentId, ...payment, at: event.at, actor: event.actor }] };
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
    case 'tab.closed':
      return { ...tab, state: 'closed', closedAt: event.at };
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
      openedAt: event.at,
      closedAt: null,
      orders: [],
      payments: [],
      calls: [],
    };
  }
  if (!tab) throw new Error(`tab ${tabId} has events before it was opened`);
  return { ...apply(tab, event), revision: tab.revision + 1 };
}

/** Folds a tab from all its events, in order; undefined when there are none. */
export function foldTab(tabId: string, events: readonly TabEvent[]): Tab | undefined {
  return events.reduce<Tab | undefined>((tab, event) => evolveTab(tab, tabId, event), undefined);
}
