import { and, eq, max } from 'drizzle-orm';
import { LRUCache } from 'lru-cache';
import { AppError } from '#shared/errors.ts';
import type { TabEvent, TabEventData, TabEventType } from '#shared/ordering/events.ts';
import { evolveTab, foldTab } from '#shared/ordering/fold-tab.ts';
import { stockMovements } from '#shared/ordering/stock.ts';
import { type Order, type Tab, tabStanding, tabSums } from '#shared/ordering/tab.ts';
import type { Projector, Store, StoredEvent, Transaction } from '../store/service.ts';
import { orderOf, TabRows } from './projections.ts';
import { StockProjection } from './stock-projection.ts';
import { callTable, orderTable, paymentTable, refundTable, tabTable, ticketTable } from './tables.ts';

/** Appends a fact to a tab; `data` comes from a deciding function. */
export function appendTabFact<T extends TabEventType>(tx: Transaction, tab: Tab, type: T, data: TabEventData<T>): void {
  tx.append({ stream: 'tab', streamId: tab.id, seq: tab.revision + 1, type, data });
}

/** The tables that follow the facts of tabs. */
const tabProjections = [tabTable, orderTable, ticketTable, paymentTable, refundTable, callTable] as const;

/** What every fact of a tab writes. Names no indexed column: naming one would rewrite its index entries with every order. */
const changing = ['standing', 'total', 'paid', 'revision'] as const;

/** More than are open in a house at once; a tab with its orders takes some 20 kB. */
const cachedTabs = 500;

/**
 * The open tabs in memory, folded from their facts, and the tables that follow them. There is one way for a tab to
 * change: a fact is appended and this projector evolves the tab by it, in the same transaction.
 */
export class TabProjection {
  readonly #store: Store;
  readonly #cache = new LRUCache<string, Tab>({ max: cachedTabs });
  readonly #lastNumbers = new LRUCache<string, number>({ max: 4 });
  readonly #openTab;
  readonly #updateTab;
  readonly #placeOrder;
  readonly #rows: TabRows;
  readonly #stock: StockProjection;

  constructor(store: Store) {
    this.#store = store;
    this.#openTab = store.insertOf(tabTable);
    this.#updateTab = store.updateOf(tabTable, changing, ['id']);
    this.#placeOrder = store.insertOf(orderTable);
    this.#rows = new TabRows(store);
    store.project('tab', (tx, event) => this.#onTabFact(tx, event), tabProjections);
    this.#stock = new StockProjection(store);
    store.cached([], () => {
      this.#cache.clear();
      this.#lastNumbers.clear();
    });
  }

  /** A tab as its facts make it; undefined when there is none of that id. */
  find(tabId: string): Tab | undefined {
    const cached = this.#cache.get(tabId);
    if (cached) return cached;
    const tab = foldTab(tabId, this.#store.events.ofStream(tabId) as unknown as TabEvent[]);
    if (tab) this.#cache.set(tabId, tab);
    return tab;
  }

  /** The tab of an id; throws AppError tab_missing when there is none. */
  require(tabId: string): Tab {
    const tab = this.find(tabId);
    if (!tab) throw new AppError('tab_missing');
    return tab;
  }

  /**
   * The tab of an id, or the one it went into: who adds to a tab while somebody else merges it adds to what became of
   * it. Throws AppError tab_missing.
   */
  follow(tabId: string): Tab {
    const tab = this.require(tabId);
    return tab.mergedInto ? this.follow(tab.mergedInto) : tab;
  }

  /** A tab as it was at an earlier revision. */
  at(tabId: string, revision: number): Tab {
    const now = this.require(tabId);
    if (now.revision === revision) return now;
    const tab = foldTab(tabId, this.#factsUpTo(tabId, revision));
    if (!tab) throw new AppError('tab_missing');
    return tab;
  }

  /** Builds every projection of the landing again from the facts. Resolves with the number of facts played. */
  rebuild(): Promise<number> {
    return this.#store.rebuild();
  }

  /** The last order number this landing gave out on a business day; 0 before the first. */
  lastNumber(day: string): number {
    const known = this.#lastNumbers.get(day);
    if (known !== undefined) return known;
    const last =
      this.#store.db
        .select({ last: max(orderTable.number) })
        .from(orderTable)
        .where(and(eq(orderTable.businessDay, day), eq(orderTable.home, this.#store.deviceId)))
        .get()?.last ?? 0;
    this.#lastNumbers.set(day, last);
    return last;
  }

  #noteNumber(tx: Parameters<Projector>[0], day: string, number: number): void {
    const last = this.#lastNumbers.get(day);
    if (last === undefined || number <= last) return;
    this.#lastNumbers.set(day, number);
    tx.onRollback(() => this.#lastNumbers.delete(day));
  }

  #before(event: StoredEvent): Tab | undefined {
    if (event.seq === 1) return undefined;
    const cached = this.#cache.get(event.streamId);
    if (cached?.revision === event.seq - 1) return cached;
    return foldTab(event.streamId, this.#factsUpTo(event.streamId, event.seq - 1));
  }

  #factsUpTo(tabId: string, revision: number): TabEvent[] {
    return this.#store.events.ofStream(tabId).filter((fact) => fact.seq <= revision) as unknown as TabEvent[];
  }

  #onTabFact(tx: Parameters<Projector>[0], event: StoredEvent): void {
    const fact = event as unknown as TabEvent;
    const tab = evolveTab(this.#before(event), event.streamId, fact);
    this.#cache.set(tab.id, tab);
    tx.onRollback(() => this.#cache.delete(tab.id));
    const { home } = event;
    if (fact.type === 'order.placed' && home === this.#store.deviceId) {
      this.#noteNumber(tx, fact.data.businessDay, fact.data.number);
    }
    this.#writeTab(tab, fact.type === 'tab.opened', home);
    if (fact.type === 'order.placed') this.#writePlaced(tab, orderOf(tab, fact.data.orderId), home);
    else this.#rows.project(tx.db, tab, fact, home);
    for (const movement of stockMovements(fact, tab)) this.#stock.move(event, movement);
  }

  #writeTab(tab: Tab, isNew: boolean, home: string): void {
    const sums = tabSums(tab);
    const changed = { id: tab.id, standing: tabStanding(tab, sums), ...sums, revision: tab.revision };
    if (!isNew) {
      this.#updateTab(changed);
      return;
    }
    const { tableId, state, closedAt, service, businessDay, currency, code, guests, openedAt } = tab;
    const fixed = { tableId, state, closedAt, service, businessDay, currency, code, guests, openedAt };
    this.#openTab({ ...changed, ...fixed, home });
  }

  #writePlaced(tab: Tab, order: Order, home: string): void {
    const { id, number, businessDay, state, placedAt, total } = order;
    const { id: tabId, tableId } = tab;
    this.#placeOrder({ id, home, tabId, tableId, number, businessDay, state, placedAt, total });
  }
}
