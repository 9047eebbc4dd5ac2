import type { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { Language } from '#shared/languages.ts';
import type { Tab } from '#shared/ordering/tab.ts';
import { describeCause } from '#shared/printing/causes.ts';
import type { PrintDocument } from '#shared/printing/document.ts';
import type { Printer } from '#shared/printing/entities.ts';
import type { printingInputs } from '#shared/printing/inputs.ts';
import { type JobState, jobActions } from '#shared/printing/jobs.ts';
import { testPageDocument } from '#shared/printing/test-page.ts';
import type { IdentityService } from '../identity/service.ts';
import type { OrderingService } from '../ordering/service.ts';
import type { Store } from '../store/service.ts';
import type { Paper, Papers } from './papers.ts';
import type { PrinterBook } from './printers.ts';
import type { PrintJob, PrintQueue } from './queue.ts';
import type { Workers } from './workers.ts';

type Inputs = { [K in keyof typeof printingInputs]: z.infer<(typeof printingInputs)[K]> };

interface JobsDeps {
  readonly store: Store;
  readonly identity: IdentityService;
  readonly ordering: OrderingService;
  readonly papers: Papers;
  readonly printers: PrinterBook;
  readonly queue: PrintQueue;
  readonly workers: Workers;
}

/** States that are not over for the staff. */
const openStates: readonly JobState[] = ['queued', 'printing', 'failed', 'possible_duplicate'];

/** What people do with paper: ask for it, and decide about what went wrong. Each only queues, and answers at once. */
export class Jobs {
  readonly #deps: JobsDeps;

  constructor(deps: JobsDeps) {
    this.#deps = deps;
  }

  /** Jobs, newest first; without states those that are not over. */
  list(actor: Actor, input: Inputs['jobs'], language: Language) {
    requirePermission(actor, 'print_job', 'read');
    const { printers, queue } = this.#deps;
    const jobs = queue.list({
      printerId: input?.printerId,
      states: input?.states ?? openStates,
      limit: input?.limit ?? 100,
    });
    return jobs.map(({ document: _, factId: _fact, ...job }) => {
      const printer = printers.find(job.printerId);
      const fallback = printer?.fallbackId ? printers.find(printer.fallbackId) : undefined;
      return {
        ...job,
        printer: printer ? { id: printer.id, name: printer.name } : null,
        fallback: fallback ? { id: fallback.id, name: fallback.name } : null,
        words: job.cause ? describeCause(job.cause, language) : null,
      };
    });
  }

  /** Prints a tab's receipt, or its bill while something is left to pay. Throws AppError no_receipt_printer. */
  receipt(actor: Actor, { tabId, printerId }: Inputs['receipt']): Promise<{ jobId: string }> {
    requirePermission(actor, 'print_job', 'create');
    const { ordering, papers, store } = this.#deps;
    const tab = ordering.tabAt(tabId);
    const printer = this.#receiptPrinter(printerId);
    return this.#queue(actor, papers.receipt(tab, printer, store.now(), this.#paymentCode(actor, tab)));
  }

  /** Prints an order's kitchen tickets again, marked so. */
  async reprintTicket(actor: Actor, { tabId, orderId, printerId }: Inputs['reprintTicket']): Promise<{ jobs: number }> {
    requirePermission(actor, 'print_job', 'create');
    const { ordering, papers, printers, store, queue, workers } = this.#deps;
    if (printerId !== undefined) printers.require(printerId);
    const found = papers.tickets(ordering.tabAt(tabId), orderId, store.now(), printerId);
    if (found.length === 0) throw new AppError('nothing_to_print');
    await store.write(actor.userId, (tx) => {
      for (const { printer, kind, subject, document } of found) {
        const id = queue.add(tx, { printerId: printer.id, kind, subject, document, askedAt: tx.at });
        queue.change(tx, id, ['queued'], { sent: true });
      }
    });
    workers.wake(found.map(({ printer }) => printer.id));
    return { jobs: found.length };
  }

  /** Prints a page that shows what the printer can do. */
  testPage(actor: Actor, printerId: string): Promise<{ jobId: string }> {
    requirePermission(actor, 'printer', 'update');
    const { printers, identity, store } = this.#deps;
    const printer = printers.require(printerId);
    const { timeZone } = identity.enterprise();
    const context = { language: printer.language, timeZone, at: store.now() };
    return this.#queue(actor, { printer, kind: 'test', subject: {}, document: testPageDocument(printer, context) });
  }

  /**
   * Puts a document of another room (a report) in the queue of a printer, or of the one for receipts. The caller has
   * checked what the person may see. Throws AppError no_receipt_printer or printer_missing.
   */
  print(actor: Actor, document: PrintDocument, printerId?: string): Promise<{ jobId: string }> {
    requirePermission(actor, 'print_job', 'create');
    const { drawer: _, ...plain } = document;
    return this.#queue(actor, {
      printer: this.#receiptPrinter(printerId),
      kind: 'report',
      subject: {},
      document: plain,
    });
  }

  /** Prints a job now, or again: what may be on paper already is marked. Throws AppError print_job_state. */
  async retry(actor: Actor, jobId: string): Promise<void> {
    requirePermission(actor, 'print_job', 'update');
    const { queue, store, workers } = this.#deps;
    const job = this.#choose(jobId);
    await store.write(actor.userId, (tx) => {
      const changes = { state: 'queued', cause: null, attempts: 0, askedAt: tx.at } as const;
      if (!queue.change(tx, jobId, jobActions.retry, changes)) throw new AppError('print_job_state');
    });
    workers.tryNow(job.printerId);
  }

  /** Prints a job on another printer instead. Throws AppError print_job_state, printer_missing. */
  async moveTo(actor: Actor, { jobId, printerId }: Inputs['moveJob']): Promise<{ jobId: string }> {
    requirePermission(actor, 'print_job', 'update');
    const { queue, store, workers, printers } = this.#deps;
    const job = this.#choose(jobId);
    const { id: target } = printers.require(printerId);
    const { kind, subject, document } = job;
    const id = await store.write(actor.userId, (tx) => {
      if (!queue.change(tx, jobId, jobActions.cancel, { state: 'cancelled' })) throw new AppError('print_job_state');
      const moved = queue.add(tx, { printerId: target, kind, subject, document, askedAt: tx.at });
      if (job.sent) queue.change(tx, moved, ['queued'], { sent: true });
      return moved;
    });
    workers.tryNow(target);
    return { jobId: id };
  }

  /** Somebody found the paper: the job is done. Throws AppError print_job_state. */
  confirm(actor: Actor, jobId: string): Promise<void> {
    return this.#settle(actor, jobId, jobActions.confirm, 'printed');
  }

  /** Nobody needs it any more. Throws AppError print_job_state. */
  cancel(actor: Actor, jobId: string): Promise<void> {
    return this.#settle(actor, jobId, jobActions.cancel, 'cancelled');
  }

  #settle(actor: Actor, jobId: string, from: readonly JobState[], state: JobState): Promise<void> {
    requirePermission(actor, 'print_job', 'update');
    const { queue, store } = this.#deps;
    queue.require(jobId);
    return store.write(actor.userId, (tx) => {
      if (!queue.change(tx, jobId, from, { state, cause: null })) throw new AppError('print_job_state');
    });
  }

  /** A job a person may send again. The drawer opens for a payment only, once. */
  #choose(jobId: string): PrintJob {
    const job = this.#deps.queue.require(jobId);
    if (job.kind === 'drawer') throw new AppError('print_job_state');
    return job;
  }

  #receiptPrinter(printerId: string | undefined): Printer {
    const { printers } = this.#deps;
    const printer = printerId === undefined ? printers.receiptPrinter() : printers.require(printerId);
    if (!printer) throw new AppError('no_receipt_printer');
    return printer;
  }

  /** The code a bill can be paid with, where the house has one and something is left to pay. */
  #paymentCode(actor: Actor, tab: Tab): string | undefined {
    const { ordering } = this.#deps;
    if (!ordering.settings.current().paymentMethods.includes('qr')) return undefined;
    try {
      return ordering.payments.qr(actor, { tabId: tab.id }).payload;
    } catch (error) {
      if (error instanceof AppError) return undefined;
      throw error;
    }
  }

  async #queue(actor: Actor, { printer, kind, subject, document }: Paper): Promise<{ jobId: string }> {
    const { store, queue, workers } = this.#deps;
    const jobId = await store.write(actor.userId, (tx) =>
      queue.add(tx, { printerId: printer.id, kind, subject, document, askedAt: tx.at }),
    );
    workers.wake([printer.id]);
    return { jobId };
  }
}
