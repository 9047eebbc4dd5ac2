import { and, desc, eq, inArray, isNull, notInArray, type SQL, sql } from 'drizzle-orm';
import { type Language, localize } from '#shared/languages.ts';
import { hourReader } from '#shared/reports/hours.ts';
import type { RecordFilter } from '#shared/reports/inputs.ts';
import { weekdayOf } from '#shared/reports/period.ts';
import type { LedgerSpan, OrderingService } from '../ordering/service.ts';
import type { Store } from '../store/service.ts';
import { tableIdsOf } from './areas.ts';
import { type Books, closedQuarter, within } from './books.ts';
import { saleDiscountTable, saleLineTable, saleTable, saleVoidTable } from './tables.ts';

const pageSize = 100;

/** One record behind a figure. Amounts are minor units; ids of people are still to be named. */
export interface RecordRow {
  readonly id: string;
  readonly kind: RecordFilter['kind'];
  readonly tabId: string;
  readonly at: number;
  readonly tableId: string | null;
  readonly service: 'eat_in' | 'take_away' | null;
  /** Dish, method, kind of discount, `reopened` for a sale taken back: what it is besides an amount. */
  readonly what: string | null;
  readonly quantity: number | null;
  readonly guests: number | null;
  readonly amount: number;
  readonly tip: number;
  readonly reason: string | null;
  readonly actor: string;
  readonly approvedBy: string | null;
}

const blank = { service: null, what: null, quantity: null, guests: null, tip: 0, reason: null, approvedBy: null };

type Of<K extends RecordFilter['kind']> = Extract<RecordFilter, { kind: K }>;

/** The records behind the figures of a report, newest first, a page at a time. */
export class Records {
  readonly #store: Store;
  readonly #ordering: OrderingService;
  readonly #books: Books;

  constructor(store: Store, ordering: OrderingService, books: Books) {
    this.#store = store;
    this.#ordering = ordering;
    this.#books = books;
  }

  /** A page of records from `offset`, and where the next one begins; null at the end. */
  page(span: LedgerSpan, of: RecordFilter, offset: number, context: { timeZone: string; language: Language }) {
    const rows = this.#rows(span, of, { limit: pageSize + 1, offset }, context);
    return { rows: rows.slice(0, pageSize), next: rows.length > pageSize ? offset + pageSize : null };
  }

