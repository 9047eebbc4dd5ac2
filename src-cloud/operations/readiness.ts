import { sql } from 'drizzle-orm';
import { type CloudDatabase, rowsOf } from '../store/service.ts';
import { within } from './metrics.ts';

/** Why a process takes no requests now; undefined when it does. */
export type NotReady = 'stopping' | 'database' | 'migrations' | undefined;

/** How long the database may take to answer. */
const answerMs = 2_000;

/**
 * Whether this process should be given requests: it is not ending, its database answers in time, and that database is at
 * the migrations this program knows (an older process beside a newer one is not: it must end, not answer wrongly).
 */
export class Readiness {
  readonly #database: CloudDatabase;
  readonly #migrations: number;
  #isStopping = false;
  #looking: Promise<NotReady> | undefined;

  constructor(database: CloudDatabase, migrations: number) {
    this.#database = database;
    this.#migrations = migrations;
  }

  /** From now on no balancer should send anybody here. */
  stop(): void {
    this.#isStopping = true;
  }

  /** Looks at the database; who asks while it is being looked at gets the same answer. */
  async look(): Promise<NotReady> {
    if (this.#isStopping) return 'stopping';
    this.#looking ??= this.#askDatabase().finally(() => {
      this.#looking = undefined;
    });
    return (await this.#looking) ?? (this.#isStopping ? 'stopping' : undefined);
  }

  async #askDatabase(): Promise<NotReady> {
    try {
      const [row] = await within(answerMs, () =>
        this.#database.asPlatform((tx) =>
          rowsOf<{ count: number }>(tx, sql`select count(*)::int as count from schema_migration`),
        ),
      );
      return (row?.count ?? 0) >= this.#migrations ? undefined : 'migrations';
    } catch {
      return 'database';
    }
  }
}
