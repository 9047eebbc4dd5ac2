import type { Logger } from 'pino';
import type { RelayAnswer, RelayRequest } from '#shared/relay/requests.ts';
import type { CloudDatabase, Tx } from '../store/service.ts';
import type { Bus } from './bus.ts';
import { LandingAway, type LandingRef, type Landings } from './landings.ts';
import { Waiters } from './waiters.ts';

export interface DispatchTiming {
  /** How long a request waits for the landing's word. */
  readonly waitMs: number;
  /** What was offered and not answered by then is offered again. */
  readonly offerAgainMs: number;
  /** A landing that comes back after this long must not cook an order whose diner has given up. */
  readonly acceptWithinMs: number;
  /** A staff command that its home has not done by then is not done any more. */
  readonly commandMs: number;
}

export const defaultTiming: DispatchTiming = {
  waitMs: 9_000,
  offerAgainMs: 12_000,
  acceptWithinMs: 10 * 60_000,
  commandMs: 60_000,
};

interface RowKey {
  readonly enterpriseId: string;
  readonly id: string;
}

/** What is on its way to a landing. `stored`: nobody has seen it. `offered`: the landing may have. All else is settled. */
export interface DispatchRow extends RowKey {
  readonly state: string;
  readonly expiresAt: number;
  readonly offeredAt: number | null;
  /** The connection it was offered over last. */
  readonly offeredOver: string | null;
}

type Offering = Pick<DispatchRow, 'offeredAt'> & Partial<DispatchRow> & { readonly state: 'stored' | 'offered' };

/** What differs between the things that are dispatched. */
export interface DispatchKind<Row extends DispatchRow> {
  readonly noun: 'order' | 'command';
  /** Reads one; locked, nobody else changes it until the transaction ends. */
  readonly find: (tx: Tx, key: RowKey, lock: boolean) => Promise<Row | undefined>;
  readonly write: (tx: Tx, key: RowKey, to: Partial<Row> | Offering) => Promise<unknown>;
  /** Those that are offered to a landing again, the oldest first. */
  readonly waiting: (tx: Tx, landing: LandingRef, limit: number) => Promise<Row[]>;
  readonly landingOf: (row: Row) => LandingRef;
  /** What the landing is asked; undefined where nothing of it is left. */
  readonly request: (row: Row, now: number) => RelayRequest | undefined;
  /** What becomes of one that nobody saw in time. */
  readonly lapsed: Partial<Row>;
  /** Takes the landing's word; `before` is the row as it was before this offer. */
  readonly settle: (before: Row, answer: RelayAnswer) => Promise<void>;
}

export interface DispatchDeps {
  readonly database: CloudDatabase;
  readonly landings: Landings;
  readonly bus: Bus;
  readonly now: () => number;
  readonly log: Logger;
  readonly timing: DispatchTiming;
}

const offersAtOnce = 50;

export const isOpen = ({ state }: Pick<DispatchRow, 'state'>): boolean => state === 'stored' || state === 'offered';

/**
 * Rows on their way to a landing, exactly once: each is stored before it is offered, offered until it is answered, once at a
 * time, and the first word stands. Whichever process of the cloud has the landing's connection offers it; all hear of it.
 */
export class Dispatch<Row extends DispatchRow> {
  readonly #deps: DispatchDeps;
  readonly #kind: DispatchKind<Row>;
  readonly #waiters: Waiters;

  constructor(deps: DispatchDeps, kind: DispatchKind<Row>) {
    this.#deps = deps;
    this.#kind = kind;
    this.#waiters = new Waiters(deps.bus, kind.noun);
  }

