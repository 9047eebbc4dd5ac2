import { and, desc, eq, lt, max } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import { scopeOf } from '#shared/identity/permissions.ts';
import type { Language } from '#shared/languages.ts';
import {
  checkPayOut,
  countedIn,
  type ShiftEventData,
  type ShiftEventType,
  type ShiftReport,
  shiftReport,
} from '#shared/ordering/shifts.ts';
import { newId, requestHash, type StoredEvent, type Transaction, type WriteDatabase } from '../store/service.ts';
import { type Inputs, minorUnits, type StaffDeps } from './staff.ts';
import { cashMoveTable, paymentTable, refundTable, shiftTable } from './tables.ts';

type ShiftRow = typeof shiftTable.$inferSelect;

/** Ids count up, so they tell shifts of one millisecond apart. */
const newestFirst = [desc(shiftTable.openedAt), desc(shiftTable.id)];

/** Sessions of the cash drawer: float, money in and out, blind count, X and Z reports. */
export class Shifts {
  readonly #deps: StaffDeps;

  constructor(deps: StaffDeps) {
    this.#deps = deps;
    deps.store.project('shift', (tx, event) => project(tx.db, event), [shiftTable, cashMoveTable]);
  }

  /** Id of the shift that is open on this landing; null when none is. */
  openId(): string | null {
    return this.#openRow()?.id ?? null;
  }

