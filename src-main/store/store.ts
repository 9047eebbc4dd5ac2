import { eq } from 'drizzle-orm';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { AppError } from '#shared/errors.ts';
import { syncedStreams } from '#shared/sync/entities.ts';
import { type Capture, captureOf } from './capture.ts';
import type { SqliteConnection } from './database.ts';
import { EventLog, type Projector, prepareAppend, type StoredEvent } from './events.ts';
import { type Change, ChangeFeed } from './feed.ts';
import { type Doings, GroupCommit } from './group-commit.ts';
import { newId } from './ids.ts';
import { type ColumnName, type InsertRow, insertOf, type UpdateRows, updateOf } from './rows.ts';
import { withStatementCache } from './statement-cache.ts';
import { landingTable } from './tables.ts';

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
  /**
   * Appends a fact of this landing and runs the projectors of its stream kind. Throws AppError not_home when another
   * landing alone writes to the stream.
   */
  append(event: NewEvent): StoredEvent;
  /** Takes in a fact as another landing wrote it. */
  ingest(fact: Omit<StoredEvent, 'position'>): StoredEvent;
  /** Says, after the write, that a record changed: caches forget it at once, the feed hears of it after the commit. */
  changed(topic: string, id: string): void;
  /** Undoes what this work cached in memory, should it not be committed. */
  onRollback(undo: () => void): void;
}

/** Under which name a landing's file says how its projections were built. */
export const projectionsName = 'projections';
/** Grows when projections hold something new: they are then built again from the facts. */
export const projectionsVersion = '2';

/**
 * The landing's one way to its database. Reads go through `db`; writes through `write`, which gathers the work that
 * arrives together into one transaction (group commit) and answers only after the commit is on disk.
 */
export class Store {
  readonly db: ReadDatabase;
  readonly events: EventLog;
  readonly feed: ChangeFeed;
  /** What captures this landing's writes for sync. */
  readonly capture: Capture;
  #deviceId: string;
  readonly #connection: SqliteConnection;
  readonly #commits: GroupCommit;
  readonly #writeDb: WriteDatabase;
  readonly #append: (event: Omit<StoredEvent, 'position'>) => number;
  readonly #projectors = new Map<string, Projector[]>();
  readonly #projections = new Set<SQLiteTable>();
  readonly #caches: { readonly topics: readonly string[]; readonly forget: () => void }[] = [];
  readonly #now: () => number;
  /** Goes along with the next piece of work (see `writeAlong`). */
  #along: ((tx: Transaction, result: unknown) => void) | undefined;

