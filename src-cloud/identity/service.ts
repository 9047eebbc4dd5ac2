import { and, eq, gt, isNull, lt, ne, or } from 'drizzle-orm';
import { hashSecret, isOutdatedHash, verifySecret } from '#server/secret-hash.ts';
import type { Operator } from '#shared/enterprises/operator.ts';
import { AppError } from '#shared/errors.ts';
import { checkPassword } from '#shared/identity/secrets.ts';
import { type CloudDatabase, newSecret, secretHash, type Tx } from '../store/service.ts';
import { Attempts, freeAttempts } from './attempts.ts';
import { record } from './audit.ts';
import { operatorSessionTable, operatorTable } from './tables.ts';

export { Accounts, newPassword } from './accounts.ts';
export { type Doer, likePattern, readAudit, record } from './audit.ts';

/** A session ends so long after it was last used, and so long after it began in any case. */
const idleMs = 8 * 60 * 60_000;
const longestMs = 24 * 60 * 60_000;
/** How often use is written down. */
const seenEveryMs = 5 * 60_000;

/** Compared with for names that nobody has, so that they take as long. */
let nobody: Promise<string> | undefined;

/** The operators of the platform: signing in, sessions, their own passwords. */
export class IdentityService {
  readonly #database: CloudDatabase;
  readonly #now: () => number;
  readonly #attempts: Attempts;

  constructor(database: CloudDatabase, now: () => number) {
    this.#database = database;
    this.#now = now;
    this.#attempts = new Attempts(database, now);
  }

  /**
   * Signs an operator in under a new token; the session of `before`, the token that the browser had, ends. Throws
   * AppError operator_sign_in_failed or operator_locked_out.
   */
  async signIn(
    typedName: string,
    password: string,
    before: string | undefined,
  ): Promise<{ token: string; operator: Operator }> {
    const name = typedName.trim().toLowerCase().normalize('NFC');
    const taken = await this.#attempts.take(name);
    const found = await this.#find(name);
    nobody ??= hashSecret(newSecret());
    const right = await verifySecret(password, found?.passwordHash ?? (await nobody));
    const now = this.#now();
    if (!right || !found || found.disabledAt !== null) {
      if (taken === freeAttempts) {
        await this.#database.asPlatform((tx) =>
          record(tx, now, null, { action: 'operator.locked_out', subjectId: found?.id ?? '', subject: name }),
        );
      }
      throw new AppError('operator_sign_in_failed');
    }
    const operator = { id: found.id, name: found.name };
    const renewed = isOutdatedHash(found.passwordHash) ? await hashSecret(password) : undefined;
    const token = newSecret();
    await this.#database.asPlatform(async (tx) => {
      await this.#attempts.clear(tx, name);
      if (renewed) await tx.update(operatorTable).set({ passwordHash: renewed }).where(eq(operatorTable.id, found.id));
      await tx
        .delete(operatorSessionTable)
        .where(
          or(
            eq(operatorSessionTable.tokenHash, secretHash(before ?? token)),
            lt(operatorSessionTable.seenAt, now - idleMs),
            lt(operatorSessionTable.createdAt, now - longestMs),
          ),
        );
      await tx
        .insert(operatorSessionTable)
        .values({ tokenHash: secretHash(token), operatorId: found.id, createdAt: now, seenAt: now });
      await record(tx, now, operator, { action: 'operator.signed_in', subjectId: found.id, subject: found.name });
    });
    return { token, operator };
  }

  /** Who a session's token is. Throws AppError not_signed_in. */
  async identify(token: string | undefined): Promise<Operator> {
    if (token === undefined) throw new AppError('not_signed_in');
    const now = this.#now();
    const tokenHash = secretHash(token);
    const found = await this.#database.asPlatform(async (tx) => {
      const [row] = await tx
        .select({ id: operatorTable.id, name: operatorTable.name, seenAt: operatorSessionTable.seenAt })
        .from(operatorSessionTable)
        .innerJoin(operatorTable, eq(operatorTable.id, operatorSessionTable.operatorId))
        .where(
          and(
            eq(operatorSessionTable.tokenHash, tokenHash),
            gt(operatorSessionTable.seenAt, now - idleMs),
            gt(operatorSessionTable.createdAt, now - longestMs),
            isNull(operatorTable.disabledAt),
          ),
        );
      if (row && row.seenAt < now - seenEveryMs) {
        await tx.update(operatorSessionTable).set({ seenAt: now }).where(eq(operatorSessionTable.tokenHash, tokenHash));
      }
      return row;
    });
    if (!found) throw new AppError('not_signed_in');
    return { id: found.id, name: found.name };
  }

  async signOut(token: string | undefined): Promise<void> {
    if (token === undefined) return;
    await this.#database.asPlatform((tx) =>
      tx.delete(operatorSessionTable).where(eq(operatorSessionTable.tokenHash, secretHash(token))),
    );
  }

  /**
   * Changes one's own password; every other session of the operator ends. Throws AppError password_wrong,
   * password_too_short, password_too_common or operator_locked_out.
   */
  async changePassword(operator: Operator, current: string, next: string, token: string | undefined): Promise<void> {
    await this.#attempts.take(operator.name);
    const found = await this.#find(operator.name);
    if (!found || !(await verifySecret(current, found.passwordHash))) throw new AppError('password_wrong');
    checkPassword(next, [operator.name]);
    const passwordHash = await hashSecret(next);
    await this.#database.asPlatform(async (tx) => {
      await this.#attempts.clear(tx, operator.name);
      await tx.update(operatorTable).set({ passwordHash }).where(eq(operatorTable.id, operator.id));
      await tx
        .delete(operatorSessionTable)
        .where(
          and(
            eq(operatorSessionTable.operatorId, operator.id),
            ne(operatorSessionTable.tokenHash, secretHash(token ?? '')),
          ),
        );
      await record(tx, this.#now(), operator, {
        action: 'operator.password_changed',
        subjectId: operator.id,
        subject: operator.name,
      });
    });
  }

  async #find(name: string) {
    const [found] = await this.#database.asPlatform((tx: Tx) =>
      tx.select().from(operatorTable).where(eq(operatorTable.name, name)),
    );
    return found;
  }
}
