import { eq } from 'drizzle-orm';
import type { BatchProgress } from '#shared/bench/collection.ts';
import { type BatchView, batchViewSchema } from '#shared/bench/ops.ts';
import type { Actor } from '#shared/identity/actor.ts';
import { benchBatchTable } from '../tables.ts';
import { act, type Desk, nameIn } from './desk.ts';
import type { OperationRow } from './operations.ts';

const only = 1;
const refreshMs = 2_000;

/** Here it is known, and not yet there. */
const onlyHere: ReadonlySet<OperationRow['state']> = new Set(['CAPTURED', 'QUEUED']);

/** The production or repair order at work: as the MTMS last told it, with what was done here since. */
export class Batches {
  readonly #desk: Desk;
  #timer: NodeJS.Timeout | undefined;
  /** The order as it was read last: it is shown with every change of a card. */
  #known: { readonly asOf: number; readonly view: BatchView | undefined } | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** The order's id; null when there is none. */
  get current(): string | null {
    return this.#row?.batch ?? null;
  }

  get progress(): BatchProgress | null {
    const row = this.#row;
    if (!row) return null;
    if (this.#known?.asOf !== row.asOf || this.#known.view?.batch !== row.batch)
      this.#known = { asOf: row.asOf, view: batchViewSchema.safeParse(row.view).data };
    const known = this.#known.view;
    if (!known) return null;
    const { operations, clock } = this.#desk;
    const here = operations.latestIn(known.batch);
    const ahead = operations.ahead(clock.now());
    const terminals = known.terminals.map(({ serial, state }) => {
      const own = here.get(serial);
      const isNewer = own !== undefined && (onlyHere.has(own.state) || own.changedAt >= row.asOf);
      const isAhead = ahead.has(serial);
      // To the MTMS a ticket that was fetched ahead is an operation like another; here nothing was begun with it.
      const told = isAhead && state === 'OPEN' ? 'WAITING' : state;
      return { serial, state: isNewer ? own.state : told, ahead: isAhead };
    });
    return { ...known, asOf: row.asOf, terminals };
  }

  /** Serial numbers of the order that wait for a key. */
  get waiting(): string[] {
    const waits = new Set(['WAITING', 'EXPIRED', 'VOID', 'REFUSED', 'OPEN']);
    return (this.progress?.terminals ?? []).filter(({ state }) => waits.has(state)).map(({ serial }) => serial);
  }

  /** Takes an order on, or none. Throws AppError not_found, and E_MTMS_DOWN: an unknown order is not worked on. */
  async set(actor: Actor, batch: string | null): Promise<BatchProgress | null> {
    const view = batch === null ? null : await this.#desk.calls.batch(batch);
    await act(this.#desk, nameIn(actor), (tx, tell) => {
      if (view) this.#put(tx, view);
      else tx.db.delete(benchBatchTable).run();
      tx.changed('bench', 'bench');
      tell({ action: 'batch_set', details: { batch, ...(view ? { customer: view.customerCode } : {}) } });
    });
    return this.progress;
  }

  /** Asks how far it is, soon: several changes in a row are one question. */
  refresh(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#ask().catch((err) => this.#desk.log.debug({ err }, 'the order could not be asked after'));
    }, refreshMs).unref();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  get #row() {
    return this.#desk.store.db.select().from(benchBatchTable).where(eq(benchBatchTable.id, only)).get();
  }

  async #ask(): Promise<void> {
    const { current } = this;
    if (current === null) return;
    const view = await this.#desk.calls.batch(current);
    await this.#desk.store.write(
      'bench',
      (tx) => {
        if (this.current !== view.batch) return;
        this.#put(tx, view);
        tx.changed('bench', 'bench');
      },
      { durable: false },
    );
  }

  #put(tx: Parameters<Parameters<Desk['store']['write']>[1]>[0], view: BatchView): void {
    const row = { id: only, batch: view.batch, view: { ...view }, asOf: tx.at };
    tx.db.insert(benchBatchTable).values(row).onConflictDoUpdate({ target: benchBatchTable.id, set: row }).run();
  }
}
