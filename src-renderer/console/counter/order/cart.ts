import { type Language, localize } from '#shared/languages.ts';
import {
  type PriceableLine,
  type PricingRules,
  priceOrder,
  type Quote,
  type ServiceKind,
} from '#shared/ordering/pricing.ts';
import { formatKilograms } from '../../../ui/weight.ts';
import type { Outputs } from '../../api.ts';

export type MenuDetail = Outputs['ordering']['menu']['list'];
export type Dish = MenuDetail['items'][number];
export type OptionGroup = MenuDetail['optionGroups'][number];

export interface Choice {
  readonly groupId: string;
  readonly optionId: string;
  readonly quantity: number;
}

/** What was chosen for a slot of a combo. */
export interface Part {
  readonly slotId: string;
  readonly itemId: string;
  readonly options: readonly Choice[];
}

/** A line of an order that is being put together. `id` only tells lines apart on this screen. */
export interface CartLine {
  readonly id: string;
  readonly itemId: string;
  readonly quantity: number;
  readonly options: readonly Choice[];
  readonly note: string;
  /** For a combo. */
  readonly components?: readonly Part[];
  /** For a weighed dish: what one portion weighs. */
  readonly weightGrams?: number;
  /** For a market-price dish: what it costs today, in minor units. */
  readonly unitPrice?: number;
  /** The kitchen waits with it until it is fired (叫起). */
  readonly held?: boolean;
}

function sameChoices(a: CartLine, b: CartLine): boolean {
  const chosen = (options: readonly Choice[]) =>
    options
      .map((o) => `${o.groupId}/${o.optionId}×${o.quantity}`)
      .sort()
      .join();
  const said = (line: CartLine) =>
    JSON.stringify([
      line.itemId,
      line.note,
      chosen(line.options),
      (line.components ?? []).map(({ slotId, itemId, options }) => [slotId, itemId, chosen(options)]),
      line.weightGrams,
      line.unitPrice,
      Boolean(line.held),
    ]);
  // Two weighed portions are two fish.
  return a.weightGrams === undefined && said(a) === said(b);
}

/** The cart with one more line; the same dish with the same choices and note becomes a larger quantity. */
export function addLine(cart: readonly CartLine[], line: CartLine): CartLine[] {
  const index = cart.findIndex((other) => sameChoices(other, line));
  const same = cart[index];
  return same ? cart.with(index, { ...same, quantity: same.quantity + line.quantity }) : [...cart, line];
}

/** The cart with a line's quantity set; none left removes the line. */
export function setQuantity(cart: readonly CartLine[], id: string, quantity: number): CartLine[] {
  return cart.flatMap((line) => (line.id !== id ? [line] : quantity > 0 ? [{ ...line, quantity }] : []));
}

/** The cart with a line held back until it is fired, or no longer. */
export function toggleHeld(cart: readonly CartLine[], id: string): CartLine[] {
  return cart.map((line) => (line.id === id ? { ...line, held: !line.held } : line));
}

/** When a dish is served within the meal: 1 first, 0 as soon as it is ready. */
export function courseOf(menu: MenuDetail, itemId: string): number {
  const dish = menu.items.find((item) => item.id === itemId);
  return menu.categories.find((category) => category.id === dish?.categoryId)?.course ?? 0;
}

/** How many of a group are chosen. */
export function chosenIn(options: readonly Choice[], groupId: string): number {
  return options.filter((o) => o.groupId === groupId).reduce((sum, o) => sum + o.quantity, 0);
}

/** The groups that still lack choices. */
export function missingGroups(groups: readonly OptionGroup[], options: readonly Choice[]): OptionGroup[] {
  return groups.filter((group) => chosenIn(options, group.id) < group.min);
}

/**
 * The choices after an option was tapped: in a group of one it replaces the other, a chosen one goes away (unless the
 * group needs it), and a full group takes no more.
 */
export function toggleOption(options: readonly Choice[], group: OptionGroup, optionId: string): Choice[] {
  const isChosen = options.some((o) => o.groupId === group.id && o.optionId === optionId);
  if (group.max === 1) {
    const others = options.filter((o) => o.groupId !== group.id);
    return isChosen && group.min === 0 ? others : [...others, { groupId: group.id, optionId, quantity: 1 }];
  }
  if (isChosen) return options.filter((o) => o.groupId !== group.id || o.optionId !== optionId);
  if (chosenIn(options, group.id) >= group.max) return [...options];
  return [...options, { groupId: group.id, optionId, quantity: 1 }];
}

/** The choices with one option taken `by` more or fewer times, within the option's and the group's limits. */
export function stepOption(options: readonly Choice[], group: OptionGroup, optionId: string, by: 1 | -1): Choice[] {
  const limit = group.options.find((o) => o.id === optionId)?.maxQuantity ?? 1;
  const current = options.find((o) => o.groupId === group.id && o.optionId === optionId);
  const quantity = (current?.quantity ?? 0) + by;
  if (quantity > limit || (by > 0 && chosenIn(options, group.id) >= group.max)) return [...options];
  const others = options.filter((o) => o !== current);
  return quantity <= 0 ? others : [...others, { groupId: group.id, optionId, quantity }];
}

