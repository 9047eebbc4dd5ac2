import { AppError } from '../errors.ts';
import type { CallKind, RejectReason, Retry, TabEventData } from './events.ts';
import { type LineState, lineStates, type Order, type OrderState, partState, partsOf, standingLines } from './order.ts';
import { type Tab, tabSums } from './tab.ts';

/**
 * What may happen to a tab next. Each function looks at the folded tab and either gives the data of the fact to
 * append or throws the AppError that refuses it; none has an effect of its own.
 */

/** Refuses a tab that is closed. */
export function requireOpen(tab: Tab): void {
  if (tab.state !== 'open') throw new AppError('tab_is_closed');
}

/** The order of an id, if it is in one of the given states. Throws AppError order_missing, order_state. */
export function orderIn(tab: Tab, orderId: string, from: readonly OrderState[]): Order {
  const order = tab.orders.find((candidate) => candidate.id === orderId);
  if (!order) throw new AppError('order_missing');
  if (!from.includes(order.state)) throw new AppError('order_state', { state: order.state }, { state: order.state });
  return order;
}

/**
 * Accepts a placed order; it becomes a kitchen ticket. One of which everything was voided has nothing to cook and can
 * only be rejected. Throws AppError order_missing, order_state, line_missing.
 */
export function acceptOrder(
  tab: Tab,
  orderId: string,
  ticketId: string,
  automatic: boolean,
): TabEventData<'order.accepted'> {
  const order = orderIn(tab, orderId, ['placed']);
  requireOpen(tab);
  if (standingLines(order).length === 0) throw new AppError('line_missing');
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
  requireOpen(tab);
  const without = { ...tab, orders: tab.orders.filter((candidate) => candidate !== order) };
  const { total, paid } = tabSums(without);
  if (paid > total) throw new AppError('order_paid');
  return { orderId, reason, text };
}

/** Takes a rejection back: the order waits again. Whether its stock is still there is for the intake to say. */
export function restoreOrder(tab: Tab, orderId: string): TabEventData<'order.restored'> {
  orderIn(tab, orderId, ['rejected']);
  requireOpen(tab);
  return { orderId };
}

/** Asks the diner for patience before or after accepting. */
export function delayOrder(tab: Tab, orderId: string, minutes: number): TabEventData<'order.delayed'> {
  orderIn(tab, orderId, ['placed', 'accepted', 'cooking']);
  requireOpen(tab);
  return { orderId, minutes };
}

const steps = {
  'order.started': 'cooking',
  'order.prepared': 'ready',
  'order.served': 'served',
} as const satisfies Record<string, LineState>;

export type ProgressEvent = keyof typeof steps;

const inKitchen = ['accepted', 'cooking', 'ready', 'served'] as const satisfies readonly OrderState[];

/** The parts of an accepted order a kitchen step moves; refuses when it would move none. */
function movable(
  tab: Tab,
  orderId: string,
  lineIds: readonly string[] | undefined,
  moves: (state: LineState, partId: string) => boolean,
): { orderId: string; lineIds?: string[] } {
  const order = orderIn(tab, orderId, inKitchen);
  const parts = partsOf(order, lineIds);
  if (parts.length === 0) throw new AppError('line_missing');
  const moved = parts.filter((id) => moves(partState(order, id), id));
  if (moved.length === 0) throw new AppError('order_state', { state: order.state }, { state: order.state });
  return lineIds === undefined ? { orderId } : { orderId, lineIds: moved };
}

/**
 * Moves an accepted order, or some of its lines and dishes, on through the kitchen: started, prepared, served. Steps may be
 * skipped. The tab may be closed by then: who pays first is still cooked for.
 */
export function advanceOrder(
  tab: Tab,
  orderId: string,
  step: ProgressEvent,
  lineIds?: readonly string[],
): TabEventData<ProgressEvent> {
  const target = lineStates.indexOf(steps[step]);
  return movable(tab, orderId, lineIds, (state) => lineStates.indexOf(state) < target);
}

/** Takes a kitchen step back: the lines are queued, cooking or ready again. */
export function recallOrder(
  tab: Tab,
  orderId: string,
  to: LineState,
  lineIds?: readonly string[],
): TabEventData<'order.recalled'> {
  const target = lineStates.indexOf(to);
  return { ...movable(tab, orderId, lineIds, (state) => lineStates.indexOf(state) > target), to };
}

/** Lets the kitchen cook what it waited with (叫起); the fact names the parts, because the kitchen's paper is about them. */
export function fireLines(tab: Tab, orderId: string, lineIds?: readonly string[]): TabEventData<'order.fired'> {
  const held = orderIn(tab, orderId, inKitchen).held;
  return movable(tab, orderId, lineIds ?? held, (_state, partId) => held.includes(partId));
}

/** Asks the kitchen to hurry (催菜); only what is still to be cooked can be hurried. */
export function urgeOrder(tab: Tab, orderId: string): TabEventData<'order.urged'> {
  orderIn(tab, orderId, ['accepted', 'cooking']);
  return { orderId };
}

/** Raises a call; the same call again while it is unanswered is no new fact (null). */
export function raiseCall(tab: Tab, callId: string, kind: CallKind): TabEventData<'call.raised'> | null {
  requireOpen(tab);
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
