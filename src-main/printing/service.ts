import type { Logger } from 'pino';
import type { z } from 'zod';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { Language } from '#shared/languages.ts';
import { describeCause, type PrintCause } from '#shared/printing/causes.ts';
import type { printingInputs } from '#shared/printing/inputs.ts';
import type { IdentityService } from '../identity/service.ts';
import type { OrderingService } from '../ordering/service.ts';
import type { Ports } from '../ports/service.ts';
import type { Store } from '../store/service.ts';
import { Discovery } from './discovery.ts';
import { Jobs } from './jobs.ts';
import { Outbox } from './outbox.ts';
import { Papers } from './papers.ts';
import { PrinterBook } from './printers.ts';
import { PrintQueue, printingTopic } from './queue.ts';
import { Renderer } from './renderer.ts';
import { defaultTiming, type PrintTiming } from './send.ts';
import { Workers } from './workers.ts';

export type { PrintTiming } from './send.ts';
export { defaultTiming } from './send.ts';
export { setAsidePrinting } from './set-aside.ts';

type Inputs = { [K in keyof typeof printingInputs]: z.infer<(typeof printingInputs)[K]> };

export interface PrintingOptions {
  readonly store: Store;
  readonly identity: IdentityService;
  readonly ordering: OrderingService;
  readonly ports: Ports;
  readonly log: Logger;
  readonly timing?: PrintTiming | undefined;
}

const keepDoneMs = 14 * 86_400_000;
const stopGraceMs = 1500;

/** Receipts, kitchen tickets and the drawer, on paper (ordering: printers). */
export class PrintingService {
  readonly jobs: Jobs;
  readonly discovery: Discovery;
  readonly #store: Store;
  readonly #ordering: OrderingService;
  readonly #ports: Ports;
  readonly #printers: PrinterBook;
  readonly #queue: PrintQueue;
  readonly #outbox: Outbox;
  readonly #workers: Workers;
  readonly #renderer = new Renderer();

  constructor(options: PrintingOptions) {
    const { store, identity, ordering, ports, log, timing = defaultTiming } = options;
    this.#store = store;
    this.#ordering = ordering;
    this.#ports = ports;
    this.#printers = new PrinterBook(store, identity);
    this.#queue = new PrintQueue(store);
    const papers = new Papers({ identity, ordering, printers: this.#printers });
    this.#workers = new Workers({
      ports,
      timing,
      log,
      renderer: this.#renderer,
      queue: this.#queue,
      now: () => store.now(),
      onState: (id) => store.feed.publish([{ topic: printingTopic, id }]),
    });
    const workers = this.#workers;
    this.#outbox = new Outbox({
      store,
      ordering,
      papers,
      queue: this.#queue,
      log,
      retryMs: timing.backOffMs.at(-1) ?? 1000,
      onJobs: (ids) => workers.wake(ids),
    });
    this.jobs = new Jobs({ store, identity, ordering, papers, workers, printers: this.#printers, queue: this.#queue });
    this.discovery = new Discovery(ports, timing);
  }

  /** Begins to print; what was on its way when the program ended is put before a person. */
  async start(): Promise<void> {
    await this.#queue.markInterrupted();
    this.#workers.follow(this.#printers.all());
    await this.#outbox.start();
  }

  async close(): Promise<void> {
    await this.#outbox.stop();
    await this.#workers.stop(stopGraceMs);
    await this.#renderer.close();
  }

  /** Resolves when every fact so far has its jobs in the queue. */
  settled(): Promise<void> {
    return this.#outbox.pump();
  }

  /** Forgets jobs that nothing happened to for two weeks. */
  tidy(): Promise<void> {
    return this.#queue.forgetDone(keepDoneMs);
  }

  /** How many printers that should print cannot. */
  inTrouble(): number {
    return this.#printers.all().filter(({ id, enabled }) => enabled && this.#workers.stateOf(id).state === 'trouble')
      .length;
  }

  /** The printers with their state in words, and what waits for each. */
  overview(actor: Actor, language: Language) {
    requirePermission(actor, 'printer', 'read');
    const counts = this.#queue.counts(['queued', 'printing', 'failed', 'possible_duplicate']);
    const jobsOf = (printerId: string, ...states: string[]) =>
      counts
        .filter((row) => row.printerId === printerId && states.includes(row.state))
        .reduce((sum, row) => sum + row.jobs, 0);
    const words = (cause: PrintCause | null) => (cause ? describeCause(cause, language) : null);
    return this.#printers.all().map((printer) => {
      const { state, cause, since } = this.#workers.stateOf(printer.id);
      return {
        ...printer,
        live: { state, cause, since, words: words(cause) },
        waiting: jobsOf(printer.id, 'queued', 'printing'),
        attention: jobsOf(printer.id, 'failed', 'possible_duplicate'),
      };
    });
  }

  /** The stations of the menu, and of those the ones no printer prints for. */
  stations(actor: Actor): { station: string; printed: boolean }[] {
    requirePermission(actor, 'printer', 'read');
    const printed = new Set(this.#printers.all().flatMap((p) => (p.enabled ? p.stations : [])));
    const stations = new Set(this.#ordering.menu.records().items.map((item) => item.station));
    return [...stations].sort().map((station) => ({ station, printed: printed.has(station) }));
  }

  /** Writes a printer and prints with it at once. Throws AppError printer_missing. Gives its id. */
  async savePrinter(actor: Actor, input: Inputs['savePrinter']): Promise<{ id: string }> {
    requirePermission(actor, 'printer', input.id === undefined ? 'create' : 'update');
    return { id: await this.#configure(actor, (tx) => this.#printers.save(tx, input)) };
  }

  setEnabled(actor: Actor, { printerId, enabled }: Inputs['setEnabled']): Promise<void> {
    requirePermission(actor, 'printer', 'update');
    return this.#configure(actor, (tx) => this.#printers.change(tx, printerId, { enabled }));
  }

  /** Takes a printer away; what waits for it stays in the list, to be printed elsewhere. */
  removePrinter(actor: Actor, printerId: string): Promise<void> {
    requirePermission(actor, 'printer', 'delete');
    return this.#configure(actor, (tx) => {
      this.#printers.remove(tx, printerId);
      this.#queue.failAll(tx, printerId, 'printer_removed');
    });
  }

  settings(actor: Actor) {
    requirePermission(actor, 'printer', 'read');
    return this.#printers.settings();
  }

  updateSettings(actor: Actor, changes: Inputs['updateSettings']): Promise<void> {
    requirePermission(actor, 'printer', 'update');
    return this.#configure(actor, (tx) => this.#printers.saveSettings(tx, changes));
  }

  /** Serial ports that printers are on, for those who look for other things on ports. */
  serialPaths(): ReadonlySet<string> {
    const connections = this.#printers.all().map(({ connection }) => connection);
    return new Set(connections.flatMap((connection) => (connection.kind === 'serial' ? [connection.path] : [])));
  }

  /** The serial ports of this computer, or null where it cannot list them. */
  serialPorts(actor: Actor) {
    requirePermission(actor, 'printer', 'create');
    return this.#ports.listSerial();
  }

  /** Changes what facts print: what happened before prints as it was set then. */
  async #configure<T>(actor: Actor, change: (tx: Parameters<Parameters<Store['write']>[1]>[0]) => T): Promise<T> {
    await this.#outbox.pump();
    const result = await this.#store.write(actor.userId, (tx) => {
      this.#outbox.keep(tx);
      return change(tx);
    });
    this.#workers.follow(this.#printers.all());
    return result;
  }
}
