import { type CookedPart, cookedParts } from '#shared/ordering/cooked-parts.ts';
import type { TabEvent, TabEventData } from '#shared/ordering/events.ts';
import { partState, standingQuantity } from '#shared/ordering/order.ts';
import { type Order, type Tab, tabSums } from '#shared/ordering/tab.ts';
import type { PrintDocument } from '#shared/printing/document.ts';
import type { Printer } from '#shared/printing/entities.ts';
import type { JobKind, JobSubject } from '#shared/printing/jobs.ts';
import { receiptDocument } from '#shared/printing/receipt.ts';
import { movedDocument, ticketDocument } from '#shared/printing/tickets.ts';
import type { TicketBanner } from '#shared/printing/words.ts';
import type { IdentityService } from '../identity/service.ts';
import type { OrderingService } from '../ordering/service.ts';
import type { PrinterBook } from './printers.ts';

/** Something to print, and where. */
export interface Paper {
  readonly printer: Printer;
  readonly kind: JobKind;
  readonly subject: JobSubject;
  readonly document: PrintDocument;
}

interface PapersDeps {
  readonly identity: IdentityService;
  readonly ordering: OrderingService;
  readonly printers: PrinterBook;
}

/** What each fact of a tab puts on paper, and what a person may ask for. */
export class Papers {
  readonly #deps: PapersDeps;

  constructor(deps: PapersDeps) {
    this.#deps = deps;
  }

  /** Whether any fact can put anything on paper at all. */
  wanted(): boolean {
    return this.#deps.printers.all().length > 0;
  }

