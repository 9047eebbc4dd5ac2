import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { TabEvent } from '#shared/ordering/events.ts';
import type { Order, Tab } from '#shared/ordering/tab.ts';
import type { Store, WriteDatabase } from '../store/service.ts';
import { callTable, orderTable, paymentTable, refundTable, type TicketState, tabTable, ticketTable } from './tables.ts';

/** An order that must be on a tab because a fact speaks of it. */
export function orderOf(tab: Tab, orderId: string): Order {
  const order = tab.orders.find((candidate) => candidate.id === orderId);
  if (!order) throw new Error(`order ${orderId} is not on tab ${tab.id}`);
  return order;
}

const ticketStates: Partial<Record<Order['state'], TicketState>> = {
  accepted: 'queued',
  cooking: 'cooking',
  ready: 'ready',
  served: 'served',
  voided: 'voided',
};

/** The tables beside the tabs' own that follow the facts of tabs. What most facts write is compiled once. */
export class TabRows {
  readonly #addTicket;
  readonly #addPayment;
  readonly #updateOrder;
  readonly #updateTicket;
  readonly #closeTab;

  constructor(store: Store) {
    this.#addTicket = store.insertOf(ticketTable);
    this.#addPayment = store.insertOf(paymentTable);
    this.#updateOrder = store.updateOf(orderTable, ['state', 'total'], ['id']);
    this.#updateTicket = store.updateOf(ticketTable, ['state', 'changedAt'], ['orderId']);
    this.#closeTab = store.updateOf(tabTable, ['state', 'closedAt'], ['id']);
  }

  /** Writes what a fact (other than a placed order) changed beside the tab's own row. */
  project(db: WriteDatabase, tab: Tab, fact: TabEvent, home: string): void {
    switch (fact.type) {
      case 'order.accepted': {
        const { ticketId: id, orderId } = fact.data;
        this.#addTicket({ id, home, orderId, state: 'queued', at: fact.at, changedAt: fact.at });
        this.#updateOrder(orderOf(tab, orderId));
        break;
      }
      case 'order.started':
      case 'order.prepared':
      case 'order.served':
      case 'order.recalled':
      case 'order.fired':
      case 'order.urged':
      case 'line.voided':
        this.#updateOrder(orderOf(tab, fact.data.orderId));
        this.#writeTicket(orderOf(tab, fact.data.orderId), fact.at);
        break;
      case 'order.rejected':
      case 'order.restored':
        this.#updateOrder(orderOf(tab, fact.data.orderId));
        break;
      case 'orders.joined':
        adopt(db, tab, { orders: fact.data.orders.map(({ id }) => id), payments: [], calls: [] });
        break;
      case 'tab.merged':
        db.update(tabTable).set({ guests: tab.guests }).where(eq(tabTable.id, tab.id)).run();
        adopt(db, tab, {
          orders: fact.data.orders.map(({ id }) => id),
          payments: fact.data.payments.map(({ id }) => id),
          calls: fact.data.calls.map(({ id }) => id),
        });
        break;
      case 'tab.merged_into':
        db.update(tabTable)
          .set({ state: tab.state, closedAt: tab.closedAt, mergedInto: tab.mergedInto })
          .where(eq(tabTable.id, tab.id))
          .run();
        break;
      case 'tab.moved':
        db.update(tabTable).set({ tableId: tab.tableId }).where(eq(tabTable.id, tab.id)).run();
        db.update(orderTable).set({ tableId: tab.tableId }).where(eq(orderTable.tabId, tab.id)).run();
        db.update(callTable).set({ tableId: tab.tableId }).where(eq(callTable.tabId, tab.id)).run();
        break;
      case 'guests.changed':
        db.update(tabTable).set({ guests: tab.guests }).where(eq(tabTable.id, tab.id)).run();
        break;
      case 'payment.taken': {
        const { paymentId: id, retry: _, items: __, businessDay = tab.businessDay, ...payment } = fact.data;
        this.#addPayment({ id, tabId: tab.id, businessDay, ...payment, at: fact.at, actor: fact.actor });
        break;
      }
      case 'payment.refunded': {
        const { refundId: id, retry: _, ...refund } = fact.data;
        db.insert(refundTable)
          .values({ id, tabId: tab.id, ...refund, at: fact.at, actor: fact.actor })
          .run();
        break;
      }
      case 'call.raised':
        db.insert(callTable)
          .values({
            id: fact.data.callId,
            home,
            tabId: tab.id,
            tableId: tab.tableId,
            kind: fact.data.kind,
            at: fact.at,
          })
          .run();
        break;
      case 'call.answered':
        db.update(callTable).set({ answeredAt: fact.at }).where(eq(callTable.id, fact.data.callId)).run();
        break;
      case 'tab.closed':
        this.#closeTab(tab);
        if (tab.calls.length > 0) answerCalls(db, tab, fact.at);
        break;
      case 'tab.reopened':
        db.update(tabTable)
          .set({ state: tab.state, closedAt: null, tableId: tab.tableId })
          .where(eq(tabTable.id, tab.id))
          .run();
        // Others may sit at the table by now, and must not be brought what this tab still waits for.
        db.update(orderTable).set({ tableId: tab.tableId }).where(eq(orderTable.tabId, tab.id)).run();
        break;
      case 'tab.opened':
      case 'order.placed':
      case 'order.delayed':
      case 'orders.left':
      case 'discount.given':
      case 'discount.removed':
      case 'charge.waived':
      case 'charge.restored':
        break;
    }
  }

  #writeTicket(order: Order, changedAt: number): void {
    const state = ticketStates[order.state];
    if (state) this.#updateTicket({ orderId: order.id, state, changedAt });
  }
}

/** Rows that came with a merge or a move belong to this tab and its table from now on. */
function adopt(
  db: WriteDatabase,
  tab: Tab,
  arrived: { readonly orders: string[]; readonly payments: string[]; readonly calls: string[] },
): void {
  const here = { tabId: tab.id, tableId: tab.tableId };
  db.update(orderTable).set(here).where(inArray(orderTable.id, arrived.orders)).run();
  db.update(callTable).set(here).where(inArray(callTable.id, arrived.calls)).run();
  db.update(paymentTable).set({ tabId: tab.id }).where(inArray(paymentTable.id, arrived.payments)).run();
  db.update(refundTable).set({ tabId: tab.id }).where(inArray(refundTable.paymentId, arrived.payments)).run();
}

/** A tab that is closed waits for nobody. */
function answerCalls(db: WriteDatabase, tab: Tab, answeredAt: number): void {
  db.update(callTable)
    .set({ answeredAt })
    .where(and(eq(callTable.tabId, tab.id), isNull(callTable.answeredAt)))
    .run();
}
