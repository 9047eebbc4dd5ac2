import type { TabDetail } from '../tab-detail.ts';

export type ReceiptOrder = TabDetail['orders'][number];
type OrderLine = ReceiptOrder['lines'][number];

/** A line as the receipt shows it. Amounts are minor units. */
export interface ReceiptLine extends OrderLine {
  readonly order: ReceiptOrder;
  /** Portions that were not voided. */
  readonly standing: number;
  /** What discounts take off it. */
  readonly discount: number;
  /** What the standing portions cost after discounts. */
  readonly due: number;
  readonly voids: ReceiptOrder['voids'];
}

/** Every line of a tab's orders, the rejected ones' too. */
export function linesOf(tab: TabDetail): ReceiptLine[] {
  const off = new Map(tab.lineDiscounts.map(({ lineId, amount }) => [lineId, amount.amount]));
  return tab.orders.flatMap((order) =>
    order.lines.map((line) => {
      const discount = off.get(line.id) ?? 0;
      return {
        ...line,
        order,
        standing: line.quantity - line.voided,
        discount,
        due: line.total.amount - discount,
        voids: order.voids.filter(({ lineId }) => lineId === line.id),
      };
    }),
  );
}

const inKitchen: ReadonlySet<string> = new Set(['accepted', 'cooking', 'ready']);

/** Whether anything can be done to a line at all: it stands on an order that was not refused. */
export function canSelect(line: ReceiptLine): boolean {
  return line.standing > 0 && line.order.state !== 'rejected';
}

/** The selection after a line was tapped. */
export function toggled(selected: ReadonlySet<string>, lineId: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(lineId)) next.add(lineId);
  return next;
}

/** What the selected lines are, and what can be done about them now. */
export interface Selection {
  readonly lines: readonly ReceiptLine[];
  /** After discounts, minor units. */
  readonly amount: number;
  /** Lines the kitchen waits with, by order. */
  readonly held: readonly { readonly orderId: string; readonly lineIds: readonly string[] }[];
  /** Orders the kitchen still owes something of. */
  readonly owed: readonly string[];
  readonly orderIds: readonly string[];
}

/** Reads a selection against the tab as it is now: what was voided, moved or rejected meanwhile falls out of it. */
export function selectionOf(lines: readonly ReceiptLine[], selected: ReadonlySet<string>): Selection {
  const chosen = lines.filter((line) => selected.has(line.id) && canSelect(line));
  const orders = [...new Set(chosen.map(({ order }) => order))];
  const held = orders
    .map((order) => ({
      orderId: order.id,
      lineIds: chosen.filter((line) => line.order === order && line.held).map(({ id }) => id),
    }))
    .filter(({ lineIds }) => lineIds.length > 0);
  const owed = orders.filter(
    (order) =>
      inKitchen.has(order.state) &&
      chosen.some((line) => line.order === order && !line.held && ['queued', 'cooking'].includes(line.state)),
  );
  return {
    lines: chosen,
    amount: chosen.reduce((sum, { due }) => sum + due, 0),
    held,
    owed: owed.map(({ id }) => id),
    orderIds: orders.map(({ id }) => id),
  };
}

/** What is above the next round amount and may be let go (抹零), minor units; 0 when there is nothing to round. */
export function oddEnd(tab: Pick<TabDetail, 'balance' | 'discounts'>, step: number): number {
  if (step <= 0 || tab.balance.amount < step) return 0;
  return tab.balance.amount % step;
}
