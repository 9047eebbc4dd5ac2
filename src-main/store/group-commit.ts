import type { SqliteConnection } from './database.ts';
import type { Change } from './feed.ts';
import { isStorageFailure, toStorageError } from './storage-errors.ts';

/** What a piece of work has done so far, beside its writes: what to tell of it, and how to undo what it cached. */
export interface Doings {
  readonly changes: Change[];
  readonly undos: (() => void)[];
}

interface Job {
  readonly run: (doings: Doings) => unknown;
  readonly durable: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What a batch has done so far. `finished` answers the callers, once the commit is on disk. */
interface Batch extends Doings {
  readonly finished: (() => void)[];
}

/** A piece of work failed after it had written. */
class HalfDone extends Error {}

/** How many pieces of work share one commit at most; bounds the time a commit can take. */
const batchLimit = 128;

/** What follows a commit, or the loss of one. */
interface Consequences {
  /** Caches forget all they have: what they know may not have come to stay. */
  readonly forget: () => void;
  readonly publish: (changes: readonly Change[]) => void;
}

/** Commits the work that arrives together in one transaction (0002), and answers only after the commit is on disk. */
export class GroupCommit {
  readonly #connection: SqliteConnection;
  readonly #after: Consequences;
  readonly #control: Readonly<
    Record<'begin' | 'commit' | 'rollback' | 'savepoint' | 'release' | 'undo', { run(): unknown }>
  >;
  readonly #totalChanges: () => number;
  #queue: Job[] = [];
  #scheduled = false;
  /** Another connection writes: work waits in the queue. */
  #aside = false;
  #closed = false;
  /** Whether commits wait for the disk, as they do when a database is opened. */
  #waits = true;

  constructor(connection: SqliteConnection, after: Consequences) {
    this.#connection = connection;
    this.#after = after;
    this.#control = {
      begin: connection.prepare('BEGIN IMMEDIATE'),
      commit: connection.prepare('COMMIT'),
      rollback: connection.prepare('ROLLBACK'),
      savepoint: connection.prepare('SAVEPOINT job'),
      release: connection.prepare('RELEASE job'),
      undo: connection.prepare('ROLLBACK TO job'),
    };
    const totalChanges = connection.prepare<[], number>('SELECT total_changes()').pluck();
    this.#totalChanges = () => totalChanges.get() ?? 0;
  }

  /** Gives the result of `run` once it is durable; see `Store.write`. */
  add<T>(run: (doings: Doings) => T, durable: boolean): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({ run, durable, resolve: resolve as (value: unknown) => void, reject });
      this.#schedule();
    });
  }

  /** Lets another connection to the same file write; see `Store.standAside`. */
  async standAside(work: () => Promise<readonly Change[]>): Promise<void> {
    if (this.#aside) throw new Error('another connection writes already');
    this.#aside = true;
    try {
      const changes = await work();
      this.#after.forget();
      this.#after.publish(changes);
    } finally {
      // It may have committed before it failed.
      this.#after.forget();
      this.#aside = false;
      this.#schedule();
    }
  }

  /** Takes in no more work; resolves when what was taken in is on disk. */
  async close(): Promise<void> {
    while (this.#scheduled || this.#aside) await new Promise((resolve) => setImmediate(resolve));
    this.#closed = true;
  }

  #schedule(): void {
    if (this.#scheduled || this.#aside || this.#queue.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#drain();
    });
  }

  #drain(): void {
    if (this.#aside) return;
    const batch = this.#queue.slice(0, batchLimit);
    this.#queue = this.#queue.slice(batchLimit);
    this.#commit(batch, false);
    this.#schedule();
  }

  /**
   * Runs a batch in one transaction. At first without savepoints (each would copy the pages it touches): a refusal is
   * normally thrown before anything is written, and then there is nothing to undo. Should a piece of work fail after it
   * wrote, the batch is rolled back and run again with a savepoint around each piece.
   */
  #commit(batch: readonly Job[], isolated: boolean): void {
    const run: Batch = { finished: [], changes: [], undos: [] };
    try {
      if (this.#closed) throw new Error('the store is closed');
      // A commit that waits for the disk takes all before it along.
      this.#waitForDisk(batch.some(({ durable }) => durable));
      this.#control.begin.run();
      for (const job of batch) {
        if (isolated) this.#runIsolated(job, run);
        else this.#runPlain(job, run);
      }
      this.#control.commit.run();
    } catch (error) {
      if (this.#connection.inTransaction) this.#control.rollback.run();
      for (const undo of run.undos) undo();
      this.#after.forget();
      if (error instanceof HalfDone) {
        this.#commit(batch, true);
        return;
      }
      const refusal = toStorageError(error);
      for (const job of batch) job.reject(refusal);
      return;
    }
    for (const settle of run.finished) settle();
    this.#after.publish(run.changes);
  }

  #waitForDisk(waits: boolean): void {
    if (this.#waits === waits) return;
    this.#connection.pragma(`synchronous = ${waits ? 'FULL' : 'NORMAL'}`);
    this.#waits = waits;
  }

  #runPlain(job: Job, run: Batch): void {
    const before = this.#totalChanges();
    try {
      const result = job.run(run);
      run.finished.push(() => job.resolve(result));
    } catch (error) {
      if (isStorageFailure(error)) throw error;
      if (this.#totalChanges() !== before) throw new HalfDone();
      run.finished.push(() => job.reject(error));
    }
  }

  #runIsolated(job: Job, run: Batch): void {
    const doings: Doings = { changes: [], undos: [] };
    this.#control.savepoint.run();
    try {
      const result = job.run(doings);
      this.#control.release.run();
      run.finished.push(() => job.resolve(result));
      run.changes.push(...doings.changes);
      run.undos.push(...doings.undos);
    } catch (error) {
      for (const undo of doings.undos) undo();
      if (isStorageFailure(error)) throw error;
      this.#control.undo.run();
      this.#control.release.run();
      this.#after.forget();
      run.finished.push(() => job.reject(error));
    }
  }
}
