import { and, count, desc, eq, gte, inArray, lte, type SQL, sql, sum } from 'drizzle-orm';
import type { PaymentMethod } from '#shared/ordering/events.ts';
import type { RefundKind } from '#shared/ordering/order.ts';
import type { Store } from '../store/service.ts';
import { cashMoveTable, paymentTable, refundTable, shiftTable, tabTable } from './tables.ts';

/** Business days of one currency, both ends included. */
export interface LedgerSpan {
  readonly currency: string;
  readonly from: string;
  readonly to: string;
}

/** How much of a list to give. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
}

const total = (column: Parameters<typeof sum>[0]) => sql<number>`coalesce(${sum(column)}, 0)`.mapWith(Number);

/** Money as it came in and went out, by business day, for the rooms that report it. Amounts are minor units. */
export class Ledger {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Payments by method and by who took them. */
  payments(span: LedgerSpan) {
    return this.#store.db
      .select({
        method: paymentTable.method,
        actor: paymentTable.actor,
        payments: count(),
        amount: total(paymentTable.amount),
        tips: total(paymentTable.tip),
      })
      .from(paymentTable)
      .innerJoin(tabTable, eq(tabTable.id, paymentTable.tabId))
      .where(within(paymentTable.businessDay, span))
      .groupBy(paymentTable.method, paymentTable.actor)
      .all();
  }

  /** Money given back by method, kind and who gave it. */
  refunds(span: LedgerSpan) {
    return this.#store.db
      .select({
        method: refundTable.method,
        kind: refundTable.kind,
        actor: refundTable.actor,
        refunds: count(),
        amount: total(refundTable.amount),
        tips: total(refundTable.tip),
      })
      .from(refundTable)
      .innerJoin(tabTable, eq(tabTable.id, refundTable.tabId))
      .where(within(refundTable.businessDay, span))
      .groupBy(refundTable.method, refundTable.kind, refundTable.actor)
      .all();
  }

  /** Single payments, newest first. */
  listPayments(
    span: LedgerSpan,
    of: { method?: PaymentMethod | undefined; actor?: string | undefined; tipped?: boolean | undefined },
    page: Page,
  ) {
    return this.#store.db
      .select({
        id: paymentTable.id,
        tabId: paymentTable.tabId,
        tableId: tabTable.tableId,
        method: paymentTable.method,
        amount: paymentTable.amount,
        tip: paymentTable.tip,
        at: paymentTable.at,
        actor: paymentTable.actor,
      })
      .from(paymentTable)
      .innerJoin(tabTable, eq(tabTable.id, paymentTable.tabId))
      .where(
        and(
          within(paymentTable.businessDay, span),
          of.method && eq(paymentTable.method, of.method),
          of.actor === undefined ? undefined : eq(paymentTable.actor, of.actor),
          of.tipped ? sql`${paymentTable.tip} > 0` : undefined,
        ),
      )
      .orderBy(desc(paymentTable.at), desc(paymentTable.id))
      .limit(page.limit)
      .offset(page.offset)
      .all();
  }

  /** Single refunds, newest first. */
  listRefunds(span: LedgerSpan, of: { method?: PaymentMethod | undefined; kind?: RefundKind | undefined }, page: Page) {
    return this.#store.db
      .select({
        id: refundTable.id,
        tabId: refundTable.tabId,
        tableId: tabTable.tableId,
        kind: refundTable.kind,
        method: refundTable.method,
        amount: refundTable.amount,
        tip: refundTable.tip,
        reason: refundTable.reason,
        at: refundTable.at,
        actor: refundTable.actor,
        approvedBy: refundTable.approvedBy,
      })
      .from(refundTable)
      .innerJoin(tabTable, eq(tabTable.id, refundTable.tabId))
      .where(
        and(
          within(refundTable.businessDay, span),
          of.method && eq(refundTable.method, of.method),
          of.kind && eq(refundTable.kind, of.kind),
        ),
      )
      .orderBy(desc(refundTable.at), desc(refundTable.id))
      .limit(page.limit)
      .offset(page.offset)
      .all();
  }

  /** The closed drawer sessions of a period with what they differed by, oldest first, and the money moved in them. */
  drawers({ currency, from, to }: LedgerSpan) {
    const shifts = this.#store.db
      .select()
      .from(shiftTable)
      .where(
        and(
          eq(shiftTable.currency, currency),
          eq(shiftTable.state, 'closed'),
          gte(shiftTable.businessDay, from),
          lte(shiftTable.businessDay, to),
        ),
      )
      .orderBy(shiftTable.openedAt, shiftTable.id)
      .all();
    const moves = shifts.length === 0 ? [] : this.#movesOf(shifts.map(({ id }) => id));
    return shifts.map(({ id, number, businessDay, openedAt, closedAt, closedBy, report }) => ({
      id,
      number,
      businessDay,
      openedAt,
      closedAt,
      closedBy,
      difference: report?.difference ?? 0,
      paidIn: moves.find((move) => move.shiftId === id && move.direction === 'in')?.amount ?? 0,
      paidOut: moves.find((move) => move.shiftId === id && move.direction === 'out')?.amount ?? 0,
    }));
  }

  #movesOf(shiftIds: string[]) {
    return this.#store.db
      .select({
        shiftId: cashMoveTable.shiftId,
        direction: cashMoveTable.direction,
        amount: total(cashMoveTable.amount),
      })
      .from(cashMoveTable)
      .where(inArray(cashMoveTable.shiftId, shiftIds))
      .groupBy(cashMoveTable.shiftId, cashMoveTable.direction)
      .all();
  }
}

function within(
  day: typeof paymentTable.businessDay | typeof refundTable.businessDay,
  span: LedgerSpan,
): SQL | undefined {
  return and(gte(day, span.from), lte(day, span.to), eq(tabTable.currency, span.currency));
}