  constructor(
    connection: SqliteConnection,
    options: { deviceId: string; now?: (() => number) | undefined; onListenerError: (error: unknown) => void },
  ) {
    this.#connection = connection;
    this.#writeDb = drizzle(withStatementCache(connection));
    this.db = this.#writeDb;
    this.events = new EventLog(this.db);
    this.feed = new ChangeFeed(options.onListenerError);
    this.#commits = new GroupCommit(connection, {
      forget: () => this.#forget(),
      publish: (changes) => this.feed.publish(changes),
    });
    this.#deviceId = options.deviceId;
    this.capture = captureOf(connection);
    this.#append = prepareAppend(connection);
    this.#now = options.now ?? Date.now;
  }

  /** The landing's id, and the home of its facts. Another one after its database turned out to be a copy. */
  get deviceId(): string {
    return this.#deviceId;
  }

  /** UTC milliseconds by this landing's clock. */
  now(): number {
    return this.#now();
  }

  /** Prepares statements once; they are run only inside `write` (a projector, or a piece of work). */
  prepare<T>(build: (db: WriteDatabase) => T): T {
    return build(this.#writeDb);
  }

  /** The insert of a row, compiled once, for what every fact passes; run only inside `write`. */
  insertOf<T extends SQLiteTable>(table: T): InsertRow<T> {
    return insertOf(this.#connection, table);
  }

  /** The same of an update: the columns `set` of the rows where those of `by` are equal. */
  updateOf<T extends SQLiteTable, Set extends ColumnName<T>, By extends ColumnName<T>>(
    table: T,
    set: readonly Set[],
    by: readonly By[],
  ): UpdateRows<T, Set, By> {
    return updateOf(this.#connection, table, set, by);
  }

  /**
   * Registers a room's projector for a stream kind, and the tables it writes (which nothing else writes). Projectors of
   * a stream run in the order they were registered.
   */
  project(stream: string, projector: Projector, writes: readonly SQLiteTable[]): void {
    this.#projectors.set(stream, [...(this.#projectors.get(stream) ?? []), projector]);
    for (const table of writes) this.#projections.add(table);
  }

  /**
   * Registers what a room keeps in memory of some topics. `forget` is called as soon as one of them is written, so that
   * the next work of the same commit reads what this one wrote, and again when a commit is undone.
   */
  cached(topics: readonly string[], forget: () => void): void {
    this.#caches.push({ topics, forget });
  }

  /**
   * Runs `work` in a transaction and gives its result once it is durable. Work that arrives in the same turn of the
   * event loop shares the commit. An error thrown by `work` undoes that work alone; a storage failure refuses the
   * whole commit with AppError storage_full or storage_unavailable. `work` may be run twice before it is committed
   * once, so it has no effect but on `tx`.
   *
   * Work that is not `durable` does not wait for the disk: a power cut (never a crash of this program) may undo it,
   * with nothing that came later standing. For what is fetched again then.
   */
  write<T>(actor: string, work: (tx: Transaction) => T, { durable = true } = {}): Promise<T> {
    const along = this.#along;
    this.#along = undefined;
    return this.#commits.add((doings) => {
      const tx = this.#transaction(actor, doings);
      const result = work(tx);
      along?.(tx, result);
      return result;
    }, durable);
  }

  /**
   * Lets `also` be part of the piece of work that `begin` hands in before it returns, and gives what `begin` gives: what
   * both write is there or not there together. `also` gets the result of that work. For who must note, at no other moment,
   * that a use-case of another room was done.
   */
  writeAlong<T>(also: (tx: Transaction, result: unknown) => void, begin: () => T): T {
    this.#along = also;
    try {
      const begun = begin();
      const isLeft = (): boolean => this.#along !== undefined;
      if (isLeft()) throw new Error('what was begun handed in no work');
      return begun;
    } finally {
      this.#along = undefined;
    }
  }

  /**
   * Lets another connection to the same file write. Work waits meanwhile, reads see what was there before. `work`
   * resolves with what it changed: caches forget all they have and the feed hears of it before anything waiting goes on.
   */
  standAside(work: () => Promise<readonly Change[]>): Promise<void> {
    return this.#commits.standAside(work);
  }

  /**
   * Builds every projection of every room again: empties their tables and plays all facts to their projectors. Resolves
   * with the number of facts played.
   */
  rebuild(): Promise<number> {
    return this.write('system', (tx) => this.replay(tx));
  }

  /**
   * Builds the projections again that an earlier program left behind with less in them; called when all rooms have
   * registered theirs. Resolves with the number of facts played.
   */
  async renewProjections(): Promise<number> {
    const known = this.db.select().from(landingTable).where(eq(landingTable.name, projectionsName)).get();
    if (known?.value === projectionsVersion) return 0;
    return this.write('system', (tx) => {
      const row = { name: projectionsName, value: projectionsVersion };
      tx.db.insert(landingTable).values(row).onConflictDoUpdate({ target: landingTable.name, set: row }).run();
      return this.replay(tx);
    });
  }

  /** The same as `rebuild` within a larger piece of work. */
  replay(tx: Transaction): number {
    this.#forget();
    tx.onRollback(() => this.#forget());
    for (const table of this.#projections) tx.db.delete(table).run();
    // Everything is forgotten together when this is undone; one note for each fact would fill the memory.
    const playing = { db: tx.db, onRollback: () => undefined };
    let position = 0;
    let count = 0;
    for (;;) {
      const page = this.events.after(position, [...this.#projectors.keys()], 1000);
      for (const event of page) this.#runProjectors(playing, event);
      const last = page.at(-1);
      if (!last) return count;
      position = last.position;
      count += page.length;
    }
  }

  /** Goes on as another device from this piece of work on. */
  becomeDevice(tx: Transaction, deviceId: string): void {
    const before = this.#deviceId;
    tx.db.update(landingTable).set({ value: deviceId }).where(eq(landingTable.name, 'deviceId')).run();
    this.#deviceId = deviceId;
    tx.onRollback(() => {
      this.#deviceId = before;
    });
  }

  /** Takes in no more work; resolves when what was taken in is on disk. */
  close(): Promise<void> {
    return this.#commits.close();
  }

  #transaction(actor: string, { changes, undos }: Doings): Transaction {
    const at = this.#now();
    this.capture.begin(actor, at);
    const record = (fact: Omit<StoredEvent, 'position'>): StoredEvent => {
      const stored = { position: this.#append(fact), ...fact };
      this.#runProjectors(tx, stored);
      this.#forget(fact.stream);
      changes.push({ topic: fact.stream, id: fact.streamId, event: stored });
      return stored;
    };
    const tx: Transaction = {
      db: this.#writeDb,
      at,
      actor,
      append: (event) => {
        const { streamId, seq } = event;
        if (syncedStreams[event.stream] === 'home' && seq !== 1 && this.events.isElsewhere(streamId, this.#deviceId)) {
          throw new AppError('not_home');
        }
        return record({
          id: newId(),
          stream: event.stream,
          streamId,
          seq: seq ?? this.events.length(streamId, this.#deviceId) + 1,
          type: event.type,
          at,
          actor,
          home: this.#deviceId,
          data: event.data,
        });
      },
      ingest: record,
      changed: (topic, id) => {
        this.#forget(topic);
        changes.push({ topic, id });
      },
      onRollback: (undo) => undos.push(undo),
    };
    return tx;
  }

  /** Empties the caches of a topic, or all of them. */
  #forget(topic?: string): void {
    for (const { topics, forget } of this.#caches) if (topic === undefined || topics.includes(topic)) forget();
  }

  #runProjectors(tx: Parameters<Projector>[0], event: StoredEvent): void {
    for (const projector of this.#projectors.get(event.stream) ?? []) projector(tx, event);
  }
}
