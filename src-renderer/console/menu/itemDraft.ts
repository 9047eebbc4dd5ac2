import { type Language, type LocalizedText, languages } from '#shared/languages.ts';
import type { Daypart } from '#shared/ordering/dayparts.ts';
import type { Allergen, DietaryTag, Slot } from '#shared/ordering/entities.ts';
import type { PricingKind } from '#shared/ordering/order-lines.ts';
import { parseTimeOfDay } from '#shared/time.ts';
import type { MenuItem } from './rows.ts';

/** A daypart while it is typed; `price` is minor units, null = the dish's own, NaN = unreadable. */
export interface DaypartDraft {
  readonly key: string;
  readonly weekdays: readonly number[];
  readonly from: string;
  readonly to: string;
  readonly price: number | null;
}

/** A dish while it is edited; `id` is absent for a new one. */
export interface ItemDraft {
  readonly id?: string;
  readonly categoryId: string;
  readonly name: LocalizedText;
  readonly description: LocalizedText;
  /** Minor units; null while nothing is typed, NaN while it is unreadable. */
  readonly price: number | null;
  readonly taxClass: string;
  readonly station: string;
  readonly picture: string | null;
  readonly allergens: readonly Allergen[];
  readonly tags: readonly DietaryTag[];
  readonly dayparts: readonly DaypartDraft[];
  readonly optionGroupIds: readonly string[];
  readonly pricing: PricingKind;
  /** The parts of a combo; empty for a dish. */
  readonly slots: readonly SlotDraft[];
}

/** A part of a combo while it is edited; a `priceDelta` is null where nothing is added, NaN while it is unreadable. */
export interface SlotDraft {
  readonly id: string;
  readonly name: LocalizedText;
  readonly choices: readonly {
    readonly itemId: string;
    readonly priceDelta: number | null;
    readonly quantity: number;
  }[];
}

/** What keeps a draft from being saved. */
export type ItemProblem = 'name' | 'price' | 'category' | 'taxClass' | 'station' | 'slots' | 'dayparts';

/** A new, empty daypart: every day, lunch. */
export function newDaypart(): DaypartDraft {
  return { key: crypto.randomUUID(), weekdays: [], from: '11:00', to: '14:00', price: null };
}

/** A new, empty part of a combo. */
export function newSlot(): SlotDraft {
  return { id: crypto.randomUUID(), name: {}, choices: [] };
}

/** A copy of a dish as a new draft, called as `nameOf` says. */
export function copyOf(item: MenuItem, nameOf: (name: string, language: Language) => string): ItemDraft {
  const { id: _, ...draft } = draftOf(item);
  const name = Object.fromEntries(
    languages.flatMap((language) => {
      const text = item.name[language];
      return text ? [[language, nameOf(text, language)]] : [];
    }),
  );
  return { ...draft, name, slots: draft.slots.map((slot) => ({ ...slot, id: crypto.randomUUID() })) };
}

/** An existing dish as a draft. */
export function draftOf(item: MenuItem): ItemDraft {
  const { id, categoryId, name, description, price, taxClass, station, picture, allergens, tags, optionGroupIds } =
    item;
  const slots = item.slots.map((slot) => ({
    ...slot,
    choices: slot.choices.map((choice) => ({ ...choice, priceDelta: choice.priceDelta || null })),
  }));
  const dayparts = item.dayparts.map((daypart) => ({
    key: crypto.randomUUID(),
    weekdays: daypart.weekdays,
    from: daypart.from,
    to: daypart.to,
    price: daypart.price ?? null,
  }));
  return {
    id,
    categoryId,
    name,
    description,
    price,
    taxClass,
    station,
    picture,
    allergens,
    tags,
    dayparts,
    optionGroupIds,
    pricing: item.pricing,
    slots,
  };
}

/** An empty draft in a category. */
export function emptyDraft(categoryId: string, taxClass: string, station: string): ItemDraft {
  return {
    categoryId,
    name: {},
    description: {},
    price: null,
    taxClass,
    station,
    picture: null,
    allergens: [],
    tags: [],
    dayparts: [],
    optionGroupIds: [],
    pricing: 'fixed',
    slots: [],
  };
}

/** Whether at least one language of a text is filled in. */
export function isNamed(text: LocalizedText): boolean {
  return Object.values(text).some((value) => value !== undefined && value.trim() !== '');
}

/** A text as it is saved: trimmed, empty languages left out. */
export function trimmedText(text: LocalizedText): LocalizedText {
  return Object.fromEntries(
    Object.entries(text).flatMap(([language, value]) => (value?.trim() ? [[language, value.trim()]] : [])),
  );
}

function isDaypart({ from, to, price }: DaypartDraft): boolean {
  return (
    parseTimeOfDay(from) !== undefined &&
    parseTimeOfDay(to) !== undefined &&
    from !== to &&
    from !== '24:00' &&
    !Number.isNaN(price)
  );
}

function isSlot({ name, choices }: SlotDraft): boolean {
  return isNamed(name) && choices.length > 0 && choices.every(({ priceDelta }) => !Number.isNaN(priceDelta));
}

/** Everything that keeps a draft from being saved, in the order of the fields. */
export function problemsOf(draft: ItemDraft): ItemProblem[] {
  const problems: ItemProblem[] = [];
  if (!isNamed(draft.name)) problems.push('name');
  if (draft.price === null || Number.isNaN(draft.price)) problems.push('price');
  if (draft.categoryId === '') problems.push('category');
  if (draft.taxClass === '') problems.push('taxClass');
  if (draft.station.trim() === '') problems.push('station');
  if (!draft.slots.every(isSlot)) problems.push('slots');
  if (!draft.dayparts.every(isDaypart)) problems.push('dayparts');
  return problems;
}

/** A complete draft as the landing takes it. */
export function inputOf(draft: ItemDraft) {
  return {
    ...(draft.id === undefined ? {} : { id: draft.id }),
    categoryId: draft.categoryId,
    name: trimmedText(draft.name),
    description: trimmedText(draft.description),
    price: draft.price ?? 0,
    taxClass: draft.taxClass,
    station: draft.station.trim(),
    picture: draft.picture,
    allergens: [...draft.allergens],
    tags: [...draft.tags],
    dayparts: draft.dayparts.map(({ weekdays, from, to, price }): Daypart & { weekdays: number[] } => ({
      weekdays: [...weekdays].sort(),
      from,
      to,
      ...(price === null ? {} : { price }),
    })),
    optionGroupIds: [...draft.optionGroupIds],
    pricing: draft.pricing,
    slots: draft.slots.map(
      ({ id, name, choices }): Slot => ({
        id,
        name: trimmedText(name),
        choices: choices.map((choice) => ({ ...choice, priceDelta: choice.priceDelta ?? 0 })),
      }),
    ),
  };
}
