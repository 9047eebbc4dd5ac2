import { and, asc, count, eq, gt, isNotNull, isNull, lt, type SQL, sql } from 'drizzle-orm';
import { LRUCache } from 'lru-cache';
import { AppError } from '#shared/errors.ts';
import { hashToken, newToken } from '../identity/service.ts';
import { newId, type Store, type Transaction } from '../store/service.ts';
import { guestSessionTable } from './tables.ts';

/** A scan that finds no open tab waits this long for the staff to open the table. */
export const waitForTabMs = 15 * 60_000;
/** A session on a tab ends with the tab, and in any case after this long. */
const longestVisitMs = 24 * 60 * 60_000;
/** More phones than sit at any table are not listed. */
const askingLimit = 20;

export type GuestSession = typeof guestSessionTable.$inferSelect;

/** Two digits that a phone which asks to be let in shows, and those who let it in see: 10 to 99. */
export function joinNumber(sessionId: string): number {
  return 10 + (Number.parseInt(sessionId.slice(-6), 16) % 90);
}

/**
 * The phones at the tables. A session is bound to one table and, once it joined, to one tab; it follows when that moves
 * or is merged into another.
 */
export class GuestSessions {
  readonly #store: Store;
  readonly #byToken;
  readonly #byVisit;
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
    this.#byVisit = store.prepare((db) =>
      db
        .select()
        .from(guestSessionTable)
        .where(eq(guestSessionTable.visit, sql.placeholder('visit')))
        .prepare(),
    );
  }

  /**
   * Starts a session at a table: on its open tab, or asking to be let into it, or waiting for one. The token is given out
   * once and never stored.
   */
  start(
    tx: Transaction,
    tableId: string,
    tabId: string | null,
    asksTabId: string | null = null,
    visit: string | null = null,
  ): { token: string; session: GuestSession } {
    const token = newToken();
    const session: GuestSession = {
      id: newId(),
      tokenHash: hashToken(token),
      tableId,
      tabId,
      asksTabId,
      visit,
      createdAt: tx.at,
      expiresAt: tx.at + (tabId ? longestVisitMs : waitForTabMs),
    };
    tx.db.insert(guestSessionTable).values(session).run();
    if (!tabId) tx.changed('table', tableId);
    if (asksTabId) tx.changed('tab', asksTabId);
    return { token, session };
  }

  /** The session of a token; throws AppError session_invalid when there is none or it ran out. */
  require(token: string | undefined): GuestSession {
    const session = token ? this.#find(hashToken(token)) : undefined;
    if (!session || session.expiresAt <= this.#store.now()) throw new AppError('session_invalid');
    return session;
  }

  /** The session of a visit at the cloud, also one that ran out; undefined while it has none here. */
  ofVisit(visit: string): GuestSession | undefined {
    return this.#byVisit.get({ visit });
  }

  /** The live session of a visit at the cloud; throws AppError session_invalid when there is none or it ran out. */
  requireVisit(visit: string): GuestSession {
    const session = this.ofVisit(visit);
    if (!session || session.expiresAt <= this.#store.now()) throw new AppError('session_invalid');
    return session;
  }

  /** Seats a phone at a tab, or lets it ask to be let in. */
  seat(tx: Transaction, session: GuestSession, tabId: string, asks: boolean): void {
    this.#forgetCached(tx);
    const place = asks ? { asksTabId: tabId } : { tabId, asksTabId: null };
    tx.db
      .update(guestSessionTable)
      .set({ ...place, expiresAt: tx.at + (asks ? waitForTabMs : longestVisitMs) })
      .where(eq(guestSessionTable.id, session.id))
      .run();
    tx.changed('tab', tabId);
    tx.changed('table', session.tableId);
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

  /** Lets the phones of a tab follow it to another table, or into another tab, and those that ask to join it. */
  follow(tx: Transaction, fromTabId: string, tabId: string, tableId: string | null): void {
    this.#forgetCached(tx);
    const there = tableId && { tableId };
    tx.db
      .update(guestSessionTable)
      .set({ tabId, ...there })
      .where(eq(guestSessionTable.tabId, fromTabId))
      .run();
    tx.db
      .update(guestSessionTable)
      .set({ asksTabId: tabId, ...there })
      .where(eq(guestSessionTable.asksTabId, fromTabId))
      .run();
  }

  /**
   * Lets the phones that wait at a table join the tab that is being opened there. With `nod`, a single one joins; of
   * several nobody knows which sit at the table, so each asks to be let in. Those that are here over the internet, and
   * may be anywhere, always do.
   */
  joinWaiting(tx: Transaction, tableId: string, tabId: string, nod: boolean): void {
    this.#forgetCached(tx);
    const waiting = and(
      eq(guestSessionTable.tableId, tableId),
      isNull(guestSessionTable.tabId),
      // Who asked the guests before does not come along with the next ones.
      isNull(guestSessionTable.asksTabId),
      gt(guestSessionTable.expiresAt, tx.at),
    );
    const several = (tx.db.select({ n: count() }).from(guestSessionTable).where(waiting).get()?.n ?? 0) > 1;
    const ask = { asksTabId: tabId, expiresAt: tx.at + waitForTabMs };
    const join = { tabId, expiresAt: tx.at + longestVisitMs };
    const settle = (who: SQL, asks: boolean) =>
      tx.db
        .update(guestSessionTable)
        .set(asks ? ask : join)
        .where(and(waiting, who))
        .run();
    settle(isNotNull(guestSessionTable.visit), several);
    settle(isNull(guestSessionTable.visit), several && nod);
  }

  /** Whether a phone sits at a tab. */
  isSeated(tabId: string): boolean {
    const seated = and(eq(guestSessionTable.tabId, tabId), gt(guestSessionTable.expiresAt, this.#store.now()));
    return (
      this.#store.db.select({ id: guestSessionTable.id }).from(guestSessionTable).where(seated).get() !== undefined
    );
  }

  /** The phones that ask to be let into a tab (all tabs when none is named), oldest first. */
  asking(tabId?: string): GuestSession[] {
    return this.#store.db
      .select()
      .from(guestSessionTable)
      .where(
        and(
          tabId === undefined ? isNotNull(guestSessionTable.asksTabId) : eq(guestSessionTable.asksTabId, tabId),
          isNull(guestSessionTable.tabId),
          gt(guestSessionTable.expiresAt, this.#store.now()),
        ),
      )
      .orderBy(asc(guestSessionTable.createdAt), asc(guestSessionTable.id))
      .limit(askingLimit)
      .all();
  }

  /** Lets a phone in that asks; letting it in again changes nothing. Throws AppError join_missing. */
  admit(tx: Transaction, tabId: string, sessionId: string): void {
    const session = tx.db.select().from(guestSessionTable).where(eq(guestSessionTable.id, sessionId)).get();
    if (session?.tabId === tabId) return;
    if (!session || session.tabId || session.asksTabId !== tabId || session.expiresAt <= tx.at) {
      throw new AppError('join_missing');
    }
    this.#forgetCached(tx);
    tx.db
      .update(guestSessionTable)
      .set({ tabId, asksTabId: null, expiresAt: tx.at + longestVisitMs })
      .where(eq(guestSessionTable.id, sessionId))
      .run();
    tx.changed('tab', tabId);
    tx.changed('table', session.tableId);
  }

  #forgetCached(tx: Transaction): void {
    this.#cache.clear();
    tx.onRollback(() => this.#cache.clear());
  }

  /** Forgets sessions that ran out a day ago. */
  forgetExpired(tx: Transaction): void {
    tx.db
      .delete(guestSessionTable)
      .where(lt(guestSessionTable.expiresAt, tx.at - longestVisitMs))
      .run();
  }
}
