import { type Bill, billOf } from './bill.ts';
import type { CallKind, PaymentMethod, Retry, TabEventData } from './events.ts';
import type { ChargeKind, DiscountKind, Order, RefundKind } from './order.ts';
import type { ServiceKind } from './pricing.ts';

export type { Order } from './order.ts';

export interface Payment {
  readonly id: string;
  /** The tab it was taken on, whose revisions its `retry` speaks of. */
  readonly takenOn: string;
  readonly method: PaymentMethod;
  readonly amount: number;
  /** On top of the amount, for the staff. */
  readonly tip: number;
  readonly tendered: number;
  readonly change: number;
  readonly reference: string;
  readonly items: readonly { readonly lineId: string; readonly quantity: number }[];
  readonly shiftId: string | null;
  readonly retry: Retry;
  readonly at: number;
  readonly actor: string;
}

/** Money given back of one payment. */
export interface Refund {
  readonly id: string;
  readonly paymentId: string;
  readonly kind: RefundKind;
  readonly method: PaymentMethod;
  readonly amount: number;
  readonly tip: number;
  readonly reason: string;
  readonly approvedBy: string | null;
  readonly shiftId: string | null;
  readonly at: number;
  readonly actor: string;
}

export interface Discount {
  readonly id: string;
  readonly kind: DiscountKind;
  readonly rule:
    | { readonly kind: 'amount'; readonly amount: number }
    | { readonly kind: 'percent'; readonly ppm: number; readonly cap: number | null };
  /** The lines it reaches: the named ones, or (null) every line but the excepted ones. */
  readonly scope: { readonly only: readonly string[] | null; readonly except: readonly string[] };
  readonly reason: string;
  readonly approvedBy: string | null;
  readonly at: number;
  readonly actor: string;
}

/** What is charged besides dishes, as it stood when the tab was opened. */
export type ChargeRules = NonNullable<TabEventData<'tab.opened'>['charges']>;

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
  /** The tab this one went into, when it was merged away. */
  readonly mergedInto: string | null;
  readonly orders: readonly Order[];
  readonly discounts: readonly Discount[];
  readonly charges: ChargeRules | null;
  /** Charges the staff let go. */
  readonly waived: readonly ChargeKind[];
  /** Charges that fell away: dishes came here from a tab of other rules, guests became fewer. Minor units with tax. */
  readonly letGo: number;
  /** What of it fell away with guests and is taken back when they are counted again. */
  readonly letGoOfGuests: number;
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
  readonly calls: readonly Call[];
  /** Orders that went to another tab, to recognise them when they are sent again. */
  readonly gone: readonly Pick<Order, 'id' | 'placedOn' | 'retry'>[];
  /** Repeatable writes that made no order or payment, to recognise them when they are sent again. */
  readonly repeats: readonly { readonly id: string; readonly retry: Retry }[];
}

/** What a tab costs and what of it is paid, in minor units. Orders not yet accepted count; rejected ones do not. */
export interface TabTotals extends Bill {
  /** Payments less reversals, without tips. */
  readonly paid: number;
  readonly tips: number;
  /** Given back after the tab was closed. */
  readonly returned: number;
  readonly balance: number;
}

/** Adds up what `amount` gives of each entry. */
export function sumOf<T>(list: readonly T[], amount: (entry: T) => number): number {
  return list.reduce((sum, entry) => sum + amount(entry), 0);
}

function paidOn(tab: Tab): number {
  return (
    sumOf(tab.payments, ({ amount }) => amount) -
    sumOf(tab.refunds, ({ kind, amount }) => (kind === 'reversal' ? amount : 0))
  );
}

/** Adds a tab up from the prices its lines were ordered at. */
export function tabTotals(tab: Tab): TabTotals {
  const bill = billOf(tab);
  const paid = paidOn(tab);
  return {
    ...bill,
    paid,
    tips: sumOf(tab.payments, ({ tip }) => tip) - sumOf(tab.refunds, ({ tip }) => tip),
    returned: sumOf(tab.refunds, ({ kind, amount }) => (kind === 'return' ? amount : 0)),
    balance: bill.total - paid,
  };
}

/** The two sums a tab is judged by, without the shares: what it costs and what is paid, in minor units. */
export function tabSums(tab: Tab): { readonly total: number; readonly paid: number } {
  const plain = tab.discounts.length === 0 && tab.charges === null;
  const total = plain
    ? sumOf(tab.orders, (order) => (order.state === 'rejected' ? 0 : order.total))
    : billOf(tab).total;
  return { total, paid: paidOn(tab) };
}

/** What a person calls the tab's state: a tab with something paid and nothing left to pay is paid. */
export function tabStanding(tab: Tab, sums = tabSums(tab)): 'open' | 'paid' | 'closed' {
  if (tab.state === 'closed') return 'closed';
  const { total, paid } = sums;
  return paid > 0 && paid >= total ? 'paid' : 'open';
}
