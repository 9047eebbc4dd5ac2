import { billOfOracle, type OracleBill, sumOf, takeBack } from './bill.ts';
import { type Big, follow, type OracleTab, type RawFact } from './facts.ts';

interface OracleSale {
  readonly tab: OracleTab;
  readonly guests: number | null;
  readonly tableId: string | null;
  readonly bill: OracleBill;
  readonly day: string;
  readonly at: number;
  readonly closedBy: string;
  /** −1 where a sale was taken back: its tab was opened again. */
  readonly sign: Big;
  readonly left: { rounding: Big; rates: Map<Big, { net: Big; tax: Big }> };
}

interface OracleReturn {
  readonly day: string;
  readonly amount: Big;
  readonly taken: Map<Big, { net: Big; tax: Big }>;
}

interface OracleMoney {
  readonly day: string;
  readonly method: string;
  readonly actor: string;
  readonly amount: Big;
  readonly tip: Big;
  readonly shiftId: string | null;
}

/** Everything the facts say, read once. */
export interface OracleBooks {
  readonly sales: readonly OracleSale[];
  readonly returns: readonly OracleReturn[];
  readonly payments: readonly OracleMoney[];
  readonly refunds: readonly OracleMoney[];
}

const big = (value: number | undefined): Big => BigInt(value ?? 0);

function moneyOf({ data, actor }: RawFact, day: string): OracleMoney {
  const { method, amount, tip, shiftId } = data;
  return { day, method, actor, amount: big(amount), tip: big(tip), shiftId: shiftId ?? null };
}

/** Reads the facts in the order they were written. `inclusive`: whether the house's prices hold their tax. */
export function readFacts(facts: readonly RawFact[], inclusive: boolean): OracleBooks {
  const tabs = new Map<string, OracleTab>();
  const roundingOf = (tab: OracleTab) => billOfOracle(tab, inclusive).roundings;
  const sales: OracleSale[] = [];
  const standing = new Map<string, OracleSale>();
  const returns: OracleReturn[] = [];
  const payments: OracleMoney[] = [];
  const refunds: OracleMoney[] = [];
  for (const fact of facts) {
    if (fact.stream !== 'tab') continue;
    const tab = follow(tabs, fact, roundingOf);
    const day = String(fact.data.businessDay ?? tab.openedOn);
    if (fact.type === 'payment.taken') payments.push(moneyOf(fact, day));
    const sold = standing.get(tab.id);
    if (fact.type === 'tab.reopened' && sold) {
      // What was sold stays on its day; what is taken back counts on the day the tab was opened again.
      sales.push({ ...sold, sign: -1n, day: String(fact.data.businessDay), at: fact.at });
      standing.delete(tab.id);
    }
    if (fact.type === 'tab.closed' && tab.orders.some(({ rejected }) => !rejected)) {
      const bill = billOfOracle(tab, inclusive);
      const rates = new Map([...bill.rates].map(([ppm, rate]) => [ppm, { ...rate }]));
      const { guests, tableId } = tab;
      const left = { rounding: bill.rounding, rates };
      const sale = { tab, guests, tableId, bill, day, at: fact.at, closedBy: fact.actor, sign: 1n, left };
      sales.push(sale);
      standing.set(tab.id, sale);
    }
    if (fact.type !== 'payment.refunded') continue;
    refunds.push(moneyOf(fact, day));
    const sale = standing.get(tab.id);
    if (fact.data.kind !== 'return' || !sale) continue;
    const amount = big(fact.data.amount);
    returns.push({ day, amount, taken: takeBack(sale.left, amount) });
  }
  return { sales, returns, payments, refunds };
}

/** Adds amounts up by name and leaves out what comes to nothing. */
function byName(entries: readonly (readonly [string, Big])[]): Record<string, number> {
  const sums = new Map<string, Big>();
  for (const [name, amount] of entries) sums.set(name, (sums.get(name) ?? 0n) + amount);
  return Object.fromEntries([...sums].filter(([, sum]) => sum !== 0n).map(([name, sum]) => [name, Number(sum)]));
}

