import { and, asc, count, desc, eq, inArray, lt } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import type { PrintCause } from '#shared/printing/causes.ts';
import type { PrintDocument } from '#shared/printing/document.ts';
import type { JobKind, JobState, JobSubject } from '#shared/printing/jobs.ts';
import { newId, type Store, type Transaction } from '../store/service.ts';
import { printJobTable } from './tables.ts';

export type PrintJob = typeof printJobTable.$inferSelect;

/** A job to put in the queue. */
export interface NewJob {
  readonly printerId: string;
  readonly kind: JobKind;
  readonly factId?: string | undefined;
  readonly subject: JobSubject;
  readonly document: PrintDocument;
  /** UTC milliseconds of what it follows from. */
  readonly askedAt: number;
}

/** The topic of this room on the change feed; the id is the printer's. */
export const printingTopic = 'printing';

/** The jobs of all printers, on disk before anybody is told of them. */
export class PrintQueue {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Puts a job in the queue; one that follows from a fact is put there once for each printer. Gives its id. */
  add(tx: Transaction, job: NewJob): string {
    const id = newId();
    tx.db
      .insert(printJobTable)
      .values({
        id,
        printerId: job.printerId,
        kind: job.kind,
        factId: job.factId ?? null,
        subject: job.subject,
        document: job.document,
        state: 'queued',
        sent: false,
        attempts: 0,
        cause: null,
        createdAt: tx.at,
        askedAt: job.askedAt,
        changedAt: tx.at,
      })
      .onConflictDoNothing()
      .run();
    tx.changed(printingTopic, job.printerId);
    return id;
  }

  find(id: string): PrintJob | undefined {
    return this.#store.db.select().from(printJobTable).where(eq(printJobTable.id, id)).get();
  }

  /** The job of an id; throws AppError print_job_missing. */
  require(id: string): PrintJob {
    const job = this.find(id);
    if (!job) throw new AppError('print_job_missing');
    return job;
  }

  /** The oldest job that waits for a printer. */
  next(printerId: string): PrintJob | undefined {
    return this.#store.db
      .select()
      .from(printJobTable)
      .where(and(eq(printJobTable.printerId, printerId), eq(printJobTable.state, 'queued')))
      .orderBy(asc(printJobTable.id))
      .limit(1)
      .get();
  }

  /** Jobs, newest first. */
  list(filter: {
    printerId?: string | undefined;
    states?: readonly JobState[] | undefined;
    limit: number;
  }): PrintJob[] {
    return this.#store.db
      .select()
      .from(printJobTable)
      .where(
        and(
          filter.printerId === undefined ? undefined : eq(printJobTable.printerId, filter.printerId),
          filter.states === undefined ? undefined : inArray(printJobTable.state, [...filter.states]),
        ),
      )
      .orderBy(desc(printJobTable.id))
      .limit(filter.limit)
      .all();
  }

  /** How many jobs of each printer stand in each of some states. */
  counts(states: readonly JobState[]): { printerId: string; state: JobState; jobs: number }[] {
    return this.#store.db
      .select({ printerId: printJobTable.printerId, state: printJobTable.state, jobs: count() })
      .from(printJobTable)
      .where(inArray(printJobTable.state, [...states]))
      .groupBy(printJobTable.printerId, printJobTable.state)
      .all();
  }

  /** Moves a job on if it still stands in one of `from`; false when it does not. */
  change(
    tx: Transaction,
    id: string,
    from: readonly JobState[],
    changes: Partial<Pick<PrintJob, 'state' | 'sent' | 'attempts' | 'cause' | 'askedAt'>>,
  ): boolean {
    const { changes: rows } = tx.db
      .update(printJobTable)
      .set({ ...changes, changedAt: tx.at })
      .where(and(eq(printJobTable.id, id), inArray(printJobTable.state, [...from])))
      .run();
    const job = rows > 0 ? this.find(id) : undefined;
    if (job) tx.changed(printingTopic, job.printerId);
    return job !== undefined;
  }

  /** The same as one write of its own. */
  move(id: string, from: readonly JobState[], changes: Parameters<PrintQueue['change']>[3]): Promise<boolean> {
    return this.#store.write('system', (tx) => this.change(tx, id, from, changes));
  }

  /** Ends every waiting job of a printer that goes. */
  failAll(tx: Transaction, printerId: string, cause: PrintCause): void {
    tx.db
      .update(printJobTable)
      .set({ state: 'failed', cause, changedAt: tx.at })
      .where(and(eq(printJobTable.printerId, printerId), eq(printJobTable.state, 'queued')))
      .run();
    tx.changed(printingTopic, printerId);
  }

  /** After a start: whatever was on its way when the program ended may or may not be on paper. */
  markInterrupted(): Promise<void> {
    return this.#store.write('system', (tx) => {
      tx.db
        .update(printJobTable)
        .set({ state: 'possible_duplicate', cause: 'interrupted', changedAt: tx.at })
        .where(eq(printJobTable.state, 'printing'))
        .run();
    });
  }

  /** Forgets what is over, or was left undecided, for longer than `keepMs`. */
  forgetDone(keepMs: number): Promise<void> {
    return this.#store.write('system', (tx) => {
      tx.db
        .delete(printJobTable)
        .where(
          and(
            inArray(printJobTable.state, ['printed', 'failed', 'cancelled', 'possible_duplicate']),
            lt(printJobTable.changedAt, tx.at - keepMs),
          ),
        )
        .run();
    });
  }
}