  #openRow(): ShiftRow | undefined {
    const { db, deviceId } = this.#deps.store;
    return db
      .select()
      .from(shiftTable)
      .where(and(eq(shiftTable.state, 'open'), eq(shiftTable.home, deviceId)))
      .get();
  }

  #requireOpen(): ShiftRow {
    const shift = this.#openRow();
    if (!shift) throw new AppError('shift_missing');
    return shift;
  }

  /** The shift that is open, or null. Sums are for those who may read shifts; others count the drawer blind. */
  current(actor: Actor) {
    requirePermission(actor, 'shift', 'create');
    const shift = this.#openRow();
    return shift ? this.#view(actor, shift) : null;
  }

  /** Shifts of every landing, newest first. */
  list(actor: Actor, input: Inputs['listShifts']) {
    requirePermission(actor, 'shift', 'read');
    return this.#deps.store.db
      .select()
      .from(shiftTable)
      .where(input?.before === undefined ? undefined : lt(shiftTable.openedAt, input.before))
      .orderBy(...newestFirst)
      .limit(input?.limit ?? 50)
      .all()
      .map((shift) => this.#view(actor, shift));
  }

  /** One shift with its report: X while it runs, Z once it is closed. */
  get(actor: Actor, shiftId: string) {
    requirePermission(actor, 'shift', 'read');
    return this.#view(actor, this.#find(shiftId));
  }

  #find(shiftId: string): ShiftRow {
    const shift = this.#deps.store.db.select().from(shiftTable).where(eq(shiftTable.id, shiftId)).get();
    if (!shift) throw new AppError('shift_missing');
    return shift;
  }

  /** Opens the drawer with what lies in it. Throws AppError shift_open. */
  open(actor: Actor, input: Inputs['openShift']) {
    requirePermission(actor, 'shift', 'create');
    return this.#deps.store.write(actor.userId, (tx) => {
      if (this.#openRow()) throw new AppError('shift_open');
      const { currency } = this.#deps.identity.enterprise();
      const float = minorUnits(input.float, currency);
      const businessDay = this.#deps.intake.businessDay(tx.at);
      append(tx, newId(), 'shift.opened', { float, currency, businessDay });
      return this.#view(actor, this.#requireOpen());
    });
  }

  /** Puts money into the drawer or takes it out, once. Throws AppError shift_missing, drawer_too_small. */
  moveCash(actor: Actor, input: Inputs['moveCash'], language: Language) {
    requirePermission(actor, 'shift', 'update');
    const { idempotencyKey: key, ...request } = input;
    const write = { scope: 'cash', key, hash: requestHash(request) };
    return this.#deps.store.write(actor.userId, (tx) => {
      const moved = this.#movedBefore(write);
      if (moved) return this.#view(actor, moved);
      const shift = this.#requireOpen();
      const amount = minorUnits(input.amount, shift.currency);
      if (amount <= 0) throw new AppError('validation_failed', { reason: 'amount > 0' });
      if (input.direction === 'out') this.checkCash(amount);
      const { direction, reason } = input;
      const retry = { ...write, language, revision: this.#deps.store.events.ofStream(shift.id).length + 1 };
      append(tx, shift.id, 'cash.moved', { moveId: newId(), direction, amount, reason, retry });
      return this.#view(actor, this.#requireOpen());
    });
  }

  /** The shift a move was made in already: the last one or, when it was closed since, the one before. */
  #movedBefore(write: { readonly key: string; readonly hash: string }): ShiftRow | undefined {
    const { db, deviceId } = this.#deps.store;
    const own = eq(shiftTable.home, deviceId);
    const recent = db
      .select()
      .from(shiftTable)
      .where(own)
      .orderBy(...newestFirst)
      .limit(2)
      .all();
    return recent.find((shift) =>
      this.#deps.store.events
        .ofStream(shift.id)
        .filter(({ type }) => type === 'cash.moved')
        .some(({ data }) => {
          const { retry } = data as ShiftEventData<'cash.moved'>;
          if (retry.key === write.key && retry.hash !== write.hash) throw new AppError('idempotency_key_reused');
          return retry.key === write.key;
        }),
    );
  }

  /** Refuses to take more cash out of the open drawer than should be in it. Throws AppError drawer_too_small. */
  checkCash(amount: number): void {
    const shift = this.#openRow();
    if (shift) checkPayOut(this.#report(shift, null), amount);
  }

  /**
   * Counts and closes the drawer: the Z report, numbered without gaps on each landing. The same count of a shift that is closed gets its
   * report again; no count ever closes another shift than the one that was counted. Throws AppError shift_missing.
   */
  close(actor: Actor, input: Inputs['closeShift']) {
    requirePermission(actor, 'shift', 'update');
    return this.#deps.store.write(actor.userId, (tx) => {
      const shift = input.shiftId === undefined ? this.#requireOpen() : this.#find(input.shiftId);
      const counted = minorUnits(input.counted, shift.currency);
      const { number, report: made } = shift;
      if (number !== null && made) {
        if (made.countedCash !== counted) throw new AppError('shift_missing');
        return { id: shift.id, number, report: made };
      }
      const denominations = input.denominations ?? [];
      if (denominations.length > 0 && countedIn(denominations) !== counted) {
        throw new AppError('validation_failed', { reason: 'Σ denominations = counted' });
      }
      const report = this.#report(shift, counted);
      const last =
        tx.db
          .select({ last: max(shiftTable.number) })
          .from(shiftTable)
          .where(eq(shiftTable.home, this.#deps.store.deviceId))
          .get()?.last ?? 0;
      append(tx, shift.id, 'shift.closed', {
        number: last + 1,
        denominations,
        note: input.note ?? '',
        report,
      });
      return { id: shift.id, number: last + 1, report };
    });
  }

  #report(shift: ShiftRow, counted: number | null): ShiftReport {
    const { db } = this.#deps.store;
    const payments = db
      .select({ method: paymentTable.method, amount: paymentTable.amount, tip: paymentTable.tip })
      .from(paymentTable)
      .where(eq(paymentTable.shiftId, shift.id))
      .all();
    const refunds = db
      .select({ method: refundTable.method, amount: refundTable.amount, tip: refundTable.tip })
      .from(refundTable)
      .where(eq(refundTable.shiftId, shift.id))
      .all();
    const moves = db
      .select({ direction: cashMoveTable.direction, amount: cashMoveTable.amount })
      .from(cashMoveTable)
      .where(eq(cashMoveTable.shiftId, shift.id))
      .all();
    return shiftReport({ float: shift.float, payments, refunds, moves }, counted);
  }

  #view(actor: Actor, shift: ShiftRow) {
    const sees = scopeOf(actor.permissions, 'shift', 'read') !== 'none';
    const moves = this.#deps.store.db
      .select()
      .from(cashMoveTable)
      .where(and(eq(cashMoveTable.shiftId, shift.id)))
      .orderBy(desc(cashMoveTable.at), desc(cashMoveTable.id))
      .all();
    const { id, state, businessDay, currency, openedAt, openedBy, float, closedAt, closedBy, number } = shift;
    const names = this.#deps.identity.namesOfPeople();
    return {
      id,
      state,
      businessDay,
      currency,
      openedAt,
      openedBy,
      openedByName: names.get(openedBy) ?? '',
      float,
      closedAt,
      closedBy,
      closedByName: closedBy === null ? '' : (names.get(closedBy) ?? ''),
      number,
      moves: moves.map(({ id: moveId, direction, amount, reason, at, actor: by }) => ({
        id: moveId,
        direction,
        amount,
        reason,
        at,
        actor: by,
        by: names.get(by) ?? '',
      })),
      report: sees ? (shift.report ?? this.#report(shift, null)) : null,
    };
  }
}

function append<T extends ShiftEventType>(tx: Transaction, shiftId: string, type: T, data: ShiftEventData<T>): void {
  tx.append({ stream: 'shift', streamId: shiftId, type, data });
}

/** Keeps the tables of shifts in step with their facts. */
function project(db: WriteDatabase, event: StoredEvent): void {
  const { streamId: id, at, actor, home } = event;
  switch (event.type as ShiftEventType) {
    case 'shift.opened': {
      const { float, currency, businessDay } = event.data as ShiftEventData<'shift.opened'>;
      db.insert(shiftTable)
        .values({ id, home, state: 'open', businessDay, currency, float, openedAt: at, openedBy: actor })
        .run();
      break;
    }
    case 'cash.moved': {
      const { moveId, direction, amount, reason } = event.data as ShiftEventData<'cash.moved'>;
      db.insert(cashMoveTable).values({ id: moveId, shiftId: id, direction, amount, reason, at, actor }).run();
      break;
    }
    case 'shift.closed': {
      const { number, report } = event.data as ShiftEventData<'shift.closed'>;
      db.update(shiftTable)
        .set({ state: 'closed', closedAt: at, closedBy: actor, number, report })
        .where(eq(shiftTable.id, id))
        .run();
      break;
    }
  }
}
