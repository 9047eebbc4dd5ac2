import { and, count, eq, gte, lte, type SQL, sql, sum } from 'drizzle-orm';
import { quarterMs } from '#shared/reports/hours.ts';
import type { LedgerSpan } from '../ordering/service.ts';
import type { Store } from '../store/service.ts';
import { saleDiscountTable, saleLineTable, saleReturnTable, saleTable, saleTaxTable, saleVoidTable } from './tables.ts';

const total = (column: Parameters<typeof sum>[0]) => sql<number>`coalesce(${sum(column)}, 0)`.mapWith(Number);

/** The quarter of an hour a sale was closed in, counted from 1970. */
export const closedQuarter = sql<number>`(${saleTable.closedAt} / ${sql.raw(String(quarterMs))})`;

type DayTable =
  | typeof saleTable
  | typeof saleLineTable
  | typeof saleTaxTable
  | typeof saleReturnTable
  | typeof saleDiscountTable
  | typeof saleVoidTable;

/** The rows of a table that lie in a span. */
export function within(table: DayTable, { currency, from, to }: LedgerSpan): SQL | undefined {
  return and(eq(table.currency, currency), gte(table.businessDay, from), lte(table.businessDay, to));
}

/** Sums over the books. Amounts are minor units of the span's currency. */
export class Books {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Everything sold, by way of eating, less what was taken back when a tab was opened again. */
  sales(span: LedgerSpan) {
    return this.#store.db
      .select({
        service: saleTable.service,
        tabs: total(saleTable.tabs),
        orders: total(saleTable.orders),
        guests: total(saleTable.guests),
        /** Of the tabs whose guests were counted. */
        guestTotal: sql<number>`coalesce(sum(CASE WHEN ${saleTable.guests} <> 0 THEN ${saleTable.total} END), 0)`,
        dishes: total(saleTable.dishes),
        discounts: total(saleTable.discounts),
        complimentary: total(saleTable.complimentary),
        serviceCharge: total(saleTable.serviceCharge),
        coverCharge: total(saleTable.coverCharge),
        minimumCharge: total(saleTable.minimumCharge),
        addedTax: total(saleTable.addedTax),
        rounding: total(saleTable.rounding),
        total: total(saleTable.total),
        net: total(saleTable.net),
        tax: total(saleTable.tax),
        /** Of them, sales taken back because their tab was opened again; the amount is negative. */
        reopened: total(sql`CASE WHEN ${saleTable.tabs} < 0 THEN 1 END`),
        reopenedTotal: total(sql`CASE WHEN ${saleTable.tabs} < 0 THEN ${saleTable.total} END`),
      })
      .from(saleTable)
      .where(within(saleTable, span))
      .groupBy(saleTable.service)
      .all();
  }

  /** Everything taken back after its tab was closed. Net, tax and rounding are negative. */
  returns(span: LedgerSpan) {
    const row = this.#store.db
      .select({
        count: count(),
        amount: total(saleReturnTable.amount),
        net: total(saleReturnTable.net),
        tax: total(saleReturnTable.tax),
        rounding: total(saleReturnTable.rounding),
      })
      .from(saleReturnTable)
      .where(within(saleReturnTable, span))
      .get();
    return row ?? { count: 0, amount: 0, net: 0, tax: 0, rounding: 0 };
  }

  /** Net and tax by rate, returns taken off. */
  taxes(span: LedgerSpan) {
    return this.#store.db
      .select({
        taxPpm: saleTaxTable.taxPpm,
        mode: saleTaxTable.mode,
        net: total(saleTaxTable.net),
        tax: total(saleTaxTable.tax),
      })
      .from(saleTaxTable)
      .where(within(saleTaxTable, span))
      .groupBy(saleTaxTable.taxPpm, saleTaxTable.mode)
      .orderBy(saleTaxTable.taxPpm, saleTaxTable.mode)
      .all();
  }

  /** Discounts, complimentary dishes and rounding off, by reason and by who gave them. */
  discounts(span: LedgerSpan) {
    return this.#store.db
      .select({
        kind: saleDiscountTable.kind,
        reason: saleDiscountTable.reason,
        actor: saleDiscountTable.actor,
        count: total(sql`sign(${saleDiscountTable.amount})`),
        amount: total(saleDiscountTable.amount),
      })
      .from(saleDiscountTable)
      .where(within(saleDiscountTable, span))
      .groupBy(saleDiscountTable.kind, saleDiscountTable.reason, saleDiscountTable.actor)
      .all();
  }

  /** Voids by reason and by who made them, at the menu's prices. */
  voids(span: LedgerSpan) {
    return this.#store.db
      .select({
        reason: saleVoidTable.reason,
        actor: saleVoidTable.actor,
        count: total(sql`sign(${saleVoidTable.quantity})`),
        quantity: total(saleVoidTable.quantity),
        amount: total(saleVoidTable.amount),
      })
      .from(saleVoidTable)
      .where(within(saleVoidTable, span))
      .groupBy(saleVoidTable.reason, saleVoidTable.actor)
      .all();
  }

  /** Sales by business day and by the quarter of an hour they were closed in. */
  quarters(span: LedgerSpan) {
    return this.#store.db
      .select({
        businessDay: saleTable.businessDay,
        quarter: closedQuarter,
        tabs: total(saleTable.tabs),
        guests: total(saleTable.guests),
        total: total(saleTable.total),
      })
      .from(saleTable)
      .where(within(saleTable, span))
      .groupBy(saleTable.businessDay, closedQuarter)
      .all();
  }

  /** Sales by table. */
  tables(span: LedgerSpan) {
    return this.#store.db
      .select({
        tableId: saleTable.tableId,
        tabs: total(saleTable.tabs),
        guests: total(saleTable.guests),
        total: total(saleTable.total),
      })
      .from(saleTable)
      .where(within(saleTable, span))
      .groupBy(saleTable.tableId)
      .all();
  }

  /** Sales by who closed the tab. */
  closers(span: LedgerSpan) {
    return this.#store.db
      .select({ actor: saleTable.closedBy, tabs: total(saleTable.tabs), total: total(saleTable.total) })
      .from(saleTable)
      .where(within(saleTable, span))
      .groupBy(saleTable.closedBy)
      .all();
  }

  /** Dishes sold, the best first by what they brought in. */
  dishes(span: LedgerSpan) {
    const amount = total(saleLineTable.gross);
    return this.#store.db
      .select({ itemId: saleLineTable.itemId, quantity: total(saleLineTable.quantity), amount })
      .from(saleLineTable)
      .where(within(saleLineTable, span))
      .groupBy(saleLineTable.itemId)
      .orderBy(sql`${amount} DESC`, saleLineTable.itemId)
      .all();
  }

  /** A dish as it was ordered: with which options, how often. */
  variants(span: LedgerSpan, itemId: string) {
    return this.#store.db
      .select({
        options: saleLineTable.options,
        quantity: total(saleLineTable.quantity),
        amount: total(saleLineTable.gross),
      })
      .from(saleLineTable)
      .where(and(within(saleLineTable, span), eq(saleLineTable.itemId, itemId)))
      .groupBy(saleLineTable.options)
      .all();
  }

  /** What a dish that left the menu was called when it was last sold. */
  lastNameOf(span: LedgerSpan, itemId: string) {
    return this.#store.db
      .select({ name: saleLineTable.name })
      .from(saleLineTable)
      .where(and(within(saleLineTable, span), eq(saleLineTable.itemId, itemId)))
      .limit(1)
      .get()?.name;
  }
}
