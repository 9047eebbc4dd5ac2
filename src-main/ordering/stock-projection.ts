import { eq, sql } from 'drizzle-orm';
import type { StockMovement } from '#shared/ordering/stock.ts';
import type { Store, StoredEvent, WriteDatabase } from '../store/service.ts';
import { stockCountTable, stockMovementTable, stockTable } from './tables.ts';

type Count = typeof stockCountTable.$inferSelect;

/** What a count of an item that is made now says of its place among the counts. */
export function nextGeneration(db: WriteDatabase, itemId: string): number {
  const last = db.select().from(stockCountTable).where(eq(stockCountTable.itemId, itemId)).get();
  return last ? last.generation + 1 : 0;
}

/** Whether a count holds over another one: it was made knowing that one or, when neither knew the other, later. */
function holdsOver(count: Count, other: Count): boolean {
  if (count.generation !== other.generation) return count.generation > other.generation;
  return count.at === other.at ? count.factId > other.factId : count.at > other.at;
}

function prepareStatements(db: WriteDatabase) {
  const itemId = sql.placeholder('itemId');
  const at = sql.placeholder('at');
  const factId = sql.placeholder('factId');
  const delta = sql.placeholder('delta');
  return {
    countOf: db.select().from(stockCountTable).where(eq(stockCountTable.itemId, itemId)).prepare(),
    keep: db
      .insert(stockMovementTable)
      .values({ itemId, at, factId, delta })
      .onConflictDoUpdate({
        target: [stockMovementTable.itemId, stockMovementTable.at, stockMovementTable.factId],
        set: { delta: sql`${stockMovementTable.delta} + excluded.delta` },
      })
      .prepare(),
    move: db
      .update(stockTable)
      .set({ quantity: sql`${stockTable.quantity} + ${delta}` })
      .where(eq(stockTable.itemId, itemId))
      .prepare(),
  };
}

/**
 * Counted stock, which several landings sell from: for each item the last count, and every movement after it. Counts and
 * movements end in the same stock in whatever order they arrive. A movement is after a count when its time is (then its
 * id), so what was sold before somebody counted is in the count.
 */
export class StockProjection {
  readonly #statements;

  constructor(store: Store) {
    this.#statements = store.prepare(prepareStatements);
    store.project('stock', (tx, event) => this.#onFact(tx.db, event), [
      stockTable,
      stockCountTable,
      stockMovementTable,
    ]);
  }

  /** Takes portions, or gives them back, by a fact of a tab. */
  move({ id: factId, at }: StoredEvent, { itemId, delta }: StockMovement): void {
    // Kept in any case: a count may still come that holds over the one of now and was made before this.
    this.#statements.keep.run({ itemId, at, factId, delta });
    const count = this.#statements.countOf.get({ itemId });
    if (!count || count.quantity === null) return;
    if (at > count.at || (at === count.at && factId > count.factId)) this.#statements.move.run({ itemId, delta });
  }

  #onFact(db: WriteDatabase, { id: factId, at, data }: StoredEvent): void {
    const {
      itemId,
      quantity = null,
      generation = 0,
    } = data as { itemId: string; quantity?: number; generation?: number };
    const count = { itemId, factId, generation, at, quantity };
    const known = this.#statements.countOf.get({ itemId });
    if (known && !holdsOver(count, known)) return;
    db.insert(stockCountTable).values(count).onConflictDoUpdate({ target: stockCountTable.itemId, set: count }).run();
    if (quantity === null) {
      db.delete(stockTable).where(eq(stockTable.itemId, itemId)).run();
      return;
    }
    const after = sql`${stockMovementTable.itemId} = ${itemId} AND (${stockMovementTable.at}, ${stockMovementTable.factId}) > (${at}, ${factId})`;
    const moved = db
      .select({ sum: sql<number>`coalesce(sum(${stockMovementTable.delta}), 0)` })
      .from(stockMovementTable)
      .where(after)
      .get();
    const left = quantity + (moved?.sum ?? 0);
    db.insert(stockTable)
      .values({ itemId, quantity: left })
      .onConflictDoUpdate({ target: stockTable.itemId, set: { quantity: left } })
      .run();
  }
}
