import { and, eq } from 'drizzle-orm';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { AppError } from '#shared/errors.ts';
import type { RelayAnswer, RelayRequest } from '#shared/relay/requests.ts';
import { type CloudDatabase, newId } from '../store/service.ts';
import type { Bus, BusMessage } from './bus.ts';
import { relayPresenceTable } from './tables.ts';

/** A landing as the relay knows it. */
export interface LandingRef {
  readonly enterpriseId: string;
  readonly deviceId: string;
}

/** Where requests to a landing go: its standing connection (an SSE response). */
export interface LandingSink {
  send(event: string, json: string): void;
  end(): void;
}

interface Held extends LandingRef {
  readonly connection: string;
  readonly sink: LandingSink;
}

interface Presence {
  readonly connection: string;
  readonly process: string;
}

interface Pending {
  readonly landing: LandingRef;
  readonly connection: string;
  readonly resolve: (answer: RelayAnswer) => void;
  readonly reject: (error: LandingAway) => void;
  readonly timer: NodeJS.Timeout;
}

/** A landing that did not answer. `sent` false: it certainly has not seen the request. */
export class LandingAway extends AppError {
  readonly sent: boolean;

  constructor(sent: boolean) {
    super('landing_away', {}, { retryAfter: 5 });
    this.sent = sent;
  }
}

/** A connection that showed no life for this long is gone, whatever its process thought. */
const staleMs = 45_000;
/** How long another process's connection is believed without looking again. */
const believedMs = 1_000;

const keyOf = ({ enterpriseId, deviceId }: LandingRef) => `${enterpriseId} ${deviceId}`;

/** The landings' standing connections, whichever process holds them, and requests over them. */
export class Landings {
  readonly #database: CloudDatabase;
  readonly #bus: Bus;
  readonly #now: () => number;
  readonly #log: Logger;
  readonly #held = new Map<string, Held>();
  readonly #pending = new Map<string, Pending>();
  readonly #believed = new LRUCache<string, { at: number; presence: Presence | undefined }>({ max: 10_000 });
  readonly #listeners: ((landing: LandingRef | undefined) => void)[] = [];
  #calls = 0;

