import { createHash } from 'node:crypto';
import { and, eq, gt, lt } from 'drizzle-orm';
import { LRUCache } from 'lru-cache';
import { AppError } from '#shared/errors.ts';
import type { Language } from '#shared/languages.ts';
import type { SessionResponse } from '#shared/ordering/guest-api.ts';
import { parseLinkCode } from '#shared/relay/link.ts';
import { sessionAnswerSchema } from '#shared/relay/requests.ts';
import { type CloudDatabase, newId, newSecret, secretHash, type Tx } from '../store/service.ts';
import { bodyOf } from './answers.ts';
import type { Boards, Place } from './boards.ts';
import { LandingAway, type Landings } from './landings.ts';
import { relayVisitTable } from './tables.ts';

/** One phone at one table, over the internet. */
export interface Visit {
  readonly id: string;
  readonly enterpriseId: string;
  readonly tableId: string;
  readonly expiresAt: number;
}

const longestVisitMs = 24 * 60 * 60_000;
/** What the landing answers at once on a bad day. */
export const answerWithinMs = 8_000;

/** The visits of phones. Each has a token of the cloud's own; what it may do at its table is the landing's business. */
export class Visits {
  readonly #database: CloudDatabase;
  readonly #boards: Boards;
  readonly #landings: Landings;
  readonly #now: () => number;
  readonly #known = new LRUCache<string, Visit>({ max: 20_000 });

  constructor(deps: { database: CloudDatabase; boards: Boards; landings: Landings; now: () => number }) {
    this.#database = deps.database;
    this.#boards = deps.boards;
    this.#landings = deps.landings;
    this.#now = deps.now;
  }

  /**
   * Starts a visit by what stands in a table's link. While the landing is away the phone is told so, and sees the menu.
   * Throws AppError table_unknown, remote_ordering_off, and what the landing refuses (table_code_wrong).
   */
  async start(linkCode: string, code: string | undefined, language: Language): Promise<SessionResponse> {
    const place = await this.#find(linkCode);
    const id = newId();
    const session = await this.#begin(place, id, code, language);
    const token = newSecret();
    const { enterpriseId, tableId } = place;
    const expiresAt = this.#now() + longestVisitMs;
    await this.#database.inEnterprise(enterpriseId, (tx) =>
      tx.insert(relayVisitTable).values({ enterpriseId, id, tokenHash: secretHash(token), tableId, expiresAt }),
    );
    return { ...session, sessionToken: token };
  }

  /** Whether a link leads to a table. */
  async knows(linkCode: string): Promise<boolean> {
    return this.#find(linkCode).then(
      () => true,
      (error: unknown) => {
        if (error instanceof AppError && error.code === 'table_unknown') return false;
        if (error instanceof AppError && error.status < 500) return true;
        throw error;
      },
    );
  }

  /** The visit of a phone's token. Throws AppError session_invalid. */
  async require(token: string | undefined): Promise<Visit> {
    if (token === undefined) throw new AppError('session_invalid');
    const tokenHash = secretHash(token);
    const visit = this.#known.get(tokenHash) ?? (await this.#read(tokenHash));
    if (!visit || visit.expiresAt <= this.#now()) throw new AppError('session_invalid');
    this.#known.set(tokenHash, visit);
    return visit;
  }

  async tidy(tx: Tx): Promise<void> {
    await tx.delete(relayVisitTable).where(lt(relayVisitTable.expiresAt, this.#now()));
  }

  /** The same look-up for every code, so that a wrong one is told from a right one by nothing but the answer. */
  #find(linkCode: string): Promise<Place> {
    const link = parseLinkCode(linkCode);
    const tokenHash = createHash('sha256')
      .update(link?.tableToken ?? linkCode)
      .digest('base64url');
    return this.#boards.byToken(link?.enterpriseId, tokenHash);
  }

  async #read(tokenHash: string): Promise<Visit | undefined> {
    const [row] = await this.#database.asPlatform((tx) =>
      tx
        .select()
        .from(relayVisitTable)
        .where(and(eq(relayVisitTable.tokenHash, tokenHash), gt(relayVisitTable.expiresAt, this.#now()))),
    );
    if (!row) return undefined;
    const { id, enterpriseId, tableId, expiresAt } = row;
    return { id, enterpriseId, tableId, expiresAt };
  }

  async #begin(
    place: Place,
    visit: string,
    code: string | undefined,
    language: Language,
  ): Promise<Omit<SessionResponse, 'sessionToken'>> {
    const { tableId, board } = place;
    const { preOrders } = board;
    try {
      const request = { kind: 'session', visit, tableId, code: code ?? null, language } as const;
      const answer = await this.#landings.ask(place, request, answerWithinMs);
      return { ...bodyOf(answer, sessionAnswerSchema), remote: { landing: 'here', preOrders } };
    } catch (error) {
      if (!(error instanceof LandingAway)) throw error;
      const { codeRequired, currency, currencyExponent, restaurant, languages } = board;
      return {
        mayOrder: preOrders,
        codeRequired,
        table: { id: tableId, name: place.table },
        tab: null,
        currency,
        currencyExponent,
        restaurant,
        languages,
        language,
        remote: { landing: 'away', preOrders },
      };
    }
  }
}
