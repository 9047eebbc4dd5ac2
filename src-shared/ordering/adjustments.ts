import { AppError } from '../errors.ts';
import { mulDivRound } from '../money.ts';
import { billOf, waivedCharges } from './bill.ts';
import { orderIn, requireOpen } from './decisions.ts';
import type { OrderedLine, TabEventData } from './events.ts';
import { type ChargeKind, type DiscountKind, type Order, partIds, partState, standingQuantity } from './order.ts';
import { repricedAt } from './pricing.ts';
import { type Discount, type Tab, tabSums } from './tab.ts';

/**
 * Changes to what a tab costs: voids, discounts, charges let go. Each function gives the fact to append or throws the
 * AppError that refuses it.
 */

/** Up to where a person decides alone; beyond it somebody with the right to approve gives a PIN. Null: without limit. */
export interface ApprovalLimits {
  /** All discounts of a tab and the charges let go together, in parts per million of its dishes. */
  readonly discountPpm: number | null;
  /** All voids of a tab nobody vouched for, in minor units with tax. */
  readonly voidAmount: number | null;
  /** All refunds of a tab nobody vouched for, with their tips, in minor units. */
  readonly refundAmount: number | null;
}

/** Who decides: the limits of the house, and who vouched for what goes beyond them. */
export interface Authority {
  readonly limits: ApprovalLimits;
  readonly approvedBy: string | null;
}

/** Who vouches for an act: nobody has to within the limits. Throws AppError approval_required. */
export function vouchedFor(beyond: boolean, approvedBy: string | null): string | null {
  if (!beyond) return null;
  if (approvedBy === null) throw new AppError('approval_required');
  return approvedBy;
}

/** Whether what was taken off a tab, discounts and charges let go, is beyond what one person may give. */
export function isGenerous(tab: Tab, { discountPpm }: ApprovalLimits): boolean {
  if (discountPpm === null) return false;
  const { discounts, subtotal } = billOf(tab);
  const off = discounts.reduce((sum, { amount }) => sum + amount, 0);
  const letGo = waivedCharges(tab).reduce((sum, { total }) => sum + total, tab.letGo);
  return off + letGo > mulDivRound(subtotal, discountPpm, 1_000_000);
}

/**
 * Whether dishes that leave a tab take it beyond the limit: a discount was measured by them, and without this a large
 * one would only need dishes that stay for a moment.
 */
export function outgrowsLimit(before: Tab, after: Tab, limits: ApprovalLimits): boolean {
  return isGenerous(after, limits) && !isGenerous(before, limits);
}

type Unsaved<T> = Omit<T, 'retry'>;

/**
 * Takes portions of a line off the bill, with a reason. Portions nobody has begun to cook go back to counted stock.
 * What was paid for them is left on the tab to be given back. Throws AppError line_missing, order_state,
 * approval_required.
 */
export function voidLine(
  tab: Tab,
  request: { readonly orderId: string; readonly lineId: string; readonly quantity: number; readonly reason: string },
  authority: Authority,
): Unsaved<TabEventData<'line.voided'>> {
  requireOpen(tab);
  const { orderId, lineId, quantity, reason } = request;
  const order = orderIn(tab, orderId, ['placed', 'accepted', 'cooking', 'ready', 'served']);
  const line = order.lines.find(({ id }) => id === lineId);
  if (!line || standingQuantity(order, line) < quantity) throw new AppError('line_missing');
  const { limits, approvedBy } = authority;
  const voids = [...order.voids, { lineId, quantity, reason, approvedBy: null, at: 0, actor: '' }];
  const after = { ...tab, orders: tab.orders.with(tab.orders.indexOf(order), { ...order, voids }) };
  const beyond =
    (limits.voidAmount !== null && unvouchedVoids(after) > limits.voidAmount) || outgrowsLimit(tab, after, limits);
  const untouched = partIds(line).every((id) => partState(order, id) === 'queued');
  return {
    orderId,
    lineId,
    quantity,
    reason,
    approvedBy: vouchedFor(beyond, approvedBy),
    stock: untouched ? countedPortions(order, line, quantity) : [],
  };
}

