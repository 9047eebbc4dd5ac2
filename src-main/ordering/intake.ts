import { eq, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '#shared/errors.ts';
import type { Language } from '#shared/languages.ts';
import type { Money } from '#shared/money.ts';
import { acceptOrder } from '#shared/ordering/decisions.ts';
import type { OrderedLine } from '#shared/ordering/events.ts';
import { type RequestedLine, type ResolvedLine, resolveLines, soldOut } from '#shared/ordering/order-lines.ts';
import { priceOrder, type Quote } from '#shared/ordering/pricing.ts';
import type { Order, Tab } from '#shared/ordering/tab.ts';
import { viewOrder } from '#shared/ordering/views.ts';
import { businessDay } from '#shared/time.ts';
import type { IdentityService } from '../identity/service.ts';
import { requestHash, type Store, type Transaction } from '../store/service.ts';
import type { Menu } from './menu.ts';
import type { TabProjection } from './projector.ts';
import type { Settings } from './settings.ts';
import { orderNumberTable, stockTable } from './tables.ts';

/** An order as it comes in, from a phone or from the counter. */
export interface Submission {
  readonly tab: Tab;
  readonly source: 'qr' | 'counter';
  readonly sessionId: string | null;
  readonly lines: readonly RequestedLine[];
  readonly note: string;
  /** What the sender believes it costs; undefined for the counter, which sees the price as it types. */
  readonly expectedTotal: Money | undefined;
}

/**
 * Order intake, the hottest path of the house: find the lines on the menu, take them from stock, price them, number
 * the order and append the fact, all within one commit.
 */
export class Intake {
  readonly #store: Store;
  readonly #identity: IdentityService;
  readonly #menu: Menu;
  readonly #settings: Settings;
  readonly #tabs: TabProjection;
  readonly #stockOf;
  readonly #lastNumber;

  constructor(deps: { store: Store; identity: IdentityService; menu: Menu; settings: Settings; tabs: TabProjection }) {
    this.#store = deps.store;
    this.#identity = deps.identity;
    this.#menu = deps.menu;
    this.#settings = deps.settings;
    this.#tabs = deps.tabs;
    this.#stockOf = deps.store.prepare((db) =>
      db
        .select({ quantity: stockTable.quantity })
        .from(stockTable)
        .where(eq(stockTable.itemId, sql.placeholder('itemId')))
        .prepare(),
    );
    this.#lastNumber = deps.store.prepare((db) =>
      db
        .select({ last: orderNumberTable.last })
        .from(orderNumberTable)
        .where(eq(orderNumberTable.businessDay, sql.placeholder('businessDay')))
        .prepare(),
    );
  }

  /**
   * Takes an order in once: the same key with the same request gives the same answer (the text of the API's response)
   * whatever happened in between. Throws AppError for everything that keeps an order from being taken.
   */
  placeOnce(
    actor: string,
    retry: { scope: string; key: string; request: unknown },
    language: Language,
    submission: (tx: Transaction) => Submission,
  ): Promise<string> {
    const hash = requestHash(retry.request);
    return this.#store.write(actor, (tx) => {
      const wanted = submission(tx);
      return this.#store.idempotency.once(tx, retry.scope, retry.key, hash, () => {
        const { order, currency } = this.#place(tx, wanted);
        return JSON.stringify({ order: viewOrder(order, currency, language) });
      });
    });
  }

  /** The submission's order as it stands after it was placed (and perhaps accepted by itself). */
  #place(tx: Transaction, submission: Submission): { order: Order; currency: string } {
    const { tab } = submission;
    if (tab.state !== 'open') throw new AppError('tab_closed');
    const stock = new Map<string, number | undefined>();
    const lines = this.#resolve(tx, submission.lines, stock);
    const quote = priceOrder(lines, this.#settings.current(), tab.service);
    checkExpectation(submission.expectedTotal, quote, tab.currency);

    const orderId = uuidv7();
    const day = this.#businessDay(tx.at);
    const number = (this.#lastNumber.get({ businessDay: day })?.last ?? 0) + 1;
    tx.append({
      stream: 'tab',
      streamId: tab.id,
      seq: tab.revision + 1,
      type: 'order.placed',
      data: {
        orderId,
        number,
        businessDay: day,
        source: submission.source,
        sessionId: submission.sessionId,
        note: submission.note,
        lines: lines.map((line, index) => orderedLine(line, quote.lines[index])),
        stock: countedPortions(lines, stock),
      },
    });
    this.#acceptByItself(tx, tab, orderId, submission.source);
    const order = this.#tabs.find(tab.id)?.orders.find((candidate) => candidate.id === orderId);
    if (!order) throw new Error('a placed order must be on its tab');
    return { order, currency: tab.currency };
  }

  /** Counter orders need no second look; phone orders only where the house says so, and never the first of a tab that a scan opened. */
  #acceptByItself(tx: Transaction, before: Tab, orderId: string, source: Submission['source']): void {
    const firstOfScan = before.openedBy === 'scan' && !before.orders.some((order) => order.state !== 'placed');
    if (source === 'qr' && (!this.#settings.current().autoAccept || firstOfScan)) return;
    const tab = this.#tabs.find(before.id);
    if (!tab) return;
    const data = acceptOrder(tab, orderId, uuidv7(), true);
    tx.append({ stream: 'tab', streamId: tab.id, seq: tab.revision + 1, type: 'order.accepted', data });
  }

  #resolve(
    tx: Transaction,
    requested: readonly RequestedLine[],
    stock: Map<string, number | undefined>,
  ): ResolvedLine[] {
    const { byId } = this.#menu.records();
    const lines = resolveLines((id) => {
      const item = byId.get(id);
      if (!item) return undefined;
      if (!stock.has(id)) stock.set(id, this.#stockOf.get({ itemId: id })?.quantity);
      return this.#menu.offer(item, tx.at, stock.get(id));
    }, requested);
    const short = countedPortions(lines, stock).filter(({ itemId, quantity }) => quantity > (stock.get(itemId) ?? 0));
    if (short.length > 0) throw soldOut(short.flatMap(({ itemId }) => byId.get(itemId) ?? []));
    return lines;
  }

  #businessDay(at: number): string {
    const { timeZone, cutoverHour } = this.#identity.enterprise();
    return businessDay(at, timeZone, cutoverHour);
  }
}

/** The portions an order takes of items whose stock is counted. */
function countedPortions(
  lines: readonly ResolvedLine[],
  stock: ReadonlyMap<string, number | undefined>,
): { itemId: string; quantity: number }[] {
  const portions = new Map<string, number>();
  for (const { itemId, quantity } of lines) {
    if (stock.get(itemId) !== undefined) portions.set(itemId, (portions.get(itemId) ?? 0) + quantity);
  }
  return [...portions].map(([itemId, quantity]) => ({ itemId, quantity }));
}

function orderedLine(line: ResolvedLine, price: Quote['lines'][number] | undefined): OrderedLine {
  if (!price) throw new Error('every line has a price');
  const { itemId, name, station, quantity, note, unitPrice } = line;
  return { id: uuidv7(), itemId, name, station, quantity, note, unitPrice, options: [...line.options], price };
}

function checkExpectation(expected: Money | undefined, quote: Quote, currency: string): void {
  if (!expected) return;
  if (expected.currency !== currency) throw new AppError('currency_mismatch', { currency });
  if (expected.amount === quote.total) return;
  const money = (amount: number) => ({ amount, currency });
  throw new AppError(
    'price_changed',
    {},
    { quote: { subtotal: money(quote.subtotal), tax: money(quote.tax), total: money(quote.total) } },
  );
}
