import { and, asc, desc, eq, inArray, lt } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { Language } from '#shared/languages.ts';
import { acceptOrder, delayOrder, rejectOrder, restoreOrder } from '#shared/ordering/decisions.ts';
import { type RejectReason, rejectReasons } from '#shared/ordering/events.ts';
import type { Order } from '#shared/ordering/order.ts';
import type { Tab } from '#shared/ordering/tab.ts';
import type { viewOrder } from '#shared/ordering/views.ts';
import { newId, type Transaction } from '../store/service.ts';
import { appendTabFact } from './projector.ts';
import type { Inputs, StaffDeps } from './staff.ts';
import { staffOrderView } from './staff-views.ts';
import { orderTable } from './tables.ts';

/** Orders at the counter: placed there, or come in from phones and decided on. */
export class Orders {
  readonly #deps: StaffDeps;

  constructor(deps: StaffDeps) {
    this.#deps = deps;
  }

  /** Orders of every landing, newest first; or those of this one in given states oldest first, as they queue. */
  list(actor: Actor, input: Inputs['listOrders'], language: Language) {
    requirePermission(actor, 'order', 'read');
    const states = input?.state === undefined ? undefined : [input.state].flat();
    const rows = this.#deps.store.db
      .select()
      .from(orderTable)
      .where(
        and(
          states ? and(inArray(orderTable.state, states), eq(orderTable.home, this.#deps.store.deviceId)) : undefined,
          input?.before === undefined ? undefined : lt(orderTable.placedAt, input.before),
        ),
      )
      .orderBy(states ? asc(orderTable.placedAt) : desc(orderTable.placedAt))
      .limit(input?.limit ?? 200)
      .all();
    const tables = new Map(this.#deps.floor.all().map((table) => [table.id, table.name]));
    const { currency } = this.#deps.identity.enterprise();
    return rows.map((row) => ({
      ...staffOrderView(this.find(row.tabId, row.id), currency, language),
      tabId: row.tabId,
      table: row.tableId ? { id: row.tableId, name: tables.get(row.tableId) ?? '' } : null,
    }));
  }

  place(actor: Actor, input: Inputs['placeOrder'], language: Language) {
    requirePermission(actor, 'order', 'create');
    const { idempotencyKey: key, ...request } = input;
    return this.#deps.intake
      .placeOnce(actor.userId, { scope: `counter:${input.tabId}`, key, request }, language, () => ({
        tab: this.#deps.tabs.follow(input.tabId),
        source: 'counter',
        sessionId: null,
        lines: input.lines,
        note: input.note ?? '',
        held: input.held ?? [],
        expectedTotal: undefined,
      }))
      .then((answer) => JSON.parse(answer) as { order: ReturnType<typeof viewOrder> });
  }

  accept(actor: Actor, orderId: string, language: Language) {
    return this.#decide(actor, orderId, language, (tx, tab) => {
      appendTabFact(tx, tab, 'order.accepted', acceptOrder(tab, orderId, newId(), false));
    });
  }

  reject(actor: Actor, input: Inputs['rejectOrder'], language: Language) {
    const known = rejectReasons.find((reason): reason is RejectReason => reason === input.reason);
    const text = input.text ?? (known ? '' : input.reason);
    return this.#decide(actor, input.orderId, language, (tx, tab) => {
      appendTabFact(tx, tab, 'order.rejected', rejectOrder(tab, input.orderId, known ?? 'other', text));
    });
  }

  /** Takes a rejection back. Throws AppError sold_out when its portions are gone by now. */
  restore(actor: Actor, orderId: string, language: Language) {
    return this.#decide(actor, orderId, language, (tx, tab) => {
      const data = restoreOrder(tab, orderId);
      this.#deps.intake.requireStock(this.find(tab.id, orderId).stock);
      appendTabFact(tx, tab, 'order.restored', data);
    });
  }

  delay(actor: Actor, input: Inputs['delayOrder'], language: Language) {
    return this.#decide(actor, input.orderId, language, (tx, tab) => {
      appendTabFact(tx, tab, 'order.delayed', delayOrder(tab, input.orderId, input.minutes));
    });
  }

  /** The tab an order is on now. Throws AppError order_missing. */
  tabIdOf(orderId: string): string {
    const row = this.#deps.store.db
      .select({ tabId: orderTable.tabId })
      .from(orderTable)
      .where(eq(orderTable.id, orderId))
      .get();
    if (!row) throw new AppError('order_missing');
    return row.tabId;
  }

  /** An order of a tab. Throws AppError order_missing. */
  find(tabId: string, orderId: string): Order {
    const order = this.#deps.tabs.require(tabId).orders.find((candidate) => candidate.id === orderId);
    if (!order) throw new AppError('order_missing');
    return order;
  }

  #decide(actor: Actor, orderId: string, language: Language, decide: (tx: Transaction, tab: Tab) => void) {
    requirePermission(actor, 'order', 'update');
    return this.#deps.store.write(actor.userId, (tx) => {
      const tabId = this.tabIdOf(orderId);
      decide(tx, this.#deps.tabs.require(tabId));
      const { currency } = this.#deps.tabs.require(tabId);
      return { ...staffOrderView(this.find(tabId, orderId), currency, language), tabId };
    });
  }
}
