import { and, desc, eq, sql } from 'drizzle-orm';
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

type Fact<T extends TabEvent['type']> = Extract<TabEvent, { type: T }>;

/** The id of the entry that a fact makes; a tab may be closed more than once. */
function entryId(tabId: string, seq: number): string {
  return `${tabId} ${seq}`;
}

/** What of a sale is counted or added up. */
const saleSums = [
  'tabs',
  'guests',
  'orders',
  'dishes',
  'discounts',
  'complimentary',
  'serviceCharge',
  'coverCharge',
  'minimumCharge',
  'addedTax',
  'rounding',
  'total',
  'net',
  'tax',
] as const satisfies readonly (keyof typeof saleTable.$inferSelect)[];

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

/** The same entry with every amount and quantity the other way round. */
function negative<T extends object>(row: T, sums: readonly (keyof T)[]): T {
  const turned = { ...row };
  for (const name of sums) {
    const value = row[name];
    if (typeof value === 'number') turned[name] = (0 - value) as T[keyof T];
  }
  return turned;
}

/** Keeps the books: what was sold when a tab is closed, taken back when it is opened again, less when it is refunded. */
export class SaleProjector {
  readonly #tabs: TabSource;
  readonly #store: Store;
  readonly #addSale;
  readonly #addLine;
  readonly #addTax;

  /** `tabs` must have registered its own projector before: this one looks at the tab as it is after the fact. */
  constructor(store: Store, tabs: TabSource) {
    this.#tabs = tabs;
    this.#store = store;
    this.#addSale = store.insertOf(saleTable);
    this.#addLine = store.insertOf(saleLineTable);
    this.#addTax = store.insertOf(saleTaxTable);
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
    } else if (fact.type === 'tab.reopened') this.#takeBack(db, event, fact);
    else if (fact.type === 'payment.refunded' && fact.data.kind === 'return') this.#giveBack(db, event.streamId, fact);
  }

  #book(db: WriteDatabase, tab: Tab, businessDay: string, { at, actor, seq }: StoredEvent): void {
    const { id: tabId, currency, openedAt, tableId, service, guests } = tab;
    const saleId = entryId(tabId, seq);
    const { sums, orders, lines, shares, discounts, voids } = saleOf(tab);
    // A table opened by mistake sold nothing and would spoil every average.
    if (orders === 0) return;
    const where = { saleId, currency, businessDay };
    const { service: serviceCharge, cover: coverCharge, minimum: minimumCharge, ...rest } = sums;
    const charges = { serviceCharge, coverCharge, minimumCharge };
    this.#addSale({
      id: saleId,
      tabId,
      seq,
      tabs: 1,
      reopenedBy: null,
      reason: null,
      approvedBy: null,
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
    });
    for (const { lineId, line, quantity, subtotal, discount, gross } of lines) {
      const { itemId, name } = line;
      const options = chosenIn(line);
      this.#addLine({ ...where, lineId, itemId, name, options, quantity, subtotal, discount, gross });
    }
    for (const share of shares) this.#addTax({ entryId: saleId, ...where, ...share });
    for (const { id, kind, reason, amount, at: givenAt, actor: givenBy, approvedBy } of discounts) {
      db.insert(saleDiscountTable)
        .values({ id: `${saleId} ${id}`, ...where, kind, reason, amount, at: givenAt, actor: givenBy, approvedBy })
        .run();
    }
    for (const [position, { line, ...taken }] of voids.entries()) {
      db.insert(saleVoidTable)
        .values({ ...where, position, itemId: line.itemId, name: line.name, ...taken })
        .run();
    }
  }

  /** The newest sale of a tab; undefined when it never sold anything. */
  #lastSale(db: WriteDatabase, tabId: string) {
    return db
      .select()
      .from(saleTable)
      .where(and(eq(saleTable.tabId, tabId), eq(saleTable.tabs, 1)))
      .orderBy(desc(saleTable.seq))
      .limit(1)
      .get();
  }

  /**
   * Takes a sale back that is opened again, by entries of its own day: the day it was sold on stays as it was reported.
   * A tab with returns cannot be opened.
   */
  #takeBack(db: WriteDatabase, { streamId, seq, at, actor }: StoredEvent, { data }: Fact<'tab.reopened'>): void {
    const sale = this.#lastSale(db, streamId);
    if (!sale) return;
    const { businessDay = sale.businessDay, reason, approvedBy } = data;
    const saleId = entryId(streamId, seq);
    const where = { saleId, businessDay };
    const entry = { id: saleId, seq, businessDay, closedAt: at, reopenedBy: actor, reason, approvedBy };
    this.#addSale({ ...negative(sale, saleSums), ...entry });
    for (const line of db.select().from(saleLineTable).where(eq(saleLineTable.saleId, sale.id)).all()) {
      this.#addLine({ ...negative(line, ['quantity', 'subtotal', 'discount', 'gross']), ...where });
    }
    for (const share of db.select().from(saleTaxTable).where(eq(saleTaxTable.entryId, sale.id)).all()) {
      this.#addTax({ ...negative(share, ['net', 'tax']), ...where, entryId: saleId });
    }
    for (const given of db.select().from(saleDiscountTable).where(eq(saleDiscountTable.saleId, sale.id)).all()) {
      const id = `${saleId} ${given.id}`;
      db.insert(saleDiscountTable)
        .values({ ...negative(given, ['amount']), ...where, id, at })
        .run();
    }
    for (const taken of db.select().from(saleVoidTable).where(eq(saleVoidTable.saleId, sale.id)).all()) {
      db.insert(saleVoidTable)
        .values({ ...negative(taken, ['quantity', 'amount']), ...where, at })
        .run();
    }
  }

  #giveBack(db: WriteDatabase, tabId: string, fact: Fact<'payment.refunded'>): void {
    const sale = this.#lastSale(db, tabId);
    if (!sale) return;
    const saleId = sale.id;
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
    for (const share of shares) this.#addTax({ entryId: id, ...where, ...share });
  }
}
