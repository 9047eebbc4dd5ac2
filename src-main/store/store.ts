import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { v7 as uuidv7 } from 'uuid';
import type { SqliteConnection } from './database.ts';
import { EventLog, type Projector, prepareAppend, type StoredEvent } from './events.ts';
import { type Change, ChangeFeed } from './feed.ts';
import { Idempotency } from './idempotency.ts';
import { isStorageFailure, toStorageError } from './storage-errors.ts';

/** The database as readers see it: a type without the means to write. */
export type ReadDatabase = Pick<BetterSQLite3Database, 'select' | 'selectDistinct' | '$count'>;
export type WriteDatabase = BetterSQLite3Database;

/** A fact to append. `seq` may be given when the writer knows the stream's length. */
export interface NewEvent {
  readonly stream: string;
  readonly streamId: string;
  readonly type: string;
  readonly data: unknown;
  readonly seq?: number;
}

/** One unit of work inside a commit. Synchronous: everything in it happens, or nothing. */
export interface Transaction {
  readonly db: WriteDatabase;
  /** UTC milliseconds; the same for everything written in this transaction. */
  readonly at: number;
  readonly actor: string;
  /** Appends a fact and runs the projectors of its stream kind. */
  append(event: NewEvent): StoredEvent;
  /** Announces a changed record on the feed once this is committed. */
  changed(topic: string, id: string): void;
  /** Undoes what this work cached in memory, should it not be committed. */
  onRollback(undo: () => void): void;
}

interface Job {
  readonly run: (changes: Change[], undos: (() => void)[]) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Finished {
  readonly job: Job;
  readonly result: unknown;
}

/** How many pieces of work share one commit at most; bounds the time a commit can take. */
const batchLimit = 128;

/**
 * The landing's one way to its database. Reads go through `db`; writes through `write`, which gathers the work that
 * arrives together into one transaction (group commit), each piece in its own savepoint, and answers only after the
 * commit is on disk.
 */
export class Store {
  readonly db: ReadDatabase;
  readonly events: EventLog;
  readonly feed: ChangeFeed;
  readonly deviceId: string;
  readonly idempotency: Idempotency;
  readonly #connection: SqliteConnection;
  readonly #control: Readonly<Record<'begin' | 'commit' | 'savepoint' | 'release' | 'undo', { run(): unknown }>>;
  readonly #writeDb: WriteDatabase;
  readonly #append: (event: Omit<StoredEvent, 'position'>) => number;
  readonly #projectors = new Map<string, Projector[]>();
  readonly #now: () => number;
  #queue: Job[] = [];
  #scheduled = false;
  #closed = false;

  constructor(
    connection: SqliteConnection,
    options: { deviceId: string; now?: (() => number) | undefined; onListenerError: (error: unknown) => void },
  ) {
    this.#connection = connection;
    this.#control = {
      begin: connection.prepare('BEGIN IMMEDIATE'),
      commit: connection.prepare('COMMIT'),
      savepoint: connection.prepare('SAVEPOINT job'),
      release: connection.prepare('RELEASE job'),
      undo: connection.prepare('ROLLBACK TO job'),
    };
    this.#writeDb = drizzle(connection);
    this.db = this.#writeDb;
    this.events = new EventLog(this.db);
    this.feed = new ChangeFeed(options.onListenerError);
    this.deviceId = options.deviceId;
    this.idempotency = new Idempotency(this.#writeDb);
    this.#append = prepareAppend(this.#writeDb);
    this.#now = options.now ?? Date.now;
  }

  /** UTC milliseconds by this landing's clock. */
  now(): number {
    return this.#now();
  }

