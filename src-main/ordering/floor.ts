import { randomBytes } from 'node:crypto';
import { and, asc, count, eq, gt, isNull } from 'drizzle-orm';
import type { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { orderingInputs } from '#shared/ordering/inputs.ts';
import { newId, type Store, type Transaction } from '../store/service.ts';
import { callTable, diningTableTable, guestSessionTable, orderTable, tabTable } from './tables.ts';

type Inputs = { [K in keyof typeof orderingInputs]: z.infer<(typeof orderingInputs)[K]> };
export type DiningTable = typeof diningTableTable.$inferSelect;

/** What a sticker carries: 192 random bits, base64url. */
function newStickerToken(): string {
  return randomBytes(24).toString('base64url');
}

/** The tables of the house and how each of them stands on this landing. */
export class Floor {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  all(): DiningTable[] {
    return this.#store.db
      .select()
      .from(diningTableTable)
      .orderBy(asc(diningTableTable.position), asc(diningTableTable.id))
      .all();
  }

  find(id: string): DiningTable | undefined {
    return this.#store.db.select().from(diningTableTable).where(eq(diningTableTable.id, id)).get();
  }

  findByToken(token: string): DiningTable | undefined {
    return this.#store.db.select().from(diningTableTable).where(eq(diningTableTable.token, token)).get();
  }

  /** Id of the tab that is open at a table on this landing. */
  openTabOf(tableId: string): string | undefined {
    return this.#store.db
      .select({ id: tabTable.id })
      .from(tabTable)
      .where(and(eq(tabTable.home, this.#store.deviceId), eq(tabTable.tableId, tableId), eq(tabTable.state, 'open')))
      .get()?.id;
  }

  /** Every table with its open tab, what waits on it, and how many phones wait for it to be opened. */
  list(actor: Actor) {
    requirePermission(actor, 'table', 'read');
    const { db, deviceId } = this.#store;
    const tabs = new Map(
      db
        .select()
        .from(tabTable)
        .where(and(eq(tabTable.state, 'open'), eq(tabTable.home, deviceId)))
        .all()
        .map((t) => [t.tableId, t]),
    );
    const waiting = countBy(
      db
        .select({ tableId: orderTable.tableId, n: count() })
        .from(orderTable)
        .where(and(eq(orderTable.state, 'placed'), eq(orderTable.home, deviceId)))
        .groupBy(orderTable.tableId)
        .all(),
    );
    const calls = db
      .select()
      .from(callTable)
      .where(and(isNull(callTable.answeredAt), eq(callTable.home, deviceId)))
      .all();
    const phones = countBy(
      db
        .select({ tableId: guestSessionTable.tableId, n: count() })
        .from(guestSessionTable)
        .where(and(isNull(guestSessionTable.tabId), gt(guestSessionTable.expiresAt, this.#store.now())))
        .groupBy(guestSessionTable.tableId)
        .all(),
    );
    return this.all().map((table) => {
      const tab = tabs.get(table.id);
      return {
        id: table.id,
        name: table.name,
        area: table.area,
        seats: table.seats,
        plan: table.plan,
        tab: tab
          ? {
              id: tab.id,
              state: tab.standing,
              openedAt: tab.openedAt,
              guests: tab.guests,
              code: tab.code,
              total: { amount: tab.total, currency: tab.currency },
              paid: { amount: tab.paid, currency: tab.currency },
              revision: tab.revision,
            }
          : null,
        pendingOrders: waiting.get(table.id) ?? 0,
        calls: calls.filter((call) => call.tableId === table.id).map(({ id, kind, at }) => ({ id, kind, at })),
        waitingPhones: tab ? 0 : (phones.get(table.id) ?? 0),
      };
    });
  }

  save(actor: Actor, input: Inputs['saveTable']): Promise<{ id: string }> {
    requirePermission(actor, 'table', input.id ? 'update' : 'create');
    return this.#store.write(actor.userId, (tx) => {
      const tables = this.all();
      const known = tables.find((table) => table.id === input.id);
      if (input.id && !known) throw new AppError('table_missing');
      if (tables.some((table) => table.name === input.name && table.id !== input.id))
        throw new AppError('table_name_taken');
      const { name, area, seats } = input;
      const row: DiningTable = {
        id: known?.id ?? newId(),
        name,
        area,
        seats,
        token: known?.token ?? newStickerToken(),
        position: input.position ?? known?.position ?? tables.length,
        plan: known?.plan ?? null,
      };
      this.write(tx, row);
      return { id: row.id };
    });
  }

  /** Puts tables onto the floor plan, moves them on it, or takes them off. Throws AppError table_missing. */
  arrange(actor: Actor, input: Inputs['arrangeTables']): Promise<void> {
    requirePermission(actor, 'table', 'update');
    return this.#store.write(actor.userId, (tx) => {
      for (const { id, plan, area } of input) {
        const done = tx.db
          .update(diningTableTable)
          .set({ plan, ...(area !== undefined && { area }) })
          .where(eq(diningTableTable.id, id))
          .run();
        if (done.changes === 0) throw new AppError('table_missing');
        tx.changed('table', id);
      }
    });
  }

  write(tx: Transaction, row: DiningTable): void {
    tx.db.insert(diningTableTable).values(row).onConflictDoUpdate({ target: diningTableTable.id, set: row }).run();
    tx.changed('table', row.id);
  }

  /** Removes a table that has no open tab; its sticker stops working. */
  remove(actor: Actor, id: string): Promise<void> {
    requirePermission(actor, 'table', 'delete');
    return this.#store.write(actor.userId, (tx) => {
      if (this.openTabOf(id)) throw new AppError('table_occupied');
      const deleted = tx.db.delete(diningTableTable).where(eq(diningTableTable.id, id)).run();
      if (deleted.changes === 0) throw new AppError('table_missing');
      tx.changed('table', id);
    });
  }

  /** Gives a table a new sticker; every printed one of it stops working. */
  renewToken(actor: Actor, id: string): Promise<void> {
    requirePermission(actor, 'table', 'update');
    return this.#store.write(actor.userId, (tx) => {
      const done = tx.db
        .update(diningTableTable)
        .set({ token: newStickerToken() })
        .where(eq(diningTableTable.id, id))
        .run();
      if (done.changes === 0) throw new AppError('table_missing');
      tx.changed('table', id);
    });
  }
}

function countBy(rows: readonly { tableId: string | null; n: number }[]): Map<string | null, number> {
  return new Map(rows.map(({ tableId, n }) => [tableId, n]));
}
