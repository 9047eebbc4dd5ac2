import { type Language, languages, negotiateLanguage } from '#shared/languages.ts';
import type { GuestTabResponse, OrderView, RemoteState, SessionResponse } from '#shared/ordering/guest-api.ts';
import { type ApiError, asApiError, createApi } from './api.ts';
import { basketStorage, newBasket } from './basket.ts';
import { createCheckout } from './checkout.ts';
import { type Link, pauseBefore, startLink } from './link.ts';
import { randomKey } from './random.ts';
import type { VisitState } from './state.ts';
import { perBrowserTab, persistent, readJson } from './storage.ts';
import { createStore } from './store.ts';

/** What stays on this phone of the last snapshot, so that the receipt outlives the session. */
interface Receipt {
  readonly session: SessionResponse;
  readonly table: GuestTabResponse;
}

const isSession = (value: unknown): value is SessionResponse =>
  typeof (value as SessionResponse | null)?.sessionToken === 'string';
// One that an older page kept lacks what this one shows.
const isReceipt = (value: unknown): value is Receipt =>
  isSession((value as Receipt | null)?.session) && Array.isArray((value as Receipt).table?.joins);
const isLanguage = (value: unknown): value is Language => languages.includes(value as Language);

export type Visit = ReturnType<typeof createVisit>;

