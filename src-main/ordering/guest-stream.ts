import { LRUCache } from 'lru-cache';
import { eventFrame } from '#server/sse.ts';
import { AppError } from '#shared/errors.ts';
import { type Language, languages } from '#shared/languages.ts';
import type { Change, Store } from '../store/service.ts';
import type { GuestMenu } from './guest-menu.ts';
import type { GuestService } from './guest-service.ts';
import type { GuestSession } from './guests.ts';

/** One live event: its parts, and as it goes over the wire. */
export interface GuestMessage {
  readonly event: 'tab' | 'menu' | 'closed';
  readonly id: string;
  readonly json: string;
  readonly frame: Buffer;
}

/** Where a phone's live events go: an SSE response, or the cloud. */
export interface GuestSink {
  send(message: GuestMessage): void;
  end(): void;
}

interface Listener {
  /** Throws AppError session_invalid once the visit is over. */
  readonly session: () => GuestSession;
  readonly sessionId: string;
  readonly language: Language;
  readonly sink: GuestSink;
  tableId: string;
  tabId: string | null;
  /** The tab it asks to be let into. */
  asksTabId: string | null;
  lastId: string;
  menuTag: string;
  /** UTC ms before which no further large state is sent, and the timer that sends it then. */
  restUntil: number;
  timer: NodeJS.Timeout | undefined;
}

/** Live streams of one session at most (a few tabs of one browser); one more ends the oldest. */
const streamsPerSession = 4;

/**
 * A large state (a long evening's tab) is sent no faster than slow Wi-Fi carries it, 1 Mbit/s: the states in between
 * are left out, since each message is the whole of it. Small ones go at once.
 */
const largeBytes = 16_384;
const bytesPerMs = 125;

/** How long menu changes are gathered before phones are told to look. */
const menuDelayMs = 200;

/**
 * Tells phones about their table as it changes. Each message is the whole state of the tab, so a phone that missed
 * some needs only the last one; its id is the tab and revision, so a phone that missed none gets nothing twice.
 */
export class GuestStream {
  readonly #guests: GuestService;
  readonly #menu: GuestMenu;
  readonly #listeners = new Set<Listener>();
  readonly #messages = new LRUCache<string, GuestMessage>({ max: 500 });
  #menuTimer: NodeJS.Timeout | undefined;