  /** Offers a row where its landing is here, and waits for the word on it for a while; gives it as it stands then. */
  async deliver(row: Row): Promise<Row> {
    const { landings, timing } = this.#deps;
    if (!isOpen(row) || (await landings.connectionOf(this.#kind.landingOf(row))) === undefined) return row;
    const settled = this.#waiters.wait(row.id, async () => !isOpen(await this.#read(row)), timing.waitMs);
    try {
      await Promise.race([this.#offer(row), settled.done]);
      // Somebody else is offering it at this moment: their word is ours.
      if ((await this.#read(row)).state === 'offered') await settled.done;
    } finally {
      settled.stop();
    }
    return this.#read(row);
  }

  /** Offers a landing everything that waits for it; called when it comes, and now and then while it is here. */
  async offerWaiting(landing: LandingRef): Promise<void> {
    const { database, log } = this.#deps;
    const { noun, waiting } = this.#kind;
    const rows = await database.inEnterprise(landing.enterpriseId, (tx) => waiting(tx, landing, offersAtOnce));
    // In the order they were made in: the first of them gets the last portion.
    for (const row of rows) {
      await this.#offer(row).catch((err: unknown) => log.warn({ err, [noun]: row.id }, 'it waits on'));
    }
  }

  /** Changes a row that still stands so; gives it as it stands then. */
  when(row: Row, state: Row['state'], to: Partial<Row>): Promise<Row> {
    return this.#deps.database.inEnterprise(row.enterpriseId, async (tx) => {
      const now = await this.#kind.find(tx, row, true);
      return now?.state === state ? this.set(tx, now, to) : (now ?? row);
    });
  }

  /** Changes a row that is locked, and lets everybody know. */
  async set(tx: Tx, row: Row, to: Partial<Row> | Offering): Promise<Row> {
    const { enterpriseId, id } = row;
    await this.#kind.write(tx, row, to);
    await this.#deps.bus.announce(tx, { news: this.#kind.noun, enterpriseId, id });
    return { ...row, ...to };
  }

  /** Offers one row, unless it is being offered. Throws what its sender is to be told now, with nothing settled. */
  async #offer(row: Row): Promise<void> {
    const { landings, now, timing } = this.#deps;
    const { landingOf, request, settle } = this.#kind;
    const connection = await landings.connectionOf(landingOf(row));
    if (connection === undefined) return;
    const before = await this.#claim(row, connection);
    const asked = before && request(before, now());
    if (!asked) return;
    let answer: RelayAnswer;
    try {
      answer = await landings.ask(landingOf(before), asked, timing.waitMs);
    } catch (error) {
      // It certainly never left: it stands as if it had not been offered.
      if (error instanceof LandingAway && !error.sent && before.offeredAt === null) await this.#unclaim(before);
      return;
    }
    await settle(before, answer);
  }

  /** Marks a row as offered: again only over a new connection, or after a while. Gives it as it was before. */
  #claim(key: RowKey, connection: string): Promise<Row | undefined> {
    const { database, now, timing } = this.#deps;
    const { find, lapsed } = this.#kind;
    return database.inEnterprise(key.enterpriseId, async (tx) => {
      const before = await find(tx, key, true);
      if (!before || !isOpen(before)) return undefined;
      const isBeingOffered = before.offeredOver === connection && (before.offeredAt ?? 0) > now() - timing.offerAgainMs;
      if (before.state === 'offered' && isBeingOffered) return undefined;
      if (before.state === 'stored' && before.expiresAt <= now()) {
        await this.set(tx, before, lapsed);
        return undefined;
      }
      await this.set(tx, before, { state: 'offered', offeredAt: now(), offeredOver: connection });
      // As it was: `offeredAt` null says that this is the first time.
      return before;
    });
  }

  async #unclaim(row: Row): Promise<void> {
    await this.#deps.database.inEnterprise(row.enterpriseId, async (tx) => {
      const now = await this.#kind.find(tx, row, true);
      if (now?.state === 'offered') await this.set(tx, now, { state: 'stored', offeredAt: null });
    });
  }

  async #read(row: Row): Promise<Row> {
    const { database } = this.#deps;
    return (await database.inEnterprise(row.enterpriseId, (tx) => this.#kind.find(tx, row, false))) ?? row;
  }
}
