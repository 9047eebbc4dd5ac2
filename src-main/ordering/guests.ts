import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import { LRUCache } from 'lru-cache';
import { AppError } from '#shared/errors.ts';
import { hashToken, newToken } from '../identity/service.ts';
import { newId, type Store, type Transaction } from '../store/service.ts';
import { guestSessionTable } from './tables.ts';

/** A scan that finds no open tab waits this long for the staff to open the table. */
export const waitForTabMs = 15 * 60_000;
/** A session on a tab ends with the tab, and in any case after this long. */
const longestVisitMs = 24 * 60 * 60_000;

export type GuestSession = typeof guestSessionTable.$inferSelect;

/**
 * The phones at the tables. A session is bound to one table and, once it joined, to one tab; it follows when that moves
 * or is merged into another.
 */
export class GuestSessions {
  readonly #store: Store;
  readonly #byToken;
  readonly #cache = new LRUCache<string, GuestSession>({ max: 5000 });

  constructor(store: Store) {
    this.#store = store;
    this.#byToken = store.prepare((db) =>
      db
        .select()
        .from(guestSessionTable)
        .where(eq(guestSessionTable.tokenHash, sql.placeholder('tokenHash')))
        .prepare(),
    );
  }

  /** Starts a session at a table, on its open tab if it has one. The token is given out once and never stored. */
  start(tx: Transaction, tableId: string, tabId: string | null): { token: string; session: GuestSession } {
    const token = newToken();
    const session: GuestSession = {
      id: newId(),
      tokenHash: hashToken(token),
      tableId,
      tabId,
      createdAt: tx.at,
      expiresAt: tx.at + (tabId ? longestVisitMs : waitForTabMs),
    };
    tx.db.insert(guestSessionTable).values(session).run();
    if (!tabId) tx.changed('table', tableId);
    return { token, session };
  }

  /** The session of a token; throws AppError session_invalid when there is none or it ran out. */
  require(token: string | undefined): GuestSession {
    const session = token ? this.#find(hashToken(token)) : undefined;
    if (!session || session.expiresAt <= this.#store.now()) throw new AppError('session_invalid');
    return session;
  }

  #find(tokenHash: string): GuestSession | undefined {
    const known = this.#cache.get(tokenHash) ?? this.#byToken.get({ tokenHash });
    if (known) this.#cache.set(tokenHash, known);
    return known;
  }

  /** A session as it is by now: its phone may have followed its tab to another table. */
  refresh(session: GuestSession): GuestSession {
    return this.#find(session.tokenHash) ?? session;
  }

  /** Lets the phones of a tab follow it to another table, or into another tab. */
  follow(tx: Transaction, fromTabId: string, tabId: string, tableId: string | null): void {
    this.#cache.clear();
    tx.onRollback(() => this.#cache.clear());
    tx.db
      .update(guestSessionTable)
      .set({ tabId, ...(tableId && { tableId }) })
      .where(eq(guestSessionTable.tabId, fromTabId))
      .run();
  }

  /** Lets the phones that wait at a table join the tab that is being opened there. */
  joinWaiting(tx: Transaction, tableId: string, tabId: string): void {
    this.#cache.clear();
    tx.onRollback(() => this.#cache.clear());
    tx.db
      .update(guestSessionTable)
      .set({ tabId, expiresAt: tx.at + longestVisitMs })
      .where(
        and(
          eq(guestSessionTable.tableId, tableId),
          isNull(guestSessionTable.tabId),
          gt(guestSessionTable.expiresAt, tx.at),
        ),
      )
      .run();
  }

  /** Forgets sessions that ran out a day ago. */
  forgetExpired(tx: Transaction): void {
    tx.db
      .delete(guestSessionTable)
      .where(lt(guestSessionTable.expiresAt, tx.at - longestVisitMs))
      .run();
  }
}
