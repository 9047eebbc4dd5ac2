import { randomInt } from 'node:crypto';
import { and, asc, desc, eq, inArray, isNull, lt } from 'drizzle-orm';
import type { z } from 'zod';
import { currencyExponent, currencyNumericCode } from '#shared/currencies.ts';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { Language } from '#shared/languages.ts';
import { formatMoney } from '#shared/money-format.ts';
import {
  acceptOrder,
  advanceOrder,
  answerCall,
  closeTab,
  delayOrder,
  findRepeated,
  type ProgressEvent,
  rejectOrder,
  takePayment,
} from '#shared/ordering/decisions.ts';
import { merchantQrPayload } from '#shared/ordering/emv-qr.ts';
import { type RejectReason, type Retry, rejectReasons, type TabEventData } from '#shared/ordering/events.ts';
import type { AmountInput, orderingInputs } from '#shared/ordering/inputs.ts';
import type { ServiceKind } from '#shared/ordering/pricing.ts';
import { type Order, type Tab, tabTotals } from '#shared/ordering/tab.ts';
import { viewOrder, viewTab } from '#shared/ordering/views.ts';
import type { IdentityService } from '../identity/service.ts';
import { newId, requestHash, type Store, type Transaction } from '../store/service.ts';
import type { Floor } from './floor.ts';
import type { GuestSessions } from './guests.ts';
import type { Intake } from './intake.ts';
import { appendTabFact, type TabProjection } from './projector.ts';
import type { Settings } from './settings.ts';
import { callTable, orderTable, tabTable, ticketTable } from './tables.ts';

type Inputs = { [K in keyof typeof orderingInputs]: z.infer<(typeof orderingInputs)[K]> };

interface CounterDeps {
  readonly store: Store;
  readonly identity: IdentityService;
  readonly settings: Settings;
  readonly floor: Floor;
  readonly tabs: TabProjection;
  readonly intake: Intake;
  readonly sessions: GuestSessions;
}

/** The staff's use-cases: tabs, orders, payments, calls, tickets. */
export class Counter {
  readonly #store: Store;
  readonly #deps: CounterDeps;

  constructor(deps: CounterDeps) {
    this.#store = deps.store;
    this.#deps = deps;
  }

