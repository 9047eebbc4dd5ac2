import { AppError } from '#shared/errors.ts';
import type { Language } from '#shared/languages.ts';
import type { Change, Store } from '../store/service.ts';
import type { GuestMenu } from './guest-menu.ts';
import type { GuestService } from './guest-service.ts';

/** Where a phone's live events go (an SSE response). */
export interface GuestSink {
  send(event: 'tab' | 'menu' | 'closed', data: unknown, id: string): void;
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
}

/** Live streams of one session at most (a few tabs of one browser); one more ends the oldest. */
const streamsPerSession = 4;

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
    const listener: Listener = { token, sessionId, language, sink, tableId, tabId, lastId: lastId ?? '', menuTag };
    const earlier = [...this.#listeners].filter((known) => known.sessionId === sessionId);
    for (const oldest of earlier.slice(0, Math.max(0, earlier.length + 1 - streamsPerSession))) this.#end(oldest);
    this.#listeners.add(listener);
    this.#tell(listener, new Map());
    return () => this.#listeners.delete(listener);
  }

  /** Ends every stream (the landing stops); phones reconnect by themselves. */
  close(): void {
    clearTimeout(this.#menuTimer);
    for (const listener of this.#listeners) this.#end(listener);
  }

  /** What changes with the clock: dayparts that begin or end, and sessions that run out. */
  checkClock(): void {
    for (const listener of this.#listeners) this.#tell(listener, new Map());
    this.#checkMenu();
  }

  #checkMenu(): void {
    for (const listener of this.#listeners) {
      const { etag } = this.#menu.document(listener.language);
      if (etag === listener.menuTag) continue;
      listener.menuTag = etag;
      listener.sink.send('menu', { etag }, listener.lastId);
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
    const views = new Map<string, unknown>();
    for (const listener of this.#listeners) {
      const concerned = listener.tabId ? tabs.has(listener.tabId) : tables.has(listener.tableId);
      if (concerned) this.#tell(listener, views);
    }
    if (menu && this.#listeners.size > 0 && !this.#menuTimer) {
      this.#menuTimer = setTimeout(() => {
        this.#menuTimer = undefined;
        this.#checkMenu();
      }, menuDelayMs);
    }
  }

  /** Sends a phone the state of its tab; `views` shares the work among phones of one tab and language. */
  #tell(listener: Listener, views: Map<string, unknown>): void {
    try {
      const session = this.#guests.session(listener.token);
      listener.tabId = session.tabId;
      const key = `${session.tabId ?? session.tableId}:${listener.language}`;
      const view = (views.get(key) ?? this.#guests.tab(session, listener.language)) as ReturnType<GuestService['tab']>;
      views.set(key, view);
      const id = view.tab ? `${view.tab.id}.${view.tab.revision}` : view.codeNeeded ? 'code' : 'waiting';
      if (id === listener.lastId) return;
      listener.lastId = id;
      listener.sink.send('tab', view, id);
    } catch (error) {
      // The tab closed or the session ran out: the phone is told once and must scan again. After anything else it
      // connects anew by itself.
      if (error instanceof AppError && error.status < 500) listener.sink.send('closed', {}, 'closed');
      this.#end(listener);
    }
  }

  #end(listener: Listener): void {
    this.#listeners.delete(listener);
    listener.sink.end();
  }
}
