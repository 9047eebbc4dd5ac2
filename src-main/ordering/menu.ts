import { asc, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import { localize } from '#shared/languages.ts';
import { servedAt } from '#shared/ordering/dayparts.ts';
import type { Slot } from '#shared/ordering/entities.ts';
import type { orderingInputs } from '#shared/ordering/inputs.ts';
import type { OfferedItem, OfferedOptionGroup, OfferedSlot } from '#shared/ordering/order-lines.ts';
import { type LocalTime, toLocalTime } from '#shared/time.ts';
import type { IdentityService } from '../identity/service.ts';
import type { Store } from '../store/service.ts';
import { nextGeneration } from './stock-projection.ts';
import { categoryTable, itemTable, optionGroupTable, stockTable } from './tables.ts';

type Inputs = { [K in keyof typeof orderingInputs]: z.infer<(typeof orderingInputs)[K]> };
export type Item = typeof itemTable.$inferSelect;
export type Category = typeof categoryTable.$inferSelect;
export type OptionGroup = typeof optionGroupTable.$inferSelect;

export interface MenuRecords {
  readonly categories: readonly Category[];
  /** When a category's dishes are served, by its id. */
  readonly courses: ReadonlyMap<string, number>;
  readonly items: readonly Item[];
  readonly byId: ReadonlyMap<string, Item>;
  readonly groups: ReadonlyMap<string, OptionGroup>;
}

/** The refusal to take away what these items still need. */
export function usedBy(items: readonly Pick<Item, 'name'>[]): AppError {
  return new AppError('record_in_use', (language) => ({
    where: items
      .slice(0, 5)
      .map((item) => localize(item.name, language))
      .join(language === 'zh-CN' ? '、' : ', '),
  }));
}

/** Why a combo with these slots cannot be had: the first slot that has no available choice decides. */
function lackOf(slots: readonly OfferedSlot[]): OfferedItem['unavailable'] {
  const empty = slots.find(({ choices }) => choices.every(({ item }) => item.unavailable !== null));
  if (!empty) return null;
  return empty.choices.some(({ item }) => item.unavailable === 'not_served_now') ? 'not_served_now' : 'sold_out';
}

/** The menu's records and what of them can be ordered at a moment; `MenuEditor` changes them. */
export class Menu {
  readonly #store: Store;
  readonly #identity: IdentityService;
  readonly #stock;
  #records: MenuRecords | undefined;
  #counted: ReadonlySet<string> | undefined;
  #local: { minute: number; time: LocalTime } | undefined;

  constructor(store: Store, identity: IdentityService) {
    this.#store = store;
    this.#identity = identity;
    this.#stock = store.prepare((db) => db.select().from(stockTable).prepare());
    store.cached(['menu'], () => {
      this.#records = undefined;
    });
    store.cached(['enterprise'], () => {
      this.#local = undefined;
    });
    store.cached(['stock'], () => {
      this.#counted = undefined;
    });
  }

  /** All records, from memory. */
  records(): MenuRecords {
    if (this.#records) return this.#records;
    const { db } = this.#store;
    const items = db.select().from(itemTable).orderBy(asc(itemTable.position), asc(itemTable.id)).all();
    const groups = db.select().from(optionGroupTable).orderBy(asc(optionGroupTable.position)).all();
    const categories = db
      .select()
      .from(categoryTable)
      .orderBy(asc(categoryTable.position), asc(categoryTable.id))
      .all();
    this.#records = {
      categories,
      courses: new Map(categories.map(({ id, course }) => [id, course])),
      items,
      byId: new Map(items.map((item) => [item.id, item])),
      groups: new Map(groups.map((group) => [group.id, group])),
    };
    return this.#records;
  }

  /** Counted portions by item; items that are not counted are absent. */
  stockLevels(): Map<string, number> {
    return new Map(this.#stock.all().map(({ itemId, quantity }) => [itemId, quantity]));
  }

  /** Whether an item's portions are counted; saves the hot path a look-up for the many that are not. */
  isCounted(itemId: string): boolean {
    this.#counted ??= new Set(this.stockLevels().keys());
    return this.#counted.has(itemId);
  }

  /**
   * An item as it can be ordered at an instant; `stockOf` tells the portions left (undefined = not counted). A combo is
   * to be had as long as each of its slots has a choice that is.
   */
  offer(item: Item, at: number, stockOf: (itemId: string) => number | undefined): OfferedItem {
    const { served, price } = servedAt(item.dayparts, item.price, this.#localTime(at));
    const stock = stockOf(item.id);
    const soldOut = (item.soldOut && (item.backAt === null || item.backAt > at)) || (stock !== undefined && stock <= 0);
    const slots = item.slots.map((slot) => this.#offerSlot(slot, at, stockOf));
    return {
      id: item.id,
      name: item.name,
      price,
      pricing: item.pricing,
      taxClass: item.taxClass,
      station: item.station,
      course: this.records().courses.get(item.categoryId) ?? 0,
      unavailable: soldOut ? 'sold_out' : served ? lackOf(slots) : 'not_served_now',
      optionGroups: this.optionGroupsOf(item),
      slots,
    };
  }

  #offerSlot(slot: Slot, at: number, stockOf: (itemId: string) => number | undefined): OfferedSlot {
    const { byId } = this.records();
    const choices = slot.choices.flatMap(({ itemId, priceDelta, quantity }) => {
      const item = byId.get(itemId);
      if (!item || item.slots.length > 0 || item.pricing !== 'fixed') return [];
      const offer = this.offer(item, at, stockOf);
      const left = stockOf(itemId);
      const short = left !== undefined && left < quantity;
      return [{ item: short ? { ...offer, unavailable: 'sold_out' as const } : offer, priceDelta, quantity }];
    });
    return { id: slot.id, name: slot.name, choices };
  }

  optionGroupsOf(item: Item): OfferedOptionGroup[] {
    const { groups } = this.records();
    return item.optionGroupIds.flatMap((id) => groups.get(id) ?? []);
  }

  /** The whole menu for the console's editor. */
  list(actor: Actor) {
    requirePermission(actor, 'menu', 'read');
    const { categories, items, groups } = this.records();
    const stock = this.stockLevels();
    const at = this.#store.now();
    return {
      categories,
      optionGroups: [...groups.values()],
      items: items.map((item) => {
        const left = stock.get(item.id);
        const { unavailable, price } = this.offer(item, at, (id) => stock.get(id));
        return { ...item, stock: left ?? null, unavailable, priceNow: price };
      }),
    };
  }

  /** 86: marks an item sold out, until an instant or until somebody says otherwise; or back. */
  setAvailability(actor: Actor, input: Inputs['setAvailability']): Promise<void> {
    requirePermission(actor, 'stock', 'update');
    return this.#store.write(actor.userId, (tx) => {
      const change = { soldOut: input.soldOut, backAt: input.soldOut ? (input.backAt ?? null) : null };
      const done = tx.db.update(itemTable).set(change).where(eq(itemTable.id, input.itemId)).run();
      if (done.changes === 0) throw new AppError('record_missing');
      tx.changed('menu', input.itemId);
    });
  }

  /** Counts an item's portions from now on, or stops counting (null). */
  setStock(actor: Actor, input: Inputs['setStock']): Promise<void> {
    requirePermission(actor, 'stock', 'update');
    return this.#store.write(actor.userId, (tx) => {
      const { itemId, quantity } = input;
      if (!this.records().byId.has(itemId)) throw new AppError('record_missing');
      const generation = nextGeneration(tx.db, itemId);
      const fact =
        quantity === null
          ? { type: 'stock.uncounted', data: { itemId, generation } }
          : { type: 'stock.counted', data: { itemId, quantity, generation } };
      tx.append({ stream: 'stock', streamId: itemId, ...fact });
    });
  }

  #localTime(at: number): LocalTime {
    const minute = Math.floor(at / 60_000);
    if (this.#local?.minute !== minute) {
      this.#local = { minute, time: toLocalTime(at, this.#identity.enterprise().timeZone) };
    }
    return this.#local.time;
  }
}
