import { randomInt } from 'node:crypto';
import { and, asc, desc, eq, inArray, isNull, lt, or } from 'drizzle-orm';
import { currencyExponent } from '#shared/currencies.ts';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { Language } from '#shared/languages.ts';
import { parseAmount } from '#shared/money.ts';
import type { ChargeConsent } from '#shared/ordering/charge-consent.ts';
import type { TabEventData } from '#shared/ordering/events.ts';
import { changeGuests } from '#shared/ordering/guest-count.ts';
import { mergeTabs, moveOrders, moveTab } from '#shared/ordering/moves.ts';
import { type ServiceKind, taxRate } from '#shared/ordering/pricing.ts';
import { closeTab, reopenTab } from '#shared/ordering/settlement.ts';
import type { ChargeRules, Tab } from '#shared/ordering/tab.ts';
import { newId, type Transaction } from '../store/service.ts';
import { appendTabFact } from './projector.ts';
import { authorityOf, type Inputs, moneyFormatter, onTab, type StaffDeps } from './staff.ts';
import { sharesView, staffTabView } from './staff-views.ts';
import { orderTable, refundTable, tabTable } from './tables.ts';

interface Opening {
  readonly guests?: number | undefined;
  readonly service?: ServiceKind | undefined;
  readonly id?: string | undefined;
}

/** The life of a tab: opened, moved, merged, closed, and opened again to mend a mistake. */
export class Tabs {
  readonly #deps: StaffDeps;

  constructor(deps: StaffDeps) {
    this.#deps = deps;
  }