  #rows(
    span: LedgerSpan,
    of: RecordFilter,
    page: { limit: number; offset: number },
    context: { timeZone: string; language: Language },
  ): RecordRow[] {
    const { ledger } = this.#ordering;
    switch (of.kind) {
      case 'sales':
        return this.#sales(span, of, page, context.timeZone);
      case 'payments':
        return ledger
          .listPayments(span, of, page)
          .map(({ method, ...row }) => ({ ...blank, ...row, kind: of.kind, what: method }));
      case 'refunds':
        return ledger
          .listRefunds(span, { method: of.method, kind: of.returns ? 'return' : undefined }, page)
          .map(({ method, kind: _, ...row }) => ({ ...blank, ...row, kind: of.kind, what: method }));
      case 'discounts':
        return this.#discounts(span, of, page);
      case 'voids':
        return this.#voids(span, of, page, context.language);
    }
  }

  #sales(span: LedgerSpan, of: Of<'sales'>, page: { limit: number; offset: number }, timeZone: string): RecordRow[] {
    return this.#store.db
      .select({
        id: saleTable.id,
        tabId: saleTable.tabId,
        what: sql<string | null>`CASE WHEN ${saleTable.tabs} < 0 THEN 'reopened' END`,
        at: saleTable.closedAt,
        tableId: saleTable.tableId,
        service: saleTable.service,
        guests: saleTable.guests,
        amount: saleTable.total,
        actor: sql<string>`coalesce(${saleTable.reopenedBy}, ${saleTable.closedBy})`,
        reason: saleTable.reason,
        approvedBy: saleTable.approvedBy,
      })
      .from(saleTable)
      .where(and(within(saleTable, span), ...this.#saleFilters(span, of, timeZone)))
      .orderBy(desc(saleTable.closedAt), desc(saleTable.id))
      .limit(page.limit)
      .offset(page.offset)
      .all()
      .map((row) => ({ ...blank, ...row, kind: 'sales' }));
  }

  #saleFilters(span: LedgerSpan, of: Of<'sales'>, timeZone: string): (SQL | undefined)[] {
    const { hour, weekday, area, closedBy, service, itemId, charge, reopened } = of;
    const filters: (SQL | undefined)[] = [];
    if (hour !== undefined || weekday !== undefined) {
      const hourOf = hourReader(timeZone);
      const wanted = this.#books
        .quarters(span)
        .filter((one) => hour === undefined || hourOf(one.quarter) === hour)
        .filter((one) => weekday === undefined || weekdayOf(one.businessDay) === weekday)
        .map((one) => `${one.businessDay} ${one.quarter}`);
      filters.push(
        sql`(${saleTable.businessDay} || ' ' || ${closedQuarter}) IN (SELECT value FROM json_each(${JSON.stringify(wanted)}))`,
      );
    }
    if (area !== undefined) {
      const { none, ids, known } = tableIdsOf(area, this.#ordering.floor.all());
      if (none) filters.push(isNull(saleTable.tableId));
      else filters.push(ids ? inArray(saleTable.tableId, ids) : notInArray(saleTable.tableId, known));
    }
    if (closedBy !== undefined) filters.push(eq(saleTable.closedBy, closedBy));
    if (service !== undefined) filters.push(eq(saleTable.service, service));
    if (itemId !== undefined) {
      const sold = this.#store.db
        .select({ id: saleLineTable.saleId })
        .from(saleLineTable)
        .where(and(within(saleLineTable, span), eq(saleLineTable.itemId, itemId)));
      filters.push(inArray(saleTable.id, sold));
    }
    if (charge !== undefined) filters.push(sql`${chargeColumns[charge]} <> 0`);
    if (reopened !== undefined) filters.push(eq(saleTable.tabs, reopened ? -1 : 1));
    return filters;
  }

  #discounts(span: LedgerSpan, of: Of<'discounts'>, page: { limit: number; offset: number }): RecordRow[] {
    const { discount, reason, actor } = of;
    return this.#store.db
      .select({
        id: saleDiscountTable.id,
        tabId: saleTable.tabId,
        tableId: saleTable.tableId,
        at: saleDiscountTable.at,
        what: saleDiscountTable.kind,
        amount: saleDiscountTable.amount,
        reason: saleDiscountTable.reason,
        actor: saleDiscountTable.actor,
        approvedBy: saleDiscountTable.approvedBy,
      })
      .from(saleDiscountTable)
      .innerJoin(saleTable, eq(saleTable.id, saleDiscountTable.saleId))
      .where(
        and(
          within(saleDiscountTable, span),
          discount && eq(saleDiscountTable.kind, discount),
          reason === undefined ? undefined : eq(saleDiscountTable.reason, reason),
          actor === undefined ? undefined : eq(saleDiscountTable.actor, actor),
        ),
      )
      .orderBy(desc(saleDiscountTable.at), desc(saleDiscountTable.id))
      .limit(page.limit)
      .offset(page.offset)
      .all()
      .map((row) => ({ ...blank, ...row, kind: 'discounts' }));
  }

  #voids(span: LedgerSpan, of: Of<'voids'>, page: { limit: number; offset: number }, language: Language): RecordRow[] {
    const { reason, actor } = of;
    return this.#store.db
      .select({
        tabId: saleTable.tabId,
        saleId: saleVoidTable.saleId,
        position: saleVoidTable.position,
        tableId: saleTable.tableId,
        at: saleVoidTable.at,
        name: saleVoidTable.name,
        quantity: saleVoidTable.quantity,
        amount: saleVoidTable.amount,
        reason: saleVoidTable.reason,
        actor: saleVoidTable.actor,
        approvedBy: saleVoidTable.approvedBy,
      })
      .from(saleVoidTable)
      .innerJoin(saleTable, eq(saleTable.id, saleVoidTable.saleId))
      .where(
        and(
          within(saleVoidTable, span),
          reason === undefined ? undefined : eq(saleVoidTable.reason, reason),
          actor === undefined ? undefined : eq(saleVoidTable.actor, actor),
        ),
      )
      .orderBy(desc(saleVoidTable.at), desc(saleVoidTable.saleId), desc(saleVoidTable.position))
      .limit(page.limit)
      .offset(page.offset)
      .all()
      .map(({ name, position, saleId, ...row }) => ({
        ...blank,
        ...row,
        id: `${saleId} ${position}`,
        kind: 'voids',
        what: localize(name, language),
      }));
  }
}

const chargeColumns = {
  service: saleTable.serviceCharge,
  cover: saleTable.coverCharge,
  minimum: saleTable.minimumCharge,
} as const;
