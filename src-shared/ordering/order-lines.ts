import { AppError } from '../errors.ts';
import { type LocalizedText, localize } from '../languages.ts';
import type { PriceableComponent, PriceableLine } from './pricing.ts';

/** One choice within an option group, as the menu offers it. Amounts are minor units. */
export interface OfferedOption {
  readonly id: string;
  readonly name: LocalizedText;
  readonly priceDelta: number;
  readonly available: boolean;
  /** How many times it may be chosen within one portion, e.g. 3 extra shots. */
  readonly maxQuantity: number;
  /** Chosen already when a guest opens the dish. */
  readonly preset?: boolean | undefined;
}

/** A question asked about an item: choose between `min` and `max` of its options. */
export interface OfferedOptionGroup {
  readonly id: string;
  readonly name: LocalizedText;
  readonly min: number;
  readonly max: number;
  readonly options: readonly OfferedOption[];
}

/**
 * How an item gets its price: from the menu, typed by the staff when it is ordered (the catch of the day), or by its
 * weight (the price is then for a kilogram).
 */
export const pricingKinds = ['fixed', 'market', 'weight'] as const;
export type PricingKind = (typeof pricingKinds)[number];

/** A place in a combo: one of its choices is taken; a slot with one choice is a fixed part. */
export interface OfferedSlot {
  readonly id: string;
  readonly name: LocalizedText;
  readonly choices: readonly {
    readonly item: OfferedItem;
    /** What taking it adds to the combo's price. */
    readonly priceDelta: number;
    /** Portions of it in one combo. */
    readonly quantity: number;
  }[];
}

/** An item as it can be ordered at one moment. */
export interface OfferedItem {
  readonly id: string;
  readonly name: LocalizedText;
  readonly price: number;
  readonly pricing: PricingKind;
  readonly taxClass: string;
  readonly station: string;
  /** When it is served within the meal, 1 first; 0 as soon as it is ready. */
  readonly course: number;
  /** Why it cannot be ordered now, or null when it can. */
  readonly unavailable: 'sold_out' | 'not_served_now' | null;
  readonly optionGroups: readonly OfferedOptionGroup[];
  /** The parts of a combo; empty for a dish. */
  readonly slots: readonly OfferedSlot[];
}

/** What was chosen for a slot of a combo. */
export interface RequestedComponent {
  readonly slotId: string;
  readonly itemId: string;
  readonly options: RequestedLine['options'];
}

/** A line as a guest or a waiter asks for it. */
export interface RequestedLine {
  readonly itemId: string;
  readonly quantity: number;
  readonly options: readonly {
    readonly groupId: string;
    readonly optionId: string;
    readonly quantity?: number | undefined;
  }[];
  readonly note?: string | undefined;
  /** The choices of a combo; a fixed part without options need not be named. */
  readonly components?: readonly RequestedComponent[] | undefined;
  /** Typed by the staff: what a weighed portion weighs. */
  readonly weightGrams?: number | undefined;
  /** Typed by the staff: what a market-price dish costs today, in minor units. */
  readonly unitPrice?: number | undefined;
}

/** A dish of a combo found on the menu. */
export interface ResolvedComponent extends PriceableComponent {
  readonly slotId: string;
  readonly itemId: string;
  readonly name: LocalizedText;
  readonly station: string;
  readonly options: ResolvedLine['options'];
}

/** A requested line found on the menu: what is cooked, what it is called, what it is priced from. */
export interface ResolvedLine extends PriceableLine {
  readonly itemId: string;
  readonly name: LocalizedText;
  readonly station: string;
  readonly course: number;
  readonly note: string;
  readonly options: readonly {
    readonly groupId: string;
    readonly optionId: string;
    readonly name: LocalizedText;
    readonly priceDelta: number;
    readonly quantity: number;
  }[];
  readonly components?: readonly ResolvedComponent[] | undefined;
}

function resolveOptions(item: OfferedItem, requested: RequestedLine['options']): ResolvedLine['options'] {
  const resolved = new Map<string, { group: OfferedOptionGroup; option: OfferedOption; quantity: number }>();
  for (const choice of requested) {
    const group = item.optionGroups.find((g) => g.id === choice.groupId);
    const option = group?.options.find((o) => o.id === choice.optionId);
    if (!group || !option) throw new AppError('option_unknown', (lang) => ({ item: localize(item.name, lang) }));
    const quantity = (resolved.get(option.id)?.quantity ?? 0) + (choice.quantity ?? 1);
    if (quantity > option.maxQuantity) throw optionCount(item, group);
    resolved.set(option.id, { group, option, quantity });
  }
  for (const group of item.optionGroups) {
    const chosen = [...resolved.values()].filter((c) => c.group === group).reduce((sum, c) => sum + c.quantity, 0);
    if (chosen < group.min || chosen > group.max) throw optionCount(item, group);
  }
  // The menu's order, so that the same choices always read (and price) the same.
  return item.optionGroups.flatMap((group) =>
    group.options.flatMap((option) => {
      const choice = resolved.get(option.id);
      if (!choice || choice.group !== group) return [];
      if (!option.available) throw soldOut([{ id: option.id, name: option.name }]);
      const { name, priceDelta } = option;
      return [{ groupId: group.id, optionId: option.id, name, priceDelta, quantity: choice.quantity }];
    }),
  );
}

