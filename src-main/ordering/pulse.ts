import { and, count, eq, inArray, isNull, sql } from 'drizzle-orm';
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

const here = sql.placeholder('home');

/** Counts what waits on this landing; prepared once, since it is asked after every change. */
export function waitingCounter(store: Store): () => Waiting {
  const queries = store.prepare((db) => ({
    orders: db
      .select({ n: count() })
      .from(orderTable)
      .where(and(eq(orderTable.state, 'placed'), eq(orderTable.home, here)))
      .prepare(),
    tickets: db
      .select({ n: count() })
      .from(ticketTable)
      .where(and(inArray(ticketTable.state, ['queued', 'cooking']), eq(ticketTable.home, here)))
      .prepare(),
    calls: db
      .select({ n: count() })
      .from(callTable)
      .where(and(isNull(callTable.answeredAt), eq(callTable.home, here)))
      .prepare(),
    shifts: db
      .select({ n: count() })
      .from(shiftTable)
      .where(and(eq(shiftTable.state, 'open'), eq(shiftTable.home, here)))
      .prepare(),
  }));
  return () => {
    const home = { home: store.deviceId };
    return {
      waitingOrders: queries.orders.get(home)?.n ?? 0,
      unfinishedOrders: queries.tickets.get(home)?.n ?? 0,
      calls: queries.calls.get(home)?.n ?? 0,
      shiftOpen: (queries.shifts.get(home)?.n ?? 0) > 0,
    };
  };
}
