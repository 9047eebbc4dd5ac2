import type { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import { localize } from '#shared/languages.ts';
import type { orderingInputs } from '#shared/ordering/inputs.ts';
import { newId, type Store, type Transaction } from '../store/service.ts';
import { type Item, type Menu, usedBy } from './menu.ts';
import type { MenuChanges, MenuRecordKind } from './menu-changes.ts';
import type { Pictures } from './pictures/pictures.ts';
import type { Settings } from './settings.ts';
import { categoryTable, itemTable, optionGroupTable } from './tables.ts';

type Inputs = { [K in keyof typeof orderingInputs]: z.infer<(typeof orderingInputs)[K]> };

/** What every part of the menu's editing stands on. */
export interface MenuEditing {
  readonly store: Store;
  readonly menu: Menu;
  readonly settings: Settings;
  readonly changes: MenuChanges;
}

/** The combos a dish is a part of. */
function combosWith(items: Iterable<Item>, id: string): Item[] {
  return [...items].filter((item) => item.slots.some((slot) => slot.choices.some(({ itemId }) => itemId === id)));
}

/**
 * Checks that a combo is made of dishes with a price of their own, and that no dish of a combo becomes something else.
 * Throws AppError record_missing, combo_part_unfit or record_in_use.
 */
function checkCombo(id: string, input: Inputs['saveItem'], byId: ReadonlyMap<string, Item>): void {
  for (const { itemId } of input.slots.flatMap((slot) => slot.choices)) {
    const part = byId.get(itemId);
    if (!part) throw new AppError('record_missing');
    if (itemId === id || part.slots.length > 0 || part.pricing !== 'fixed')
      throw new AppError('combo_part_unfit', (language) => ({ item: localize(part.name, language) }));
  }
  const isCombo = input.slots.length > 0;
  if (isCombo && input.pricing !== 'fixed')
    throw new AppError('combo_part_unfit', (language) => ({ item: localize(input.name, language) }));
  const users = isCombo || input.pricing !== 'fixed' ? combosWith(byId.values(), id) : [];
  if (users.length > 0) throw usedBy(users);
}

/** Adds, changes and deletes the menu's records, one at a time. */
export class MenuEditor {
  readonly #store: Store;
  readonly #menu: Menu;
  readonly #settings: Settings;
  readonly #changes: MenuChanges;
  readonly #pictures: Pictures;

  constructor(deps: MenuEditing & { pictures: Pictures }) {
    this.#store = deps.store;
    this.#menu = deps.menu;
    this.#settings = deps.settings;
    this.#changes = deps.changes;
    this.#pictures = deps.pictures;
  }

  saveCategory(actor: Actor, input: Inputs['saveCategory']): Promise<{ id: string }> {
    return this.#save(actor, 'category', input.id, (tx, id) => {
      const known = this.#menu.records().categories;
      const before = known.find((c) => c.id === id);
      const position = input.position ?? before?.position ?? nextPosition(known);
      const row = { id, name: input.name, course: input.course ?? before?.course ?? 0, position };
      tx.db.insert(categoryTable).values(row).onConflictDoUpdate({ target: categoryTable.id, set: row }).run();
    });
  }

  saveOptionGroup(actor: Actor, input: Inputs['saveOptionGroup']): Promise<{ id: string }> {
    return this.#save(actor, 'option_group', input.id, (tx, id) => {
      if (input.min > input.max) throw new AppError('validation_failed', { reason: 'min > max' });
      const known = this.#menu.records().groups;
      const position = input.position ?? known.get(id)?.position ?? nextPosition([...known.values()]);
      const { name, min, max, options } = input;
      const row = { id, name, min, max, options, position };
      tx.db.insert(optionGroupTable).values(row).onConflictDoUpdate({ target: optionGroupTable.id, set: row }).run();
    });
  }

  saveItem(actor: Actor, input: Inputs['saveItem']): Promise<{ id: string }> {
    return this.#save(actor, 'item', input.id, (tx, id) => {
      const { categories, byId, groups, items } = this.#menu.records();
      if (!categories.some((category) => category.id === input.categoryId)) throw new AppError('record_missing');
      if (input.optionGroupIds.some((groupId) => !groups.has(groupId))) throw new AppError('record_missing');
      const { taxClasses } = this.#settings.current();
      if (!taxClasses.some((taxClass) => taxClass.id === input.taxClass)) throw new AppError('record_missing');
      checkCombo(id, input, byId);
      const known = byId.get(id);
      if (input.picture !== null && input.picture !== known?.picture && !this.#pictures.has(input.picture))
        throw new AppError('record_missing');
      const position = input.position ?? known?.position ?? nextPosition(items);
      const availability = { soldOut: known?.soldOut ?? false, backAt: known?.backAt ?? null };
      const row: Item = { ...input, ...availability, id, position };
      tx.db.insert(itemTable).values(row).onConflictDoUpdate({ target: itemTable.id, set: row }).run();
    });
  }

  /** Deletes a dish; gives the name to undo it by. Throws AppError record_in_use for a part of a combo. */
  deleteItem(actor: Actor, id: string): Promise<{ changeId: string | null }> {
    return this.#delete(actor, 'item', id, () => combosWith(this.#menu.records().items, id));
  }

  /** Deletes a category without dishes; gives the name to undo it by. */
  deleteCategory(actor: Actor, id: string): Promise<{ changeId: string | null }> {
    return this.#delete(actor, 'category', id, () =>
      this.#menu.records().items.filter((item) => item.categoryId === id),
    );
  }

  /** Deletes a group of choices no dish asks; gives the name to undo it by. */
  deleteOptionGroup(actor: Actor, id: string): Promise<{ changeId: string | null }> {
    return this.#delete(actor, 'option_group', id, () =>
      this.#menu.records().items.filter((item) => item.optionGroupIds.includes(id)),
    );
  }

  #find(kind: MenuRecordKind, id: string) {
    const { categories, byId, groups } = this.#menu.records();
    if (kind === 'item') return byId.get(id);
    return kind === 'category' ? categories.find((category) => category.id === id) : groups.get(id);
  }

  #delete(actor: Actor, kind: MenuRecordKind, id: string, users: () => readonly Item[]) {
    requirePermission(actor, 'menu', 'delete');
    return this.#store.write(actor.userId, (tx) => {
      const before = this.#find(kind, id);
      if (!before) throw new AppError('record_missing');
      const needing = users();
      if (needing.length > 0) throw usedBy(needing);
      return { changeId: this.#changes.apply(tx, 'deletion', [{ kind, id, before, after: null } as never]) };
    });
  }

  #save(
    actor: Actor,
    kind: MenuRecordKind,
    id: string | undefined,
    write: (tx: Transaction, id: string) => void,
  ): Promise<{ id: string }> {
    requirePermission(actor, 'menu', id ? 'update' : 'create');
    return this.#store.write(actor.userId, (tx) => {
      if (id && !this.#find(kind, id)) throw new AppError('record_missing');
      const savedId = id ?? newId();
      write(tx, savedId);
      tx.changed('menu', savedId);
      return { id: savedId };
    });
  }
}

/** The place behind all others. */
export function nextPosition(known: readonly { readonly position: number }[]): number {
  return known.reduce((last, { position }) => Math.max(last, position), -1) + 1;
}
