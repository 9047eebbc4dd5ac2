import { sql } from 'drizzle-orm';
import { type DatabaseOptions, type Driver, openDatabase, type Tx, type Work } from '#server/database/service.ts';

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
  static async open(options: DatabaseOptions): Promise<CloudDatabase> {
    return new CloudDatabase(await openDatabase('landing-desk-cloud', options));
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
