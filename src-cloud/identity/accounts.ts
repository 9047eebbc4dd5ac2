import { randomInt } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import { hashSecret } from '#server/secret-hash.ts';
import { operatorNameSchema } from '#shared/enterprises/operator.ts';
import { AppError } from '#shared/errors.ts';
import { checkPassword } from '#shared/identity/secrets.ts';
import { type CloudDatabase, newId, type Tx } from '../store/service.ts';
import { record } from './audit.ts';
import { operatorAttemptTable, operatorSessionTable, operatorTable } from './tables.ts';

/** Letters and digits that nobody takes for one another. */
const signs = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A random password that can be read out: four groups of five, 99 bits. */
export function newPassword(): string {
  const group = () => Array.from({ length: 5 }, () => signs[randomInt(signs.length)]).join('');
  return Array.from({ length: 4 }, group).join('-');
}

/** The operators' accounts, kept from the command line of the server. */
export class Accounts {
  readonly #database: CloudDatabase;
  readonly #now: () => number;

  constructor(database: CloudDatabase, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** Adds an operator. Throws AppError operator_name_wrong, username_taken, password_too_short, password_too_common. */
  async add(typedName: string, password: string): Promise<void> {
    const parsed = operatorNameSchema.safeParse(typedName);
    if (!parsed.success) throw new AppError('operator_name_wrong');
    const name = parsed.data;
    checkPassword(password, [name]);
    const passwordHash = await hashSecret(password);
    const now = this.#now();
    await this.#database.asPlatform(async (tx) => {
      const id = newId();
      const added = await tx
        .insert(operatorTable)
        .values({ id, name, passwordHash, createdAt: now })
        .onConflictDoNothing()
        .returning({ id: operatorTable.id });
      if (added.length === 0) throw new AppError('username_taken');
      await record(tx, now, null, { action: 'operator.added', subjectId: id, subject: name });
    });
  }

  list(): Promise<{ name: string; createdAt: number; disabledAt: number | null }[]> {
    const { name, createdAt, disabledAt } = operatorTable;
    return this.#database.asPlatform((tx) =>
      tx.select({ name, createdAt, disabledAt }).from(operatorTable).orderBy(asc(name)),
    );
  }

  /** Lets an operator in no more, from this moment. Throws AppError user_unknown. */
  disable(name: string): Promise<void> {
    return this.#database.asPlatform(async (tx) => {
      const found = await this.#end(tx, name);
      await tx.update(operatorTable).set({ disabledAt: this.#now() }).where(eq(operatorTable.id, found.id));
      await record(tx, this.#now(), null, { action: 'operator.disabled', subjectId: found.id, subject: found.name });
    });
  }

  /** Gives an operator a new password, lifts the lock, and lets a disabled one in again. Throws AppError user_unknown. */
  async reset(name: string, password: string): Promise<void> {
    checkPassword(password, [name]);
    const passwordHash = await hashSecret(password);
    await this.#database.asPlatform(async (tx) => {
      const found = await this.#end(tx, name);
      await tx.delete(operatorAttemptTable).where(eq(operatorAttemptTable.name, found.name));
      await tx.update(operatorTable).set({ passwordHash, disabledAt: null }).where(eq(operatorTable.id, found.id));
      await record(tx, this.#now(), null, { action: 'operator.reset', subjectId: found.id, subject: found.name });
    });
  }

  async #end(tx: Tx, name: string) {
    const [found] = await tx.select().from(operatorTable).where(eq(operatorTable.name, name.trim().toLowerCase()));
    if (!found) throw new AppError('user_unknown');
    await tx.delete(operatorSessionTable).where(eq(operatorSessionTable.operatorId, found.id));
    return found;
  }
}