/** The report of some business days as an accountant would write it. */
export function oracleReport(
  books: OracleBooks,
  span: { readonly from: string; readonly to: string },
  house: { readonly timeZone: string; readonly areaOf: (tableId: string | null) => string },
) {
  const inSpan = ({ day }: { readonly day: string }) => day >= span.from && day <= span.to;
  const sales = books.sales.filter(inSpan);
  const returns = books.returns.filter(inSpan);
  const payments = books.payments.filter(inSpan);
  const refunds = books.refunds.filter(inSpan);
  const add = (amount: (bill: OracleBill) => Big) => Number(sumOf(sales.map(({ bill, sign }) => sign * amount(bill))));
  const given = (kind: string) =>
    add(({ discounts }) => sumOf(discounts.filter((one) => one.kind === kind).map(({ amount }) => amount)));
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: house.timeZone, hour: '2-digit', hourCycle: 'h23' });
  const weekday = (day: string) => new Date(`${day}T12:00:00Z`).getUTCDay();
  const total = (sale: OracleSale) => sale.sign * sale.bill.total;
  const count = (sale: OracleSale) => Number(sale.sign);
  const rates = [
    ...sales.map(({ bill, sign }) => ({ rates: bill.rates, sign })),
    ...returns.map(({ taken }) => ({ rates: taken, sign: -1n })),
  ];
  const shares = (name: 'net' | 'tax') =>
    byName(
      rates.flatMap(({ rates: of, sign }) => [...of].map(([ppm, rate]) => [String(ppm), sign * rate[name]] as const)),
    );
  return {
    tabs: sales.reduce((sum, sale) => sum + count(sale), 0),
    guests: sales.reduce((sum, sale) => sum + count(sale) * (sale.guests ?? 0), 0),
    reopened: Number(0n - sumOf(sales.filter(({ sign }) => sign < 0n).map(total))),
    guestTotal: Number(sumOf(sales.filter(({ guests }) => guests !== null).map(total))),
    dishes: add(({ dishes }) => dishes),
    discounts: given('discount'),
    complimentary: given('complimentary'),
    rounding: add(({ rounding }) => rounding),
    service: add(({ charges }) => charges['service'] ?? 0n),
    cover: add(({ charges }) => charges['cover'] ?? 0n),
    minimum: add(({ charges }) => charges['minimum'] ?? 0n),
    addedTax: add(({ addedTax }) => addedTax),
    total: Number(sumOf(sales.map(total))),
    returned: Number(sumOf(returns.map(({ amount }) => amount))),
    net: shares('net'),
    tax: shares('tax'),
    taken: byName(payments.map(({ method, amount }) => [method, amount])),
    tips: Number(sumOf(payments.map(({ tip }) => tip)) - sumOf(refunds.map(({ tip }) => tip))),
    refunded: byName(refunds.map(({ method, amount, tip }) => [method, amount + tip])),
    reasons: byName(
      sales.flatMap(({ bill, sign }) =>
        bill.discounts.map((one) => [`${one.kind} ${one.reason}`, sign * one.amount] as const),
      ),
    ),
    voids: byName(
      sales.flatMap(({ bill, sign }) => bill.voids.map(({ reason, amount }) => [reason, sign * amount] as const)),
    ),
    sold: byName(
      sales.flatMap(({ bill, sign }) => bill.items.map(({ item, quantity }) => [item, sign * quantity] as const)),
    ),
    earned: byName(
      sales.flatMap(({ bill, sign }) => bill.items.map(({ item, gross }) => [item, sign * gross] as const)),
    ),
    hours: byName(sales.map((sale) => [String(Number(clock.format(sale.at))), total(sale)])),
    heat: byName(sales.map((sale) => [`${weekday(sale.day)} ${Number(clock.format(sale.at))}`, total(sale)])),
    days: byName(sales.map((sale) => [sale.day, total(sale)])),
    areas: byName(sales.map((sale) => [house.areaOf(sale.tableId), total(sale)])),
    closers: byName(sales.map((sale) => [sale.closedBy, total(sale)])),
    services: byName(sales.map((sale) => [sale.tab.service, total(sale)])),
  };
}

/** What a closed drawer session must say: float, cash through the drawer, money moved, and all methods together. */
export function oracleDrawer(facts: readonly RawFact[], books: OracleBooks, shiftId: string) {
  const own = facts.filter((fact) => fact.stream === 'shift' && fact.stream_id === shiftId);
  const inShift = (one: OracleMoney) => one.shiftId === shiftId;
  const flow = (only?: string) => {
    const through = (list: readonly OracleMoney[]) =>
      sumOf(
        list.filter((one) => inShift(one) && (!only || one.method === only)).map(({ amount, tip }) => amount + tip),
      );
    return through(books.payments) - through(books.refunds);
  };
  const moved = sumOf(
    own
      .filter(({ type }) => type === 'cash.moved')
      .map(({ data }) => (data.direction === 'in' ? 1n : -1n) * big(data.amount)),
  );
  const float = big(own.find(({ type }) => type === 'shift.opened')?.data.float);
  return { net: Number(flow()), expectedCash: Number(float + flow('cash') + moved) };
}
