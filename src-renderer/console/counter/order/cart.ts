import { type Language, localize } from '#shared/languages.ts';
import {
  type PriceableLine,
  type PricingRules,
  priceOrder,
  type Quote,
  type ServiceKind,
} from '#shared/ordering/pricing.ts';
import type { Outputs } from '../../api.ts';

export type MenuDetail = Outputs['ordering']['menu']['list'];
export type Dish = MenuDetail['items'][number];
export type OptionGroup = MenuDetail['optionGroups'][number];

export interface Choice {
  readonly groupId: string;
  readonly optionId: string;
  readonly quantity: number;
}

/** A line of an order that is being put together. `id` only tells lines apart on this screen. */
export interface CartLine {
  readonly id: string;
  readonly itemId: string;
  readonly quantity: number;
  readonly options: readonly Choice[];
  readonly note: string;
  /** The kitchen waits with it until it is fired (叫起). */
  readonly held?: boolean;
}

function sameChoices(a: CartLine, b: CartLine): boolean {
  const said = (line: CartLine) =>
    line.options
      .map((o) => `${o.optionId}×${o.quantity}`)
      .sort()
      .join();
  return a.itemId === b.itemId && a.note === b.note && Boolean(a.held) === Boolean(b.held) && said(a) === said(b);
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

/** What a dish starts with: nothing chosen, except where there is only one thing to choose. */
export function firstChoices(groups: readonly OptionGroup[]): Choice[] {
  return groups.flatMap((group) => {
    const available = group.options.filter((o) => o.available);
    const only = available[0];
    return group.min === 1 && available.length === 1 && only
      ? [{ groupId: group.id, optionId: only.id, quantity: 1 }]
      : [];
  });
}

/** The option groups of a dish, in its order. */
export function groupsOf(menu: MenuDetail, dish: Dish): OptionGroup[] {
  return dish.optionGroupIds.flatMap((id) => menu.optionGroups.find((group) => group.id === id) ?? []);
}

function priceable(menu: MenuDetail, line: CartLine): PriceableLine | undefined {
  const dish = menu.items.find((item) => item.id === line.itemId);
  if (!dish) return undefined;
  const options = line.options.map(({ groupId, optionId, quantity }) => {
    const group = menu.optionGroups.find((g) => g.id === groupId);
    return { priceDelta: group?.options.find((o) => o.id === optionId)?.priceDelta ?? 0, quantity };
  });
  return { unitPrice: dish.priceNow, quantity: line.quantity, options, taxClass: dish.taxClass };
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
  const dish = menu.items.find((item) => item.id === line.itemId);
  const options = line.options.map(({ groupId, optionId, quantity }) => {
    const option = menu.optionGroups.find((g) => g.id === groupId)?.options.find((o) => o.id === optionId);
    const name = option ? localize(option.name, language) : '';
    return quantity > 1 ? `${name} ×${quantity}` : name;
  });
  return { name: dish ? localize(dish.name, language) : '', options };
}

/** Dishes of a category, or those any of whose names contains what was typed. */
export function findDishes(menu: MenuDetail, categoryId: string | null, typed: string): Dish[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return menu.items.filter((item) => categoryId === null || item.categoryId === categoryId);
  return menu.items.filter((item) => Object.values(item.name).some((name) => name?.toLowerCase().includes(wanted)));
}
