import { createHash } from 'node:crypto';
import { and, eq, lt, sql } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import type { Transaction, WriteDatabase } from './store.ts';
import { idempotencyTable } from './tables.ts';

const keyPattern = /^[\x21-\x7e]{8,128}$/;

/** Checks an idempotency key (printable ASCII, 8–128 characters; draft-ietf-httpapi-idempotency-key-header). */
export function requireIdempotencyKey(key: unknown): string {
  if (typeof key !== 'string' || !keyPattern.test(key)) throw new AppError('idempotency_key_required');
  return key;
}

/** SHA-256 over a value's JSON with sorted keys, so that the same request always has the same hash. */
export function requestHash(value: unknown): string {
  const sorted = JSON.stringify(value, (_, member: unknown) =>
    member && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
  return createHash('sha256').update(sorted).digest('base64url');
}

/** The answers given to retried writes, kept in the transaction of the write itself. */
export class Idempotency {
  readonly #find;
  readonly #insert;

  constructor(db: WriteDatabase) {
    this.#find = db
      .select({ requestHash: idempotencyTable.requestHash, answer: idempotencyTable.answer })
      .from(idempotencyTable)
      .where(
        and(eq(idempotencyTable.scope, sql.placeholder('scope')), eq(idempotencyTable.key, sql.placeholder('key'))),
      )
      .prepare();
    this.#insert = db
      .insert(idempotencyTable)
      .values({
        scope: sql.placeholder('scope'),
        key: sql.placeholder('key'),
        requestHash: sql.placeholder('requestHash'),
        answer: sql.placeholder('answer'),
        at: sql.placeholder('at'),
      })
      .prepare();
  }

  /**
   * Gives the kept answer when this key was used for the same request, runs `work` and keeps its answer when it was
   * not, and throws AppError idempotency_key_reused when it was used for another request. An answer is text, sent
   * again byte for byte.
   */
  once(tx: Transaction, scope: string, key: string, hash: string, work: () => string): string {
    const kept = this.#find.get({ scope, key });
    if (kept) {
      if (kept.requestHash !== hash) throw new AppError('idempotency_key_reused');
      return kept.answer;
    }
    const answer = work();
    this.#insert.run({ scope, key, requestHash: hash, answer, at: tx.at });
    return answer;
  }

  /** Forgets answers older than an instant (UTC ms). */
  forgetBefore(tx: Transaction, instant: number): void {
    tx.db.delete(idempotencyTable).where(lt(idempotencyTable.at, instant)).run();
  }
}
