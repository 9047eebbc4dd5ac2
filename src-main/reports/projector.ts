import { eq, sql } from 'drizzle-orm';
import type { OrderedLine, TabEvent } from '#shared/ordering/events.ts';
import type { Tab } from '#shared/ordering/tab.ts';
import { returnOf, saleOf } from '#shared/reports/sale.ts';
import type { Store, StoredEvent, Transaction, WriteDatabase } from '../store/service.ts';
import { saleDiscountTable, saleLineTable, saleReturnTable, saleTable, saleTaxTable, saleVoidTable } from './tables.ts';

/** The tables this projector writes, emptied before the facts are played again. */
const saleTables = [saleTable, saleLineTable, saleTaxTable, saleReturnTable, saleDiscountTable, saleVoidTable] as const;

/** What the projector asks of ordering. */
export interface TabSource {
  /** A tab as it was at a revision. */
  tabAt(tabId: string, revision: number): Tab;
}

/** The facts that change the books. Everything else on a tab costs this room one comparison. */
const bookedFacts: ReadonlySet<string> = new Set(['tab.closed', 'tab.reopened', 'payment.refunded']);

function prepareStatements(db: WriteDatabase) {
  return {
    addLine: db
      .insert(saleLineTable)
      .values({
        saleId: sql.placeholder('saleId'),
        lineId: sql.placeholder('lineId'),
        currency: sql.placeholder('currency'),
        businessDay: sql.placeholder('businessDay'),
        itemId: sql.placeholder('itemId'),
        name: sql.placeholder('name'),
        options: sql.placeholder('options'),
        quantity: sql.placeholder('quantity'),
        subtotal: sql.placeholder('subtotal'),
        discount: sql.placeholder('discount'),
        gross: sql.placeholder('gross'),
      })
      .prepare(),
  };
}

/** What was chosen with a dish: its options, and the dishes of a combo. */
function chosenIn({ options, components = [] }: OrderedLine): OrderedLine['options'] {
  const dishes = components.map(({ slotId: groupId, itemId: optionId, name, quantity }) => ({
    groupId,
    optionId,
    name,
    quantity,
    priceDelta: 0,
  }));
  return [...options, ...dishes];
}

/** Keeps the books: what was sold when a tab is closed, taken back when it is opened again, less when it is refunded. */
export class SaleProjector {
  readonly #tabs: TabSource;
  readonly #store: Store;
  readonly #statements;

  /** `tabs` must have registered its own projector before: this one looks at the tab as it is after the fact. */
  constructor(store: Store, tabs: TabSource) {
    this.#tabs = tabs;
    this.#store = store;
    this.#statements = store.prepare(prepareStatements);
    store.project('tab', (tx, event) => this.#onFact(tx.db, event), saleTables);
  }

  /** Books what happened before this room existed. Resolves with the number of facts booked; 0 where there are books. */
  catchUp(): Promise<number> {
    return this.#store.write('system', (tx) => (this.#isBehind() ? this.#bookAll(tx) : 0));
  }

  #isBehind(): boolean {
    return this.#store.db.select({ id: saleTable.id }).from(saleTable).limit(1).get() === undefined;
  }