function optionCount(item: OfferedItem, group: OfferedOptionGroup): AppError {
  return new AppError(
    'option_count',
    (lang) => ({ item: localize(item.name, lang), group: localize(group.name, lang), min: group.min, max: group.max }),
    { itemId: item.id, groupId: group.id },
  );
}

/** The refusal that names what ran out; `items` travels to the phone so that it can mark them in the cart. */
export function soldOut(items: readonly { id: string; name: LocalizedText }[]): AppError {
  return unavailable('sold_out', items);
}

function unavailable(
  code: 'sold_out' | 'not_served_now',
  items: readonly { id: string; name: LocalizedText }[],
): AppError {
  return new AppError(
    code,
    (lang) => ({ items: items.map((i) => localize(i.name, lang)).join(lang === 'zh-CN' ? '、' : ', ') }),
    (lang) => ({ items: items.map((i) => ({ id: i.id, name: localize(i.name, lang) })) }),
  );
}

/** Finds what was chosen for each slot of a combo, in the menu's order. */
function resolveComponents(combo: OfferedItem, requested: readonly RequestedComponent[]): ResolvedComponent[] {
  const named = (slot: OfferedSlot) => requested.filter((choice) => choice.slotId === slot.id);
  if (requested.some(({ slotId }) => !combo.slots.some((slot) => slot.id === slotId)))
    throw new AppError('option_unknown', (lang) => ({ item: localize(combo.name, lang) }));
  return combo.slots.map((slot) => {
    const [asked, ...more] = named(slot);
    const only = slot.choices.length === 1 ? slot.choices[0] : undefined;
    const choice = asked ? slot.choices.find(({ item }) => item.id === asked.itemId) : only;
    if (asked && !choice) throw new AppError('option_unknown', (lang) => ({ item: localize(combo.name, lang) }));
    if (!choice || more.length > 0)
      throw optionCount(combo, { id: slot.id, name: slot.name, min: 1, max: 1, options: [] });
    const { item, priceDelta, quantity } = choice;
    if (item.unavailable !== null) throw unavailable(item.unavailable, [item]);
    return {
      slotId: slot.id,
      itemId: item.id,
      name: item.name,
      station: item.station,
      taxClass: item.taxClass,
      ownPrice: item.price,
      priceDelta,
      quantity,
      options: resolveOptions(item, asked?.options ?? []),
    };
  });
}

/** What a portion costs, and weighs: from the menu, or as the staff typed it. */
function resolvePrice(item: OfferedItem, line: RequestedLine): Pick<ResolvedLine, 'unitPrice' | 'weightGrams'> {
  const typed = { market: line.unitPrice, weight: line.weightGrams, fixed: undefined }[item.pricing];
  if (item.pricing === 'fixed') return { unitPrice: item.price };
  if (typed === undefined)
    throw new AppError('priced_at_counter', (lang) => ({ item: localize(item.name, lang) }), { itemId: item.id });
  return item.pricing === 'market' ? { unitPrice: typed } : { unitPrice: item.price, weightGrams: typed };
}

/**
 * Finds requested lines on the menu and checks every rule about them: the item exists, is served now and not sold
 * out, each option belongs to one of the item's groups, each group has between its min and max choices, and each slot
 * of a combo one choice. Prices come from the menu, but for what the staff weigh or price when it is ordered. Throws
 * AppError item_unknown, option_unknown, option_count, sold_out, not_served_now or priced_at_counter.
 */
export function resolveLines(
  findItem: (id: string) => OfferedItem | undefined,
  requested: readonly RequestedLine[],
): ResolvedLine[] {
  const found = requested.map((line) => {
    const item = findItem(line.itemId);
    if (!item) throw new AppError('item_unknown', {}, { itemId: line.itemId });
    return { line, item };
  });
  for (const reason of ['sold_out', 'not_served_now'] as const) {
    const missing = new Map(found.filter(({ item }) => item.unavailable === reason).map(({ item }) => [item.id, item]));
    if (missing.size > 0) throw unavailable(reason, [...missing.values()]);
  }
  return found.map(({ line, item }) => ({
    itemId: item.id,
    name: item.name,
    station: item.station,
    course: item.course,
    ...resolvePrice(item, line),
    quantity: line.quantity,
    taxClass: item.taxClass,
    note: line.note ?? '',
    options: resolveOptions(item, line.options),
    ...(item.slots.length > 0 ? { components: resolveComponents(item, line.components ?? []) } : {}),
  }));
}
