import { eq, sql } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import type { Language } from '#shared/languages.ts';
import { type Money, maxAmount } from '#shared/money.ts';
import { acceptOrder, findRepeated } from '#shared/ordering/decisions.ts';
import type { OrderedLine, Retry } from '#shared/ordering/events.ts';
import { partIds } from '#shared/ordering/order.ts';
import { type RequestedLine, type ResolvedLine, resolveLines, soldOut } from '#shared/ordering/order-lines.ts';
import { priceOrder, type Quote } from '#shared/ordering/pricing.ts';
import { type Order, type Tab, tabSums } from '#shared/ordering/tab.ts';
import { viewOrder } from '#shared/ordering/views.ts';
import { businessDay } from '#shared/time.ts';
import type { IdentityService } from '../identity/service.ts';
import { newId, requestHash, type Store, type Transaction } from '../store/service.ts';
import type { Menu } from './menu.ts';
import { appendTabFact, type TabProjection } from './projector.ts';
import type { Settings } from './settings.ts';
import { stockTable } from './tables.ts';

/** An order as it comes in, from a phone or from the counter. */
export interface Submission {
  readonly tab: Tab;
  readonly source: 'qr' | 'counter';
  /** Set when it came over the internet. */
  readonly remote?: { readonly preOrder: boolean } | undefined;
  readonly sessionId: string | null;
  readonly lines: readonly RequestedLine[];
  readonly note: string;
  /** Indexes of lines the kitchen waits with. */
  readonly held?: readonly number[];
  /** What the sender believes it costs; undefined for the counter, which sees the price as it types. */
  readonly expectedTotal: Money | undefined;
  /** Why nothing new is taken at the moment; what was taken already is answered all the same. */
  readonly refusal?: AppError | undefined;
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
  #today: { minute: string; day: string } | undefined;

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
  }

  /**
   * Takes an order in once: the same key with the same request gives the same answer (the text of the API's response)
   * whatever happened in between. Throws AppError for everything that keeps an order from being taken.
   */
  placeOnce(
    actor: string,
    write: { scope: string; key: string; request: unknown },
    language: Language,
    submission: (tx: Transaction) => Submission,
  ): Promise<string> {
    const { scope, key } = write;
    const hash = requestHash(write.request);
    return this.#store.write(actor, (tx) => {
      const wanted = submission(tx);
      const order =
        findRepeated(wanted.tab.orders, { scope, key, hash }) ??
        findRepeated(wanted.tab.gone, { scope, key, hash }) ??
        this.#place(tx, wanted, { scope, key, hash, language });
      return this.#answer(order);
    });
  }

  /** The answer to a submission: its order as it stood when it was answered first. */
  #answer({ id, placedOn, retry }: Pick<Order, 'id' | 'placedOn' | 'retry'>): string {
    const tab = this.#tabs.at(placedOn, retry.revision);
    const order = tab.orders.find((candidate) => candidate.id === id);
    if (!order) throw new Error('a placed order must be on its tab');
    return JSON.stringify({ order: viewOrder(order, tab.currency, retry.language) });
  }

  #place(tx: Transaction, submission: Submission, write: Omit<Retry, 'revision'>): Order {
    const { tab } = submission;
    // A guest is told to scan again; staff look at the tab as it is now.
    if (tab.state !== 'open') throw new AppError(submission.source === 'qr' ? 'tab_closed' : 'tab_is_closed');
    if (submission.refusal) throw submission.refusal;
    const stock = new Map<string, number | undefined>();
    const lines = this.#resolve(tx, submission.lines, stock);
    const quote = priceOrder(lines, this.#settings.current(), tab.service);
    checkExpectation(submission.expectedTotal, quote, tab.currency);
    if (tabSums(tab).total + quote.total > maxAmount) throw new AppError('amount_too_large');

    const ordered = lines.map((line, index) => orderedLine(line, quote.lines[index]));
    const held = (submission.held ?? []).flatMap((index) => (ordered[index] ? partIds(ordered[index]) : []));
    const orderId = newId();
    const day = this.businessDay(tx.at);
    const automatic = this.#acceptsByItself(tab, submission);
    appendTabFact(tx, tab, 'order.placed', {
      orderId,
      number: this.#tabs.lastNumber(day) + 1,
      businessDay: day,
      source: submission.source,
      ...(submission.remote && { remote: submission.remote }),
      sessionId: submission.sessionId,
      note: submission.note,
      lines: ordered,
      stock: countedPortions(lines, stock),
      ...(held.length > 0 && { held }),
      retry: { ...write, revision: tab.revision + (automatic ? 2 : 1) },
    });
    if (automatic) {
      const placed = this.#tabs.require(tab.id);
      appendTabFact(tx, placed, 'order.accepted', acceptOrder(placed, orderId, newId(), true));
    }
    const order = this.#tabs.require(tab.id).orders.find((candidate) => candidate.id === orderId);
    if (!order) throw new Error('a placed order must be on its tab');
    return order;
  }

  /**
   * Counter orders need no second look; phone orders only where the house says so, and never the first of a tab that a
   * scan opened, nor one from somebody whom nobody sees in the room.
   */
  #acceptsByItself(tab: Tab, { source, remote }: Submission): boolean {
    if (source === 'counter') return true;
    if (remote) return false;
    const firstOfScan = tab.openedBy === 'scan' && !tab.orders.some((order) => order.state !== 'placed');
    return this.#settings.current().autoAccept && !firstOfScan;
  }

  #resolve(
    tx: Transaction,
    requested: readonly RequestedLine[],
    stock: Map<string, number | undefined>,
  ): ResolvedLine[] {
    const { byId } = this.#menu.records();
    const left = (id: string) => {
      if (!stock.has(id))
        stock.set(id, this.#menu.isCounted(id) ? this.#stockOf.get({ itemId: id })?.quantity : undefined);
      return stock.get(id);
    };
    const lines = resolveLines((id) => {
      const item = byId.get(id);
      return item && this.#menu.offer(item, tx.at, left);
    }, requested);
    const short = countedPortions(lines, stock).filter(({ itemId, quantity }) => quantity > (stock.get(itemId) ?? 0));
    if (short.length > 0) throw soldOut(short.flatMap(({ itemId }) => byId.get(itemId) ?? []));
    return lines;
  }

  /** Refuses portions that are not in stock (any more). Throws AppError sold_out. */
  requireStock(portions: readonly { readonly itemId: string; readonly quantity: number }[]): void {
    const { byId } = this.#menu.records();
    const short = portions.filter(({ itemId, quantity }) => {
      const left = this.#menu.isCounted(itemId) ? this.#stockOf.get({ itemId })?.quantity : undefined;
      return left !== undefined && left < quantity;
    });
    if (short.length > 0) throw soldOut(short.flatMap(({ itemId }) => byId.get(itemId) ?? []));
  }

  /** The business day (YYYY-MM-DD) of an instant, by the house's zone and cut-over. */
  businessDay(at: number): string {
    const { timeZone, cutoverHour } = this.#identity.enterprise();
    const minute = `${Math.floor(at / 60_000)} ${timeZone} ${cutoverHour}`;
    if (this.#today?.minute !== minute) this.#today = { minute, day: businessDay(at, timeZone, cutoverHour) };
    return this.#today.day;
  }
}

/** The portions an order takes of items whose stock is counted. */
function countedPortions(
  lines: readonly ResolvedLine[],
  stock: ReadonlyMap<string, number | undefined>,
): { itemId: string; quantity: number }[] {
  const portions = new Map<string, number>();
  const take = (itemId: string, quantity: number) => {
    if (stock.get(itemId) !== undefined) portions.set(itemId, (portions.get(itemId) ?? 0) + quantity);
  };
  for (const line of lines) {
    take(line.itemId, line.quantity);
    for (const part of line.components ?? []) take(part.itemId, part.quantity * line.quantity);
  }
  return [...portions].map(([itemId, quantity]) => ({ itemId, quantity }));
}

function orderedLine(line: ResolvedLine, price: Quote['lines'][number] | undefined): OrderedLine {
  if (!price) throw new Error('every line has a price');
  const { itemId, name, station, course, quantity, note, unitPrice, weightGrams, components } = line;
  const { componentTotals, taxes, ...rest } = price;
  const parts = components?.map((part, index) => ({
    id: newId(),
    slotId: part.slotId,
    itemId: part.itemId,
    name: part.name,
    station: part.station,
    quantity: part.quantity,
    options: [...part.options],
    total: componentTotals?.[index] ?? 0,
  }));
  return {
    id: newId(),
    itemId,
    name,
    station,
    ...(course > 0 && { course }),
    quantity,
    note,
    unitPrice,
    options: [...line.options],
    ...(weightGrams === undefined ? {} : { weightGrams }),
    ...(parts ? { components: parts } : {}),
    price: { ...rest, ...(taxes ? { taxes: [...taxes] } : {}) },
  };
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