  /** Opens a table; the phones that wait there join. Throws AppError table_missing or table_occupied. */
  openTab(actor: Actor, input: Inputs['openTab'], language: Language) {
    requirePermission(actor, 'tab', 'create');
    return this.#store.write(actor.userId, (tx) => {
      const tab = this.openOn(tx, input.tableId, 'staff', { guests: input.guests, service: input.service });
      return this.view(tab, language);
    });
  }

  /** Opens a tab at a table within a larger piece of work (the first scan, where the house allows it). */
  openOn(
    tx: Transaction,
    tableId: string,
    openedBy: 'staff' | 'scan',
    options: { guests?: number | undefined; service?: ServiceKind | undefined } = {},
  ): Tab {
    if (!this.#deps.floor.find(tableId)) throw new AppError('table_missing');
    if (this.#deps.floor.openTabOf(tableId)) throw new AppError('table_occupied');
    const tab = this.#open(tx, tableId, openedBy, options);
    // A phone may have waited anywhere the Wi-Fi reaches; where the house wants proof of the table, it must type the code.
    if (!this.#deps.settings.current().requireTableCode) this.#deps.sessions.joinWaiting(tx, tableId, tab.id);
    return tab;
  }

  /** Opens a tab without a table, to take away. */
  openTakeAway(actor: Actor, language: Language) {
    requirePermission(actor, 'tab', 'create');
    return this.#store.write(actor.userId, (tx) =>
      this.view(this.#open(tx, null, 'staff', { service: 'take_away' }), language),
    );
  }

  /** The open tabs without a table. */
  takeAwayTabs(actor: Actor, language: Language) {
    requirePermission(actor, 'tab', 'read');
    return this.#store.db
      .select({ id: tabTable.id })
      .from(tabTable)
      .where(and(eq(tabTable.state, 'open'), isNull(tabTable.tableId)))
      .orderBy(asc(tabTable.openedAt))
      .all()
      .map(({ id }) => this.view(this.#deps.tabs.require(id), language));
  }

  tab(actor: Actor, tabId: string, language: Language) {
    requirePermission(actor, 'tab', 'read');
    return this.view(this.#deps.tabs.require(tabId), language);
  }

  closeTab(actor: Actor, tabId: string, language: Language) {
    requirePermission(actor, 'tab', 'update');
    return this.#decide(actor, tabId, language, (tx, tab) => {
      appendTabFact(tx, tab, 'tab.closed', closeTab(tab, this.#formatter(tab, language)));
    });
  }

  /** Orders, newest first, or those in given states oldest first, as they queue. */
  orders(actor: Actor, input: Inputs['listOrders'], language: Language) {
    requirePermission(actor, 'order', 'read');
    const states = input?.state === undefined ? undefined : [input.state].flat();
    const rows = this.#store.db
      .select()
      .from(orderTable)
      .where(
        and(
          states ? inArray(orderTable.state, states) : undefined,
          input?.before === undefined ? undefined : lt(orderTable.placedAt, input.before),
        ),
      )
      .orderBy(states ? asc(orderTable.placedAt) : desc(orderTable.placedAt))
      .limit(input?.limit ?? 200)
      .all();
    const tables = new Map(this.#deps.floor.all().map((table) => [table.id, table.name]));
    const { currency } = this.#deps.identity.enterprise();
    return rows.map((row) => ({
      ...viewOrder(this.#order(row.tabId, row.id), currency, language),
      tabId: row.tabId,
      table: row.tableId ? { id: row.tableId, name: tables.get(row.tableId) ?? '' } : null,
    }));
  }

  placeOrder(actor: Actor, input: Inputs['placeOrder'], language: Language) {
    requirePermission(actor, 'order', 'create');
    const { idempotencyKey: key, ...request } = input;
    return this.#deps.intake
      .placeOnce(actor.userId, { scope: `counter:${input.tabId}`, key, request }, language, () => ({
        tab: this.#deps.tabs.require(input.tabId),
        source: 'counter',
        sessionId: null,
        lines: input.lines,
        note: input.note ?? '',
        expectedTotal: undefined,
      }))
      .then((answer) => JSON.parse(answer) as { order: ReturnType<typeof viewOrder> });
  }

  acceptOrder(actor: Actor, orderId: string, language: Language) {
    return this.#onOrder(actor, orderId, language, (tx, tab) => {
      appendTabFact(tx, tab, 'order.accepted', acceptOrder(tab, orderId, newId(), false));
    });
  }

  rejectOrder(actor: Actor, input: Inputs['rejectOrder'], language: Language) {
    const known = rejectReasons.find((reason): reason is RejectReason => reason === input.reason);
    const text = input.text ?? (known ? '' : input.reason);
    return this.#onOrder(actor, input.orderId, language, (tx, tab) => {
      appendTabFact(tx, tab, 'order.rejected', rejectOrder(tab, input.orderId, known ?? 'other', text));
    });
  }

  delayOrder(actor: Actor, input: Inputs['delayOrder'], language: Language) {
    return this.#onOrder(actor, input.orderId, language, (tx, tab) => {
      appendTabFact(tx, tab, 'order.delayed', delayOrder(tab, input.orderId, input.minutes));
    });
  }

  /** Moves an accepted order on: started, prepared, served. For the counter and the kitchen. */
  advanceOrder(actor: Actor, orderId: string, step: ProgressEvent): Promise<void> {
    requirePermission(actor, 'ticket', 'update');
    return this.#store.write(actor.userId, (tx) => {
      const tab = this.#deps.tabs.require(this.#tabIdOf(orderId));
      appendTabFact(tx, tab, step, advanceOrder(tab, orderId, step));
    });
  }

  /** What the kitchen has not served yet, oldest first; no prices. */
  tickets(actor: Actor, language: Language) {
    requirePermission(actor, 'ticket', 'read');
    const tables = new Map(this.#deps.floor.all().map((table) => [table.id, table.name]));
    return this.#store.db
      .select()
      .from(ticketTable)
      .innerJoin(orderTable, eq(ticketTable.orderId, orderTable.id))
      .where(inArray(ticketTable.state, ['queued', 'cooking', 'ready']))
      .orderBy(asc(ticketTable.at))
      .limit(500)
      .all()
      .map(({ ticket, tab_order: order }) => {
        const { number, note, lines } = viewOrder(
          this.#order(order.tabId, order.id),
          this.#deps.identity.enterprise().currency,
          language,
        );
        return {
          id: ticket.id,
          orderId: order.id,
          number,
          table: order.tableId ? (tables.get(order.tableId) ?? null) : null,
          state: ticket.state,
          at: ticket.at,
          note,
          lines: lines.map(({ unitPrice: _, total: __, ...line }) => line),
        };
      });
  }

  /**
   * Takes a payment once. `amount` is at most the balance; cash tendered above it gives change. Throws AppError
   * payment_too_large, tendered_too_small, payment_method_off, tab_is_closed, idempotency_key_reused.
   */
  takePayment(actor: Actor, input: Inputs['takePayment'], language: Language) {
    requirePermission(actor, 'payment', 'create');
    const { idempotencyKey: key, ...request } = input;
    const write = { scope: 'payment', key, hash: requestHash(request) };
    return this.#store.write(actor.userId, (tx) => {
      const tab = this.#deps.tabs.require(input.tabId);
      const retry =
        findRepeated(tab.payments, write)?.retry ??
        this.#pay(tx, tab, input, { ...write, language, revision: tab.revision + 1 });
      const then = this.view(this.#deps.tabs.at(tab.id, retry.revision), retry.language);
      const payment = then.payments.at(-1);
      if (!payment) throw new Error('a taken payment must be on its tab');
      return { payment, tab: then };
    });
  }

  #pay(tx: Transaction, tab: Tab, input: Inputs['takePayment'], retry: Retry): Retry {
    const { method, reference } = input;
    if (!this.#deps.settings.current().paymentMethods.includes(method)) throw new AppError('payment_method_off');
    const amount = this.#minorUnits(input.amount, tab.currency);
    if (amount <= 0) throw new AppError('validation_failed', { reason: 'amount > 0' });
    const tendered = input.tendered === undefined ? undefined : this.#minorUnits(input.tendered, tab.currency);
    const request = { paymentId: newId(), method, amount, tendered, reference };
    const payment = takePayment(tab, request, this.#formatter(tab, retry.language));
    appendTabFact(tx, tab, 'payment.taken', { ...payment, businessDay: this.#deps.intake.businessDay(tx.at), retry });
    return retry;
  }

  /** The merchant-presented EMV code for what is left to pay on a tab. */
  paymentQr(actor: Actor, tabId: string): { payload: string } {
    requirePermission(actor, 'payment', 'create');
    const tab = this.#deps.tabs.require(tabId);
    const { merchantQr } = this.#deps.settings.current();
    const currencyNumeric = currencyNumericCode(tab.currency);
    const { balance } = tabTotals(tab);
    if (!merchantQr || !currencyNumeric || balance <= 0) throw new AppError('payment_method_off');
    const { templateId, globalId, accountId, localName, ...merchant } = merchantQr;
    const payload = merchantQrPayload({
      ...merchant,
      account: {
        templateId,
        fields: [
          ['00', globalId],
          ['01', accountId],
        ],
      },
      currencyNumeric,
      amount: balance,
      currencyExponent: currencyExponent(tab.currency),
      billNumber: tab.id.replaceAll('-', '').slice(-25),
      localName: localName ? { language: 'zh', name: localName } : undefined,
    });
    return { payload };
  }

  /** Calls nobody has answered, oldest first. */
  calls(actor: Actor) {
    requirePermission(actor, 'table', 'read');
    const tables = new Map(this.#deps.floor.all().map((table) => [table.id, table.name]));
    return this.#store.db
      .select()
      .from(callTable)
      .where(isNull(callTable.answeredAt))
      .orderBy(asc(callTable.at))
      .all()
      .map(({ id, tabId, tableId, kind, at }) => ({
        id,
        tabId,
        kind,
        at,
        table: tableId ? (tables.get(tableId) ?? '') : '',
      }));
  }

  answerCall(actor: Actor, callId: string): Promise<void> {
    requirePermission(actor, 'tab', 'update');
    return this.#store.write(actor.userId, (tx) => {
      const call = tx.db.select().from(callTable).where(eq(callTable.id, callId)).get();
      if (!call) throw new AppError('call_missing');
      const tab = this.#deps.tabs.require(call.tabId);
      const data = answerCall(tab, callId);
      if (data) appendTabFact(tx, tab, 'call.answered', data);
    });
  }

  /** A tab as the staff see it. */
  view(tab: Tab, language: Language) {
    const table = tab.tableId ? this.#deps.floor.find(tab.tableId) : undefined;
    const money = (amount: number) => ({ amount, currency: tab.currency });
    return {
      ...viewTab(tab, language),
      table: tab.tableId ? { id: tab.tableId, name: table?.name ?? '' } : null,
      service: tab.service,
      guests: tab.guests,
      code: tab.code,
      closedAt: tab.closedAt,
      payments: tab.payments.map(({ id, method, amount, tendered, change, at, reference }) => ({
        id,
        method,
        amount: money(amount),
        tendered: money(tendered),
        change: money(change),
        reference,
        at,
      })),
    };
  }

  #open(
    tx: Transaction,
    tableId: string | null,
    openedBy: 'staff' | 'scan',
    options: { guests?: number | undefined; service?: ServiceKind | undefined },
  ): Tab {
    const { currency } = this.#deps.identity.enterprise();
    const id = newId();
    tx.append({
      stream: 'tab',
      streamId: id,
      seq: 1,
      type: 'tab.opened',
      data: {
        tableId,
        service: options.service ?? 'eat_in',
        openedBy,
        code: String(randomInt(10_000)).padStart(4, '0'),
        guests: options.guests ?? null,
        currency,
        businessDay: this.#deps.intake.businessDay(tx.at),
      } satisfies TabEventData<'tab.opened'>,
    });
    return this.#deps.tabs.require(id);
  }

  #decide(actor: Actor, tabId: string, language: Language, decide: (tx: Transaction, tab: Tab) => void) {
    return this.#store.write(actor.userId, (tx) => {
      decide(tx, this.#deps.tabs.require(tabId));
      return this.view(this.#deps.tabs.require(tabId), language);
    });
  }

  #onOrder(actor: Actor, orderId: string, language: Language, decide: (tx: Transaction, tab: Tab) => void) {
    requirePermission(actor, 'order', 'update');
    return this.#store.write(actor.userId, (tx) => {
      const tabId = this.#tabIdOf(orderId);
      decide(tx, this.#deps.tabs.require(tabId));
      const { currency } = this.#deps.tabs.require(tabId);
      return { ...viewOrder(this.#order(tabId, orderId), currency, language), tabId };
    });
  }

  #tabIdOf(orderId: string): string {
    const row = this.#store.db
      .select({ tabId: orderTable.tabId })
      .from(orderTable)
      .where(eq(orderTable.id, orderId))
      .get();
    if (!row) throw new AppError('order_missing');
    return row.tabId;
  }

  #order(tabId: string, orderId: string): Order {
    const order = this.#deps.tabs.require(tabId).orders.find((candidate) => candidate.id === orderId);
    if (!order) throw new AppError('order_missing');
    return order;
  }

  #minorUnits(input: AmountInput, currency: string): number {
    if (typeof input === 'number') return input;
    if (input.currency !== currency) throw new AppError('currency_mismatch', { currency });
    return input.amount;
  }

  #formatter(tab: Tab, language: Language): (amount: number) => string {
    return (amount) => formatMoney(amount, tab.currency, language);
  }
}
