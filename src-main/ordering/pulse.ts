import { count, eq, inArray, isNull } from 'drizzle-orm';
import type { Store } from '../store/service.ts';
import { callTable, orderTable, shiftTable, ticketTable } from './tables.ts';

/** What waits in the shop, in figures. */
export interface Waiting {
  /** Orders of guests that wait for a person. */
  readonly waitingOrders: number;
  /** Tickets that the kitchen has not finished. */
  readonly unfinishedOrders: number;
  readonly calls: number;
  readonly shiftOpen: boolean;
}

/** Counts what waits; prepared once, since it is asked after every change. */
export function waitingCounter(store: Store): () => Waiting {
  const queries = store.prepare((db) => ({
    orders: db.select({ n: count() }).from(orderTable).where(eq(orderTable.state, 'placed')).prepare(),
    tickets: db
      .select({ n: count() })
      .from(ticketTable)
      .where(inArray(ticketTable.state, ['queued', 'cooking']))
      .prepare(),
    calls: db.select({ n: count() }).from(callTable).where(isNull(callTable.answeredAt)).prepare(),
    shifts: db.select({ n: count() }).from(shiftTable).where(eq(shiftTable.state, 'open')).prepare(),
  }));
  return () => ({
    waitingOrders: queries.orders.get()?.n ?? 0,
    unfinishedOrders: queries.tickets.get()?.n ?? 0,
    calls: queries.calls.get()?.n ?? 0,
    shiftOpen: (queries.shifts.get()?.n ?? 0) > 0,
  });
}
