import { AppError } from '../errors.ts';
import type { CallKind, PaymentMethod, RejectReason, Retry, TabEventData } from './events.ts';
import { type Order, type OrderState, type Tab, tabSums, tabTotals } from './tab.ts';

/**
 * What may happen to a tab next. Each function looks at the folded tab and either gives the data of the fact to
 * append or throws the AppError that refuses it; none has an effect of its own.
 */

function openTab(tab: Tab): void {
  if (tab.state !== 'open') throw new AppError('tab_is_closed');
}

function orderIn(tab: Tab, orderId: string, from: readonly OrderState[]): Order {
  const order = tab.orders.find((candidate) => candidate.id === orderId);
  if (!order) throw new AppError('order_missing');
  if (!from.includes(order.state)) throw new AppError('order_state', { state: order.state }, { state: order.state });
  return order;
}

/** Accepts a placed order; it becomes a kitchen ticket. */
export function acceptOrder(
  tab: Tab,
  orderId: string,
  ticketId: string,
  automatic: boolean,
): TabEventData<'order.accepted'> {
  orderIn(tab, orderId, ['placed']);
  openTab(tab);
  return { orderId, ticketId, automatic };
}

/**
 * Refuses a placed order with a reason the diner sees; counted stock goes back. An order that is paid for cannot be
 * refused: the house would keep money for nothing.
 */
export function rejectOrder(
  tab: Tab,
  orderId: string,
  reason: RejectReason,
  text: string,
): TabEventData<'order.rejected'> {
  const order = orderIn(tab, orderId, ['placed']);
  openTab(tab);
  const { total, paid } = tabSums(tab);
  if (paid > total - order.total) throw new AppError('order_paid');
  return { orderId, reason, text };
}

/** Asks the diner for patience before or after accepting. */
export function delayOrder(tab: Tab, orderId: string, minutes: number): TabEventData<'order.delayed'> {
  orderIn(tab, orderId, ['placed', 'accepted', 'cooking']);
  openTab(tab);
  return { orderId, minutes };
}

const progress = {
  'order.started': ['accepted'],
  'order.prepared': ['accepted', 'cooking'],
  'order.served': ['accepted', 'cooking', 'ready'],
} as const satisfies Record<string, readonly OrderState[]>;

export type ProgressEvent = keyof typeof progress;

/**
 * Moves an accepted order on through the kitchen: started, prepared, served. Steps may be skipped, never reversed.
 * The tab may be closed by then: who pays first is still cooked for.
 */
export function advanceOrder(tab: Tab, orderId: string, step: ProgressEvent): { orderId: string } {
  orderIn(tab, orderId, progress[step]);
  return { orderId };
}

/** A payment as the cashier states it; amounts in minor units. */
export interface PaymentRequest {
  readonly paymentId: string;
  readonly method: PaymentMethod;
  readonly amount: number;
  /** Cash handed over; defaults to the amount. */
  readonly tendered?: number | undefined;
  readonly reference?: string | undefined;
}

/** Takes a payment of at most the balance. Change is tendered − amount and only cash gives change. */
export function takePayment(
  tab: Tab,
  request: PaymentRequest,
  formatAmount: (amount: number) => string,
): Omit<TabEventData<'payment.taken'>, 'retry'> {
  openTab(tab);
  const { balance } = tabTotals(tab);
  if (request.amount > balance) {
    throw new AppError('payment_too_large', { balance: formatAmount(Math.max(balance, 0)) }, { balance });
  }
  const tendered = request.method === 'cash' ? (request.tendered ?? request.amount) : request.amount;
  if (tendered < request.amount) throw new AppError('tendered_too_small');
  return {
    paymentId: request.paymentId,
    method: request.method,
    amount: request.amount,
    tendered,
    change: tendered - request.amount,
    reference: request.reference ?? '',
  };
}

/** Closes a tab with nothing left to pay and nothing left to decide. */
export function closeTab(tab: Tab, formatAmount: (amount: number) => string): TabEventData<'tab.closed'> {
  openTab(tab);
  if (tab.orders.some((order) => order.state === 'placed')) throw new AppError('orders_pending');
  const { balance } = tabTotals(tab);
  if (balance > 0) throw new AppError('tab_not_settled', { balance: formatAmount(balance) }, { balance });
  return {};
}

/** Raises a call; the same call again while it is unanswered is no new fact (null). */
export function raiseCall(tab: Tab, callId: string, kind: CallKind): TabEventData<'call.raised'> | null {
  openTab(tab);
  return tab.calls.some((call) => call.kind === kind && call.answeredAt === null) ? null : { callId, kind };
}

/** Marks a call as answered; an answered one is no new fact (null). */
export function answerCall(tab: Tab, callId: string): TabEventData<'call.answered'> | null {
  const call = tab.calls.find((candidate) => candidate.id === callId);
  if (!call) throw new AppError('call_missing');
  return call.answeredAt === null ? { callId } : null;
}

/**
 * Finds the fact a repeated write already made among a tab's orders or payments. Throws AppError
 * idempotency_key_reused when the key belongs to another request.
 */
export function findRepeated<T extends { readonly retry: Retry }>(
  facts: readonly T[],
  write: Pick<Retry, 'scope' | 'key' | 'hash'>,
): T | undefined {
  const known = facts.find(({ retry }) => retry.key === write.key && retry.scope === write.scope);
  if (known && known.retry.hash !== write.hash) throw new AppError('idempotency_key_reused');
  return known;
}
