import { eq, lt, sql } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import type { CloudDatabase, Tx } from '../store/service.ts';
import { operatorAttemptTable as attempts } from './tables.ts';

/** Wrong attempts before the first lock. */
export const freeAttempts = 5;
const firstLockMs = 60_000;
const longestLockMs = 60 * 60_000;
/** Without a wrong attempt for so long, a name begins anew. */
const forgottenMs = 24 * 60 * 60_000;

/**
 * Counts wrong passwords by name, in the database: all processes count together. An attempt is counted before it is
 * compared and given back when it was right, so that guesses sent at once are counted one by one. From the fifth on each
 * further one doubles the lock, one hour at most. Names that nobody has are counted alike.
 */
export class Attempts {
  readonly #database: CloudDatabase;
  readonly #now: () => number;

  constructor(database: CloudDatabase, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** Takes one attempt; gives how many are taken now. Throws AppError operator_locked_out while a name is locked. */
  async take(name: string): Promise<number> {
    const now = this.#now();
    const outcome = await this.#database.asPlatform(async (tx) => {
      await tx.delete(attempts).where(lt(attempts.at, now - forgottenMs));
      const [known] = await tx.select().from(attempts).where(eq(attempts.name, name)).for('update');
      if (known && known.lockedUntil > now) return { lockedUntil: known.lockedUntil };
      const over = sql`least(${attempts.failures} + 1 - ${freeAttempts}, 20)`;
      const [taken] = await tx
        .insert(attempts)
        .values({ name, failures: 1, lockedUntil: 0, at: now })
        .onConflictDoUpdate({
          target: attempts.name,
          set: {
            failures: sql`${attempts.failures} + 1`,
            lockedUntil: sql`case when ${over} < 0 then 0 else ${now}::bigint + least(${firstLockMs} * 2 ^ greatest(${over}, 0), ${longestLockMs})::bigint end`,
            at: now,
          },
        })
        .returning();
      return { failures: taken?.failures ?? 1 };
    });
    if (outcome.lockedUntil === undefined) return outcome.failures;
    const minutes = Math.ceil((outcome.lockedUntil - now) / 60_000);
    throw new AppError('operator_locked_out', { minutes }, { retryAfter: minutes * 60, retryAt: outcome.lockedUntil });
  }

  /** The attempt was right: the name begins anew. */
  async clear(tx: Tx, name: string): Promise<void> {
    await tx.delete(attempts).where(eq(attempts.name, name));
  }
}
