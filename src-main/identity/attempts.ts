import { eq } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import type { Store, Transaction } from '../store/service.ts';
import { attemptTable } from './tables.ts';

/** Wrong attempts allowed before the first lock. */
const freeAttempts = 5;
const firstLockMs = 60_000;
const longestLockMs = 60 * 60_000;

/**
 * Counts wrong secrets by subject (a user's password, a user's PIN, a name nobody has) in the database, so that
 * restarting the program does not forgive them. From the fifth on each further failure doubles the lock, one hour at most.
 */
export class Attempts {
  readonly #store: Store;
  /** The check under way for each subject; the next one waits, so that parallel guesses are counted one by one. */
  readonly #underWay = new Map<string, Promise<unknown>>();

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Runs one comparison for a subject and counts it if it fails; false means wrong. Throws AppError locked_out
   * without comparing while the subject is locked.
   */
  async compare(
    subject: string,
    compare: () => Promise<boolean>,
    onFailure?: (tx: Transaction) => void,
  ): Promise<boolean> {
    const turn = (this.#underWay.get(subject) ?? Promise.resolve()).then(async () => {
      this.#check(subject);
      if (await compare()) return true;
      await this.#store.write('system', (tx) => {
        this.#fail(tx, subject);
        onFailure?.(tx);
      });
      return false;
    });
    const settled = turn.catch(() => {});
    this.#underWay.set(subject, settled);
    try {
      return await turn;
    } finally {
      if (this.#underWay.get(subject) === settled) this.#underWay.delete(subject);
    }
  }

  #check(subject: string): void {
    const lockedUntil = this.#find(subject)?.lockedUntil ?? 0;
    const left = lockedUntil - this.#store.now();
    if (left > 0) throw new AppError('locked_out', { minutes: Math.ceil(left / 60_000) }, { retryAt: lockedUntil });
  }

  #fail(tx: Transaction, subject: string): void {
    const failures = (this.#find(subject)?.failures ?? 0) + 1;
    const over = failures - freeAttempts;
    const lockedUntil = over < 0 ? 0 : tx.at + Math.min(firstLockMs * 2 ** Math.min(over, 20), longestLockMs);
    tx.db
      .insert(attemptTable)
      .values({ subject, failures, lockedUntil })
      .onConflictDoUpdate({ target: attemptTable.subject, set: { failures, lockedUntil } })
      .run();
  }

  clear(tx: Transaction, subject: string): void {
    tx.db.delete(attemptTable).where(eq(attemptTable.subject, subject)).run();
  }

  #find(subject: string) {
    return this.#store.db.select().from(attemptTable).where(eq(attemptTable.subject, subject)).get();
  }
}
