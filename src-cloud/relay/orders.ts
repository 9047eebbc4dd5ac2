import { createHash } from 'node:crypto';
import { and, eq, inArray, lt, lte, ne, or } from 'drizzle-orm';
import type { Logger } from 'pino';
import { AppError } from '#shared/errors.ts';
import type { Language } from '#shared/languages.ts';
import { type OrderWaiting, type PlaceOrderBody, placeOrderResponse } from '#shared/ordering/guest-api.ts';
import type { RelayAnswer } from '#shared/relay/requests.ts';
import { type CloudDatabase, newId, type Tx } from '../store/service.ts';
import { bodyOf } from './answers.ts';
import type { Place } from './boards.ts';
import type { Bus } from './bus.ts';
import { preOrderDeadline } from './deadline.ts';
import { LandingAway, type LandingRef, type Landings } from './landings.ts';
import { relayOrderTable } from './tables.ts';
import type { Visit } from './visits.ts';

type OrderRow = typeof relayOrderTable.$inferSelect;

/** What a phone is told of its order. */
export type OrderOutcome =
  | { readonly kind: 'taken'; readonly body: unknown }
  | { readonly kind: 'waiting'; readonly waiting: OrderWaiting };

export interface OrderTiming {
  /** How long a phone's request waits for the landing's word. */
  readonly waitMs: number;
  /** An order that was offered and not answered by then is offered again. */
  readonly offerAgainMs: number;
  /** A landing that comes back after this long must not cook an order whose diner has given up. */
  readonly acceptWithinMs: number;
}

export const defaultOrderTiming: OrderTiming = { waitMs: 9_000, offerAgainMs: 12_000, acceptWithinMs: 10 * 60_000 };

/** Pre-orders that may wait at once. */
const waitingAtOnce = { visit: 5, table: 20 } as const;
const keptMs = 48 * 60 * 60_000;
const offersAtOnce = 50;

/**
 * Orders on their way from a phone to its landing, exactly once: each is stored before it is offered, offered until it is
 * answered, and known by its key there and here. A phone hears "taken" only with the landing's own answer, and "not sent"
 * only of an order that no landing has seen and none will.
 */
export class Orders {
  readonly #database: CloudDatabase;
  readonly #landings: Landings;
  readonly #bus: Bus;
  readonly #now: () => number;
  readonly #log: Logger;
  readonly #timing: OrderTiming;
  readonly #waiting = new Map<string, Set<() => void>>();

  constructor(deps: {
    database: CloudDatabase;
    landings: Landings;
    bus: Bus;
    now: () => number;
    log: Logger;
    timing: OrderTiming;
  }) {
    this.#database = deps.database;
    this.#landings = deps.landings;
    this.#bus = deps.bus;
    this.#now = deps.now;
    this.#log = deps.log;
    this.#timing = deps.timing;
    deps.bus.onNews((news) => {
      if (news && news.news !== 'order') return;
      const woken = news ? [this.#waiting.get(news.orderId) ?? []] : [...this.#waiting.values()];
      for (const waiters of woken) for (const wake of waiters) wake();
    });
  }

  /**
   * Takes an order of a phone, or says how the one with this key stands. Throws AppError landing_away (nothing was sent and
   * nothing will be), idempotency_key_reused, and the landing's refusal.
   */
  async place(
    place: Place,
    visit: Visit,
    order: { readonly key: string; readonly body: PlaceOrderBody; readonly language: Language },
  ): Promise<OrderOutcome> {
    const stored = await this.#store(place, visit, order);
    let row = stored;
    if (row.state === 'stored' || row.state === 'offered') {
      const isHere = (await this.#landings.connectionOf(landingOf(row))) !== undefined;
      if (isHere) row = await this.#offerAndWait(row);
      // Meanwhile away, or away from the beginning: nobody has seen it.
      if (row.state === 'stored') row = await this.#nobodyThere(row, place);
    }
    return this.#tell(row);
  }

  /**
   * How an order stands whose table takes none any more: one that nobody has seen is held back for good, then `refusal` is
   * thrown; of any other the landing has the word.
   */
  async settleClosed(visit: Visit, key: string, refusal: unknown): Promise<OrderOutcome> {
    const row = await this.#database.inEnterprise(visit.enterpriseId, async (tx) => {
      const [known] = await tx.select().from(relayOrderTable).where(own(visit, key)).for('update');
      return known?.state === 'stored' ? this.#set(tx, known, { state: 'held_back', body: null }) : known;
    });
    if (!row || row.state === 'held_back') throw refusal;
    return this.#tell(row);
  }