  /** Opens a table; the phones that wait there join. Throws AppError table_missing or table_occupied. */
  open(actor: Actor, input: Inputs['openTab'], language: Language) {
    requirePermission(actor, 'tab', 'create');
    return this.#deps.store.write(actor.userId, (tx) => {
      const tab = this.openOn(tx, input.tableId, 'staff', { guests: input.guests, service: input.service });
      return staffTabView(this.#deps, tab, language);
    });
  }

  /** Opens a tab at a table within a larger piece of work (the first scan, where the house allows it). */
  openOn(tx: Transaction, tableId: string, openedBy: 'staff' | 'scan', options: Opening = {}): Tab {
    const { floor, sessions, settings } = this.#deps;
    if (!floor.find(tableId)) throw new AppError('table_missing');
    if (floor.openTabOf(tableId)) throw new AppError('table_occupied');
    const tab = this.#open(tx, tableId, openedBy, options);
    // A phone may have waited anywhere the Wi-Fi reaches; where the house wants proof of the table, it must type the code.
    const { requireTableCode, requireNod } = settings.current();
    if (!requireTableCode) sessions.joinWaiting(tx, tableId, tab.id, requireNod);
    return tab;
  }

  /** Opens a tab without a table, to take away; asked again with the same id it gives the one it opened. */
  openTakeAway(actor: Actor, input: Inputs['openTakeAway'], language: Language) {
    requirePermission(actor, 'tab', 'create');
    return this.#deps.store.write(actor.userId, (tx) => {
      const known = input?.tabId ? this.#deps.tabs.find(input.tabId) : undefined;
      if (known && (known.tableId !== null || known.service !== 'take_away')) {
        throw new AppError('idempotency_key_reused');
      }
      const tab = known ?? this.#open(tx, null, 'staff', { service: 'take_away', id: input?.tabId });
      return staffTabView(this.#deps, tab, language);
    });
  }

  /** The open tabs without a table of this landing. */
  takeAway(actor: Actor, language: Language) {
    requirePermission(actor, 'tab', 'read');
    return this.#deps.store.db
      .select({ id: tabTable.id })
      .from(tabTable)
      .where(and(eq(tabTable.state, 'open'), eq(tabTable.home, this.#deps.store.deviceId), isNull(tabTable.tableId)))
      .orderBy(asc(tabTable.openedAt))
      .all()
      .map(({ id }) => this.get(actor, id, language));
  }

  get(actor: Actor, tabId: string, language: Language) {
    requirePermission(actor, 'tab', 'read');
    return staffTabView(this.#deps, this.#deps.tabs.require(tabId), language);
  }

  /** Closed tabs, newest first: to look at, to refund, to open again. Merged ones live on elsewhere and are not listed. */
  closed(actor: Actor, input: Inputs['listClosed']) {
    requirePermission(actor, 'tab', 'read');
    const { db } = this.#deps.store;
    const tables = new Map(this.#deps.floor.all().map((table) => [table.id, table.name]));
    const rows = db
      .select()
      .from(tabTable)
      .where(
        and(
          eq(tabTable.state, 'closed'),
          isNull(tabTable.mergedInto),
          input?.before === undefined ? undefined : lt(tabTable.closedAt, input.before),
          input?.search ? this.#matching(input.search) : undefined,
        ),
      )
      .orderBy(desc(tabTable.closedAt))
      .limit(input?.limit ?? 50)
      .all();
    const ids = rows.map(({ id }) => id);
    const orders = db
      .select()
      .from(orderTable)
      .where(inArray(orderTable.tabId, ids))
      .orderBy(orderTable.placedAt)
      .all();
    const refunds = db.select().from(refundTable).where(inArray(refundTable.tabId, ids)).all();
    return rows.map((row) => ({
      id: row.id,
      table: row.tableId ? (tables.get(row.tableId) ?? '') : null,
      service: row.service,
      businessDay: row.businessDay,
      openedAt: row.openedAt,
      closedAt: row.closedAt,
      orderNumbers: orders.filter(({ tabId }) => tabId === row.id).map(({ number }) => number),
      total: { amount: row.total, currency: row.currency },
      returned: {
        amount: refunds.reduce((sum, r) => (r.tabId === row.id && r.kind === 'return' ? sum + r.amount : sum), 0),
        currency: row.currency,
      },
    }));
  }

  /** Tabs at a table of that name, with an order of that number, or that cost just that. */
  #matching(search: string) {
    const { store, floor, identity } = this.#deps;
    const typed = search.trim().toLowerCase();
    const named = floor.all().filter(({ name }) => name.toLowerCase() === typed);
    const amount = parseAmount(typed.replace(/^[^\d]+/, ''), currencyExponent(identity.enterprise().currency));
    const number = /^#?(\d{1,9})$/.exec(typed)?.[1];
    const withOrder = store.db
      .select({ id: orderTable.tabId })
      .from(orderTable)
      .where(eq(orderTable.number, Number(number ?? -1)));
    return or(
      inArray(
        tabTable.tableId,
        named.map(({ id }) => id),
      ),
      amount === undefined ? undefined : eq(tabTable.total, amount),
      number === undefined ? undefined : inArray(tabTable.id, withOrder),
    );
  }

  /** How the bill can be shared between people. */
  shares(actor: Actor, input: Inputs['shares']) {
    requirePermission(actor, 'payment', 'create');
    return sharesView(this.#deps.tabs.require(input.tabId), input.people ?? 1);
  }

  close(actor: Actor, tabId: string, language: Language) {
    requirePermission(actor, 'tab', 'update');
    return onTab(this.#deps, actor, tabId, language, (tx, tab) => {
      closeTab(tab, moneyFormatter(tab.currency, language));
      appendTabFact(tx, tab, 'tab.closed', { businessDay: this.#deps.intake.businessDay(tx.at) });
    });
  }

  /** Opens a closed tab again; without a table when others sit there by now. Takes somebody with the right to approve. */
  async reopen(actor: Actor, input: Inputs['reopenTab'], language: Language) {
    requirePermission(actor, 'tab', 'update');
    const { approvedBy } = await authorityOf(this.#deps, actor, input.approval);
    if (approvedBy === null) throw new AppError('approval_required');
    return onTab(this.#deps, actor, input.tabId, language, (tx, tab) => {
      const free = tab.tableId !== null && !this.#deps.floor.openTabOf(tab.tableId);
      const businessDay = this.#deps.intake.businessDay(tx.at);
      appendTabFact(tx, tab, 'tab.reopened', { ...reopenTab(tab, free, input.reason, approvedBy), businessDay });
    });
  }

  /**
   * Corrects the number of guests. Throws AppError tab_is_closed, discount_after_payment, charges_change,
   * approval_required.
   */
  async changeGuests(actor: Actor, input: Inputs['changeGuests'], language: Language) {
    requirePermission(actor, 'tab', 'update');
    const consent = await this.#consentOf(actor, input);
    return onTab(this.#deps, actor, input.tabId, language, (tx, tab) => {
      if (tab.guests === input.guests) return;
      appendTabFact(tx, tab, 'guests.changed', changeGuests(tab, input.guests, consent));
    });
  }

  /**
   * Moves a tab to another table; the phones follow. When others sit there, the two tabs become one, unless the move was
   * meant for a free table only. Throws AppError same_table, table_missing, table_occupied, tab_is_closed,
   * charges_change, approval_required.
   */
  async move(actor: Actor, input: Inputs['moveTab'], language: Language) {
    requirePermission(actor, 'tab', 'update');
    const { floor, tabs, sessions } = this.#deps;
    const consent = await this.#consentOf(actor, input);
    return this.#deps.store.write(actor.userId, (tx) => {
      const tab = tabs.require(input.tabId);
      if (!floor.find(input.tableId)) throw new AppError('table_missing');
      const moved = moveTab(tab, input.tableId);
      const there = floor.openTabOf(input.tableId);
      if (there && input.onlyIfFree) throw new AppError('table_occupied');
      if (there) return this.#merge(tx, tab, tabs.require(there), consent, language);
      appendTabFact(tx, tab, 'tab.moved', moved);
      sessions.follow(tx, tab.id, tab.id, input.tableId);
      return staffTabView(this.#deps, tabs.require(tab.id), language);
    });
  }

  /**
   * Puts one tab into another; gives the one that remains. Throws AppError same_table, tab_is_closed, charges_change,
   * approval_required.
   */
  async merge(actor: Actor, input: Inputs['mergeTab'], language: Language) {
    requirePermission(actor, 'tab', 'update');
    const { tabs } = this.#deps;
    const consent = await this.#consentOf(actor, input);
    return this.#deps.store.write(actor.userId, (tx) =>
      this.#merge(tx, tabs.require(input.tabId), tabs.require(input.intoTabId), consent, language),
    );
  }

  async #consentOf(actor: Actor, { expectedTotal, approval }: Pick<Inputs['mergeTab'], 'expectedTotal' | 'approval'>) {
    return { ...(await authorityOf(this.#deps, actor, approval)), expectedTotal };
  }

  #merge(tx: Transaction, from: Tab, into: Tab, consent: ChargeConsent, language: Language) {
    const { left, joined } = mergeTabs(from, into, consent);
    appendTabFact(tx, from, 'tab.merged_into', left);
    appendTabFact(tx, into, 'tab.merged', joined);
    // Phones of a tab without a table stay where they are.
    this.#deps.sessions.follow(tx, from.id, into.id, into.tableId);
    return staffTabView(this.#deps, this.#deps.tabs.require(into.id), language);
  }

  /**
   * Moves orders to another tab; gives the tab they came from. Throws AppError order_missing, order_paid, same_table,
   * approval_required.
   */
  async moveOrders(actor: Actor, input: Inputs['moveOrders'], language: Language) {
    requirePermission(actor, 'tab', 'update');
    const { tabs } = this.#deps;
    const authority = await authorityOf(this.#deps, actor, input.approval);
    return this.#deps.store.write(actor.userId, (tx) => {
      const from = tabs.require(input.tabId);
      const into = tabs.require(input.intoTabId);
      const { left, joined } = moveOrders(from, into, input.orderIds, authority);
      appendTabFact(tx, from, 'orders.left', left);
      appendTabFact(tx, into, 'orders.joined', joined);
      return staffTabView(this.#deps, tabs.require(from.id), language);
    });
  }

  #open(tx: Transaction, tableId: string | null, openedBy: 'staff' | 'scan', options: Opening): Tab {
    const { identity, intake, tabs } = this.#deps;
    const { currency } = identity.enterprise();
    const id = options.id ?? newId();
    const service = options.service ?? 'eat_in';
    const charges = this.#chargesFor(service);
    tx.append({
      stream: 'tab',
      streamId: id,
      seq: 1,
      type: 'tab.opened',
      data: {
        tableId,
        service,
        openedBy,
        code: String(randomInt(10_000)).padStart(4, '0'),
        guests: options.guests ?? null,
        currency,
        businessDay: intake.businessDay(tx.at),
        ...(charges && { charges }),
      } satisfies TabEventData<'tab.opened'>,
    });
    return tabs.require(id);
  }

  /** The charges a tab opened now falls under; undefined when there are none. */
  #chargesFor(service: ServiceKind): ChargeRules | undefined {
    const settings = this.#deps.settings.current();
    const { taxMode, serviceCharge, coverCharge, minimumSpend } = settings;
    const rate = (taxClass: string) => taxRate(settings, taxClass, service);
    const eatsIn = service === 'eat_in';
    const applies = serviceCharge && (eatsIn || serviceCharge.takeAway);
    const rules: ChargeRules = {
      taxMode,
      service: applies ? { ppm: serviceCharge.ppm, taxPpm: rate(serviceCharge.taxClass) } : null,
      cover: coverCharge && eatsIn ? { amount: coverCharge.amount, taxPpm: rate(coverCharge.taxClass) } : null,
      minimum:
        minimumSpend && eatsIn
          ? { amount: minimumSpend.amount, per: minimumSpend.per, taxPpm: rate(minimumSpend.taxClass) }
          : null,
    };
    return rules.service || rules.cover || rules.minimum ? rules : undefined;
  }
}
