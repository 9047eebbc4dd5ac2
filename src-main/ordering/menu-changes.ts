import { isDeepStrictEqual } from 'node:util';
import { eq, lt } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { LocalizedText } from '#shared/languages.ts';
import { newId, type Store, type Transaction } from '../store/service.ts';
import { categoryTable, itemTable, menuChangeTable, optionGroupTable } from './tables.ts';

const tables = { item: itemTable, category: categoryTable, option_group: optionGroupTable } as const;
type Rows = { [K in keyof typeof tables]: (typeof tables)[K]['$inferSelect'] };
export type MenuRecordKind = keyof typeof tables;

/**
 * One record before and after: null where it did not exist, else the fields that differ (all of them for a record that
 * was made or deleted).
 */
export type RecordChange = {
  [K in MenuRecordKind]: {
    readonly kind: K;
    readonly id: string;
    readonly before: Partial<Rows[K]> | null;
    readonly after: Partial<Rows[K]> | null;
  };
}[MenuRecordKind];

export type MenuChangeKind = 'prices' | 'import' | 'order' | 'texts' | 'choices' | 'deletion';

/** What undoing left as it is, because somebody changed it since or it is needed now. */
export interface Undone {
  readonly restored: number;
  readonly kept: readonly { readonly kind: MenuRecordKind; readonly name: LocalizedText }[];
}

const keepMs = 30 * 24 * 3_600_000;

/** Changes of the menu that are made in one write and can be taken back, as far as nobody touched the same since. */
export class MenuChanges {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Writes changes within a piece of work and remembers them; gives the name to undo them by, null where nothing changed. */
  apply(tx: Transaction, what: MenuChangeKind, changes: readonly RecordChange[]): string | null {
    if (changes.length === 0) return null;
    for (const change of changes) {
      write(tx, change);
      tx.changed('menu', change.id);
    }
    const id = newId();
    tx.db
      .insert(menuChangeTable)
      .values({ id, at: tx.at, actor: tx.actor, what, changes: [...changes], undoneAt: null })
      .run();
    return id;
  }

  /**
   * Takes a change back: every record that still is as the change left it becomes what it was before. Throws AppError
   * record_missing when it is too old or was undone already.
   */
  undo(actor: Actor, changeId: string): Promise<Undone> {
    requirePermission(actor, 'menu', 'update');
    return this.#store.write(actor.userId, (tx) => {
      const known = tx.db.select().from(menuChangeTable).where(eq(menuChangeTable.id, changeId)).get();
      if (!known || known.undoneAt !== null) throw new AppError('record_missing');
      const kept: Undone['kept'][number][] = [];
      for (const change of (known.changes as RecordChange[]).toReversed()) {
        const current = find(tx, change);
        if (mayRestore(tx, change, current)) {
          write(tx, { ...change, before: change.after, after: change.before } as RecordChange);
          tx.changed('menu', change.id);
        } else {
          kept.push({ kind: change.kind, name: current?.name ?? change.before?.name ?? {} });
        }
      }
      tx.db.update(menuChangeTable).set({ undoneAt: tx.at }).where(eq(menuChangeTable.id, changeId)).run();
      return { restored: known.changes.length - kept.length, kept };
    });
  }

  /** Forgets changes nobody will take back any more. */
  forgetOld(tx: Transaction): void {
    tx.db
      .delete(menuChangeTable)
      .where(lt(menuChangeTable.at, tx.at - keepMs))
      .run();
  }
}

function find(tx: Transaction, { kind, id }: Pick<RecordChange, 'kind' | 'id'>): Rows[MenuRecordKind] | undefined {
  const table = tables[kind];
  return tx.db.select().from(table).where(eq(table.id, id)).get();
}

/** Whether a record still is as a change left it, and going back breaks nothing else. */
function mayRestore(tx: Transaction, change: RecordChange, current: Rows[MenuRecordKind] | undefined): boolean {
  if (change.after === null) return current === undefined && hasCategory(tx, change);
  if (current === undefined) return false;
  const untouched = Object.entries(change.after).every(([field, value]) =>
    isDeepStrictEqual(current[field as keyof typeof current], value),
  );
  if (change.before !== null) return untouched && hasCategory(tx, change);
  return untouched && !isNeeded(tx, change);
}

/** The category a dish goes back to may be gone by now. */
function hasCategory(tx: Transaction, change: RecordChange): boolean {
  const categoryId = change.kind === 'item' ? change.before?.categoryId : undefined;
  return categoryId === undefined || find(tx, { kind: 'category', id: categoryId }) !== undefined;
}

/** Whether dishes stand on a record that undoing would delete. */
function isNeeded(tx: Transaction, { kind, id }: RecordChange): boolean {
  const items = tx.db.select().from(itemTable).all();
  if (kind === 'category') return items.some((item) => item.categoryId === id);
  if (kind === 'option_group') return items.some((item) => item.optionGroupIds.includes(id));
  return items.some((item) => item.slots.some((slot) => slot.choices.some(({ itemId }) => itemId === id)));
}

function write(tx: Transaction, { kind, id, before, after }: RecordChange): void {
  const table = tables[kind];
  if (after === null) tx.db.delete(table).where(eq(table.id, id)).run();
  else if (before === null)
    tx.db
      .insert(table)
      .values(after as never)
      .run();
  else tx.db.update(table).set(after).where(eq(table.id, id)).run();
}