  /** Takes an order back that no landing has seen. Throws AppError not_found, order_on_its_way. */
  async takeBack(visit: Visit, key: string): Promise<void> {
    await this.#database.inEnterprise(visit.enterpriseId, async (tx) => {
      const [row] = await tx.select().from(relayOrderTable).where(own(visit, key)).for('update');
      if (!row) throw new AppError('not_found');
      if (row.state === 'taken_back') return;
      if (row.state !== 'stored' && row.state !== 'held_back') throw new AppError('order_on_its_way');
      await this.#set(tx, row, { state: 'taken_back', body: null });
    });
  }

  /** Offers a landing everything that waits for it; called when it comes, and now and then while it is here. */
  async offerWaiting(landing: LandingRef): Promise<void> {
    const rows = await this.#database.inEnterprise(landing.enterpriseId, (tx) =>
      tx
        .select()
        .from(relayOrderTable)
        .where(
          and(
            eq(relayOrderTable.enterpriseId, landing.enterpriseId),
            eq(relayOrderTable.deviceId, landing.deviceId),
            inArray(relayOrderTable.state, ['stored', 'offered']),
          ),
        )
        .orderBy(relayOrderTable.createdAt)
        .limit(offersAtOnce),
    );
    // In the order they were made in: the first of them gets the last portion.
    for (const row of rows) {
      await this.#offer(row).catch((err: unknown) => this.#log.warn({ err, order: row.id }, 'an order waits on'));
    }
  }

  /** Orders that nobody saw in time have expired; settled ones are forgotten after two days. */
  async tidy(tx: Tx): Promise<void> {
    const now = this.#now();
    await tx
      .update(relayOrderTable)
      .set({ state: 'expired', body: null })
      .where(and(eq(relayOrderTable.state, 'stored'), lte(relayOrderTable.expiresAt, now)));
    await tx.delete(relayOrderTable).where(lt(relayOrderTable.createdAt, now - keptMs));
  }

  async #store(
    place: Place,
    visit: Visit,
    { key, body, language }: { key: string; body: PlaceOrderBody; language: Language },
  ): Promise<OrderRow> {
    const now = this.#now();
    const { enterpriseId, deviceId, tableId } = place;
    const hash = createHash('sha256').update(JSON.stringify(body)).digest('base64url');
    return this.#database.inEnterprise(enterpriseId, async (tx) => {
      const fresh: OrderRow = {
        enterpriseId,
        id: newId(),
        visitId: visit.id,
        key,
        hash,
        deviceId,
        tableId,
        language,
        body,
        state: 'stored',
        preOrder: false,
        createdAt: now,
        expiresAt: now + this.#timing.acceptWithinMs,
        offeredAt: null,
        offeredOver: null,
        answer: null,
      };
      const [inserted] = await tx.insert(relayOrderTable).values(fresh).onConflictDoNothing().returning();
      if (inserted) return inserted;
      const [known] = await tx.select().from(relayOrderTable).where(own(visit, key)).for('update');
      if (!known) throw new AppError('internal_error');
      if (known.hash !== hash) throw new AppError('idempotency_key_reused');
      // Told as not sent, and never offered since: the same request is begun anew.
      if (known.state === 'held_back') {
        const { expiresAt } = fresh;
        return this.#set(tx, known, { state: 'stored', preOrder: false, deviceId, language, body, expiresAt });
      }
      if (known.state === 'stored' && known.expiresAt <= now) {
        return this.#set(tx, known, { state: 'expired', body: null });
      }
      return known;
    });
  }

  async #offerAndWait(row: OrderRow): Promise<OrderRow> {
    const settled = this.#settled(row);
    try {
      await Promise.race([this.#offer(row), settled.done]);
      const now = await this.#read(row);
      // Somebody else is offering it at this moment: their word is ours.
      if (now.state === 'offered') await settled.done;
    } finally {
      settled.stop();
    }
    return this.#read(row);
  }

  /** Offers one order, unless it is being offered. Throws what the phone is to be told now, with nothing settled. */
  async #offer({ enterpriseId, id, deviceId }: OrderRow): Promise<void> {
    const connection = await this.#landings.connectionOf({ enterpriseId, deviceId });
    if (connection === undefined) return;
    const row = await this.#claim(enterpriseId, id, connection);
    if (!row?.body) return;
    const { visitId, tableId, language, key, body, preOrder, expiresAt } = row;
    let answer: RelayAnswer;
    try {
      const what = { kind: 'order', visit: visitId, tableId, language, key, body, preOrder, expiresAt } as const;
      answer = await this.#landings.ask(landingOf(row), what, this.#timing.waitMs);
    } catch (error) {
      // It certainly never left: whether it waits on or is held back is decided as if it had not been offered.
      if (error instanceof LandingAway && !error.sent && row.offeredAt === null)
        await this.#change(row, { state: 'stored' });
      return;
    }
    await this.#settle(row, answer);
  }

  /** `row` is as it was before this offer. */
  async #settle(row: OrderRow, answer: RelayAnswer): Promise<void> {
    if (answer.ok) {
      // An answer that makes no sense says nothing about the order; it is asked about again.
      bodyOf(answer, placeOrderResponse);
      await this.#change(row, { state: 'accepted', answer, body: null });
      return;
    }
    const { status } = answer.problem;
    const isWord = status < 500 && status !== 429 && status !== 408;
    if (isWord) await this.#change(row, { state: 'refused', answer, body: null });
    else if (!row.preOrder && row.offeredAt === null) {
      // The house could not take it just now and wrote nothing; nor can an earlier offer have been taken. A pre-order, and
      // what was offered before, wait on instead.
      await this.#change(row, { state: 'held_back' });
      bodyOf(answer, placeOrderResponse);
    }
  }

  /** The landing is away: a pre-order waits for it where the house allows that; else the order is held back for good. */
  async #nobodyThere(row: OrderRow, { board }: Place): Promise<OrderRow> {
    let isFull = false;
    const settled = await this.#database.inEnterprise(row.enterpriseId, async (tx) => {
      const [now] = await tx.select().from(relayOrderTable).where(the(row)).for('update');
      if (now?.state !== 'stored' || now.preOrder) return now ?? row;
      isFull = board.preOrders && (await this.#isFull(tx, now));
      if (!board.preOrders || isFull) return this.#set(tx, now, { state: 'held_back', body: null });
      return this.#set(tx, now, { preOrder: true, expiresAt: preOrderDeadline(board, this.#now()) });
    });
    if (isFull) throw new AppError('pre_orders_full');
    return settled;
  }

  /** Whether as many pre-orders wait as may, of this table or this phone. */
  async #isFull(tx: Tx, row: OrderRow): Promise<boolean> {
    const waiting = await tx
      .select({ visitId: relayOrderTable.visitId })
      .from(relayOrderTable)
      .where(
        and(
          eq(relayOrderTable.enterpriseId, row.enterpriseId),
          eq(relayOrderTable.tableId, row.tableId),
          eq(relayOrderTable.state, 'stored'),
          eq(relayOrderTable.preOrder, true),
        ),
      )
      .limit(waitingAtOnce.table);
    const own = waiting.filter(({ visitId }) => visitId === row.visitId);
    return waiting.length >= waitingAtOnce.table || own.length >= waitingAtOnce.visit;
  }

  #tell(row: OrderRow): OrderOutcome {
    const { state, answer, preOrder, expiresAt } = row;
    if (answer) return { kind: 'taken', body: bodyOf(answer, placeOrderResponse) };
    if (state === 'held_back') throw new LandingAway(false);
    if (state === 'expired') throw new AppError('order_expired');
    if (state === 'taken_back') throw new AppError('order_withdrawn');
    return { kind: 'waiting', waiting: { preOrder, mayWithdraw: state === 'stored', expiresAt } };
  }

  /** Marks an order as offered, so that it is offered once at a time: again over a new connection, or after a while. */
  #claim(enterpriseId: string, id: string, connection: string): Promise<OrderRow | undefined> {
    const now = this.#now();
    return this.#database.inEnterprise(enterpriseId, async (tx) => {
      const open = or(
        eq(relayOrderTable.state, 'stored'),
        and(
          eq(relayOrderTable.state, 'offered'),
          or(
            ne(relayOrderTable.offeredOver, connection),
            lte(relayOrderTable.offeredAt, now - this.#timing.offerAgainMs),
          ),
        ),
      );
      const [before] = await tx
        .select()
        .from(relayOrderTable)
        .where(and(the({ enterpriseId, id }), open))
        .for('update');
      if (!before) return undefined;
      if (before.state === 'stored' && before.expiresAt <= now) {
        await this.#set(tx, before, { state: 'expired', body: null });
        return undefined;
      }
      await this.#set(tx, before, { state: 'offered', offeredAt: now, offeredOver: connection });
      // As it was: `offeredAt` null says that this is the first time.
      return before;
    });
  }

  #change(row: OrderRow, to: Partial<OrderRow>): Promise<OrderRow> {
    return this.#database.inEnterprise(row.enterpriseId, async (tx) => {
      const [now] = await tx.select().from(relayOrderTable).where(the(row)).for('update');
      // Answered meanwhile: the first word stands.
      if (now?.state !== 'offered') return now ?? row;
      return this.#set(tx, now, to.state === 'stored' ? { ...to, offeredAt: null } : to);
    });
  }

  async #set(tx: Tx, row: OrderRow, to: Partial<OrderRow>): Promise<OrderRow> {
    await tx.update(relayOrderTable).set(to).where(the(row));
    await this.#bus.announce(tx, { news: 'order', enterpriseId: row.enterpriseId, orderId: row.id });
    return { ...row, ...to };
  }

  async #read(row: OrderRow): Promise<OrderRow> {
    const [now] = await this.#database.inEnterprise(row.enterpriseId, (tx) =>
      tx.select().from(relayOrderTable).where(the(row)),
    );
    return now ?? row;
  }

  /** Resolves when an order is no longer on offer, or the phone has waited long enough. */
  #settled(row: OrderRow): { done: Promise<void>; stop: () => void } {
    let stop = () => {};
    const done = new Promise<void>((resolve) => {
      const look = () =>
        this.#read(row).then(
          ({ state }) => {
            if (state !== 'stored' && state !== 'offered') stop();
          },
          () => {},
        );
      const timer = setTimeout(() => stop(), this.#timing.waitMs);
      const waiters = this.#waiting.get(row.id) ?? new Set();
      this.#waiting.set(row.id, waiters.add(look));
      stop = () => {
        clearTimeout(timer);
        waiters.delete(look);
        if (waiters.size === 0) this.#waiting.delete(row.id);
        resolve();
      };
    });
    return { done, stop: () => stop() };
  }
}

const landingOf = ({ enterpriseId, deviceId }: OrderRow): LandingRef => ({ enterpriseId, deviceId });

const the = ({ enterpriseId, id }: Pick<OrderRow, 'enterpriseId' | 'id'>) =>
  and(eq(relayOrderTable.enterpriseId, enterpriseId), eq(relayOrderTable.id, id));

const own = (visit: Visit, key: string) =>
  and(
    eq(relayOrderTable.enterpriseId, visit.enterpriseId),
    eq(relayOrderTable.visitId, visit.id),
    eq(relayOrderTable.key, key),
  );
