import { type TrackedEnvelope, tracked } from '@trpc/server';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { Language } from '#shared/languages.ts';
import { viewOrder } from '#shared/ordering/views.ts';
import type { IdentityService } from '../identity/service.ts';
import type { Store, StoredEvent } from '../store/service.ts';
import type { Floor } from './floor.ts';
import type { TabProjection } from './projector.ts';

/** What a watching console or program is told: the fact's type and, for order facts, the order as it is now. */
export interface WatchedChange {
  readonly type: string;
  /** UTC milliseconds; null for a change of records (menu, tables, settings). */
  readonly at: number | null;
  readonly tabId: string | null;
  readonly table: { readonly id: string; readonly name: string } | null;
  readonly order: ReturnType<typeof viewOrder> | null;
}

/** How many missed facts are replayed after a reconnect; beyond it the watcher is told to read everything anew. */
const replayLimit = 500;

/** Records whose changes are told by their topic alone. */
const recordTopics: ReadonlySet<string> = new Set([
  'menu',
  'table',
  'settings',
  'notice',
  'stickers',
  'reach',
  'relay',
  'self_test',
  // Of other rooms too: a browser has six connections to its landing for all its windows, and this is each window's one.
  'printing',
  'repair',
]);

/** What goes on at another landing's tabs is told by this alone, once for all that came together: a sync may bring thousands. */
const elsewhere = 'elsewhere.changed';

/** The facts that move a kitchen ticket. */
const ticketFacts: ReadonlySet<string> = new Set([
  'order.accepted',
  'order.started',
  'order.prepared',
  'order.served',
  'order.recalled',
  'order.fired',
  'order.urged',
  'line.voided',
  'tab.moved',
  'tab.merged',
  'orders.joined',
]);

/** Live changes of the ordering room, for people with the right to read orders, and for the kitchen. */
export class Watch {
  readonly #store: Store;
  readonly #tabs: TabProjection;
  readonly #floor: Floor;
  readonly #identity: IdentityService;

  constructor(store: Store, identity: IdentityService, tabs: TabProjection, floor: Floor) {
    this.#store = store;
    this.#identity = identity;
    this.#tabs = tabs;
    this.#floor = floor;
  }

  /**
   * Changes from now on, or from a position of the log on (the id of the last event seen); ends with the signal or
   * with the watcher's session, and with AppError permission_denied when the right to read orders is taken away.
   */
  changes(
    actor: Actor,
    language: Language,
    lastEventId: string | null | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<TrackedEnvelope<WatchedChange>> {
    return this.#follow(actor, 'order', lastEventId, signal, (event) =>
      event.home === this.#store.deviceId ? this.#view(event, language) : elsewhere,
    );
  }

  /** The same for the kitchen: only that a ticket moved, never what was ordered or paid. */
  ticketChanges(
    actor: Actor,
    lastEventId: string | null | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<TrackedEnvelope<WatchedChange>> {
    return this.#follow(actor, 'ticket', lastEventId, signal, (event) =>
      event.home === this.#store.deviceId && ticketFacts.has(event.type)
        ? { ...this.#note(event.type), at: event.at }
        : undefined,
    );
  }

  async *#follow(
    actor: Actor,
    reads: 'order' | 'ticket',
    lastEventId: string | null | undefined,
    signal: AbortSignal,
    view: (event: StoredEvent) => WatchedChange | typeof elsewhere | undefined,
  ): AsyncGenerator<TrackedEnvelope<WatchedChange>> {
    requirePermission(actor, reads, 'read');
    // Listening begins before the log is read, so that nothing falls between the two.
    const live = this.#store.feed.changes(signal);
    let position = this.#store.events.lastPosition();
    const after = lastEventId && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : undefined;
    const ready = tracked(String(after ?? position), this.#note('watch.ready'));
    const first = live.next();
    yield ready;
    if (after !== undefined && after < position) {
      const missed = this.#store.events.after(after, ['tab'], replayLimit + 1);
      if (missed.length > replayLimit) yield tracked(String(position), this.#note('watch.reset'));
      else {
        for (const event of missed) {
          const change = view(event);
          if (change && change !== elsewhere) yield tracked(String(event.position), change);
        }
        const last = missed.findLast((event) => view(event) === elsewhere);
        if (last) yield tracked(String(missed.at(-1)?.position ?? position), this.#note(elsewhere));
      }
      position = missed.at(-1)?.position ?? position;
    }
    try {
      for (let step = await first; !step.done; step = await live.next()) {
        let isElsewhere = false;
        for (const { topic, id, event } of step.value) {
          if (topic === 'session' && id === actor.sessionId) return;
          if (topic === 'rights') {
            const now = this.#identity.refresh(actor);
            if (!now) return;
            requirePermission(now, reads, 'read');
          }
          if (event) {
            if (event.position <= position) continue;
            position = event.position;
            const change = event.stream === 'tab' ? view(event) : undefined;
            if (change === elsewhere) isElsewhere = true;
            else if (change) yield tracked(String(position), change);
            if (event.stream === 'stock') yield tracked(String(position), this.#note('menu.changed'));
            if (event.stream === 'shift') yield tracked(String(position), this.#note('shift.changed'));
          } else if (recordTopics.has(topic)) {
            yield tracked(String(position), this.#note(`${topic}.changed`));
          }
        }
        if (isElsewhere) yield tracked(String(position), this.#note(elsewhere));
      }
    } finally {
      await live.return(undefined);
    }
  }

  #note(type: string): WatchedChange {
    return { type, at: null, tabId: null, table: null, order: null };
  }

  #view(event: StoredEvent, language: Language): WatchedChange {
    const tab = this.#tabs.find(event.streamId);
    const table = tab?.tableId ? this.#floor.find(tab.tableId) : undefined;
    const { orderId } = event.data as { orderId?: string };
    const order = tab?.orders.find((candidate) => candidate.id === orderId);
    return {
      type: event.type,
      at: event.at,
      tabId: event.streamId,
      table: table ? { id: table.id, name: table.name } : null,
      order: tab && order ? viewOrder(order, tab.currency, language) : null,
    };
  }
}
