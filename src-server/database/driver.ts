import type { SQL } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import pg from 'pg';

/** A transaction, as rooms write with it: drizzle, on PostgreSQL or PGlite alike. */
export type Tx = PgDatabase<PgQueryResultHKT, Record<string, never>>;

/**
 * Leaves a write on its way: the next statements and the commit follow right behind it, without waiting for its answer.
 * When it fails, the transaction fails with its error.
 */
export type Leave = (write: PromiseLike<unknown>) => void;

/** The work of one transaction. */
export type Work<T> = (tx: Tx, leave: Leave) => Promise<T>;

/** PostgreSQL's settings of one transaction. */
export type Settings = Readonly<Record<string, string>>;

/** The statement that makes settings stand until the transaction ends. */
export function settingText(settings: Settings): string {
  const all = Object.entries(settings).map(
    ([name, value]) => `set_config(${pg.escapeLiteral(name)}, ${pg.escapeLiteral(value)}, true)`,
  );
  return `select ${all.join(', ')}`;
}

/** What PostgreSQL and PGlite do each in their own way. */
export interface Driver {
  readonly kind: 'postgres' | 'embedded';
  /**
   * Runs `work` in one transaction (READ COMMITTED); an error rolls it back. Its settings say whose it is: `work` begins
   * when they stand.
   */
  transaction<T>(work: Work<T>, settings?: Settings): Promise<T>;
  /** Runs SQL text of several statements, each by itself. */
  script(text: string): Promise<void>;
  /** Hears what any process says on a channel, until the returned function is called. */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  /** Connections of the pool, and how many wait for one; PGlite has none. */
  connections?(): { readonly open: number; readonly idle: number; readonly waiting: number };
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Connection string of a PostgreSQL; without one PGlite keeps the data in `folder`. */
  readonly url?: string | undefined;
  /** Folder of PGlite's data; undefined keeps it in memory (tests). */
  readonly folder?: string | undefined;
  /** What a database in memory begins with (PGlite's `dumpDataDir`); by default it makes a new one, in about a second. */
  readonly seed?: Blob | undefined;
  /** Connections to PostgreSQL at most. */
  readonly connections?: number | undefined;
  /** How long it keeps trying to reach a PostgreSQL that is not there, in ms; by default it tries once. */
  readonly patienceMs?: number | undefined;
  /** Called once when it begins to wait for PostgreSQL. */
  readonly onWaiting?: ((address: string, cause: string) => void) | undefined;
}

/** The rows of a query that is written as SQL. */
export async function rowsOf<Row>(tx: Tx, query: SQL): Promise<Row[]> {
  const result = (await tx.execute(query)) as unknown as { rows: Row[] };
  return result.rows;
}
