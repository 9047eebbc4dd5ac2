import { apportion, mulDivRound } from '../money.ts';
import { type BillCharge, type BillLine, billOf } from '../ordering/bill.ts';
import { taxSharesOf } from '../ordering/pricing.ts';
import type { Order, Tab } from '../ordering/tab.ts';

/** Whether prices held their tax (`inclusive`) or it came on top. */
export type TaxMode = 'inclusive' | 'exclusive';

/** Net and tax of one rate; net + tax = gross. Minor units, negative where a sale is taken back. */
export interface RateShare {
  readonly taxPpm: number;
  readonly mode: TaxMode;
  readonly net: number;
  readonly tax: number;
}

/**
 * A closed tab as the books have it, in minor units. dishes − discounts − complimentary + service + cover + minimum +
 * addedTax − rounding = total, and net + tax − rounding = total.
 */
export interface SaleSums {
  /** Dishes at the menu's prices, before discounts. */
  readonly dishes: number;
  readonly discounts: number;
  readonly complimentary: number;
  readonly service: number;
  readonly cover: number;
  readonly minimum: number;
  /** Tax that came on top of prices (exclusive). */
  readonly addedTax: number;
  readonly rounding: number;
  readonly total: number;
  readonly net: number;
  readonly tax: number;
}

/** A dish of a sale. `gross` is what it brought in after discounts, with its tax. */
export interface SaleLine {
  readonly lineId: string;
  readonly line: BillLine['line'];
  readonly quantity: number;
  readonly subtotal: number;
  readonly discount: number;
  readonly gross: number;
}

/** Portions taken off the bill, at the menu's price. */
export interface SaleVoid {
  readonly line: BillLine['line'];
  readonly quantity: number;
  readonly amount: number;
  readonly reason: string;
  readonly at: number;
  readonly actor: string;
  readonly approvedBy: string | null;
}

/** Everything a closed tab leaves in the books. */
export interface Sale {
  readonly sums: SaleSums;
  readonly orders: number;
  readonly lines: readonly SaleLine[];
  readonly shares: readonly RateShare[];
  readonly discounts: readonly (Tab['discounts'][number] & { readonly amount: number })[];
  readonly voids: readonly SaleVoid[];
}

const counts = (order: Order): boolean => order.state !== 'rejected';

function modeOf(priced: readonly { readonly gross: number; readonly total: number }[]): TaxMode {
  return priced.some(({ gross, total }) => gross !== total) ? 'exclusive' : 'inclusive';
}

/** Net and tax by rate, the lowest rate first, with what is free of tax as rate 0. */
function sharesOf(priced: readonly (BillLine['price'] | BillCharge)[]): RateShare[] {
  const mode = modeOf(priced);
  const rates = new Map<string, { taxPpm: number; mode: TaxMode; net: number; tax: number }>();
  for (const price of priced) {
    // A tax that rounds to nothing shows no mode of its own; the tab's others do.
    const own = price.tax === 0 ? mode : modeOf([price]);
    for (const { taxPpm, net, tax } of taxSharesOf(price)) {
      const share = rates.get(`${taxPpm} ${own}`) ?? { taxPpm, mode: own, net: 0, tax: 0 };
      share.net += net;
      share.tax += tax;
      rates.set(`${taxPpm} ${own}`, share);
    }
  }
  return [...rates.values()].sort((a, b) => a.taxPpm - b.taxPpm || a.mode.localeCompare(b.mode));
}

function sum<T>(list: readonly T[], amount: (entry: T) => number): number {
  return list.reduce((total, entry) => total + amount(entry), 0);
}

/** What a tab sold, at the moment it was closed. */
export function saleOf(tab: Tab): Sale {
  const bill = billOf(tab);
  const amounts = new Map(bill.discounts.map(({ id, amount }) => [id, amount]));
  const discounts = tab.discounts
    .map((discount) => ({ ...discount, amount: amounts.get(discount.id) ?? 0 }))
    .filter(({ amount }) => amount > 0);
  const priced = [...bill.lines.map(({ price }) => price), ...bill.charges];
  const shares = sharesOf(priced);
  const charged = (kind: BillCharge['kind']) =>
    sum(bill.charges, (charge) => (charge.kind === kind ? charge.total : 0));
  const given = (kind: 'discount' | 'complimentary') =>
    sum(discounts, (discount) => (discount.kind === kind ? discount.amount : 0));
  return {
    sums: {
      dishes: bill.subtotal,
      discounts: given('discount'),
      complimentary: given('complimentary'),
      service: charged('service'),
      cover: charged('cover'),
      minimum: charged('minimum'),
      addedTax: sum(priced, ({ gross, total }) => gross - total),
      rounding: bill.rounding,
      total: bill.total,
      net: sum(shares, ({ net }) => net),
      tax: sum(shares, ({ tax }) => tax),
    },
    orders: tab.orders.filter(counts).length,
    lines: bill.lines.map(({ line, quantity, subtotal, discount, price }) => ({
      lineId: line.id,
      line,
      quantity,
      subtotal,
      discount,
      gross: price.gross,
    })),
    shares,
    discounts,
    voids: tab.orders.filter(counts).flatMap(voidsOf),
  };
}

function voidsOf(order: Order): SaleVoid[] {
  return order.voids.flatMap(({ lineId, quantity, reason, at, actor, approvedBy }) => {
    const line = order.lines.find(({ id }) => id === lineId);
    if (!line) return [];
    return [{ line, quantity, amount: line.price.unitTotal * quantity, reason, at, actor, approvedBy }];
  });
}

/** What of a sale has not been taken back yet. */
export interface SaleLeft {
  readonly shares: readonly RateShare[];
  readonly rounding: number;
}

/** A refund of a closed tab as negative sums: −amount = net + tax − rounding, with its own part of each rate. */
export interface Return {
  readonly shares: readonly RateShare[];
  readonly net: number;
  readonly tax: number;
  readonly rounding: number;
}

/**
 * Takes part of a sale back. The refund is shared over what is left of each rate's net and tax by largest remainder, so
 * that no refund takes back more of a rate than was sold, and refunds of everything take back exactly the whole tax.
 */
export function returnOf(left: SaleLeft, amount: number): Return {
  const weights = left.shares.flatMap(({ net, tax }) => [net, tax]);
  const gross = weights.reduce((total, weight) => total + weight, 0);
  const due = gross - left.rounding;
  const rounding = due > 0 ? mulDivRound(left.rounding, amount, due) : 0;
  const parts = apportion(amount + rounding, weights);
  const shares = left.shares.flatMap(({ taxPpm, mode }, index) => {
    const net = 0 - (parts[2 * index] ?? 0);
    const tax = 0 - (parts[2 * index + 1] ?? 0);
    return net === 0 && tax === 0 ? [] : [{ taxPpm, mode, net, tax }];
  });
  return {
    shares,
    net: sum(shares, ({ net }) => net),
    tax: sum(shares, ({ tax }) => tax),
    rounding: 0 - rounding,
  };
}