/** One phone's visit to one table, from the scan to the closed bill. `sticker` is the token of the scanned code. */
export function createVisit(sticker: string) {
  const names = { session: `ld.session.${sticker}`, receipt: `ld.receipt.${sticker}`, closed: `ld.closed.${sticker}` };
  const storage = basketStorage(persistent, sticker);
  const chosenLanguage = persistent.get('ld.language');
  const wantedLanguages = () => (isLanguage(chosenLanguage) ? chosenLanguage : navigator.languages.join(','));
  const store = createStore<VisitState>({
    phase: 'starting',
    problem: null,
    busy: false,
    language: isLanguage(chosenLanguage) ? chosenLanguage : negotiateLanguage(wantedLanguages(), 'en'),
    session: null,
    menu: null,
    table: null,
    link: 'connecting',
    remote: null,
    basket: newBasket(randomKey, Date.now()),
    waiting: null,
    notice: null,
    placed: null,
    moved: null,
    clockOffset: 0,
  });

  const api = createApi({
    // Before the house has said what it speaks, it sees all the phone would like and falls back to its own.
    language: () => (store.get().session ? store.get().language : wantedLanguages()),
    sessionToken: () => store.get().session?.sessionToken ?? null,
    onServerTime: (at) => {
      // The header counts whole seconds; only a phone whose clock is really wrong is corrected.
      const offset = at - Date.now();
      store.set({ clockOffset: Math.abs(offset) > 30_000 ? offset : 0 });
    },
  });

  const checkout = createCheckout({
    store,
    storage,
    api,
    sessionToken: () => (storedSession() ?? store.get().session)?.sessionToken ?? '',
    onReceived,
    onRefused,
  });
  let link: Link | null = null;
  const storedSession = () => readJson(persistent, names.session, isSession);
  let menuEtag: { readonly language: Language; readonly etag: string | null } | null = null;
  let menuTimer: ReturnType<typeof setTimeout> | undefined;
  let startAttempt = 0;
  let startTimer: ReturnType<typeof setTimeout> | undefined;

  function takeTable(table: GuestTabResponse): void {
    const { session, table: known } = store.get();
    takeRemote(table.remote);
    // A landing that is away says nothing about the table: what was last seen stays.
    if (table.remote?.landing === 'away' && known) return;
    // A poll and the stream may cross: an older state of the same tab never replaces a newer one.
    if (known?.tab && table.tab?.id === known.tab.id && table.tab.revision < known.tab.revision) return;
    if (table.codeNeeded) {
      askForCode();
      return;
    }
    const before = known?.table ?? session?.table;
    if (session && before && before.id !== table.table.id) sitAt(session, table.table);
    store.set({ table });
    if (session) perBrowserTab.set(names.receipt, JSON.stringify({ session, table }));
    checkout.follow(table.tab?.id ?? null);
    if (table.tab?.state === 'closed') close();
  }

  /** Whether the landing can be reached over the internet; when it can again, what waited goes on at once. */
  function takeRemote(remote: RemoteState | undefined): void {
    const before = store.get().remote;
    store.set({ remote: remote ?? null });
    if (before?.landing !== 'away' || remote?.landing !== 'here') return;
    checkout.wake();
    if (store.get().phase === 'open') loadMenuWithin(1_500);
  }

  /** The guests were moved: said once, also after the page is loaded anew. */
  function sitAt(session: SessionResponse, table: GuestTabResponse['table']): void {
    const here = { ...session, table };
    perBrowserTab.set(names.session, JSON.stringify(here));
    if (storedSession()?.sessionToken === session.sessionToken) persistent.set(names.session, JSON.stringify(here));
    store.set({ session: here, moved: table.name });
  }

  /** Lets go of the session, and says whether it was still the phone's: another browser tab may be at a new visit. */
  function letGo(): boolean {
    link?.stop();
    clearTimeout(menuTimer);
    checkout.stop();
    const shared = storedSession();
    const isShared = shared === null || shared.sessionToken === store.get().session?.sessionToken;
    if (isShared) persistent.remove(names.session);
    return isShared;
  }

  function close(): void {
    if (letGo()) checkout.clear();
    perBrowserTab.set(names.closed, '1');
    showReceipt();
  }

  /** The table was opened while this phone waited, in a house that wants its four digits; the cart stays. */
  function askForCode(): void {
    letGo();
    perBrowserTab.remove(names.session);
    store.set({ phase: 'code', problem: null, busy: false });
  }

  function showReceipt(): void {
    const receipt = readJson(perBrowserTab, names.receipt, isReceipt);
    const { session, table } = store.get();
    store.set({
      phase: 'closed',
      session: session ?? receipt?.session ?? null,
      table: table ?? receipt?.table ?? null,
    });
  }

  async function loadMenu(): Promise<void> {
    clearTimeout(menuTimer);
    const { language } = store.get();
    try {
      const known = menuEtag?.language === language ? menuEtag.etag : null;
      const answer = await api.menu(language, known);
      if (answer === 'unchanged' || language !== store.get().language) return;
      menuEtag = { language, etag: answer.etag };
      store.set({ menu: answer.menu });
    } catch (thrown) {
      const error = asApiError(thrown);
      if (store.get().phase !== 'open') return;
      if (error.code === 'tab_closed') close();
      else if (error.code === 'session_invalid') expire();
      else loadMenuWithin(Math.max(2_000, error.retryAfter));
    }
  }

  /** Spread over the given time, so that two hundred phones do not ask in the same instant. */
  function loadMenuWithin(longest: number): void {
    clearTimeout(menuTimer);
    menuTimer = setTimeout(() => void loadMenu(), longest * (0.3 + Math.random() * 0.7));
  }

  function openLink(): void {
    link?.stop();
    link = startLink({
      openStream: api.events,
      poll: async () => takeTable(await api.tab()),
      onState: (state) => {
        const before = store.get().link;
        store.set({ link: state });
        if (state === 'live' || state === 'polling') checkout.wake();
        // What changed on the menu while nothing was heard has no event any more.
        if (state === 'live' && before !== 'connecting') loadMenuWithin(1_500);
      },
      onEvent: (event) => {
        // The landing says the same to a phone whose table was never opened in its time.
        if (event.type === 'closed') (store.get().table?.tab ? close : expire)();
        else if (event.type === 'menu') loadMenuWithin(1_500);
        else if (event.type === 'landing') takeRemote(JSON.parse(event.data) as RemoteState);
        else if (event.type === 'tab') takeTable(JSON.parse(event.data) as GuestTabResponse);
      },
      onRefused: (error) => {
        if (error.code === 'tab_closed') close();
        else expire();
      },
    });
  }

  function enter(session: SessionResponse, table: GuestTabResponse | null, newSession: boolean): void {
    startAttempt = 0;
    if (table?.codeNeeded) {
      store.set({ session });
      askForCode();
      return;
    }
    const language = isLanguage(persistent.get('ld.language')) ? store.get().language : firstLanguage(session);
    store.set({ phase: 'open', problem: null, busy: false, session, language });
    if (!table) takeRemote(session.remote);
    perBrowserTab.set(names.session, JSON.stringify(session));
    persistent.set(names.session, JSON.stringify(session));
    perBrowserTab.remove(names.closed);
    checkout.adopt({ newSession, tabId: (table?.tab ?? session.tab)?.id ?? null });
    if (table) takeTable(table);
    void loadMenu();
    openLink();
  }

  function firstLanguage(session: SessionResponse): Language {
    const wanted = negotiateLanguage(navigator.languages.join(','), session.language);
    return session.languages.includes(wanted) ? wanted : session.language;
  }

  /** Asks for a new session, with the table's four digits where the house wants them. */
  async function begin(code?: string): Promise<void> {
    store.set({ busy: true });
    try {
      const session = await api.createSession(sticker, code);
      store.set({ table: null });
      enter(session, null, true);
    } catch (thrown) {
      failStart(asApiError(thrown), code !== undefined);
    }
  }

  function failStart(error: ApiError, codeTyped: boolean): void {
    const known = { busy: false, problem: error };
    if (error.code === 'table_unknown') store.set({ ...known, phase: 'unknown_table' });
    else if (error.code === 'table_code_wrong' || codeTyped) {
      // The first question is not yet a wrong answer.
      store.set({ ...known, phase: 'code', problem: codeTyped ? error : null });
    } else {
      store.set({ ...known, phase: error.status === 0 ? 'unreachable' : 'failed' });
      clearTimeout(startTimer);
      startTimer = setTimeout(
        () => void start(),
        Math.max(error.retryAfter, pauseBefore(startAttempt + 1, Math.random)),
      );
      startAttempt += 1;
    }
  }

  function expire(): void {
    letGo();
    perBrowserTab.remove(names.session);
    store.set({ phase: 'expired' });
  }

  /** Takes up the visit where this phone left it, else begins a new one. */
  async function start(): Promise<void> {
    clearTimeout(startTimer);
    if (perBrowserTab.get(names.closed)) return showReceipt();
    const own = readJson(perBrowserTab, names.session, isSession);
    const session = storedSession() ?? own;
    if (!session) return begin();
    store.set({ session });
    try {
      enter(session, await api.tab(), false);
    } catch (thrown) {
      const error = asApiError(thrown);
      // Scanned anew in another browser tab: the old visit's end is no news. A reload keeps its receipt.
      if (error.code === 'tab_closed' && own) close();
      else if (error.code === 'tab_closed' || error.code === 'session_invalid') {
        letGo();
        perBrowserTab.remove(names.session);
        store.set({ session: null });
        await begin();
      } else failStart(error, false);
    }
  }

  function onReceived(order: OrderView): void {
    const { table } = store.get();
    if (!table?.tab || table.tab.orders.some((known) => known.id === order.id)) return;
    store.set({ table: { ...table, tab: { ...table.tab, orders: [...table.tab.orders, order] } } });
  }

  function onRefused(error: ApiError): void {
    if (error.code === 'tab_closed') close();
    else if (error.code === 'session_invalid') expire();
    else if (error.status === 409 || error.status === 422) void loadMenu();
  }

  function wake(): void {
    if (document.visibilityState === 'hidden') return;
    const { phase } = store.get();
    if (phase === 'unreachable') void start();
    if (phase === 'open') link?.wake();
  }

  addEventListener('online', wake);
  addEventListener('pageshow', wake);
  document.addEventListener('visibilitychange', wake);
  addEventListener('storage', (event) => {
    if (store.get().phase !== 'open') return;
    if (event.key === storage.name) checkout.synchronise();
    const shared = event.key === names.session ? storedSession() : null;
    if (shared && shared.sessionToken !== store.get().session?.sessionToken) void start();
  });

  return {
    store,
    checkout,
    /** Whether this page came from the cloud, over the internet. */
    isRemote: sticker.includes('.'),
    start,
    begin,

    /** The diner asks for a new visit after the bill was closed or the session ran out. */
    startAnew(): Promise<void> {
      perBrowserTab.remove(names.closed);
      perBrowserTab.remove(names.receipt);
      perBrowserTab.remove(names.session);
      store.set({ phase: 'starting', session: null, table: null, menu: null, placed: null, notice: null, moved: null });
      menuEtag = null;
      return begin();
    },

    setLanguage(language: Language): void {
      persistent.set('ld.language', language);
      store.set({ language });
      if (store.get().phase !== 'open') return;
      void loadMenu();
      openLink();
    },

    /** The diner has read where they sit now. */
    seenMove(): void {
      store.set({ moved: null });
    },

    /** Lets a phone in that asks to join this table; rejects with `ApiError`. */
    async admit(sessionId: string): Promise<void> {
      await api.admit(sessionId);
      const { table } = store.get();
      if (table) store.set({ table: { ...table, joins: table.joins.filter((join) => join.sessionId !== sessionId) } });
    },

    /** Calls the waiter or asks for the bill; rejects with `ApiError`. */
    async call(kind: 'waiter' | 'bill'): Promise<void> {
      const call = await api.call(kind);
      const { table } = store.get();
      if (!table?.tab || table.tab.calls.some((known) => known.id === call.id)) return;
      store.set({ table: { ...table, tab: { ...table.tab, calls: [...table.tab.calls, call] } } });
    },
  };
}
