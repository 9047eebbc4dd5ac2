import { timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';
import { currencyExponent } from '#shared/currencies.ts';
import { AppError } from '#shared/errors.ts';
import { type Language, languages } from '#shared/languages.ts';
import { raiseCall } from '#shared/ordering/decisions.ts';
import type { CallKind } from '#shared/ordering/events.ts';
import type {
  createSessionBody,
  GuestTabResponse,
  PlaceOrderBody,
  SessionResponse,
} from '#shared/ordering/guest-api.ts';
import { type Tab, tabStanding } from '#shared/ordering/tab.ts';
import { viewTab } from '#shared/ordering/views.ts';
import type { IdentityService } from '../identity/service.ts';
import { newId, type Store, type Transaction } from '../store/service.ts';
import type { DiningTable, Floor } from './floor.ts';
import type { GuestMenu, MenuDocument } from './guest-menu.ts';
import { type GuestSession, type GuestSessions, joinNumber } from './guests.ts';
import type { Intake } from './intake.ts';
import type { Notices } from './notices.ts';
import { appendTabFact, type TabProjection } from './projector.ts';
import type { Settings } from './settings.ts';
import type { Tabs } from './tabs.ts';

interface GuestDeps {
  readonly store: Store;
  readonly identity: IdentityService;
  readonly settings: Settings;
  readonly floor: Floor;
  readonly tabs: TabProjection;
  readonly intake: Intake;
  readonly sessions: GuestSessions;
  readonly menu: GuestMenu;
  readonly tabLife: Tabs;
  readonly notices: Notices;
}

/** The diner's use-cases, each bound to the session of one phone. */
export class GuestService {
  readonly #deps: GuestDeps;

  constructor(deps: GuestDeps) {
    this.#deps = deps;
  }

  /** True when a sticker token belongs to a table of this house. */
  knowsTable(tableToken: string): boolean {
    return this.#deps.floor.findByToken(tableToken) !== undefined;
  }

  /**
   * Starts a phone's session at the table of a sticker. It joins the table's open tab at once, opens one where the
   * house lets the first scan do that, or else waits for the staff. Throws AppError table_unknown, table_code_wrong.
   */
  startSession(input: z.infer<typeof createSessionBody>, language: Language): Promise<SessionResponse> {
    return this.#deps.store.write('guest', (tx) => {
      const table = this.#deps.floor.findByToken(input.tableToken);
      if (!table) throw new AppError('table_unknown');
      const { opening, requireNod } = this.#deps.settings.current();
      const opens = opening === 'scan';
      const { token, session } = this.#begin(tx, table, { code: input.code, opens, nod: requireNod, visit: null });
      return this.#describe(session, token, language);
    });
  }

  /**
   * The same for a phone that is here over the internet, once per visit. It may be anywhere, so it never opens a table by
   * itself and joins one where somebody sits only when it is let in, or knows the code. Without `code` it waits where one
   * is wanted, unless `mustSay`. Throws AppError table_unknown, table_code_wrong.
   */
  startVisit(
    input: { visit: string; tableId: string; code: string | null; mustSay: boolean },
    language: Language,
  ): Promise<SessionResponse> {
    const { store, floor, sessions } = this.#deps;
    return store.write('guest', (tx) => {
      const known = sessions.ofVisit(input.visit);
      if (known) return this.#describe(known, '', language);
      const table = floor.find(input.tableId);
      if (!table) throw new AppError('table_unknown');
      const { visit, code } = input;
      const how = { code: code ?? undefined, opens: false, nod: true, visit, waits: !input.mustSay };
      return this.#describe(this.#begin(tx, table, how).session, '', language);
    });
  }

  #begin(
    tx: Transaction,
    table: DiningTable,
    how: { code: string | undefined; opens: boolean; nod: boolean; visit: string | null; waits?: boolean },
  ) {
    const { floor, settings, sessions, tabLife, tabs } = this.#deps;
    const { requireTableCode } = settings.current();
    const openId = floor.openTabOf(table.id);
    let tab = openId ? tabs.find(openId) : undefined;
    if (tab && requireTableCode && !sameCode(how.code, tab.code)) {
      if (!how.waits) throw new AppError('table_code_wrong');
      tab = undefined;
    } else if (!tab && how.opens) tab = tabLife.openOn(tx, table.id, 'scan');
    const asks = tab !== undefined && how.nod && !requireTableCode && sessions.isSeated(tab.id) ? tab.id : null;
    if (asks) tab = undefined;
    return sessions.start(tx, table.id, tab?.id ?? null, asks, how.visit);
  }

  #describe(session: GuestSession, token: string, language: Language): SessionResponse {
    const { currency, name } = this.#deps.identity.enterprise();
    const table = this.#tableOf(session);
    const tab = session.tabId ? this.#deps.tabs.find(session.tabId) : undefined;
    return {
      sessionToken: token,
      mayOrder: tab !== undefined,
      codeRequired: this.#deps.settings.current().requireTableCode,
      table: { id: table.id, name: table.name },
      tab: tab ? { id: tab.id, state: tabStanding(tab) } : null,
      currency,
      currencyExponent: currencyExponent(currency),
      restaurant: name,
      languages: [...languages],
      language,
    };
  }

  /** The live session of a visit at the cloud, undefined while it has none here. Throws AppError session_invalid. */
  sessionOfVisit(visit: string): GuestSession | undefined {
    return this.#deps.sessions.ofVisit(visit) && this.#deps.sessions.requireVisit(visit);
  }

  /** The live session of a token. Throws AppError session_invalid. */
  session(token: string | undefined): GuestSession {
    return this.#deps.sessions.require(token);
  }

  /** The session of a visit, also one that ran out. */
  earlierVisit(visit: string): GuestSession | undefined {
    return this.#deps.sessions.ofVisit(visit);
  }

  menu(language: Language): MenuDocument {
    return this.#deps.menu.document(language);
  }

  /**
   * Takes an order in, once per key. Resolves only after it is on disk, with the response's text. `remote` is how it came
   * over the internet. Throws AppError table_not_open, tab_closed, order_expired and everything `Intake` refuses.
   */
  placeOrder(
    session: GuestSession,
    key: string,
    body: PlaceOrderBody,
    language: Language,
    remote?: { readonly preOrder: boolean; readonly expiresAt: number },
  ): Promise<string> {
    return this.#deps.intake.placeOnce(
      `guest:${session.id}`,
      { scope: `guest:${session.id}`, key, request: body },
      language,
      (tx) => ({
        // Closed by now or not: an order that was taken before is answered all the same.
        tab: remote?.preOrder ? this.#tabForPreOrder(tx, session) : this.#tabOf(session),
        source: 'qr',
        remote: remote && { preOrder: remote.preOrder },
        sessionId: session.id,
        lines: body.lines,
        note: body.note ?? '',
        expectedTotal: body.expectedTotal,
        refusal:
          remote && remote.expiresAt <= tx.at
            ? new AppError('order_expired')
            : this.#deps.notices.forGuests().paused
              ? new AppError('ordering_paused')
              : undefined,
      }),
    );
  }

  /**
   * The tab a pre-order goes onto: that of its phone; else the one that is open at its table, where the phone must still
   * be let in when others sit there; else a new one. Whether it is cooked is a person's decision in any case.
   */
  #tabForPreOrder(tx: Transaction, earlier: GuestSession): Tab {
    const { sessions, floor, tabs, tabLife } = this.#deps;
    const session = sessions.refresh(earlier);
    const own = session.tabId ?? session.asksTabId;
    if (own) return tabs.require(own);
    const openId = floor.openTabOf(session.tableId);
    const seated = openId !== undefined && sessions.isSeated(openId);
    const tabId = openId ?? tabLife.openOn(tx, session.tableId, 'scan').id;
    sessions.seat(tx, session, tabId, seated);
    return tabs.require(tabId);
  }

  /** What a phone sees of its table. Throws AppError tab_closed once the tab is closed. */
  tab(earlier: GuestSession, language: Language): GuestTabResponse {
    const session = this.#deps.sessions.refresh(earlier);
    const table = this.#tableOf(session);
    const where = { table: { id: table.id, name: table.name }, notice: this.#deps.notices.forGuests() };
    const nothing = { mayOrder: false, codeNeeded: false, join: null, joins: [], tab: null };
    if (!session.tabId && session.asksTabId) {
      // The guests it asked have left; whoever comes next must not let it in by mistake.
      if (this.#deps.tabs.find(session.asksTabId)?.state !== 'open') throw new AppError('session_invalid');
      return { ...where, ...nothing, join: { number: joinNumber(session.id) } };
    }
    if (!session.tabId) {
      const codeNeeded =
        this.#deps.settings.current().requireTableCode && this.#deps.floor.openTabOf(table.id) !== undefined;
      return { ...where, ...nothing, codeNeeded };
    }
    const tab = this.#openTab(session);
    return { ...where, ...nothing, mayOrder: true, joins: this.#joins(tab.id), tab: viewTab(tab, language) };
  }

  /** Calls the waiter or asks for the bill; asking again while nobody came changes nothing. */
  call(session: GuestSession, kind: CallKind) {
    return this.#deps.store.write(`guest:${session.id}`, (tx: Transaction) => {
      const tab = this.#openTab(session);
      const data = raiseCall(tab, newId(), kind);
      if (data) appendTabFact(tx, tab, 'call.raised', data);
      const call = this.#openTab(session).calls.find((c) => c.kind === kind && c.answeredAt === null);
      if (!call) throw new Error('a raised call must be on its tab');
      return { call: { id: call.id, kind: call.kind, at: call.at } };
    });
  }

  /** Lets a phone in that asks to join this table; again changes nothing. Throws AppError join_missing, tab_closed. */
  admit(session: GuestSession, sessionId: string): Promise<void> {
    return this.#deps.store.write(`guest:${session.id}`, (tx) => {
      this.#deps.sessions.admit(tx, this.#openTab(session).id, sessionId);
    });
  }

  #joins(tabId: string): GuestTabResponse['joins'] {
    return this.#deps.sessions
      .asking(tabId)
      .map(({ id, createdAt }) => ({ sessionId: id, number: joinNumber(id), at: createdAt }));
  }

  /** The tab of a session at this moment: an earlier piece of the same commit may have merged it away. */
  #tabOf(earlier: GuestSession): Tab {
    const session = this.#deps.sessions.refresh(earlier);
    if (!session.tabId) throw new AppError('table_not_open');
    const tab = this.#deps.tabs.find(session.tabId);
    if (!tab) throw new AppError('tab_closed');
    return tab;
  }

  #openTab(session: GuestSession): Tab {
    const tab = this.#tabOf(session);
    if (tab.state !== 'open') throw new AppError('tab_closed');
    return tab;
  }

  #tableOf(session: GuestSession): DiningTable {
    const table = this.#deps.floor.find(session.tableId);
    if (!table) throw new AppError('session_invalid');
    return table;
  }
}

/** Compares a typed table code in constant time. */
function sameCode(typed: string | undefined, code: string): boolean {
  const given = Buffer.from((typed ?? '').padEnd(4, ' ').slice(0, 4));
  return timingSafeEqual(given, Buffer.from(code));
}
