import type { OrderedLine, RejectReason, Retry } from './events.ts';
import { repricedAt } from './pricing.ts';

export const orderStates = ['placed', 'accepted', 'cooking', 'ready', 'served', 'rejected', 'voided'] as const;
export type OrderState = (typeof orderStates)[number];

/** How far the kitchen is with a line, in order. */
export const lineStates = ['queued', 'cooking', 'ready', 'served'] as const;
export type LineState = (typeof lineStates)[number];

/** `complimentary` is on the house; `rounding` takes off the odd end of the bill (抹零), after tax. */
export const discountKinds = ['discount', 'complimentary', 'rounding'] as const;
export type DiscountKind = (typeof discountKinds)[number];

/** What a bill holds besides dishes: service charge, seat or tea charge, what is missing to the minimum spend. */
export const chargeKinds = ['service', 'cover', 'minimum'] as const;
export type ChargeKind = (typeof chargeKinds)[number];

/** `reversal` gives money back on an open tab, which is then paid otherwise; `return` undoes part of a closed sale. */
export const refundKinds = ['reversal', 'return'] as const;
export type RefundKind = (typeof refundKinds)[number];

/** Portions of a line that were taken off the bill. */
export interface LineVoid {
  readonly lineId: string;
  readonly quantity: number;
  readonly reason: string;
  readonly approvedBy: string | null;
  readonly at: number;
  readonly actor: string;
}

/** One submission on a tab. */
export interface Order {
  readonly id: string;
  readonly number: number;
  readonly businessDay: string;
  readonly state: OrderState;
  readonly source: 'qr' | 'counter';
  /** Set when it came over the internet. */
  readonly remote?: { readonly preOrder: boolean } | undefined;
  readonly sessionId: string | null;
  /** The tab it was placed on, whose revisions its `retry` speaks of; it may have moved since. */
  readonly placedOn: string;
  readonly placedAt: number;
  readonly acceptedAt: number | null;
  readonly changedAt: number;
  readonly note: string;
  /** As they were ordered; what was voided since stands in `voids`. */
  readonly lines: readonly OrderedLine[];
  readonly voids: readonly LineVoid[];
  /** How far the kitchen is with each part (`partIds`); one that is not named is queued. */
  readonly progress: Readonly<Record<string, LineState>>;
  /** Parts the kitchen waits with until they are fired. */
  readonly held: readonly string[];
  /** When a line that was held was fired, UTC ms. */
  readonly firedAt: Readonly<Record<string, number>>;
  /** When the kitchen last moved a line on or back, UTC ms. */
  readonly movedAt: Readonly<Record<string, number>>;
  readonly urgedAt: number | null;
  /** Σ gross of what is not voided, before discounts, in minor units. */
  readonly total: number;
  readonly stock: readonly { readonly itemId: string; readonly quantity: number }[];
  readonly retry: Retry;
  readonly ticketId: string | null;
  readonly rejection: { readonly reason: RejectReason; readonly text: string } | null;
  readonly delayMinutes: number | null;
}

/** Portions of a line that were voided. */
export function voidedQuantity(order: Pick<Order, 'voids'>, lineId: string): number {
  return order.voids.reduce((sum, entry) => (entry.lineId === lineId ? sum + entry.quantity : sum), 0);
}

/** Portions of a line that stand. */
export function standingQuantity(order: Pick<Order, 'voids'>, line: OrderedLine): number {
  return order.voids.length === 0 ? line.quantity : line.quantity - voidedQuantity(order, line.id);
}

/** The lines of which at least one portion stands. */
export function standingLines(order: Order): readonly OrderedLine[] {
  return order.voids.length === 0 ? order.lines : order.lines.filter((line) => standingQuantity(order, line) > 0);
}

/** What the kitchen makes of a line: the line itself, or each dish of a combo. A combo's own id speaks of all its dishes. */
export function partIds(line: OrderedLine): readonly string[] {
  return line.components ? line.components.map(({ id }) => id) : [line.id];
}

/** The parts that ids of lines and parts speak of, among those that stand; all when no ids are given. */
export function partsOf(order: Order, ids: readonly string[] | undefined): readonly string[] {
  return standingLines(order).flatMap((line) =>
    ids === undefined || ids.includes(line.id) ? partIds(line) : partIds(line).filter((id) => ids.includes(id)),
  );
}

/** How far the kitchen is with a part. */
export function partState(order: Pick<Order, 'progress'>, partId: string): LineState {
  return order.progress[partId] ?? 'queued';
}

/** How far the kitchen is with a line: as far as with the part of it that is behind. */
export function lineState(order: Pick<Order, 'progress'>, line: OrderedLine): LineState {
  return lineStates[Math.min(...partIds(line).map((id) => lineStates.indexOf(partState(order, id))))] ?? 'queued';
}

/** Σ gross of the portions that stand. */
export function standingTotal(order: Pick<Order, 'lines' | 'voids'>): number {
  return order.lines.reduce(
    (sum, line) => sum + repricedAt(line.price, line.price.unitTotal * standingQuantity(order, line)).gross,
    0,
  );
}

/** The state an accepted order is in by the progress of its lines. */
export function stateByProgress(order: Order): OrderState {
  const ranks = partsOf(order, undefined).map((id) => lineStates.indexOf(partState(order, id)));
  if (ranks.length === 0) return 'voided';
  const least = Math.min(...ranks);
  if (least === 3) return 'served';
  if (least === 2) return 'ready';
  return ranks.some((rank) => rank > 0) ? 'cooking' : 'accepted';
}

/** Sets parts of an order (all when none are named) to a state where `moves` says so, and follows with the order's own. */
export function withProgress(
  order: Order,
  ids: readonly string[] | undefined,
  to: LineState,
  at: number,
  moves: (from: number, to: number) => boolean,
): Order {
  const target = lineStates.indexOf(to);
  const moved = partsOf(order, ids).filter((id) => moves(lineStates.indexOf(partState(order, id)), target));
  const next = {
    ...order,
    progress: { ...order.progress, ...Object.fromEntries(moved.map((id) => [id, to])) },
    movedAt: { ...order.movedAt, ...Object.fromEntries(moved.map((id) => [id, at])) },
  };
  return { ...next, state: stateByProgress(next) };
}
