import { type CookedPart, cookedParts } from '#shared/ordering/cooked-parts.ts';
import type { TabEvent, TabEventData } from '#shared/ordering/events.ts';
import { partIds, standingQuantity } from '#shared/ordering/order.ts';
import { type Order, type Tab, tabSums } from '#shared/ordering/tab.ts';
import type { PrintDocument } from '#shared/printing/document.ts';
import type { Printer } from '#shared/printing/entities.ts';
import type { JobKind, JobSubject } from '#shared/printing/jobs.ts';
import { receiptDocument } from '#shared/printing/receipt.ts';
import { ticketDocument } from '#shared/printing/tickets.ts';
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
    switch (fact.type) {
      case 'order.accepted':
        return this.#ofOrder(tab, fact.data.orderId, fact.at, (order) => cookable(order, undefined));
      case 'order.fired':
        return this.#ofOrder(tab, fact.data.orderId, fact.at, (order) => cookable(order, fact.data.lineIds), 'fired');
      case 'line.voided':
        return this.#ofOrder(tab, fact.data.orderId, fact.at, (order) => taken(order, fact.data), 'voided');
      case 'payment.taken':
        return [...this.#drawer(fact.data.method, tab), ...this.#settlement(tab, fact.data.amount, fact.at)];
      default:
        return [];
    }
  }

  /** The kitchen tickets of one order as it stands, one for each printer whose stations cook something of it. */
  tickets(tab: Tab, orderId: string, at: number, only?: string): Paper[] {
    return this.#ofOrder(tab, orderId, at, (order) => cookable(order, undefined), undefined, only);
  }

  #ofOrder(
    tab: Tab,
    orderId: string,
    at: number,
    partsOf: (order: Order) => readonly CookedPart[],
    kind?: 'fired' | 'voided',
    only?: string,
  ): Paper[] {
    const order = tab.orders.find((candidate) => candidate.id === orderId);
    // What nobody has accepted yet is no matter for the kitchen.
    if (!order || order.ticketId === null) return [];
    const all = partsOf(order);
    const { timeZone } = this.#deps.identity.enterprise();
    const table = this.#table(tab);
    const addOn = tab.orders.some((other) => other.id !== orderId && other.ticketId !== null);
    return this.#deps.printers.all().flatMap((printer): Paper[] => {
      const chosen = only === undefined ? printer.enabled : printer.id === only;
      // Whoever asks for a printer that cooks nothing of it means the whole order, in place of a dead one.
      const cooked = all.filter(({ station }) => printer.stations.includes(station));
      const parts = only !== undefined && cooked.length === 0 ? all : cooked;
      if (!chosen || parts.length === 0) return [];
      const { language } = printer;
      const { number, note } = order;
      const document = ticketDocument({
        language,
        table,
        number,
        guests: tab.guests,
        note,
        parts,
        kind: kind ?? (addOn ? 'add_on' : 'new'),
        timeZone,
        at,
      });
      return [{ printer, kind: 'ticket', subject: this.#subject(tab, number), document }];
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

/** What the kitchen leaves: the portions that were voided, unless it was still waiting with them. */
function taken(order: Order, { lineId, quantity }: TabEventData<'line.voided'>): CookedPart[] {
  const line = order.lines.find(({ id }) => id === lineId);
  if (!line || partIds(line).every((id) => order.held.includes(id))) return [];
  return cookedParts({ ...line, quantity });
}
