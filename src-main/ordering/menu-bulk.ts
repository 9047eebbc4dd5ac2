import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { LocalizedText } from '#shared/languages.ts';
import type { orderingInputs } from '#shared/ordering/inputs.ts';
import type { Transaction } from '../store/service.ts';
import type { Item, Menu } from './menu.ts';
import type { MenuChangeKind, MenuChanges, RecordChange } from './menu-changes.ts';
import type { MenuEditing } from './menu-editor.ts';

type Inputs = { [K in keyof typeof orderingInputs]: z.infer<(typeof orderingInputs)[K]> };
type Text = Inputs['saveTexts']['texts'][number];
/** What a bulk change did: the name to undo it by, and how many records it changed. */
type Done = Promise<{ changeId: string | null; changed: number }>;

/** Changes of many of the menu's records at once, each in one write that can be undone. */
export class MenuBulk {
  readonly #deps: MenuEditing;

  constructor(deps: MenuEditing) {
    this.#deps = deps;
  }

  /** Sets prices that were looked at before. Throws AppError menu_changed when one of them is not the old one any more. */
  changePrices(actor: Actor, { prices }: Inputs['changePrices']): Done {
    return this.#write(actor, 'prices', (menu) => {
      const { byId } = menu.records();
      return [...Map.groupBy(prices, ({ itemId }) => itemId)].flatMap(([id, wanted]) => {
        const item = byId.get(id);
        if (!item) throw new AppError('menu_changed');
        return changeOf('item', item, repriced(item, wanted));
      });
    });
  }

  /** Puts categories, or dishes of a category, in an order. */
  arrange(actor: Actor, { kind, ids }: Inputs['arrangeMenu']): Done {
    return this.#write(actor, 'order', (menu) => {
      const { categories, byId } = menu.records();
      const known = ids.map((id) => (kind === 'item' ? byId.get(id) : categories.find((c) => c.id === id)));
      const records = known.flatMap((record) => record ?? []);
      if (records.length !== new Set(ids).size) throw new AppError('menu_changed');
      // The places they have already, so that nothing else moves; equal ones are pulled apart.
      let last = Number.NEGATIVE_INFINITY;
      const places = records
        .map(({ position }) => position)
        .sort((a, b) => a - b)
        .map((position) => {
          last = Math.max(position, last + 1);
          return last;
        });
      return records.flatMap((record, index) => changeOf(kind, record, { position: places[index] ?? record.position }));
    });
  }

  /** Writes texts of single languages; an empty one takes the language away. Throws AppError menu_changed. */
  saveTexts(actor: Actor, { texts }: Inputs['saveTexts']): Done {
    return this.#write(actor, 'texts', (menu) => {
      const { categories, byId, groups } = menu.records();
      const find = { item: byId, option_group: groups, category: new Map(categories.map((c) => [c.id, c])) };
      return [...Map.groupBy(texts, ({ kind, id }) => `${kind} ${id}`).values()].flatMap((wanted) => {
        const { kind, id } = wanted[0] as Text;
        const record = find[kind].get(id);
        if (!record) throw new AppError('menu_changed');
        const after = wanted.reduce<Worded>((worded, text) => withText(worded, text), record);
        return changeOf(kind, record, after);
      });
    });
  }

  /** Says which dishes ask a group of choices; a dish that newly does asks it last. */
  assignGroup(actor: Actor, { groupId, itemIds }: Inputs['assignGroup']): Done {
    return this.#write(actor, 'choices', (menu) => {
      const { groups, items, byId } = menu.records();
      if (!groups.has(groupId) || itemIds.some((id) => !byId.has(id))) throw new AppError('record_missing');
      const wanted = new Set(itemIds);
      return items.flatMap((item) => {
        const asks = item.optionGroupIds.includes(groupId);
        if (asks === wanted.has(item.id)) return [];
        const others = item.optionGroupIds.filter((id) => id !== groupId);
        if (!asks && others.length >= 20) throw new AppError('validation_failed', { reason: 'optionGroupIds > 20' });
        return changeOf('item', item, { optionGroupIds: asks ? others : [...others, groupId] });
      });
    });
  }

  #write(actor: Actor, what: MenuChangeKind, plan: (menu: Menu) => RecordChange[]): Done {
    requirePermission(actor, 'menu', 'update');
    const { store, menu, changes }: { changes: MenuChanges } & MenuEditing = this.#deps;
    return store.write(actor.userId, (tx: Transaction) => {
      const planned = plan(menu);
      return { changeId: changes.apply(tx, what, planned), changed: planned.length };
    });
  }
}

/** The fields of a record that a change makes different, before and after; nothing when none is. */
export function changeOf(
  kind: RecordChange['kind'],
  record: { readonly id: string },
  after: Readonly<Record<string, unknown>>,
): RecordChange[] {
  const current = record as Readonly<Record<string, unknown>>;
  const fields = Object.keys(after).filter((field) => !isDeepStrictEqual(after[field], current[field]));
  if (fields.length === 0) return [];
  const pick = (from: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(fields.map((field) => [field, from[field]]));
  return [{ kind, id: record.id, before: pick(current), after: pick(after) } as RecordChange];
}

function repriced(item: Item, wanted: Inputs['changePrices']['prices']): Pick<Item, 'price' | 'dayparts'> {
  let { price, dayparts } = item;
  for (const { daypart, from, to } of wanted) {
    const current = daypart === null ? item.price : item.dayparts[daypart]?.price;
    if (current !== from) throw new AppError('menu_changed');
    if (daypart === null) price = to;
    else dayparts = dayparts.map((part, index) => (index === daypart ? { ...part, price: to } : part));
  }
  return { price, dayparts };
}

interface Part {
  readonly id: string;
  readonly name: LocalizedText;
}
interface Worded {
  readonly name: LocalizedText;
  readonly description?: LocalizedText;
  readonly options?: readonly Part[];
  readonly slots?: readonly Part[];
  readonly [field: string]: unknown;
}

function inLanguage(text: LocalizedText, { language, text: words, field }: Text): LocalizedText {
  const { [language]: _, ...others } = text;
  const changed = words === '' ? others : { ...text, [language]: words };
  if (field === 'name' && Object.values(changed).every((value) => !value))
    throw new AppError('validation_failed', { reason: 'name' });
  return changed;
}

function withText<T extends Worded>(record: T, wanted: Text): T {
  const { part, field } = wanted;
  if (part === null) return { ...record, [field]: inLanguage(record[field] ?? {}, wanted) };
  const key = record.options ? 'options' : 'slots';
  const parts = record[key] ?? [];
  if (!parts.some(({ id }) => id === part)) throw new AppError('menu_changed');
  const renamed = parts.map((one) => (one.id === part ? { ...one, name: inLanguage(one.name, wanted) } : one));
  return { ...record, [key]: renamed };
}
