import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, lt, lte, or, sql } from 'drizzle-orm';
import type { BenchOperation, BenchOperationState, CollectionView } from '#shared/bench/collection.ts';
import { AppError } from '#shared/errors.ts';
import type { Store, Transaction } from '../../store/service.ts';
import { benchOperationTable as table } from '../tables.ts';

export type OperationRow = typeof table.$inferSelect;

/** What is not needed any more once there is a receipt, or never will be. */
export const purged = { ticket: null, kmsCert: null, cms: null } as const;

const pageSize = 50;
/** Digits of a check value that people are shown. */
export const shownKcv = (kcv: string): string => kcv.slice(0, 6).toUpperCase();

/** A key that never reached its customer, and nobody has seen to it. */
const inTrouble = and(
  inArray(table.state, ['QUARANTINED', 'REFUSED', 'EXPIRED']),
  isNull(table.settledAt),
  isNotNull(table.kcv),
);

/** An operation as lists and cards show it. */
export function viewOf(row: OperationRow): BenchOperation {
  const { opId, serial, model, state, customerCode, customerName, changesFrom, batch, ahead, expiresAt, kcv } = row;
  return {
    ...{ opId, serial, model, state, customerCode, customerName, changesFrom, batch, ahead, expiresAt },
    expected: row.expected,
    kcv: kcv === null ? null : shownKcv(kcv),
    confirmedBy: row.confirmedBy,
    approvedBy: row.approvedBy?.approver ?? null,
    problem: row.problem,
    nextTryAt: row.nextTryAt,
    createdAt: row.createdAt,
    changedAt: row.changedAt,
  };
}

/** The operations of this bench, in its database. */
export class Operations {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  find(opId: string): OperationRow | undefined {
    return this.#store.db.select().from(table).where(eq(table.opId, opId)).get();
  }

  /** Throws AppError not_found. */
  get(opId: string): OperationRow {
    const row = this.find(opId);
    if (!row) throw new AppError('not_found');
    return row;
  }

  /** Those of a terminal in some states, the newest first. */
  of(serial: string, states: readonly BenchOperationState[]): OperationRow[] {
    return this.#store.db
      .select()
      .from(table)
      .where(and(eq(table.serial, serial), inArray(table.state, [...states])))
      .orderBy(desc(table.createdAt), desc(table.opId))
      .all();
  }

  in(states: readonly BenchOperationState[]): OperationRow[] {
    return this.#store.db
      .select()
      .from(table)
      .where(inArray(table.state, [...states]))
      .orderBy(asc(table.createdAt), asc(table.opId))
      .all();
  }

  /** Of each terminal the first that is queued, without its key. */
  firstQueued() {
    const { opId, serial, nextTryAt } = table;
    const rows = this.#store.db
      .select({ opId, serial, nextTryAt })
      .from(table)
      .where(eq(table.state, 'QUEUED'))
      .orderBy(asc(table.createdAt), asc(opId))
      .all();
    const first = new Map(rows.toReversed().map((row) => [row.serial, row]));
    return rows.filter((row) => first.get(row.serial) === row);
  }

  /** Those that the MTMS took and whose end is not known, or not good. */
  toAskAfter() {
    const { opId, serial, state, problem } = table;
    return this.#store.db
      .select({ opId, serial, state, problem })
      .from(table)
      .where(and(inArray(state, ['ACCEPTED', 'QUARANTINED']), isNull(table.settledAt)))
      .orderBy(asc(table.createdAt), asc(opId))
      .all();
  }

  /** Those whose ticket ran out before they were sent. */
  overdue(now: number): OperationRow[] {
    return this.#store.db
      .select()
      .from(table)
      .where(and(inArray(table.state, ['AHEAD', 'OPEN', 'CAPTURED']), lte(table.expiresAt, now)))
      .all();
  }

  /** Of the serial numbers those for which a ticket is at hand. */
  ahead(now: number): ReadonlySet<string> {
    const rows = this.#store.db
      .select({ serial: table.serial })
      .from(table)
      .where(and(eq(table.state, 'AHEAD'), gt(table.expiresAt, now)))
      .all();
    return new Set(rows.map(({ serial }) => serial));
  }

  insert(tx: Transaction, row: OperationRow): void {
    tx.db.insert(table).values(row).run();
    this.#changed(tx);
  }

  /**
   * Changes an operation that is still in one of the states. Throws AppError bench_step_over when it is not: what is
   * written here follows from what was seen before something took its time.
   */
  change(
    tx: Transaction,
    opId: string,
    from: readonly BenchOperationState[],
    set: Partial<Omit<OperationRow, 'opId' | 'createdAt'>> & { readonly createdAt?: number },
  ): void {
    const { changes } = tx.db
      .update(table)
      .set({ ...set, changedAt: tx.at })
      .where(and(eq(table.opId, opId), inArray(table.state, [...from])))
      .run();
    if (changes === 0) throw new AppError('bench_step_over');
    this.#changed(tx);
  }

  delete(tx: Transaction, opId: string): void {
    tx.db.delete(table).where(eq(table.opId, opId)).run();
    this.#changed(tx);
  }

  page(wanted: {
    states?: readonly BenchOperationState[] | undefined;
    serial?: string | undefined;
    before?: string | undefined;
    open?: true | undefined;
  }): BenchOperation[] {
    const { states, serial, before, open } = wanted;
    return this.#store.db
      .select()
      .from(table)
      .where(
        and(
          states ? inArray(table.state, [...states]) : undefined,
          serial === undefined ? undefined : eq(table.serial, serial),
          before === undefined ? undefined : lt(table.opId, before),
          open && or(inArray(table.state, ['OPEN', 'CAPTURED', 'QUEUED', 'ACCEPTED']), inTrouble),
        ),
      )
      .orderBy(desc(table.opId))
      .limit(pageSize)
      .all()
      .map(viewOf);
  }

  counts(now: number): CollectionView['queue'] {
    const rows = this.#store.db
      .select({ state: table.state, count: count() })
      .from(table)
      .where(
        or(
          inArray(table.state, ['CAPTURED', 'QUEUED', 'ACCEPTED']),
          and(eq(table.state, 'AHEAD'), gt(table.expiresAt, now)),
          inTrouble,
        ),
      )
      .groupBy(table.state)
      .all();
    const of = (...states: BenchOperationState[]) =>
      rows.filter(({ state }) => states.includes(state)).reduce((sum, row) => sum + row.count, 0);
    return {
      waiting: of('CAPTURED', 'QUEUED'),
      accepted: of('ACCEPTED'),
      trouble: of('QUARANTINED', 'REFUSED', 'EXPIRED'),
      ahead: of('AHEAD'),
    };
  }

  /** Of each terminal of a batch what was last done here. */
  latestIn(batch: string): ReadonlyMap<string, Pick<OperationRow, 'state' | 'changedAt'>> {
    const { serial, state, changedAt } = table;
    const rows = this.#store.db
      .select({ serial, state, changedAt })
      .from(table)
      .where(and(eq(table.batch, batch), sql`${table.state} not in ('AHEAD', 'CANCELLED')`))
      .orderBy(asc(table.createdAt), asc(table.opId))
      .all();
    return new Map(rows.map((row) => [row.serial, row]));
  }

  #changed(tx: Transaction): void {
    tx.changed('bench', 'bench');
  }
}
