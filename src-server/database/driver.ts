import type { SQL } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';

/** A transaction, as rooms write with it: drizzle, on PostgreSQL or PGlite alike. */
export type Tx = PgDatabase<PgQueryResultHKT, Record<string, never>>;

/** What PostgreSQL and PGlite do each in their own way. */
export interface Driver {
  readonly kind: 'postgres' | 'embedded';
  /** Runs `work` in one transaction (READ COMMITTED); an error rolls it back. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
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
