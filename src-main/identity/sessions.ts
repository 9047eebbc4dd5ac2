import { and, eq, gt, lt } from 'drizzle-orm';
import { newId, type Store, type Transaction } from '../store/service.ts';
import { hashToken, newToken } from './secrets.ts';
import { sessionTable } from './tables.ts';

/** A session ends this long after it was last used. */
const idleMs = 30 * 86_400_000;
/** How often use is written down; finer would cost a disk write per click. */
const seenEveryMs = 10 * 60_000;

/**
 * Facts by which a password became another one. Where it was changed, the sessions end with it; a landing that hears of
 * it from elsewhere ends its own.
 */
const newPasswords: ReadonlySet<string> = new Set(['user.password_changed', 'user.password_reset']);
/** Two landings' clocks are hardly further apart, and nobody signs in with a new password sooner than it arrives. */
const clocksApartMs = 10 * 60_000;

export type Session = typeof sessionTable.$inferSelect;

/** The signed-in sessions of this landing. */
export class Sessions {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    store.project(
      'identity',
      (tx, { type, home, streamId, at }) => {
        if (!newPasswords.has(type) || home === store.deviceId) return;
        const own = and(eq(sessionTable.userId, streamId), lt(sessionTable.createdAt, at + clocksApartMs));
        tx.db.delete(sessionTable).where(own).run();
      },
      [],
    );
  }

  /**
   * Starts a session; the token is given out once and never stored. A child session ends with its parent and stays on
   * its parent's device.
   */
  start(
    tx: Transaction,
    userId: string,
    client: string,
    from: { readonly parentId?: string; readonly deviceId?: string | null } = {},
  ): string {
    const token = newToken();
    const parentId = from.parentId ?? null;
    const deviceId = from.deviceId ?? (parentId ? this.findById(parentId)?.deviceId : null) ?? null;
    tx.db
      .insert(sessionTable)
      .values({
        id: newId(),
        tokenHash: hashToken(token),
        userId,
        parentId,
        deviceId,
        client: client.slice(0, 200),
        createdAt: tx.at,
        seenAt: tx.at,
        expiresAt: tx.at + idleMs,
      })
      .run();
    return token;
  }

  /** The live session of a token, or undefined. */
  find(token: string): Session | undefined {
    return this.#store.db
      .select()
      .from(sessionTable)
      .where(and(eq(sessionTable.tokenHash, hashToken(token)), gt(sessionTable.expiresAt, this.#store.now())))
      .get();
  }

  /** The live session of an id, or undefined. */
  findById(id: string): Session | undefined {
    return this.#store.db
      .select()
      .from(sessionTable)
      .where(and(eq(sessionTable.id, id), gt(sessionTable.expiresAt, this.#store.now())))
      .get();
  }

  /** Notes that a session is in use, now and then. */
  touch(session: Session): void {
    if (this.#store.now() - session.seenAt < seenEveryMs) return;
    this.#store
      .write(session.userId, (tx) => {
        tx.db
          .update(sessionTable)
          .set({ seenAt: tx.at, expiresAt: tx.at + idleMs })
          .where(eq(sessionTable.id, session.id))
          .run();
      })
      .catch(() => {
        // A full disk must not sign anybody out; the next use notes it again.
      });
  }

  listOf(userId: string): Session[] {
    return this.#store.db.select().from(sessionTable).where(eq(sessionTable.userId, userId)).all();
  }

  /** Ends a session and all that came from it, however many hands the counter went through. */
  end(tx: Transaction, sessionId: string): void {
    const children = tx.db.select().from(sessionTable).where(eq(sessionTable.parentId, sessionId)).all();
    tx.db.delete(sessionTable).where(eq(sessionTable.id, sessionId)).run();
    tx.changed('session', sessionId);
    for (const child of children) this.end(tx, child.id);
  }

  endAllOf(tx: Transaction, userId: string): void {
    for (const session of this.listOf(userId)) this.end(tx, session.id);
  }

  endAllOnDevice(tx: Transaction, deviceId: string): void {
    const sessions = tx.db.select().from(sessionTable).where(eq(sessionTable.deviceId, deviceId)).all();
    for (const session of sessions) this.end(tx, session.id);
  }

  forgetExpired(tx: Transaction): void {
    tx.db.delete(sessionTable).where(lt(sessionTable.expiresAt, tx.at)).run();
  }
}