  /** The papers that follow from a fact; `tab` is the tab right after it. */
  ofFact(fact: TabEvent, tab: Tab): Paper[] {
    const { at } = fact;
    switch (fact.type) {
      case 'order.accepted':
        return this.tickets(tab, fact.data.orderId, at);
      case 'order.fired': {
        const { orderId, lineIds } = fact.data;
        return this.#tickets(tab, orderId, at, { banner: 'fired', partsOf: (order) => cookable(order, lineIds) });
      }
      case 'order.urged':
        return this.#tickets(tab, fact.data.orderId, at, { banner: 'urged', partsOf: unserved });
      case 'line.voided':
        return this.#tickets(tab, fact.data.orderId, at, {
          banner: 'voided',
          partsOf: (order) => taken(order, fact.data),
        });
      case 'tab.moved':
        return this.#moved(tab, this.#deps.ordering.tabAt(tab.id, tab.revision - 1), tab.orders, at);
      case 'tab.merged':
      case 'orders.joined': {
        const { fromTabId, orders } = fact.data;
        const joined = tab.orders.filter(({ id }) => orders.some((order) => order.id === id));
        return this.#moved(tab, this.#deps.ordering.tabAt(fromTabId), joined, at);
      }
      case 'payment.taken':
        return [...this.#drawer(fact.data.method, tab), ...this.#settlement(tab, fact.data.amount, at)];
      default:
        return [];
    }
  }

  /** The kitchen tickets of one order as it stands, one for each printer whose stations cook something of it. */
  tickets(tab: Tab, orderId: string, at: number, only?: string): Paper[] {
    const addOn = tab.orders.some((other) => other.id !== orderId && other.ticketId !== null);
    const partsOf = (order: Order) => cookable(order, undefined);
    return this.#tickets(tab, orderId, at, { banner: addOn ? 'addOn' : null, partsOf, only });
  }

  #tickets(
    tab: Tab,
    orderId: string,
    at: number,
    what: {
      readonly banner: TicketBanner | null;
      readonly partsOf: (order: Order) => readonly CookedPart[];
      readonly only?: string | undefined;
    },
  ): Paper[] {
    const order = tab.orders.find((candidate) => candidate.id === orderId);
    // What nobody has accepted yet is no matter for the kitchen.
    if (!order || order.ticketId === null) return [];
    const { banner, only } = what;
    const { number, note } = order;
    const { timeZone } = this.#deps.identity.enterprise();
    const table = this.#table(tab);
    const all = what.partsOf(order);
    return this.#deps.printers.all().flatMap((printer): Paper[] => {
      const chosen = only === undefined ? printer.enabled : printer.id === only;
      // Whoever asks for a printer that cooks nothing of it means the whole order, in place of a dead one.
      const cooked = all.filter(({ station }) => printer.stations.includes(station));
      const parts = only !== undefined && cooked.length === 0 ? all : cooked;
      if (!chosen || parts.length === 0) return [];
      const { language } = printer;
      const content = { language, table, number, guests: tab.guests, note, parts, banner, timeZone, at };
      const kind = banner === 'voided' ? 'void' : 'ticket';
      return [{ printer, kind, subject: this.#subject(tab, number), document: ticketDocument(content) }];
    });
  }

  /** Slips for the printers whose tickets of these orders name another table than the guests sit at now. */
  #moved(tab: Tab, before: Tab, orders: readonly Order[], at: number): Paper[] {
    const { timeZone } = this.#deps.identity.enterprise();
    const [from, to] = [this.#table(before), this.#table(tab)];
    if (from === to) return [];
    return this.#deps.printers.all().flatMap((printer): Paper[] => {
      const numbers = orders
        .filter(({ ticketId }) => ticketId !== null)
        .filter((order) => unserved(order).some(({ station }) => printer.stations.includes(station)))
        .map(({ number }) => number);
      if (!printer.enabled || numbers.length === 0) return [];
      const document = movedDocument({ language: printer.language, from, to, numbers, timeZone, at });
      return [{ printer, kind: 'ticket', subject: this.#subject(tab, numbers[0]), document }];
    });
  }

  /** A tab's receipt (its bill while something is left to pay) for one printer. */
  receipt(tab: Tab, printer: Printer, at: number, paymentCode?: string): Paper {
    const { name, timeZone } = this.#deps.identity.enterprise();
    const { header, footer } = this.#deps.printers.settings();
    const { language } = printer;
    const table = this.#table(tab);
    const context = { language, house: name, header, footer, table, timeZone, at, paymentCode };
    return { printer, kind: 'receipt', subject: this.#subject(tab), document: receiptDocument(tab, context) };
  }

  /** The drawer opens for cash that was taken, and for nothing else: this is the only place that makes such a job. */
  #drawer(method: string, tab: Tab): Paper[] {
    const printer = method === 'cash' ? this.#deps.printers.drawerPrinter() : undefined;
    if (!printer) return [];
    const document = { language: printer.language, blocks: [], drawer: true };
    return [{ printer, kind: 'drawer', subject: this.#subject(tab), document }];
  }

  #settlement(tab: Tab, amount: number, at: number): Paper[] {
    if (this.#deps.printers.settings().receiptAt !== 'settled') return [];
    const { total, paid } = tabSums(tab);
    const settledNow = paid >= total && paid - amount < total;
    const printer = settledNow ? this.#deps.printers.receiptPrinter() : undefined;
    return printer ? [this.receipt(tab, printer, at)] : [];
  }

  #table(tab: Tab): string | null {
    return tab.tableId === null ? null : (this.#deps.ordering.floor.find(tab.tableId)?.name ?? '');
  }

  #subject(tab: Tab, number?: number): JobSubject {
    return { tabId: tab.id, table: this.#table(tab) ?? undefined, number };
  }
}

/** What the kitchen cooks of an order now: what stands and is not held back, or the parts that were just fired. */
function cookable(order: Order, only: readonly string[] | undefined): CookedPart[] {
  return order.lines
    .flatMap((line) => {
      const quantity = standingQuantity(order, line);
      return quantity === 0 ? [] : cookedParts({ ...line, quantity });
    })
    .filter(({ id }) => (only ? only.includes(id) : !order.held.includes(id)));
}

/** What guests still wait for. */
function unserved(order: Order): CookedPart[] {
  return cookable(order, undefined).filter(({ id }) => partState(order, id) !== 'served');
}

/** What the kitchen leaves: the portions that were voided, unless it still waited with them or they are eaten. */
function taken(order: Order, { lineId, quantity }: TabEventData<'line.voided'>): CookedPart[] {
  const line = order.lines.find(({ id }) => id === lineId);
  if (!line) return [];
  return cookedParts({ ...line, quantity }).filter(
    ({ id }) => !order.held.includes(id) && partState(order, id) !== 'served',
  );
}
