import { type SQL, sql } from 'drizzle-orm';
import type { Driver, Tx, Work } from './driver.ts';
import { openEmbedded } from './embedded.ts';
import { openPostgres } from './postgres.ts';

export interface CloudDatabaseOptions {
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

/**
 * The cloud's one way to its database. Nothing is read or written but as somebody: as an enterprise, whose rows alone
 * are there (row-level security), or as the platform. Errors of the database sit in drizzle's `cause`.
 */
export class CloudDatabase {
  readonly driver: Driver;

  constructor(driver: Driver) {
    this.driver = driver;
  }

  /** Opens PostgreSQL or PGlite; nothing is migrated yet. Throws StartupError when it cannot be used. */
  static async open(options: CloudDatabaseOptions): Promise<CloudDatabase> {
    const { url, folder, connections = 10, patienceMs = 0, onWaiting } = options;
    return new CloudDatabase(
      url === undefined ? await openEmbedded(folder) : await openPostgres(url, { connections, patienceMs, onWaiting }),
    );
  }

  /** Runs `work` as one enterprise: rows of every other do not exist, whatever the query says. */
  inEnterprise<T>(enterpriseId: string, work: Work<T>): Promise<T> {
    return this.driver.transaction(work, {
      role: 'landing_enterprise',
      'app.enterprise': enterpriseId,
      // Every table is of all enterprises: to read one whole is never the way, also not by a plan from when it was empty.
      enable_seqscan: 'off',
    });
  }

  /** Runs `work` as the platform itself: an operator's page, a look-up of a credential, upkeep. */
  asPlatform<T>(work: Work<T>): Promise<T> {
    return this.driver.transaction(work, { role: 'landing_platform' });
  }

  /** Says something to every process, once the transaction is committed (at most 7,900 bytes). */
  async notify(tx: Tx, channel: string, payload: string): Promise<void> {
    await tx.execute(sql`select pg_notify(${channel}, ${payload})`);
  }

  close(): Promise<void> {
    return this.driver.close();
  }
}
