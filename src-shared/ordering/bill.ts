import { allocateAmount, apportion, mulDivRound } from '../money.ts';
import type { OrderedLine } from './events.ts';
import { type ChargeKind, type DiscountKind, standingQuantity } from './order.ts';
import { type PricedAmount, type PricedLine, priceAmount, repricedAt, sumTaxes, type TaxShare } from './pricing.ts';
import type { Discount, Tab } from './tab.ts';

/** A dish on the bill: the portions that stand, and what they cost after discounts. Amounts are minor units. */
export interface BillLine {
  readonly orderId: string;
  readonly line: OrderedLine;
  readonly quantity: number;
  /** As the menu promises it, before discounts. */
  readonly subtotal: number;
  readonly discount: number;
  readonly price: PricedLine;
}

export interface BillCharge extends PricedAmount {
  readonly kind: ChargeKind;
}

export interface BillDiscount {
  readonly id: string;
  readonly kind: DiscountKind;
  /** What it takes off, which may be less than its rule says when little is left. */
  readonly amount: number;
  /** The amount it was given as, where less than that is left to take it off; null otherwise. */
  readonly cappedFrom: number | null;
}

/**
 * What a tab costs: dishes − discounts + charges + exclusive tax − rounding = total. subtotal = Σ dishes before
 * discounts. All amounts are minor units of the tab's currency.
 */
export interface Bill {
  readonly lines: readonly BillLine[];
  readonly subtotal: number;
  readonly discounts: readonly BillDiscount[];
  readonly charges: readonly BillCharge[];
  readonly taxes: readonly TaxShare[];
  readonly tax: number;
  /** Taken off after tax to reach a round amount. */
  readonly rounding: number;
  readonly total: number;
}

interface OpenLine {
  readonly orderId: string;
  readonly line: OrderedLine;
  readonly quantity: number;
  readonly subtotal: number;
  left: number;
}

/** The lines that count towards the bill: of every order that was not rejected, the portions that were not voided. */
function openLines(tab: Tab): OpenLine[] {
  const lines: OpenLine[] = [];
  for (const order of tab.orders) {
    if (order.state === 'rejected') continue;
    for (const line of order.lines) {
      const quantity = standingQuantity(order, line);
      if (quantity === 0) continue;
      const subtotal = line.price.unitTotal * quantity;
      lines.push({ orderId: order.id, line, quantity, subtotal, left: subtotal });
    }
  }
  return lines;
}

/** What a discount takes off a base, and never more than it. */
function discountOn(rule: Discount['rule'], base: number): number {
  if (rule.kind === 'amount') return Math.min(rule.amount, base);
  const part = mulDivRound(base, rule.ppm, 1_000_000);
  return Math.min(part, rule.cap ?? part, base);
}

/**
 * Takes one discount off the lines it reaches, shared by what is left of each without losing a minor unit. Says how
 * much it was.
 */
function takeOff(discount: Discount, lines: readonly OpenLine[]): number {
  const { only, except } = discount.scope;
  const reached = lines.filter(({ line }) => (only ? only.includes(line.id) : !except.includes(line.id)));
  const base = reached.reduce((sum, { left }) => sum + left, 0);
  const amount = discountOn(discount.rule, base);
  if (amount === 0) return 0;
  const shares = apportion(
    amount,
    reached.map(({ left }) => left),
  );
  reached.forEach((line, index) => {
    line.left -= shares[index] ?? 0;
  });
  return amount;
}

function billDiscount({ id, kind, rule }: Discount, amount: number): BillDiscount {
  return { id, kind, amount, cappedFrom: rule.kind === 'amount' && amount < rule.amount ? rule.amount : null };
}

/** Charges besides dishes; nothing is charged before anything is ordered. `base` is Σ dishes after discounts. */
function chargesOf(tab: Tab, base: number, anything: boolean): BillCharge[] {
  const { charges: rules, guests } = tab;
  if (!rules || !anything) return [];
  const charges: BillCharge[] = [];
  const add = (kind: ChargeKind, amount: number, taxPpm: number): void => {
    if (amount > 0 && !tab.waived.includes(kind)) charges.push({ kind, ...priceAmount(amount, taxPpm, rules.taxMode) });
  };
  const { service, cover, minimum } = rules;
  if (service) add('service', mulDivRound(base, service.ppm, 1_000_000), service.taxPpm);
  if (cover) add('cover', cover.amount * (guests ?? 0), cover.taxPpm);
  if (minimum) {
    const least = minimum.amount * (minimum.per === 'guest' ? (guests ?? 1) : 1);
    add('minimum', Math.max(0, least - base), minimum.taxPpm);
  }
  return charges;
}

