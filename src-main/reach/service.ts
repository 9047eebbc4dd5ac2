import { eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import {
  type Drift,
  findDrift,
  type LanAddress,
  originOf,
  type PrintedSticker,
  type ReachChecks,
  type ReachStep,
} from '#shared/reach/reach.ts';
import type { Store, Transaction } from '../store/service.ts';
import { SelfTest } from './self-test.ts';
import { phoneAddressTable, printedStickerTable } from './tables.ts';

/** How often the computer's addresses are looked at; a change is told within this time. */
const lookEveryMs = 3_000;

const rowId = 'this';
const loopback = '127.0.0.1';

/** Where phones reach this landing, as the console shows it. */
export interface ReachState {
  readonly port: number;
  readonly addresses: readonly LanAddress[];
  /** What new stickers say. */
  readonly origin: string;
  /** Whether the owner chose this address among several. */
  readonly chosen: boolean;
  readonly drift: Drift | null;
  readonly printed: number;
  readonly checks: ReachChecks;
  /** The system of this computer, for the right steps: win32, darwin, linux. */
  readonly platform: string;
}

export interface ReachOptions {
  /** This computer's addresses, the likeliest first. */
  readonly addresses: () => LanAddress[];
  readonly port: () => number;
  /** The cloud that passes orders on to this house; undefined while none does, or that is not known yet. */
  readonly cloud?: (() => string | undefined) | undefined;
  readonly log: Logger;
}

/**
 * Where phones reach this landing: which address stickers carry, whether printed ones still lead here, and the test page
 * that shows what a phone can do (QR-1, QR-5).
 */
export class ReachService {
  readonly selfTest: SelfTest;
  readonly #store: Store;
  readonly #options: ReachOptions;
  #timer: NodeJS.Timeout | undefined;
  #seen = '';
  /** Kept until something that decides it may have changed: every link of every table asks for it. */
  #origin: string | undefined;

  constructor(store: Store, options: ReachOptions) {
    this.#store = store;
    this.#options = options;
    store.cached(['reach'], () => {
      this.#origin = undefined;
    });
    this.selfTest = new SelfTest(store, (actorId, steps) => this.#pass(actorId, steps));
  }

  /** Begins to watch the computer's addresses, until `close`. */
  watch(): void {
    this.#look();
    this.#timer = setInterval(() => this.lookAgain(), lookEveryMs);
  }

  /** Looks at the computer's addresses now. */
  lookAgain(): void {
    try {
      this.#look();
    } catch (err) {
      // Systems that are about to sleep, or have just woken, may not tell their addresses; the next look will.
      this.#options.log.warn({ err }, 'addresses could not be looked at');
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.selfTest.close();
  }

  /** Where phones reach this landing now, e.g. http://192.168.1.20:4780; what new stickers say. */
  origin(): string {
    this.#origin ??= originOf(this.#address(this.#options.addresses()), this.#options.port());
    return this.#origin;
  }

  state(actor: Actor): ReachState {
    requirePermission(actor, 'table', 'read');
    return this.#state();
  }

  /** Looks at once, for somebody who has just mended the address. */
  check(actor: Actor): ReachState {
    requirePermission(actor, 'table', 'read');
    this.#look();
    return this.#state();
  }

  /** Chooses the address that stickers carry. Throws AppError address_unknown when this computer does not have it. */
  useAddress(actor: Actor, address: string): Promise<void> {
    requirePermission(actor, 'table', 'update');
    const known = this.#options.addresses().some((candidate) => candidate.address === address);
    if (!known) throw new AppError('address_unknown', { address });
    return this.#store.write(actor.userId, (tx) => this.#save(tx, { address }));
  }

  /** Records what only a person can know: that the router was told to keep this computer's address. */
  confirmStep(actor: Actor, step: ReachStep, done: boolean): Promise<void> {
    requirePermission(actor, 'table', 'update');
    return this.#store.write(actor.userId, (tx) =>
      this.#save(tx, { checks: { ...this.#row().checks, [step]: done ? tx.at : undefined } }),
    );
  }

  /** Remembers what stickers were printed with, in a larger piece of work. */
  recordPrinted(tx: Transaction, stickers: readonly PrintedSticker[]): void {
    for (const { tableId, link, remoteLink } of stickers) {
      const row = { tableId, link, remoteLink, printedAt: tx.at };
      tx.db
        .insert(printedStickerTable)
        .values(row)
        .onConflictDoUpdate({ target: printedStickerTable.tableId, set: row })
        .run();
    }
    tx.changed('reach', rowId);
  }

  /** What each table's last sticker says; a table that is gone has none. */
  printed(): (typeof printedStickerTable.$inferSelect)[] {
    return this.#store.db.select().from(printedStickerTable).all();
  }

  /** Forgets the stickers of tables that are gone. */
  forgetPrinted(tx: Transaction, kept: ReadonlySet<string>): void {
    for (const { tableId } of this.printed()) {
      if (!kept.has(tableId)) tx.db.delete(printedStickerTable).where(eq(printedStickerTable.tableId, tableId)).run();
    }
  }

  #state(): ReachState {
    const { addresses: list, port: portNow } = this.#options;
    const addresses = list();
    const port = portNow();
    const address = this.#address(addresses);
    const origin = originOf(address, port);
    const row = this.#row();
    const printed = this.printed();
    return {
      port,
      addresses,
      origin,
      chosen: row.address === address,
      drift: findDrift(printed, {
        addresses: addresses.map((known) => known.address),
        port,
        origin,
        cloud: this.#options.cloud?.(),
      }),
      printed: printed.length,
      checks: row.checks,
      platform: process.platform,
    };
  }

  /** The chosen address while this computer has it; else the one that printed stickers carry; else the likeliest. */
  #address(addresses: readonly LanAddress[]): string {
    const has = (address: string | null | undefined) => addresses.some((known) => known.address === address);
    const { address } = this.#row();
    if (address !== null && has(address)) return address;
    const carried = this.printed()
      .map(({ link }) => new URL(link).hostname)
      .find(has);
    return carried ?? addresses[0]?.address ?? loopback;
  }

  #row(): { address: string | null; checks: ReachChecks } {
    const row = this.#store.db.select().from(phoneAddressTable).get();
    return row ?? { address: null, checks: {} };
  }

  #save(tx: Transaction, changes: { address?: string; checks?: ReachChecks }): void {
    const row = { ...this.#row(), ...changes, id: rowId };
    tx.db.insert(phoneAddressTable).values(row).onConflictDoUpdate({ target: phoneAddressTable.id, set: row }).run();
    tx.changed('reach', rowId);
  }

  #pass(actorId: string, steps: readonly ReachStep[]): void {
    const missing = steps.filter((step) => this.#row().checks[step] === undefined);
    if (missing.length === 0) return;
    this.#store
      .write(actorId, (tx) => {
        const passed = Object.fromEntries(missing.map((step) => [step, tx.at]));
        this.#save(tx, { checks: { ...this.#row().checks, ...passed } });
      })
      .catch((err: unknown) => this.#options.log.warn({ err }, 'a passed check could not be kept'));
  }

  /** Tells the consoles when addresses, port or drift are not what they were. */
  #look(): void {
    this.#origin = undefined;
    const { addresses, port, drift } = this.#state();
    const seen = JSON.stringify({ addresses, port, drift });
    if (seen === this.#seen) return;
    const first = this.#seen === '';
    this.#seen = seen;
    if (drift) this.#options.log.warn({ drift: drift.cause, stickers: drift.tableIds.length }, 'stickers lead nowhere');
    if (!first) this.#store.feed.publish([{ topic: 'reach', id: rowId }]);
  }
}