  constructor(deps: { database: CloudDatabase; bus: Bus; now: () => number; log: Logger }) {
    this.#database = deps.database;
    this.#bus = deps.bus;
    this.#now = deps.now;
    this.#log = deps.log;
    deps.bus.onMessage((enterpriseId, message) => this.#onMessage(enterpriseId, message));
    deps.bus.onNews((news) => {
      if (!news) this.#believed.clear();
      else if (news.news === 'presence') this.#believed.delete(keyOf(news));
      if (!news || news.news === 'presence') for (const listener of this.#listeners) listener(news);
    });
  }

  /** Calls `listener` when a landing came or went; with undefined when any may have. */
  onPresence(listener: (landing: LandingRef | undefined) => void): void {
    this.#listeners.push(listener);
  }

  /** Takes a landing's connection; an older one of the same landing ends. Resolves with its id. */
  async connect(landing: LandingRef, sink: LandingSink): Promise<string> {
    const connection = newId();
    const held = { ...landing, connection, sink };
    this.#held.get(keyOf(landing))?.sink.end();
    this.#held.set(keyOf(landing), held);
    await this.#database.inEnterprise(landing.enterpriseId, async (tx) => {
      const row = { connection, process: this.#bus.process, seenAt: this.#now() };
      await tx
        .insert(relayPresenceTable)
        .values({ ...landing, ...row })
        .onConflictDoUpdate({ target: [relayPresenceTable.enterpriseId, relayPresenceTable.deviceId], set: row });
      await this.#bus.announce(tx, { news: 'presence', ...landing });
    });
    this.#believed.delete(keyOf(landing));
    return connection;
  }

  /** Notes that a connection lives; one that another has replaced is ended. */
  async beat(landing: LandingRef, connection: string): Promise<void> {
    const kept = await this.#database.inEnterprise(landing.enterpriseId, (tx) =>
      tx
        .update(relayPresenceTable)
        .set({ seenAt: this.#now() })
        .where(this.#own(landing, connection))
        .returning({ connection: relayPresenceTable.connection }),
    );
    const held = this.#held.get(keyOf(landing));
    if (kept.length === 0 && held?.connection === connection) held.sink.end();
  }

  /** A connection is gone. */
  async disconnect(landing: LandingRef, connection: string): Promise<void> {
    const key = keyOf(landing);
    if (this.#held.get(key)?.connection === connection) this.#held.delete(key);
    this.#believed.delete(key);
    this.#fail(connection, true);
    await this.#database.inEnterprise(landing.enterpriseId, async (tx) => {
      const gone = await tx.delete(relayPresenceTable).where(this.#own(landing, connection)).returning();
      if (gone.length > 0) await this.#bus.announce(tx, { news: 'presence', ...landing });
    });
  }

  /** Ends every connection of this process: it stops, and landings go to another. */
  async close(): Promise<void> {
    const held = [...this.#held.values()];
    for (const { sink } of held) sink.end();
    await Promise.allSettled(held.map((one) => this.disconnect(one, one.connection)));
    for (const connection of new Set([...this.#pending.values()].map((call) => call.connection)))
      this.#fail(connection, true);
  }

  /** The connection a landing is here by, undefined while it is away. */
  async connectionOf(landing: LandingRef): Promise<string | undefined> {
    return (await this.#presenceOf(landing))?.connection;
  }

  /** Asks a landing. Throws LandingAway. */
  async ask(landing: LandingRef, request: RelayRequest, withinMs: number): Promise<RelayAnswer> {
    const presence = await this.#presenceOf(landing);
    if (!presence) throw new LandingAway(false);
    this.#calls += 1;
    const id = `${this.#bus.process}.${this.#calls}`;
    const { connection, process } = presence;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#settle(id)?.reject(new LandingAway(true)), withinMs);
      this.#pending.set(id, { landing, connection, resolve, reject, timer });
      this.#bus
        .send(process, landing.enterpriseId, { kind: 'call', connection, id, request })
        // The message may have left all the same.
        .catch(() => this.#settle(id)?.reject(new LandingAway(true)));
    });
  }

  /** A landing answered a request; what it was not asked is nobody's. */
  async answer(landing: LandingRef, id: string, answer: RelayAnswer): Promise<void> {
    const process = id.slice(0, id.lastIndexOf('.'));
    if (!/^[0-9a-f-]{36}$/.test(process)) return;
    await this.#bus.send(process, landing.enterpriseId, { kind: 'answer', id, device: landing.deviceId, answer });
  }

  #onMessage(enterpriseId: string, message: BusMessage): void {
    if (message.kind === 'call') {
      const held = [...this.#held.values()].find(({ connection }) => connection === message.connection);
      if (held?.enterpriseId === enterpriseId) {
        held.sink.send('request', JSON.stringify({ id: message.id, request: message.request }));
        return;
      }
      const process = message.id.slice(0, message.id.lastIndexOf('.'));
      this.#bus
        .send(process, enterpriseId, { kind: 'gone', id: message.id })
        .catch((err: unknown) => this.#log.warn({ err }, 'a process could not be told'));
    } else if (message.kind === 'answer') {
      const { landing } = this.#pending.get(message.id) ?? {};
      if (landing?.enterpriseId !== enterpriseId || landing.deviceId !== message.device) return;
      this.#settle(message.id)?.resolve(message.answer);
    } else if (message.kind === 'gone') this.#settle(message.id)?.reject(new LandingAway(false));
  }

  #settle(id: string): Pending | undefined {
    const call = this.#pending.get(id);
    clearTimeout(call?.timer);
    this.#pending.delete(id);
    return call;
  }

  #fail(connection: string, sent: boolean): void {
    for (const [id, call] of this.#pending)
      if (call.connection === connection) this.#settle(id)?.reject(new LandingAway(sent));
  }

  async #presenceOf(landing: LandingRef): Promise<Presence | undefined> {
    const key = keyOf(landing);
    const held = this.#held.get(key);
    if (held) return { connection: held.connection, process: this.#bus.process };
    const known = this.#believed.get(key);
    const now = this.#now();
    if (known && Math.abs(now - known.at) < believedMs) return known.presence;
    const [row] = await this.#database.inEnterprise(landing.enterpriseId, (tx) =>
      tx
        .select()
        .from(relayPresenceTable)
        .where(
          and(
            eq(relayPresenceTable.enterpriseId, landing.enterpriseId),
            eq(relayPresenceTable.deviceId, landing.deviceId),
          ),
        ),
    );
    // A row of this process that it does not hold is of a connection that has just ended.
    const alive = row && now - row.seenAt < staleMs && row.process !== this.#bus.process ? row : undefined;
    this.#believed.set(key, { at: now, presence: alive });
    return alive;
  }

  #own({ enterpriseId, deviceId }: LandingRef, connection: string) {
    return and(
      eq(relayPresenceTable.enterpriseId, enterpriseId),
      eq(relayPresenceTable.deviceId, deviceId),
      eq(relayPresenceTable.connection, connection),
    );
  }
}
