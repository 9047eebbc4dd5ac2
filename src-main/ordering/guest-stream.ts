import { AppError } from '#shared/errors.ts';
import type { Language } from '#shared/languages.ts';
import type { Change, Store } from '../store/service.ts';
import type { GuestMenu } from './guest-menu.ts';
import type { GuestService } from './guest-service.ts';

/** Where a phone's live events go (an SSE response); `json` is the event's data. */
export interface GuestSink {
  send(event: 'tab' | 'menu' | 'closed', json: string, id: string): void;
  end(): void;
}

interface Listener {
  readonly token: string;
  readonly sessionId: string;
  readonly language: Language;
  readonly sink: GuestSink;
  readonly tableId: string;
  tabId: string | null;
  lastId: string;
  menuTag: string;
  /** UTC ms before which no further large state is sent, and the timer that sends it then. */
  restUntil: number;
  timer: NodeJS.Timeout | undefined;
}

/** The state of a table as it goes out, made once for all its phones of one language. */
interface Message {
  readonly id: string;
  readonly json: string;
}

/** Live streams of one session at most (a few tabs of one browser); one more ends the oldest. */
const streamsPerSession = 4;

/**
 * A large state (a long evening's tab) is sent no faster than slow Wi-Fi carries it, 1 Mbit/s: the states in between
 * are left out, since each message is the whole of it. Small ones go at once.
 */
const largeCharacters = 16_384;
const charactersPerMs = 125;

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

  /** Connects a phone until the returned function is called. Throws AppError session_invalid or tab_closed. */
  connect(token: string, language: Language, sink: GuestSink, lastId: string | undefined): () => void {
    const session = this.#guests.session(token);
    this.#guests.tab(session, language);
    const { tableId, tabId } = session;
    const menuTag = this.#menu.document(language).etag;
    const sessionId = session.id;
    const pace = { restUntil: 0, timer: undefined };
    const listener: Listener = {
      token,
      sessionId,
      language,
      sink,
      tableId,
      tabId,
      lastId: lastId ?? '',
      menuTag,
      ...pace,
    };
    const earlier = [...this.#listeners].filter((known) => known.sessionId === sessionId);
    for (const oldest of earlier.slice(0, Math.max(0, earlier.length + 1 - streamsPerSession))) this.#end(oldest);
    this.#listeners.add(listener);
    this.#tell(listener, new Map());
    return () => this.#forget(listener);
  }

  /** Ends every stream (the landing stops); phones reconnect by themselves. */
  close(): void {
    clearTimeout(this.#menuTimer);
    for (const listener of this.#listeners) this.#end(listener);
  }

  /** What changes with the clock: dayparts that begin or end, and sessions that run out. */
  checkClock(): void {
    const messages = new Map<string, Message>();
    for (const listener of this.#listeners) this.#tell(listener, messages);
    this.#checkMenu();
  }

  #checkMenu(): void {
    for (const listener of this.#listeners) {
      const { etag } = this.#menu.document(listener.language);
      if (etag === listener.menuTag) continue;
      listener.menuTag = etag;
      listener.sink.send('menu', JSON.stringify({ etag }), listener.lastId);
    }
  }

  #onChanges(changes: readonly Change[]): void {
    const tabs = new Set<string>();
    const tables = new Set<string>();
    let menu = false;
    for (const { topic, id, event } of changes) {
      if (topic === 'tab') tabs.add(id);
      if (event?.type === 'tab.opened') tables.add((event.data as { tableId: string }).tableId);
      if (topic === 'menu' || topic === 'stock' || event?.type === 'order.placed' || event?.type === 'order.rejected')
        menu = true;
    }
    const messages = new Map<string, Message>();
    for (const listener of this.#listeners) {
      const concerned = listener.tabId ? tabs.has(listener.tabId) : tables.has(listener.tableId);
      if (concerned) this.#tell(listener, messages);
    }
    if (menu && this.#listeners.size > 0 && !this.#menuTimer) {
      this.#menuTimer = setTimeout(() => {
        this.#menuTimer = undefined;
        this.#checkMenu();
      }, menuDelayMs);
    }
  }

  /** Sends a phone the state of its tab; `messages` shares the work among phones of one tab and language. */
  #tell(listener: Listener, messages: Map<string, Message>): void {
    try {
      const session = this.#guests.session(listener.token);
      listener.tabId = session.tabId;
      const key = `${session.tabId ?? session.tableId}:${listener.language}`;
      const message = messages.get(key) ?? messageOf(this.#guests.tab(session, listener.language));
      messages.set(key, message);
      if (message.id === listener.lastId || this.#rests(listener)) return;
      listener.lastId = message.id;
      listener.sink.send('tab', message.json, message.id);
      const { length } = message.json;
      if (length > largeCharacters) listener.restUntil = Date.now() + length / charactersPerMs;
    } catch (error) {
      // The tab closed or the session ran out: the phone is told once and must scan again. After anything else it
      // connects anew by itself.
      if (error instanceof AppError && error.status < 500) listener.sink.send('closed', '{}', 'closed');
      this.#end(listener);
    }
  }

  /** Whether a phone still digests a large state; it gets the newest one when it is done. */
  #rests(listener: Listener): boolean {
    const left = listener.restUntil - Date.now();
    if (left <= 0) return false;
    listener.timer ??= setTimeout(() => {
      listener.timer = undefined;
      this.#tell(listener, new Map());
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

function messageOf(view: ReturnType<GuestService['tab']>): Message {
  const id = view.tab ? `${view.tab.id}.${view.tab.revision}` : view.codeNeeded ? 'code' : 'waiting';
  return { id, json: JSON.stringify(view) };
}
