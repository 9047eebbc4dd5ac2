import { AppError } from '../errors.ts';
import { type ApprovalLimits, vouchedFor } from './adjustments.ts';
import { shareOfItems } from './bill.ts';
import { requireOpen } from './decisions.ts';
import type { PaymentMethod, TabEventData } from './events.ts';
import { type Payment, type Tab, tabTotals } from './tab.ts';

/** Taking money, giving it back, closing. Each function gives the fact to append or throws the AppError that refuses it. */

/** A payment as the cashier states it; amounts in minor units. */
export interface PaymentRequest {
  readonly paymentId: string;
  readonly method: PaymentMethod;
  readonly amount: number;
  /** On top of the amount. */
  readonly tip?: number | undefined;
  /** Cash handed over; defaults to the amount and the tip. */
  readonly tendered?: number | undefined;
  readonly reference?: string | undefined;
  /** The portions this payer pays for, where the bill is split by item; the amount must be what they cost. */
  readonly items?: readonly { readonly lineId: string; readonly quantity: number }[] | undefined;
}

type FormatAmount = (amount: number) => string;

/**
 * Takes a payment of at most the balance. Change is tendered − amount − tip and only cash gives change. Throws AppError
 * payment_too_large, tendered_too_small, split_changed.
 */
export function takePayment(
  tab: Tab,
  request: PaymentRequest,
  formatAmount: FormatAmount,
): Omit<TabEventData<'payment.taken'>, 'retry'> {
  requireOpen(tab);
  const { balance } = tabTotals(tab);
  if (request.amount > balance) {
    throw new AppError('payment_too_large', { balance: formatAmount(Math.max(balance, 0)) }, { balance });
  }
  const items = request.items ?? [];
  if (items.length > 0 && shareOfItems(tab, items, balance) !== request.amount) throw new AppError('split_changed');
  const tip = request.tip ?? 0;
  const due = request.amount + tip;
  const tendered = request.method === 'cash' ? (request.tendered ?? due) : due;
  if (tendered < due) throw new AppError('tendered_too_small');
  return {
    paymentId: request.paymentId,
    method: request.method,
    amount: request.amount,
    tendered,
    change: tendered - due,
    reference: request.reference ?? '',
    ...(tip > 0 && { tip }),
    ...(items.length > 0 && { items: [...items] }),
  };
}

/** What of a payment can still be given back. */
export function refundable(tab: Tab, payment: Payment): { amount: number; tip: number } {
  return tab.refunds
    .filter(({ paymentId }) => paymentId === payment.id)
    .reduce((left, refund) => ({ amount: left.amount - refund.amount, tip: left.tip - refund.tip }), {
      amount: payment.amount,
      tip: payment.tip,
    });
}

/** A refund as the cashier states it. */
export interface RefundRequest {
  readonly refundId: string;
  readonly paymentId: string;
  readonly amount: number;
  readonly tip: number;
  /** How the money goes back; the payment's own way when undefined. */
  readonly method?: PaymentMethod | undefined;
  readonly reason: string;
}

/**
 * Gives money back of one payment, at most what is left of it. On an open tab the guest still owes it and pays
 * otherwise; on a closed one less was sold. The limit looks at all refunds of the tab together that nobody vouched for,
 * so that many small ones are no way around it. Throws AppError payment_missing, refund_too_large, approval_required.
 */
export function refundPayment(
  tab: Tab,
  request: RefundRequest,
  authority: { readonly limits: ApprovalLimits; readonly approvedBy: string | null },
  formatAmount: FormatAmount,
): Omit<TabEventData<'payment.refunded'>, 'retry' | 'businessDay' | 'shiftId'> {
  const payment = tab.payments.find(({ id }) => id === request.paymentId);
  if (!payment) throw new AppError('payment_missing');
  const left = refundable(tab, payment);
  if (request.amount > left.amount || request.tip > left.tip) {
    throw new AppError('refund_too_large', { amount: formatAmount(left.amount + left.tip) }, { ...left });
  }
  if (request.amount + request.tip === 0) throw new AppError('validation_failed', { reason: 'amount > 0' });
  const { limits, approvedBy } = authority;
  const alone = tab.refunds.reduce((sum, r) => (r.approvedBy === null ? sum + r.amount + r.tip : sum), 0);
  const beyond = limits.refundAmount !== null && alone + request.amount + request.tip > limits.refundAmount;
  return {
    refundId: request.refundId,
    paymentId: payment.id,
    kind: tab.state === 'open' ? 'reversal' : 'return',
    method: request.method ?? payment.method,
    amount: request.amount,
    tip: request.tip,
    reason: request.reason,
    approvedBy: vouchedFor(beyond, approvedBy),
  };
}

/** Closes a tab with nothing left to pay, nothing paid too much, and nothing left to decide. */
export function closeTab(tab: Tab, formatAmount: FormatAmount): Record<never, never> {
  requireOpen(tab);
  if (tab.orders.some((order) => order.state === 'placed')) throw new AppError('orders_pending');
  const { balance } = tabTotals(tab);
  if (balance > 0) throw new AppError('tab_not_settled', { balance: formatAmount(balance) }, { balance });
  if (balance < 0) throw new AppError('tab_overpaid', { amount: formatAmount(-balance) }, { amount: -balance });
  return {};
}

/**
 * Opens a closed tab again, to mend a mistake. `free` says whether its table is free; otherwise it comes back without
 * one. Not after a return: the books have that sale as it was.
 */
export function reopenTab(
  tab: Tab,
  free: boolean,
  reason: string,
  approvedBy: string | null,
): TabEventData<'tab.reopened'> {
  if (tab.state !== 'closed') throw new AppError('tab_is_open');
  if (tab.mergedInto) throw new AppError('tab_was_merged');
  if (tab.refunds.some(({ kind }) => kind === 'return')) throw new AppError('tab_has_returns');
  return { tableId: free ? tab.tableId : null, reason, approvedBy };
}