  /** Prepares statements once; they are run only inside `write` (a projector, or a piece of work). */
  prepare<T>(build: (db: WriteDatabase) => T): T {
    return build(this.#writeDb);
  }

  /** Registers a room's projector for a stream kind. */
  project(stream: string, projector: Projector): void {
    this.#projectors.set(stream, [...(this.#projectors.get(stream) ?? []), projector]);
  }

  /**
   * Runs `work` in a transaction and gives its result once it is durable. Work that arrives in the same turn of the
   * event loop shares the commit. An error thrown by `work` undoes that work alone; a storage failure refuses the
   * whole commit with AppError storage_full or storage_unavailable.
   */
  write<T>(actor: string, work: (tx: Transaction) => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#queue.push({
        run: (changes, undos) => work(this.#transaction(actor, changes, undos)),
        resolve: resolve as (value: unknown) => void,
        reject,
      });
      if (this.#scheduled) return;
      this.#scheduled = true;
      setImmediate(() => this.#drain());
    });
  }

  /** Rebuilds projections: clears nothing itself, only plays every fact of the stream kinds to their projectors again. */
  replay(streams: readonly string[], clear: (db: WriteDatabase) => void): Promise<number> {
    return this.write('system', (tx) => {
      clear(tx.db);
      let position = 0;
      let count = 0;
      for (;;) {
        const page = this.events.after(position, streams, 1000);
        for (const event of page) this.#runProjectors(tx, event);
        const last = page.at(-1);
        if (!last) return count;
        position = last.position;
        count += page.length;
      }
    });
  }

  /** Takes in no more work; resolves when what was taken in is on disk. */
  async close(): Promise<void> {
    while (this.#scheduled) await new Promise((resolve) => setImmediate(resolve));
    this.#closed = true;
  }

  #transaction(actor: string, changes: Change[], undos: (() => void)[]): Transaction {
    const at = this.#now();
    const tx: Transaction = {
      db: this.#writeDb,
      at,
      actor,
      append: (event) => {
        const fact = {
          id: uuidv7(),
          stream: event.stream,
          streamId: event.streamId,
          seq: event.seq ?? this.events.length(event.streamId) + 1,
          type: event.type,
          at,
          actor,
          home: this.deviceId,
          data: event.data,
        };
        const stored = { position: this.#append(fact), ...fact };
        this.#runProjectors(tx, stored);
        changes.push({ topic: event.stream, id: event.streamId, event: stored });
        return stored;
      },
      changed: (topic, id) => changes.push({ topic, id }),
      onRollback: (undo) => undos.push(undo),
    };
    return tx;
  }

  #runProjectors(tx: Transaction, event: StoredEvent): void {
    for (const projector of this.#projectors.get(event.stream) ?? []) projector(tx, event);
  }

  #drain(): void {
    const batch = this.#queue.slice(0, batchLimit);
    this.#queue = this.#queue.slice(batchLimit);
    this.#commit(batch);
    if (this.#queue.length > 0) setImmediate(() => this.#drain());
    else this.#scheduled = false;
  }

  #commit(batch: readonly Job[]): void {
    const finished: Finished[] = [];
    const changes: Change[] = [];
    const undos: (() => void)[] = [];
    try {
      if (this.#closed) throw new Error('the store is closed');
      this.#control.begin.run();
      for (const job of batch) this.#runJob(job, finished, changes, undos);
      this.#control.commit.run();
    } catch (error) {
      if (this.#connection.inTransaction) this.#connection.exec('ROLLBACK');
      for (const undo of undos) undo();
      const refusal = toStorageError(error);
      // Work already refused on its own keeps its own reason: rejecting twice has no effect.
      for (const job of batch) job.reject(refusal);
      return;
    }
    for (const { job, result } of finished) job.resolve(result);
    this.feed.publish(changes);
  }

  #runJob(job: Job, finished: Finished[], changes: Change[], undos: (() => void)[]): void {
    const ownChanges: Change[] = [];
    const ownUndos: (() => void)[] = [];
    this.#control.savepoint.run();
    try {
      const result = job.run(ownChanges, ownUndos);
      this.#control.release.run();
      finished.push({ job, result });
      changes.push(...ownChanges);
      undos.push(...ownUndos);
    } catch (error) {
      for (const undo of ownUndos) undo();
      if (isStorageFailure(error)) throw error;
      this.#control.undo.run();
      this.#control.release.run();
      job.reject(error);
    }
  }
}