/** What the staff took off a tab's dishes on their own, minor units with tax. */
function unvouchedVoids(tab: Tab): number {
  const amounts = tab.orders.flatMap(({ lines, voids }) =>
    voids.map(({ lineId, quantity, approvedBy }) => {
      const line = approvedBy === null ? lines.find(({ id }) => id === lineId) : undefined;
      return line ? repricedAt(line.price, line.price.unitTotal * quantity).gross : 0;
    }),
  );
  return amounts.reduce((sum, amount) => sum + amount, 0);
}

/** The counted portions that some portions of a line took from stock. */
function countedPortions(order: Order, line: OrderedLine, quantity: number): { itemId: string; quantity: number }[] {
  const dishes = (line.components ?? []).map((dish) => ({ itemId: dish.itemId, quantity: dish.quantity * quantity }));
  return [{ itemId: line.itemId, quantity }, ...dishes].flatMap((taken) => {
    const counted = order.stock.find(({ itemId }) => itemId === taken.itemId);
    return counted ? [{ itemId: taken.itemId, quantity: Math.min(taken.quantity, counted.quantity) }] : [];
  });
}

/** A discount as the staff state it. */
export interface DiscountRequest {
  readonly discountId: string;
  readonly kind: DiscountKind;
  readonly rule: Discount['rule'];
  /** The lines it is for; the whole tab when undefined. */
  readonly lineIds?: readonly string[] | undefined;
  readonly reason: string;
}

/**
 * Gives a discount on the whole tab or some of its lines. The limit looks at all discounts of the tab together, so that
 * many small ones are no way around it. Throws AppError line_missing, discount_empty, discount_after_payment,
 * approval_required.
 */
export function giveDiscount(
  tab: Tab,
  request: DiscountRequest,
  authority: Authority,
): Unsaved<TabEventData<'discount.given'>> {
  requireOpen(tab);
  const { discountId, kind, rule, lineIds, reason } = request;
  const before = billOf(tab);
  if (lineIds?.some((id) => !before.lines.some(({ line }) => line.id === id))) throw new AppError('line_missing');
  const scope = { only: lineIds ? [...lineIds] : null, except: [] };
  const given: Discount = { id: discountId, kind, rule, scope, reason, approvedBy: null, at: 0, actor: '' };
  const after = { ...tab, discounts: [...tab.discounts, given] };
  const { total, paid } = tabSums(after);
  // With a minimum spend it may even cost more: what is missing to it can have another tax.
  if (total >= before.total) throw new AppError('discount_empty');
  if (paid > total) throw new AppError('discount_after_payment');
  const approvedBy = vouchedFor(isGenerous(after, authority.limits), authority.approvedBy);
  return { discountId, kind, rule, scope, reason, approvedBy };
}

/** Takes a discount back. */
export function removeDiscount(tab: Tab, discountId: string): TabEventData<'discount.removed'> {
  requireOpen(tab);
  if (!tab.discounts.some(({ id }) => id === discountId)) throw new AppError('discount_missing');
  return { discountId };
}

/**
 * Lets a charge go that is owed, as a discount of its whole amount by the same limit. Throws AppError discount_empty,
 * discount_after_payment, approval_required.
 */
export function waiveCharge(
  tab: Tab,
  charge: ChargeKind,
  reason: string,
  authority: Authority,
): TabEventData<'charge.waived'> {
  requireOpen(tab);
  // Let go before it is owed it would be let go without a limit.
  if (!billOf(tab).charges.some(({ kind }) => kind === charge)) throw new AppError('discount_empty');
  const after = { ...tab, waived: [...tab.waived, charge] };
  const { total, paid } = tabSums(after);
  if (paid > total) throw new AppError('discount_after_payment');
  return { charge, reason, approvedBy: vouchedFor(isGenerous(after, authority.limits), authority.approvedBy) };
}

/** Charges again what was let go. */
export function restoreCharge(tab: Tab, charge: ChargeKind): TabEventData<'charge.restored'> {
  requireOpen(tab);
  if (!tab.waived.includes(charge)) throw new AppError('discount_missing');
  return { charge };
}
