import { createHash } from 'node:crypto';
import { and, eq, inArray, lt, lte } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import type { Language } from '#shared/languages.ts';
import { type OrderWaiting, type PlaceOrderBody, placeOrderResponse } from '#shared/ordering/guest-api.ts';
import type { RelayAnswer } from '#shared/relay/requests.ts';
import { newId, type Tx } from '../store/service.ts';
import { bodyOf } from './answers.ts';
import type { Place } from './boards.ts';
import { preOrderDeadline } from './deadline.ts';
import { Dispatch, type DispatchDeps } from './dispatch.ts';
import { LandingAway, type LandingRef } from './landings.ts';
import { relayOrderTable } from './tables.ts';
import type { Visit } from './visits.ts';

type OrderRow = typeof relayOrderTable.$inferSelect;

/** What a phone is told of its order. */
export type OrderOutcome =
  | { readonly kind: 'taken'; readonly body: unknown }
  | { readonly kind: 'waiting'; readonly waiting: OrderWaiting };

/** Pre-orders that may wait at once. */
const waitingAtOnce = { visit: 5, table: 20 } as const;
const keptMs = 48 * 60 * 60_000;

/**
 * Orders on their way from a phone to its landing, exactly once: each is stored before it is offered, offered until it is
 * answered, and known by its key there and here. A phone hears "taken" only with the landing's own answer, and "not sent"
 * only of an order that no landing has seen and none will.
 */
export class Orders {
  readonly #deps: DispatchDeps;
  readonly #dispatch: Dispatch<OrderRow>;

  constructor(deps: DispatchDeps) {
    this.#deps = deps;
    this.#dispatch = new Dispatch<OrderRow>(deps, {
      noun: 'order',
      find: async (tx, key, lock) => {
        const found = tx.select().from(relayOrderTable).where(the(key));
        return (await (lock ? found.for('update') : found))[0];
      },
      write: (tx, key, to) => tx.update(relayOrderTable).set(to).where(the(key)),
      waiting: (tx, { enterpriseId, deviceId }, limit) =>
        tx
          .select()
          .from(relayOrderTable)
          .where(
            and(
              eq(relayOrderTable.enterpriseId, enterpriseId),
              eq(relayOrderTable.deviceId, deviceId),
              inArray(relayOrderTable.state, ['stored', 'offered']),
            ),
          )
          .orderBy(relayOrderTable.createdAt)
          .limit(limit),
      landingOf: ({ enterpriseId, deviceId }) => ({ enterpriseId, deviceId }),
      request: ({ visitId: visit, tableId, language, key, body, preOrder, expiresAt }) =>
        body ? { kind: 'order', visit, tableId, language, key, body, preOrder, expiresAt } : undefined,
      lapsed: { state: 'expired', body: null },
      settle: (row, answer) => this.#settle(row, answer),
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
    const row = await this.#dispatch.deliver(await this.#store(place, visit, order));
    // The landing was away from the beginning, or meanwhile: nobody has seen it.
    return this.#tell(row.state === 'stored' ? await this.#nobodyThere(row, place) : row);
  }

  /**
   * How an order stands whose table takes none any more: one that nobody has seen is held back for good, then `refusal` is
   * thrown; of any other the landing has the word.
   */
  async settleClosed(visit: Visit, key: string, refusal: unknown): Promise<OrderOutcome> {
    const row = await this.#deps.database.inEnterprise(visit.enterpriseId, async (tx) => {
      const [known] = await tx.select().from(relayOrderTable).where(own(visit, key)).for('update');
      return known?.state === 'stored' ? this.#dispatch.set(tx, known, { state: 'held_back', body: null }) : known;
    });
    if (!row || row.state === 'held_back') throw refusal;
    return this.#tell(row);
  }

  /** Takes an order back that no landing has seen. Throws AppError not_found, order_on_its_way. */
  async takeBack(visit: Visit, key: string): Promise<void> {
    await this.#deps.database.inEnterprise(visit.enterpriseId, async (tx) => {
      const [row] = await tx.select().from(relayOrderTable).where(own(visit, key)).for('update');
      if (!row) throw new AppError('not_found');
      if (row.state === 'taken_back') return;
      if (row.state !== 'stored' && row.state !== 'held_back') throw new AppError('order_on_its_way');
      await this.#dispatch.set(tx, row, { state: 'taken_back', body: null });
    });
  }

  /** Offers a landing everything that waits for it; called when it comes, and now and then while it is here. */
  offerWaiting(landing: LandingRef): Promise<void> {
    return this.#dispatch.offerWaiting(landing);
  }

  /** Orders that nobody saw in time have expired; settled ones are forgotten after two days. */
  async tidy(tx: Tx): Promise<void> {
    const now = this.#deps.now();
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
    const now = this.#deps.now();
    const { enterpriseId, deviceId, tableId } = place;
    const hash = createHash('sha256').update(JSON.stringify(body)).digest('base64url');
    return this.#deps.database.inEnterprise(enterpriseId, async (tx) => {
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
        expiresAt: now + this.#deps.timing.acceptWithinMs,
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
        return this.#dispatch.set(tx, known, { state: 'stored', preOrder: false, deviceId, language, body, expiresAt });
      }
      if (known.state === 'stored' && known.expiresAt <= now) {
        return this.#dispatch.set(tx, known, { state: 'expired', body: null });
      }
      return known;
    });
  }

  /** `row` is as it was before this offer. */
  async #settle(row: OrderRow, answer: RelayAnswer): Promise<void> {
    if (answer.ok) {
      // An answer that makes no sense says nothing about the order; it is asked about again.
      bodyOf(answer, placeOrderResponse);
      await this.#dispatch.when(row, 'offered', { state: 'accepted', answer, body: null });
      return;
    }
    const { status } = answer.problem;
    const isWord = status < 500 && status !== 429 && status !== 408;
    if (isWord) await this.#dispatch.when(row, 'offered', { state: 'refused', answer, body: null });
    else if (!row.preOrder && row.offeredAt === null) {
      // The house could not take it just now and wrote nothing; nor can an earlier offer have been taken. A pre-order, and
      // what was offered before, wait on instead.
      await this.#dispatch.when(row, 'offered', { state: 'held_back' });
      bodyOf(answer, placeOrderResponse);
    }
  }

  /** The landing is away: a pre-order waits for it where the house allows that; else the order is held back for good. */
  async #nobodyThere(row: OrderRow, { board }: Place): Promise<OrderRow> {
    let isFull = false;
    const settled = await this.#deps.database.inEnterprise(row.enterpriseId, async (tx) => {
      const [now] = await tx.select().from(relayOrderTable).where(the(row)).for('update');
      if (now?.state !== 'stored' || now.preOrder) return now ?? row;
      isFull = board.preOrders && (await this.#isFull(tx, now));
      if (!board.preOrders || isFull) return this.#dispatch.set(tx, now, { state: 'held_back', body: null });
      return this.#dispatch.set(tx, now, { preOrder: true, expiresAt: preOrderDeadline(board, this.#deps.now()) });
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
}

const the = ({ enterpriseId, id }: Pick<OrderRow, 'enterpriseId' | 'id'>) =>
  and(eq(relayOrderTable.enterpriseId, enterpriseId), eq(relayOrderTable.id, id));

const own = (visit: Visit, key: string) =>
  and(
    eq(relayOrderTable.enterpriseId, visit.enterpriseId),
    eq(relayOrderTable.visitId, visit.id),
    eq(relayOrderTable.key, key),
  );