  constructor(store: Store, guests: GuestService, menu: GuestMenu) {
    this.#guests = guests;
    this.#menu = menu;
    store.feed.subscribe((changes) => this.#onChanges(changes));
  }

  /** How many phones are listening. */
  get size(): number {
    return this.#listeners.size;
  }

  /**
   * Connects a phone until the returned function is called; `sessionNow` gives its session at any moment. Throws AppError
   * session_invalid or tab_closed.
   */
  connect(sessionNow: () => GuestSession, language: Language, sink: GuestSink, lastId: string | undefined): () => void {
    const session = sessionNow();
    this.#guests.tab(session, language);
    const { tableId, tabId, asksTabId } = session;
    const menuTag = this.#menu.document(language).etag;
    const sessionId = session.id;
    const pace = { restUntil: 0, timer: undefined };
    const listener: Listener = {
      session: sessionNow,
      sessionId,
      language,
      sink,
      tableId,
      tabId,
      asksTabId,
      lastId: lastId ?? '',
      menuTag,
      ...pace,
    };
    const earlier = [...this.#listeners].filter((known) => known.sessionId === sessionId);
    for (const oldest of earlier.slice(0, Math.max(0, earlier.length + 1 - streamsPerSession))) this.#end(oldest);
    this.#listeners.add(listener);
    this.#tell(listener);
    return () => this.#forget(listener);
  }

  /** Ends every stream (the landing stops); phones reconnect by themselves. */
  close(): void {
    clearTimeout(this.#menuTimer);
    for (const listener of this.#listeners) this.#end(listener);
  }

  /** What changes with the clock: dayparts that begin or end, and sessions that run out. */
  checkClock(): void {
    for (const listener of this.#listeners) this.#tell(listener);
    this.#checkMenu();
  }

  #checkMenu(): void {
    for (const listener of this.#listeners) {
      const { etag } = this.#menu.document(listener.language);
      if (etag === listener.menuTag) continue;
      listener.menuTag = etag;
      listener.sink.send(messageOf('menu', listener.lastId, JSON.stringify({ etag })));
    }
  }

  #onChanges(changes: readonly Change[]): void {
    const tabs = new Set<string>();
    const tables = new Set<string>();
    let menu = false;
    let notice = false;
    for (const { topic, id, event } of changes) {
      if (topic === 'tab') tabs.add(id);
      if (topic === 'table' || topic === 'notice') this.#messages.clear();
      notice ||= topic === 'notice';
      if (event?.type === 'tab.opened') tables.add((event.data as { tableId: string }).tableId);
      if (topic === 'menu' || topic === 'stock' || event?.type === 'order.placed' || event?.type === 'order.rejected')
        menu = true;
    }
    for (const id of tabs) for (const language of languages) this.#messages.delete(`${id}:${language}`);
    for (const listener of this.#listeners) {
      const tabId = listener.tabId ?? listener.asksTabId;
      const concerned = tabId ? tabs.has(tabId) : tables.has(listener.tableId);
      if (concerned || notice) this.#tell(listener);
    }
    if (menu && this.#listeners.size > 0 && !this.#menuTimer) {
      this.#menuTimer = setTimeout(() => {
        this.#menuTimer = undefined;
        this.#checkMenu();
      }, menuDelayMs);
    }
  }

  /** Sends a phone the state of its tab. */
  #tell(listener: Listener): void {
    try {
      const session = listener.session();
      listener.tabId = session.tabId;
      listener.asksTabId = session.asksTabId;
      listener.tableId = session.tableId;
      const message = this.#messageFor(session, listener.language);
      if (message.id === listener.lastId || this.#rests(listener)) return;
      listener.lastId = message.id;
      listener.sink.send(message);
      const { length } = message.frame;
      if (length > largeBytes) listener.restUntil = Date.now() + length / bytesPerMs;
    } catch (error) {
      // The tab closed or the session ran out: the phone is told once and must scan again. After anything else it
      // connects anew by itself.
      if (error instanceof AppError && error.status < 500) listener.sink.send(messageOf('closed', 'closed', '{}'));
      this.#end(listener);
    }
  }

  /** The state of a session's table; made once for all phones of a tab and language, until a fact changes the tab. */
  #messageFor(session: GuestSession, language: Language): GuestMessage {
    if (!session.tabId) return stateOf(this.#guests.tab(session, language));
    const key = `${session.tabId}:${language}`;
    const message = this.#messages.get(key) ?? stateOf(this.#guests.tab(session, language));
    this.#messages.set(key, message);
    return message;
  }

  /** Whether a phone still digests a large state; it gets the newest one when it is done. */
  #rests(listener: Listener): boolean {
    const left = listener.restUntil - Date.now();
    if (left <= 0) return false;
    listener.timer ??= setTimeout(() => {
      listener.timer = undefined;
      this.#tell(listener);
    }, left);
    return true;
  }

  #forget(listener: Listener): void {
    clearTimeout(listener.timer);
    this.#listeners.delete(listener);
  }

  #end(listener: Listener): void {
    this.#forget(listener);
    listener.sink.end();
  }
}

function messageOf(event: GuestMessage['event'], id: string, json: string): GuestMessage {
  return { event, id, json, frame: eventFrame(event, json, id) };
}

function stateOf(view: ReturnType<GuestService['tab']>): GuestMessage {
  const { paused, delayMinutes } = view.notice;
  const notice = paused ? '.paused' : delayMinutes === null ? '' : `.${delayMinutes}m`;
  const { tab, join, joins, codeNeeded } = view;
  const waiting = join ? 'asking' : codeNeeded ? 'code' : 'waiting';
  // Several events make one state: who asks to join changes it as facts do.
  const asking = joins.map(({ sessionId }) => `+${sessionId.slice(-6)}`).join('');
  const id = (tab ? `${tab.id}.${tab.revision}${asking}` : waiting) + notice;
  return messageOf('tab', id, JSON.stringify(view));
}