/** What the charges that were let go would be. */
export function waivedCharges(tab: Tab): readonly BillCharge[] {
  if (tab.waived.length === 0) return [];
  return billOf({ ...tab, waived: [] }).charges.filter(({ kind }) => tab.waived.includes(kind));
}

/**
 * Adds a tab up. Dishes keep the price they were ordered at; discounts come off in the order they were given, each
 * shared over the lines it reaches; tax is rounded per line after that (docs/decisions/0003).
 */
export function billOf(tab: Tab): Bill {
  const open = openLines(tab);
  const discounts = tab.discounts
    .filter(({ kind }) => kind !== 'rounding')
    .map((discount) => billDiscount(discount, takeOff(discount, open)));
  const lines = open.map(({ orderId, line, quantity, subtotal, left }) => ({
    orderId,
    line,
    quantity,
    subtotal,
    discount: subtotal - left,
    price: repricedAt(line.price, left),
  }));
  const dishes = sumTaxes(lines.map(({ price }) => price));
  const charges = chargesOf(tab, dishes.subtotal, lines.length > 0);
  const sums = charges.length === 0 ? dishes : sumTaxes([...lines.map(({ price }) => price), ...charges]);
  let rounding = 0;
  for (const discount of tab.discounts) {
    if (discount.kind !== 'rounding') continue;
    const amount = discountOn(discount.rule, sums.total - rounding);
    rounding += amount;
    discounts.push(billDiscount(discount, amount));
  }
  return {
    lines,
    subtotal: lines.reduce((sum, line) => sum + line.subtotal, 0),
    discounts,
    charges,
    taxes: sums.taxes,
    tax: sums.tax,
    rounding,
    total: sums.total - rounding,
  };
}

/** One portion of a dish for a bill that is split by item. */
export interface ItemShare {
  readonly lineId: string;
  /** What each portion costs with its share of discounts, charges, tax and rounding; Σ over all is the bill's total. */
  readonly portions: readonly number[];
  /** How many of them are paid. */
  readonly paid: number;
}

/**
 * Shares the whole bill over the portions on it, exact to the minor unit (largest remainder): what each guest owes who
 * pays for what they ate.
 */
export function itemShares(tab: Tab): ItemShare[] {
  const bill = billOf(tab);
  const weights = bill.lines.map(({ price }) => price.gross);
  const totals = apportion(bill.total, weights);
  return bill.lines.map(({ line, quantity }, index) => ({
    lineId: line.id,
    portions: allocateAmount(
      totals[index] ?? 0,
      Array.from({ length: quantity }, () => 1),
    ),
    paid: Math.min(quantity, paidPortions(tab, line.id)),
  }));
}

/** Portions of a line that payers by item have paid and not got back. */
export function paidPortions(tab: Tab, lineId: string): number {
  return tab.payments
    .filter(
      ({ id, amount }) => tab.refunds.filter((r) => r.paymentId === id).reduce((s, r) => s + r.amount, 0) < amount,
    )
    .flatMap(({ items }) => items)
    .reduce((sum, item) => (item.lineId === lineId ? sum + item.quantity : sum), 0);
}

/**
 * What some portions cost together, minor units: the next unpaid portions of each line. The last ones get what is left
 * on the tab, so that the shares always add up. Undefined when more portions are asked for than are unpaid.
 */
export function shareOfItems(
  tab: Tab,
  items: readonly { readonly lineId: string; readonly quantity: number }[],
  balance: number,
): number | undefined {
  return shareOfPortions(itemShares(tab), items, balance);
}

/** The same from shares that were worked out before, such as a screen has them. */
export function shareOfPortions(
  shares: readonly ItemShare[],
  items: readonly { readonly lineId: string; readonly quantity: number }[],
  balance: number,
): number | undefined {
  let sum = 0;
  let unpaid = 0;
  let asked = 0;
  const wanted = new Map<string, number>();
  for (const { lineId, quantity } of items) wanted.set(lineId, (wanted.get(lineId) ?? 0) + quantity);
  for (const { lineId, portions, paid } of shares) {
    const quantity = wanted.get(lineId) ?? 0;
    wanted.delete(lineId);
    if (quantity > portions.length - paid) return undefined;
    sum += portions.slice(paid, paid + quantity).reduce((a, b) => a + b, 0);
    unpaid += portions.length - paid;
    asked += quantity;
  }
  if (wanted.size > 0 || asked === 0) return undefined;
  return asked === unpaid ? balance : Math.min(sum, balance);
}

/** The bill shared between so many people: 100.00 by 3 is 33.34, 33.33, 33.33. */
export function equalShares(balance: number, people: number): number[] {
  return allocateAmount(
    balance,
    Array.from({ length: people }, () => 1),
  );
}
