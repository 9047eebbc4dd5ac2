import type { TabEvent } from '#shared/ordering/events.ts';
import { type Tab, tabSums } from '#shared/ordering/tab.ts';
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
        return this.tickets(tab, fact.data.orderId, fact.at);
      case 'payment.taken':
        return [...this.#drawer(fact.data.method, tab), ...this.#settlement(tab, fact.data.amount, fact.at)];
      default:
        return [];
    }
  }

  /** The kitchen tickets of one order, one for each printer whose stations cook something of it. */
  tickets(tab: Tab, orderId: string, at: number, only?: string): Paper[] {
    const order = tab.orders.find((candidate) => candidate.id === orderId);
    if (!order) return [];
    const { timeZone } = this.#deps.identity.enterprise();
    const table = this.#table(tab);
    const addOn = tab.orders.some((other) => other.id !== orderId && other.ticketId !== null);
    return this.#deps.printers.all().flatMap((printer): Paper[] => {
      const chosen = only === undefined ? printer.enabled : printer.id === only;
      // Whoever asks for a printer that cooks nothing of it means the whole order, in place of a dead one.
      const cooked = order.lines.filter((line) => printer.stations.includes(line.station));
      const lines = only !== undefined && cooked.length === 0 ? order.lines : cooked;
      if (!chosen || lines.length === 0) return [];
      const { language } = printer;
      const { number, note } = order;
      const document = ticketDocument({
        language,
        table,
        number,
        guests: tab.guests,
        note,
        lines,
        addOn,
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
