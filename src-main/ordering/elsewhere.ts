import { and, asc, eq, inArray, isNull, ne } from 'drizzle-orm';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { Language } from '#shared/languages.ts';
import { localize } from '#shared/languages.ts';
import { cookedParts } from '#shared/ordering/cooked-parts.ts';
import { partState, standingQuantity } from '#shared/ordering/order.ts';
import type { StaffDeps } from './staff.ts';
import { staffOrderView } from './staff-views.ts';
import { callTable, orderTable, tabTable, ticketTable } from './tables.ts';

/** What is open at a landing, in figures. */
export interface OpenElsewhere {
  readonly openTabs: number;
  /** Orders and calls that wait for a person. */
  readonly waiting: number;
}

/** Tabs whose home is another landing, from the facts that came here: to be looked at. What is done about them is done there. */
export class Elsewhere {
  readonly #deps: StaffDeps;

  constructor(deps: StaffDeps) {
    this.#deps = deps;
  }

  /** The other landings that have something open, by device id. */
  open(): ReadonlyMap<string, OpenElsewhere> {
    const { db, deviceId } = this.#deps.store;
    const found = new Map<string, { openTabs: number; waiting: number }>();
    const at = (home: string) => {
      const known = found.get(home) ?? { openTabs: 0, waiting: 0 };
      found.set(home, known);
      return known;
    };
    const tabs = db
      .select({ home: tabTable.home })
      .from(tabTable)
      .where(and(eq(tabTable.state, 'open'), ne(tabTable.home, deviceId)));
    for (const { home } of tabs.all()) at(home).openTabs += 1;
    const orders = db
      .select({ home: orderTable.home })
      .from(orderTable)
      .where(and(eq(orderTable.state, 'placed'), ne(orderTable.home, deviceId)));
    const calls = db
      .select({ home: callTable.home })
      .from(callTable)
      .where(and(isNull(callTable.answeredAt), ne(callTable.home, deviceId)));
    for (const { home } of [...orders.all(), ...calls.all()]) at(home).waiting += 1;
    return found;
  }

  /** What is open at another landing, as its facts came here: what waits for a person, what is cooked, the open tabs. */
  at(actor: Actor, home: string, language: Language) {
    requirePermission(actor, 'order', 'read');
    const { store, tabs, floor, identity } = this.#deps;
    const { currency } = identity.enterprise();
    const names = new Map(floor.all().map((table) => [table.id, table.name]));
    const nameOf = (tableId: string | null) => (tableId === null ? null : (names.get(tableId) ?? ''));
    const orderOf = (tabId: string, orderId: string) =>
      tabs.require(tabId).orders.find((candidate) => candidate.id === orderId);
    const waiting = store.db
      .select()
      .from(orderTable)
      .where(and(eq(orderTable.state, 'placed'), eq(orderTable.home, home)))
      .orderBy(asc(orderTable.placedAt))
      .limit(200)
      .all();
    const tickets = store.db
      .select()
      .from(ticketTable)
      .innerJoin(orderTable, eq(ticketTable.orderId, orderTable.id))
      .where(and(inArray(ticketTable.state, ['queued', 'cooking', 'ready']), eq(ticketTable.home, home)))
      .orderBy(asc(ticketTable.at))
      .limit(200)
      .all();
    return {
      calls: store.db
        .select()
        .from(callTable)
        .where(and(isNull(callTable.answeredAt), eq(callTable.home, home)))
        .orderBy(asc(callTable.at))
        .all()
        .map(({ id, kind, at, tableId }) => ({ id, kind, at, table: nameOf(tableId) })),
      orders: waiting.flatMap((row) => {
        const order = orderOf(row.tabId, row.id);
        return order
          ? [
              {
                ...staffOrderView(order, currency, language),
                tabId: row.tabId,
                table: row.tableId === null ? null : { id: row.tableId, name: names.get(row.tableId) ?? '' },
              },
            ]
          : [];
      }),
      tickets: tickets.flatMap(({ ticket, tab_order: row }) => {
        const order = orderOf(row.tabId, row.id);
        if (!order) return [];
        const lines = order.lines.flatMap((line) =>
          cookedParts(line).map((part) => ({
            id: part.id,
            name: localize(part.name, language),
            quantity: (part.quantity / line.quantity) * standingQuantity(order, line),
            state: partState(order, part.id),
          })),
        );
        const open = lines.filter(({ quantity, state }) => quantity > 0 && state !== 'served');
        return [{ orderId: order.id, number: order.number, at: ticket.at, table: nameOf(row.tableId), lines: open }];
      }),
      tabs: store.db
        .select()
        .from(tabTable)
        .where(and(eq(tabTable.state, 'open'), eq(tabTable.home, home)))
        .orderBy(asc(tabTable.openedAt))
        .limit(500)
        .all()
        .map((tab) => ({
          id: tab.id,
          table: nameOf(tab.tableId),
          state: tab.standing,
          openedAt: tab.openedAt,
          guests: tab.guests,
          total: { amount: tab.total, currency: tab.currency },
          paid: { amount: tab.paid, currency: tab.currency },
        })),
    };
  }
}