  #bookAll(tx: Transaction): number {
    let position = 0;
    let count = 0;
    for (;;) {
      const page = this.#store.events.after(position, ['tab'], 1000);
      for (const event of page) {
        if (!bookedFacts.has(event.type)) continue;
        this.#onFact(tx.db, event);
        count += 1;
      }
      const last = page.at(-1);
      if (!last) return count;
      position = last.position;
    }
  }

  #onFact(db: WriteDatabase, event: StoredEvent): void {
    if (!bookedFacts.has(event.type)) return;
    const fact = event as unknown as TabEvent;
    if (fact.type === 'tab.closed') {
      const tab = this.#tabs.tabAt(event.streamId, event.seq);
      this.#book(db, tab, fact.data.businessDay ?? tab.businessDay, event);
    } else if (fact.type === 'tab.reopened') this.#takeBack(db, event.streamId);
    else if (fact.type === 'payment.refunded' && fact.data.kind === 'return') this.#giveBack(db, event.streamId, fact);
  }

  #book(db: WriteDatabase, tab: Tab, businessDay: string, { at, actor }: StoredEvent): void {
    const { id: saleId, currency, openedAt, tableId, service, guests } = tab;
    const { sums, orders, lines, shares, discounts, voids } = saleOf(tab);
    // A table opened by mistake sold nothing and would spoil every average.
    if (orders === 0) return;
    const where = { saleId, currency, businessDay };
    const { service: serviceCharge, cover: coverCharge, minimum: minimumCharge, ...rest } = sums;
    const charges = { serviceCharge, coverCharge, minimumCharge };
    db.insert(saleTable)
      .values({
        id: saleId,
        currency,
        businessDay,
        openedAt,
        closedAt: at,
        closedBy: actor,
        tableId,
        service,
        guests,
        orders,
        ...charges,
        ...rest,
      })
      .run();
    for (const { lineId, line, quantity, subtotal, discount, gross } of lines) {
      const { itemId, name } = line;
      const options = chosenIn(line);
      this.#statements.addLine.run({ ...where, lineId, itemId, name, options, quantity, subtotal, discount, gross });
    }
    for (const share of shares)
      db.insert(saleTaxTable)
        .values({ entryId: saleId, ...where, ...share })
        .run();
    for (const { id, kind, reason, amount, at: givenAt, actor: givenBy, approvedBy } of discounts) {
      db.insert(saleDiscountTable)
        .values({ id, ...where, kind, reason, amount, at: givenAt, actor: givenBy, approvedBy })
        .run();
    }
    for (const [position, { line, ...taken }] of voids.entries()) {
      db.insert(saleVoidTable)
        .values({ ...where, position, itemId: line.itemId, name: line.name, ...taken })
        .run();
    }
  }

  /** A tab that is opened again was not sold; with returns it cannot be opened. */
  #takeBack(db: WriteDatabase, saleId: string): void {
    db.delete(saleTable).where(eq(saleTable.id, saleId)).run();
    for (const table of [saleLineTable, saleTaxTable, saleDiscountTable, saleVoidTable]) {
      db.delete(table).where(eq(table.saleId, saleId)).run();
    }
  }

  #giveBack(db: WriteDatabase, saleId: string, fact: Extract<TabEvent, { type: 'payment.refunded' }>): void {
    const sale = db.select().from(saleTable).where(eq(saleTable.id, saleId)).get();
    if (!sale) return;
    const { refundId: id, businessDay, approvedBy, reason, method, amount, tip } = fact.data;
    const before = db.select().from(saleReturnTable).where(eq(saleReturnTable.saleId, saleId)).all();
    const left = db
      .select({
        taxPpm: saleTaxTable.taxPpm,
        mode: saleTaxTable.mode,
        net: sql<number>`sum(${saleTaxTable.net})`,
        tax: sql<number>`sum(${saleTaxTable.tax})`,
      })
      .from(saleTaxTable)
      .where(eq(saleTaxTable.saleId, saleId))
      .groupBy(saleTaxTable.taxPpm, saleTaxTable.mode)
      .orderBy(saleTaxTable.taxPpm, saleTaxTable.mode)
      .all();
    const rounding = before.reduce((sum, earlier) => sum + earlier.rounding, sale.rounding);
    const { shares, ...sums } = returnOf({ shares: left, rounding }, amount);
    const where = { saleId, currency: sale.currency, businessDay };
    db.insert(saleReturnTable)
      .values({ id, ...where, at: fact.at, actor: fact.actor, approvedBy, reason, method, amount, tip, ...sums })
      .run();
    for (const share of shares)
      db.insert(saleTaxTable)
        .values({ entryId: id, ...where, ...share })
        .run();
  }
}
