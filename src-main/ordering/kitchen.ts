import { and, asc, desc, eq, gt, inArray } from 'drizzle-orm';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import { type Language, localize } from '#shared/languages.ts';
import { cookedParts } from '#shared/ordering/cooked-parts.ts';
import { advanceOrder, fireLines, type ProgressEvent, recallOrder, urgeOrder } from '#shared/ordering/decisions.ts';
import { type Order, partState, standingQuantity, voidedQuantity } from '#shared/ordering/order.ts';
import type { Tab } from '#shared/ordering/tab.ts';
import type { Transaction } from '../store/service.ts';
import type { Orders } from './orders.ts';
import { appendTabFact } from './projector.ts';
import type { Inputs, StaffDeps } from './staff.ts';
import { orderTable, ticketTable } from './tables.ts';

/** How long a finished ticket can be recalled from the list of the kitchen display. */
const recentMs = 2 * 60 * 60_000;

/** How long a ticket of which nothing stands any more stays on the kitchen's screens, unless somebody there saw it. */
const voidedMs = 30 * 60_000;

/** The kitchen's use-cases: what is to be cooked, step by step, line by line. No prices. */
export class Kitchen {
  readonly #deps: StaffDeps;
  readonly #orders: Orders;

  constructor(deps: StaffDeps, orders: Orders) {
    this.#deps = deps;
    this.#orders = orders;
  }

  /** What is not served yet, oldest first, and what was voided a moment ago: the kitchen must see that it is off. */
  tickets(actor: Actor, language: Language) {
    requirePermission(actor, 'ticket', 'read');
    const voided = this.#rows(['voided'], this.#deps.store.now() - voidedMs, 50);
    return [...this.#rows(['queued', 'cooking', 'ready'], undefined, 500), ...voided.reverse()]
      .sort((a, b) => a.ticket.at - b.ticket.at)
      .map((row) => this.#view(row, language));
  }

  /** What was served or voided lately, newest first: to recall what went out by mistake. */
  recent(actor: Actor, language: Language) {
    requirePermission(actor, 'ticket', 'read');
    const since = this.#deps.store.now() - recentMs;
    return this.#rows(['served', 'voided'], since, 100).map((row) => this.#view(row, language));
  }

  /** Moves an order, or some of its lines, on: started, prepared, served. For the counter and the kitchen. */
  advance(actor: Actor, input: Inputs['kitchenStep'], step: ProgressEvent): Promise<void> {
    return this.#onTicket(actor, input.orderId, (tx, tab) =>
      appendTabFact(tx, tab, step, advanceOrder(tab, input.orderId, step, input.lineIds)),
    );
  }

  /** Takes a step back that was tapped by mistake. */
  recall(actor: Actor, input: Inputs['recall']): Promise<void> {
    return this.#onTicket(actor, input.orderId, (tx, tab) =>
      appendTabFact(tx, tab, 'order.recalled', recallOrder(tab, input.orderId, input.to, input.lineIds)),
    );
  }

  /** Lets the kitchen cook lines it waits with (叫起). */
  fire(actor: Actor, input: Inputs['kitchenStep']): Promise<void> {
    return this.#onTicket(actor, input.orderId, (tx, tab) =>
      appendTabFact(tx, tab, 'order.fired', fireLines(tab, input.orderId, input.lineIds)),
    );
  }

  /** Asks the kitchen to hurry (催菜). */
  urge(actor: Actor, orderId: string): Promise<void> {
    return this.#onTicket(actor, orderId, (tx, tab) => appendTabFact(tx, tab, 'order.urged', urgeOrder(tab, orderId)));
  }

  #onTicket(actor: Actor, orderId: string, decide: (tx: Transaction, tab: Tab) => void): Promise<void> {
    requirePermission(actor, 'ticket', 'update');
    return this.#deps.store.write(actor.userId, (tx) =>
      decide(tx, this.#deps.tabs.require(this.#orders.tabIdOf(orderId))),
    );
  }

  #rows(states: (typeof ticketTable.$inferSelect)['state'][], since: number | undefined, limit: number) {
    return this.#deps.store.db
      .select()
      .from(ticketTable)
      .innerJoin(orderTable, eq(ticketTable.orderId, orderTable.id))
      .where(
        and(
          inArray(ticketTable.state, states),
          eq(ticketTable.home, this.#deps.store.deviceId),
          since === undefined ? undefined : gt(ticketTable.changedAt, since),
        ),
      )
      .orderBy(since === undefined ? asc(ticketTable.at) : desc(ticketTable.changedAt))
      .limit(limit)
      .all()
      .map(({ ticket, tab_order: row }) => ({ ticket, row, order: this.#orders.find(row.tabId, row.id) }));
  }

  #view(
    {
      ticket,
      row,
      order,
    }: {
      ticket: typeof ticketTable.$inferSelect;
      row: typeof orderTable.$inferSelect;
      order: Order;
    },
    language: Language,
  ) {
    const tab = this.#deps.tabs.require(row.tabId);
    return {
      id: ticket.id,
      orderId: order.id,
      tabId: row.tabId,
      number: order.number,
      table: row.tableId ? (this.#deps.floor.find(row.tableId)?.name ?? null) : null,
      service: tab.service,
      source: order.source,
      state: ticket.state,
      at: ticket.at,
      changedAt: ticket.changedAt,
      urgedAt: order.urgedAt,
      /** The table has ordered before. */
      addOn: tab.orders.some((other) => isEarlier(other, order)),
      note: order.note,
      /** What is cooked: the lines, and of a combo each dish, which `id` names to the kitchen's steps. */
      lines: order.lines.flatMap((line) =>
        cookedParts(line).map((part) => ({
          id: part.id,
          lineId: line.id,
          itemId: part.itemId,
          name: localize(part.name, language),
          combo: part.comboName && localize(part.comboName, language),
          station: part.station,
          course: line.course ?? 0,
          /** Portions to cook; `voided` ones are taken off already. */
          quantity: (part.quantity / line.quantity) * standingQuantity(order, line),
          voided: (part.quantity / line.quantity) * voidedQuantity(order, line.id),
          state: partState(order, part.id),
          held: order.held.includes(part.id),
          /** When it was fired after being held, and when the kitchen last moved it; UTC ms. */
          firedAt: order.firedAt[part.id] ?? null,
          movedAt: order.movedAt[part.id] ?? null,
          weightGrams: part.weightGrams ?? null,
          options: part.options.map((o) => ({ name: localize(o.name, language), quantity: o.quantity })),
          note: part.note,
        })),
      ),
    };
  }
}

function isEarlier(other: Order, order: Order): boolean {
  return other.id !== order.id && other.ticketId !== null && other.placedAt < order.placedAt;
}
