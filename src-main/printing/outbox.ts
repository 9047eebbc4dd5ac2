import { setImmediate } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { TabEvent, TabEventType } from '#shared/ordering/events.ts';
import type { OrderingService } from '../ordering/service.ts';
import type { Change, Store, StoredEvent, Transaction } from '../store/service.ts';
import type { Papers } from './papers.ts';
import type { PrintQueue } from './queue.ts';
import { printCursorTable } from './tables.ts';

const cursorId = 'tab';
const pageSize = 200;
/** Facts that print nothing are passed over this far before the place is written down: a start reads them again. */
const keepAfter = 200;
/** The same of what comes from other landings, which may be years of facts. */
const keepPassedAfter = 5_000;
const printed: ReadonlySet<string> = new Set<TabEventType>([
  'order.accepted',
  'order.fired',
  'order.urged',
  'line.voided',
  'tab.moved',
  'tab.merged',
  'orders.joined',
  'payment.taken',
]);

interface OutboxDeps {
  readonly store: Store;
  readonly ordering: OrderingService;
  readonly papers: Papers;
  readonly queue: PrintQueue;
  readonly log: Logger;
  /** How long to wait, in milliseconds, before jobs that could not be written are made again. */
  readonly retryMs: number;
  /** Hears of printers that got something to do. */
  readonly onJobs: (printerIds: ReadonlySet<string>) => void;
}

/**
 * Turns facts into jobs after they are committed: an order's answer never waits for it. The jobs and the place in the
 * log up to which they were made are written together, so each fact prints once on each printer, whenever the program
 * is ended.
 */
export class Outbox {
  readonly #deps: OutboxDeps;
  #position = 0;
  /** What of it is on disk. */
  #kept = 0;
  #retry: NodeJS.Timeout | undefined;
  #stopped = false;
  #running: Promise<void> | undefined;
  #again = false;
  #unsubscribe = () => {};

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  /** Goes on where it stopped; on a folder that never printed it begins with what comes from now on. */
  async start(): Promise<void> {
    const { store } = this.#deps;
    const row = store.db.select().from(printCursorTable).where(eq(printCursorTable.id, cursorId)).get();
    this.#position = row?.position ?? store.events.lastPosition();
    this.#kept = this.#position;
    if (!row) await store.write('system', (tx) => this.keep(tx));
    this.#unsubscribe = store.feed.subscribe((changes) => {
      if (changes.some(({ event }) => event && this.#isPrinted(event))) void this.pump();
      else this.#pass(changes);
    });
    await this.pump();
  }

  /** A fact of another landing prints there. */
  #isPrinted({ type, home }: StoredEvent): boolean {
    return printed.has(type) && home === this.#deps.store.deviceId;
  }

  /**
   * Facts that print nothing are passed over without being read again, when nothing before them is waiting. Their place
   * need not be on the disk: they can be passed again.
   */
  #pass(changes: readonly Change[]): void {
    const last = changes.findLast(({ event }) => event)?.event?.position;
    if (last === undefined || this.#running || this.#retry || this.#stopped) return;
    const position = Math.max(this.#position, last);
    this.#position = position;
    if (position - this.#kept < keepPassedAfter) return;
    this.#kept = position;
    this.#deps.store
      .write('system', (tx) => this.keep(tx, position), { durable: false })
      .catch((err: unknown) => this.#deps.log.warn({ err }, 'the place of printing could not be written down'));
  }

  /** Writes down how far it is. Whatever changes what facts print does so in the same write, so that none prints twice. */
  keep(tx: Transaction, position = this.#position): void {
    tx.db
      .insert(printCursorTable)
      .values({ id: cursorId, position })
      .onConflictDoUpdate({ target: printCursorTable.id, set: { position } })
      .run();
  }

  /** Makes the jobs of all facts up to now; what comes meanwhile is taken along. */
  pump(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined;
      if (this.#again) void this.pump();
    });
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unsubscribe();
    clearTimeout(this.#retry);
    this.#again = false;
    await this.#running;
  }

  async #drain(): Promise<void> {
    const { store, log, retryMs } = this.#deps;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    try {
      while (this.#again) {
        this.#again = false;
        for (;;) {
          const page = store.events.after(this.#position, ['tab'], pageSize);
          const last = page.at(-1);
          if (!last) break;
          await this.#take(page, last.position);
          // Another landing's history is long, and nothing of it prints here: the others have their turn.
          await setImmediate();
        }
      }
    } catch (err) {
      // The next try, or the next start, begins at the same place: a kitchen must not wait for another order.
      this.#again = false;
      clearTimeout(this.#retry);
      if (!this.#stopped) this.#retry = setTimeout(() => void this.pump(), retryMs);
      log.error({ err }, 'print jobs could not be made');
    }
  }

  async #take(page: readonly StoredEvent[], position: number): Promise<void> {
    const { store, queue, onJobs } = this.#deps;
    const jobs = page.flatMap((event) => this.#papersOf(event).map((paper) => ({ event, paper })));
    const before = this.#position;
    this.#position = position;
    if (jobs.length === 0 && position - this.#kept < keepAfter) return;
    try {
      await store.write('system', (tx) => {
        for (const { event, paper } of jobs) {
          const { printer, kind, subject, document } = paper;
          queue.add(tx, { printerId: printer.id, kind, factId: event.id, subject, document, askedAt: event.at });
        }
        this.keep(tx);
      });
    } catch (error) {
      this.#position = before;
      throw error;
    }
    this.#kept = position;
    onJobs(new Set(jobs.map(({ paper }) => paper.printer.id)));
  }

  #papersOf(event: StoredEvent) {
    const { ordering, papers, log } = this.#deps;
    if (!this.#isPrinted(event) || !papers.wanted()) return [];
    try {
      return papers.ofFact(event as unknown as TabEvent, ordering.tabAt(event.streamId, event.seq));
    } catch (err) {
      log.error({ err, fact: event.id }, 'a fact could not be put on paper');
      return [];
    }
  }
}