/** What a dish starts with: the house's presets, and what there is only one of to choose. */
export function firstChoices(groups: readonly OptionGroup[]): Choice[] {
  return groups.flatMap((group) => {
    const available = group.options.filter((o) => o.available);
    const only = available[0];
    const isSettled = group.min === 1 && available.length === 1 && only !== undefined;
    const chosen = isSettled ? [only] : available.filter((o) => o.preset).slice(0, group.max);
    return chosen.map((o) => ({ groupId: group.id, optionId: o.id, quantity: 1 }));
  });
}

/** The option groups of a dish, in its order. */
export function groupsOf(menu: MenuDetail, dish: Dish): OptionGroup[] {
  return dish.optionGroupIds.flatMap((id) => menu.optionGroups.find((group) => group.id === id) ?? []);
}

function priceable(menu: MenuDetail, line: CartLine): PriceableLine | undefined {
  const dish = menu.items.find((item) => item.id === line.itemId);
  if (!dish) return undefined;
  const { quantity, weightGrams } = line;
  const options = priceableOptions(menu, line.options);
  const unitPrice = dish.pricing === 'market' ? (line.unitPrice ?? 0) : dish.priceNow;
  const components = dish.slots.flatMap((slot) => {
    const part = line.components?.find(({ slotId }) => slotId === slot.id);
    const choice = slot.choices.find(({ itemId }) => itemId === part?.itemId);
    const chosen = menu.items.find((item) => item.id === part?.itemId);
    if (!part || !choice || !chosen) return [];
    const { priceNow: ownPrice, taxClass } = chosen;
    return { ...choice, ownPrice, taxClass, options: priceableOptions(menu, part.options) };
  });
  return { unitPrice, quantity, options, taxClass: dish.taxClass, weightGrams, components };
}

function priceableOptions(menu: MenuDetail, options: readonly Choice[]): PriceableLine['options'] {
  return options.map(({ groupId, optionId, quantity }) => {
    const group = menu.optionGroups.find((g) => g.id === groupId);
    return { priceDelta: group?.options.find((o) => o.id === optionId)?.priceDelta ?? 0, quantity };
  });
}

/** What the cart costs now, by the house's one pricing function; dishes that left the menu count nothing. */
export function priceCart(
  menu: MenuDetail,
  cart: readonly CartLine[],
  rules: PricingRules,
  service: ServiceKind,
): Quote {
  return priceOrder(
    cart.flatMap((line) => priceable(menu, line) ?? []),
    rules,
    service,
  );
}

/** A cart line in words, for the list and for screen readers. */
export function describeLine(
  menu: MenuDetail,
  line: CartLine,
  language: Language,
): { name: string; options: string[] } {
  const nameOf = (itemId: string) => localize(menu.items.find((item) => item.id === itemId)?.name ?? {}, language);
  const chosen = (options: readonly Choice[]) =>
    options.map(({ groupId, optionId, quantity }) => {
      const option = menu.optionGroups.find((g) => g.id === groupId)?.options.find((o) => o.id === optionId);
      const name = option ? localize(option.name, language) : '';
      return quantity > 1 ? `${name} ×${quantity}` : name;
    });
  const parts = (line.components ?? []).flatMap(({ itemId, options }) => [nameOf(itemId), ...chosen(options)]);
  const weight = line.weightGrams === undefined ? [] : [formatKilograms(line.weightGrams, language)];
  return { name: nameOf(line.itemId), options: [...weight, ...parts, ...chosen(line.options)] };
}

/** The parts a combo starts with: what there is only one of, and what was chosen before and is still to be had. */
export function firstParts(menu: MenuDetail, dish: Dish, before: readonly Part[] = []): Part[] {
  return dish.slots.flatMap((slot) => {
    const open = slot.choices.flatMap(({ itemId }) => menu.items.find((i) => i.id === itemId && !i.unavailable) ?? []);
    const earlier = before.find(({ slotId, itemId }) => slotId === slot.id && open.some(({ id }) => id === itemId));
    if (earlier) return [earlier];
    const [only] = open;
    return open.length === 1 && only
      ? [{ slotId: slot.id, itemId: only.id, options: firstChoices(groupsOf(menu, only)) }]
      : [];
  });
}

/** The names of what a line still lacks: parts of a combo, and choices of its dishes. */
export function missingIn(
  menu: MenuDetail,
  dish: Dish,
  line: Pick<CartLine, 'options' | 'components'>,
  language: Language,
): string[] {
  const parts = dish.slots.flatMap((slot) => {
    const part = line.components?.find(({ slotId }) => slotId === slot.id);
    const item = menu.items.find(({ id }) => id === part?.itemId);
    if (!part || !item) return [slot.name];
    return missingGroups(groupsOf(menu, item), part.options).map(({ name }) => name);
  });
  const own = missingGroups(groupsOf(menu, dish), line.options).map(({ name }) => name);
  return [...parts, ...own].map((name) => localize(name, language));
}

/**
 * Dishes of a category, or those any of whose names contains what was typed. Among all dishes, those of another time of
 * day come last: nobody scrolls past breakfast all evening.
 */
export function findDishes(menu: MenuDetail, categoryId: string | null, typed: string): Dish[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '' && categoryId === null) {
    const isLater = ({ unavailable }: Dish) => unavailable === 'not_served_now';
    return [...menu.items.filter((dish) => !isLater(dish)), ...menu.items.filter(isLater)];
  }
  if (wanted === '') return menu.items.filter((item) => item.categoryId === categoryId);
  return menu.items.filter((item) => Object.values(item.name).some((name) => name?.toLowerCase().includes(wanted)));
}
