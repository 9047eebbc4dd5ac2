import { and, asc, eq, gt, inArray, max, ne, sql } from 'drizzle-orm';
import type { ReadDatabase, Transaction, WriteDatabase } from './store.ts';
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

/** Writes facts (prepared once, because every order passes here). */
export function prepareAppend(db: WriteDatabase) {
  const insert = db
    .insert(eventTable)
    .values({
      id: sql.placeholder('id'),
      stream: sql.placeholder('stream'),
      streamId: sql.placeholder('streamId'),
      seq: sql.placeholder('seq'),
      type: sql.placeholder('type'),
      at: sql.placeholder('at'),
      actor: sql.placeholder('actor'),
      home: sql.placeholder('home'),
      data: sql.placeholder('data'),
    })
    .prepare();
  return (event: Omit<StoredEvent, 'position'>): number =>
    Number(insert.run({ ...event, data: JSON.stringify(event.data) }).lastInsertRowid);
}

function toStored(row: typeof eventTable.$inferSelect): StoredEvent {
  return { ...row, data: JSON.parse(row.data) };
}

/** Reads of the log. */
export class EventLog {
  readonly #db: ReadDatabase;
  readonly #ofStream;
  readonly #elsewhere;

  constructor(db: ReadDatabase) {
    this.#db = db;
    this.#ofStream = db
      .select()
      .from(eventTable)
      .where(eq(eventTable.streamId, sql.placeholder('streamId')))
      .orderBy(asc(eventTable.seq), asc(eventTable.position))
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
    return this.#db
      .select()
      .from(eventTable)
      .where(and(gt(eventTable.position, position), inArray(eventTable.stream, [...streams])))
      .orderBy(asc(eventTable.position))
      .limit(limit)
      .all()
      .map(toStored);
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
