import { and, asc, eq, gt, inArray, max, ne, sql } from 'drizzle-orm';
import type { SqliteConnection } from './database.ts';
import { insertOf } from './rows.ts';
import type { ReadDatabase, Transaction } from './store.ts';
import { eventTable } from './tables.ts';

/** A fact in the log. `position` is its place in this landing's log, `seq` its place in its stream (from 1). */
export interface StoredEvent {
  readonly position: number;
  readonly id: string;
  readonly stream: string;
  readonly streamId: string;
  readonly seq: number;
  readonly type: string;
  /** UTC milliseconds. */
  readonly at: number;
  readonly actor: string;
  readonly home: string;
  readonly data: unknown;
}

/** Keeps a room's tables in step with its facts; runs in the transaction that appends them. */
export type Projector = (tx: Pick<Transaction, 'db' | 'onRollback'>, event: StoredEvent) => void;

/** Writes facts; gives the position. Compiled once, because every order passes here. */
export function prepareAppend(connection: SqliteConnection): (event: Omit<StoredEvent, 'position'>) => number {
  const insert = insertOf(connection, eventTable);
  return (event) => insert({ ...event, data: JSON.stringify(event.data) });
}

function toStored(row: typeof eventTable.$inferSelect): StoredEvent {
  return { ...row, data: JSON.parse(row.data) };
}

/** Reads of the log. */
export class EventLog {
  readonly #db: ReadDatabase;
  readonly #ofStream;
  readonly #after;
  readonly #elsewhere;

  constructor(db: ReadDatabase) {
    this.#db = db;
    this.#ofStream = db
      .select()
      .from(eventTable)
      .where(eq(eventTable.streamId, sql.placeholder('streamId')))
      .orderBy(asc(eventTable.seq), asc(eventTable.position))
      .prepare();
    const among = sql`(SELECT value FROM json_each(${sql.placeholder('streams')}))`;
    this.#after = db
      .select()
      .from(eventTable)
      .where(and(gt(eventTable.position, sql.placeholder('position')), inArray(eventTable.stream, among)))
      .orderBy(asc(eventTable.position))
      .limit(sql.placeholder('limit'))
      .prepare();
    this.#elsewhere = db
      .select({ home: eventTable.home })
      .from(eventTable)
      .where(and(eq(eventTable.streamId, sql.placeholder('streamId')), ne(eventTable.home, sql.placeholder('home'))))
      .limit(1)
      .prepare();
  }

  /** All facts of one stream, in order. */
  ofStream(streamId: string): StoredEvent[] {
    return this.#ofStream.all({ streamId }).map(toStored);
  }

  /** Up to `limit` facts of some stream kinds after a position, in log order. */
  after(position: number, streams: readonly string[], limit: number): StoredEvent[] {
    return this.#after.all({ position, streams: JSON.stringify(streams), limit }).map(toStored);
  }

  /** Position of the newest fact; 0 in an empty log. */
  lastPosition(): number {
    return (
      this.#db
        .select({ last: max(eventTable.position) })
        .from(eventTable)
        .get()?.last ?? 0
    );
  }

  /** How many facts of one landing a stream holds. */
  length(streamId: string, home: string): number {
    return (
      this.#db
        .select({ last: max(eventTable.seq) })
        .from(eventTable)
        .where(and(eq(eventTable.streamId, streamId), eq(eventTable.home, home)))
        .get()?.last ?? 0
    );
  }

  /** Whether another landing than this one writes to a stream. */
  isElsewhere(streamId: string, home: string): boolean {
    return this.#elsewhere.get({ streamId, home }) !== undefined;
  }
}
