import type { MenuResponse, OrderView, PlaceOrderBody } from '#shared/ordering/guest-api.ts';
import { type PriceableLine, priceOrder, type Quote } from '#shared/ordering/pricing.ts';

export type MenuItem = MenuResponse['categories'][number]['items'][number];
export type OptionGroup = MenuItem['optionGroups'][number];
export type MenuOption = OptionGroup['options'][number];
export type Unavailable = NonNullable<MenuItem['unavailable']>;

/** Limits of one submission, as in `orderLimits` of the API (which is not imported: it would bring zod along). */
export const limits = { lines: 200, quantity: 999, noteLength: 300 } as const;

export interface CartOption {
  readonly groupId: string;
  readonly optionId: string;
  readonly quantity: number;
}

/** What was chosen for a slot of a combo. */
export interface CartComponent {
  readonly slotId: string;
  readonly itemId: string;
  readonly options: readonly CartOption[];
}

export interface CartLine {
  /** Tells lines apart on this phone only. */
  readonly id: string;
  readonly itemId: string;
  /** The dish as it was called when added; shown where the menu no longer has it. */
  readonly name: string;
  readonly quantity: number;
  readonly options: readonly CartOption[];
  /** For a combo. */
  readonly components?: readonly CartComponent[] | undefined;
  readonly note: string;
  /** The landing refused this line; cleared when it is changed. */
  readonly refused: Unavailable | null;
}

/** What the diner has chosen and not yet sent. `key` is renewed with every change of content. */
export interface Cart {
  readonly key: string;
  readonly lines: readonly CartLine[];
  readonly note: string;
}

/** Gives fresh random keys; a parameter so that the functions here stay pure. */
export type NewKey = () => string;

export const emptyCart = (newKey: NewKey): Cart => ({ key: newKey(), lines: [], note: '' });

const clampQuantity = (quantity: number) => Math.max(0, Math.min(limits.quantity, Math.trunc(quantity)));

function sameChoice(a: CartLine, b: Omit<CartLine, 'id'>): boolean {
  if (a.itemId !== b.itemId || a.note !== b.note) return false;
  const parts = (line: Pick<CartLine, 'components'>) =>
    (line.components ?? []).map(({ slotId, itemId, options }) => `${slotId} ${itemId} ${optionKeys(options)}`).join();
  return optionKeys(a.options) === optionKeys(b.options) && parts(a) === parts(b);
}

function optionKeys(options: readonly CartOption[]): string {
  return options
    .map(({ groupId, optionId, quantity }) => `${groupId} ${optionId} ${quantity}`)
    .sort()
    .join();
}

/** What the dish sheet hands over. */
export type Choice = Omit<CartLine, 'id' | 'refused'>;

/** Adds a choice; the same dish with the same options and note grows its line instead of making a second one. */
export function addLine(cart: Cart, choice: Choice, newKey: NewKey): Cart {
  const twin = cart.lines.find((line) => sameChoice(line, { ...choice, refused: null }));
  if (twin) return setQuantity(cart, twin.id, twin.quantity + choice.quantity, newKey);
  if (cart.lines.length >= limits.lines) return cart;
  const line: CartLine = { ...choice, quantity: clampQuantity(choice.quantity), id: newKey(), refused: null };
  return { ...cart, key: newKey(), lines: [...cart.lines, line] };
}

/** Puts what an order held into the cart again, with the same options and notes. */
export function addOrder(cart: Cart, order: OrderView, newKey: NewKey): Cart {
  const chosen = (options: OrderView['lines'][number]['options']) =>
    options.map(({ groupId, optionId, quantity }) => ({ groupId, optionId, quantity }));
  const filled = order.lines.reduce((lines, { itemId, name, quantity, options, components, note }) => {
    const parts = components.map((part) => ({ slotId: part.id, itemId: part.itemId, options: chosen(part.options) }));
    const choice = { itemId, name, quantity, options: chosen(options), note };
    return addLine(lines, parts.length > 0 ? { ...choice, components: parts } : choice, newKey);
  }, cart);
  return order.note ? { ...filled, note: [filled.note, order.note].filter(Boolean).join(' ') } : filled;
}

/** Changes how many of a line; 0 removes it. */
export function setQuantity(cart: Cart, lineId: string, quantity: number, newKey: NewKey): Cart {
  const wanted = clampQuantity(quantity);
  const lines = cart.lines
    .map((line) => (line.id === lineId ? { ...line, quantity: wanted, refused: null } : line))
    .filter((line) => line.quantity > 0);
  return { ...cart, key: newKey(), lines };
}

/** Replaces a line by an edited choice, in its place. */
export function replaceLine(cart: Cart, lineId: string, choice: Choice, newKey: NewKey): Cart {
  const lines = cart.lines.map((line) => (line.id === lineId ? { ...choice, id: lineId, refused: null } : line));
  return { ...cart, key: newKey(), lines };
}

/** Puts a removed line back where it was. */
export function restoreLine(cart: Cart, line: CartLine, index: number, newKey: NewKey): Cart {
  const lines = [...cart.lines.slice(0, index), line, ...cart.lines.slice(index)];
  return { ...cart, key: newKey(), lines };
}

export const setCartNote = (cart: Cart, note: string, newKey: NewKey): Cart => ({ ...cart, key: newKey(), note });

/** Marks the lines that hold a refused dish or option. */
export function markRefused(cart: Cart, ids: readonly string[], reason: Unavailable): Cart {
  const isNamed = (line: Pick<CartLine, 'itemId' | 'options' | 'components'>): boolean =>
    ids.includes(line.itemId) || line.options.some((o) => ids.includes(o.optionId)) || !!line.components?.some(isNamed);
  return { ...cart, lines: cart.lines.map((line) => (isNamed(line) ? { ...line, refused: reason } : line)) };
}

/** A refused submission comes back before what was added meanwhile. Keeps its key where nothing was added. */
export function mergeCarts(returned: Cart, current: Cart, newKey: NewKey): Cart {
  if (current.lines.length === 0 && current.note === '') return returned;
  const merged = current.lines.reduce((cart, line) => addLine(cart, line, newKey), returned);
  return { ...merged, key: newKey(), note: [returned.note, current.note].filter(Boolean).join(' ') };
}

/** Number of portions in the cart. */
export const portions = (cart: Cart): number => cart.lines.reduce((sum, line) => sum + line.quantity, 0);

/** The menu's sections; one of which nothing is served at this hour moves behind those one can order from. */
export function sectionsByHour(menu: MenuResponse): MenuResponse['categories'] {
  const isServed = (category: MenuResponse['categories'][number]) =>
    category.items.some((item) => item.unavailable !== 'not_served_now');
  return [...menu.categories.filter(isServed), ...menu.categories.filter((category) => !isServed(category))];
}

/** The menu's items by id. */
export function itemsById(menu: MenuResponse): ReadonlyMap<string, MenuItem> {
  return new Map(menu.categories.flatMap((category) => category.items).map((item) => [item.id, item]));
}

/** How many options of a group are chosen, counting an option taken twice as two. */
export function chosenIn(group: OptionGroup, options: readonly CartOption[]): number {
  return options.filter((option) => option.groupId === group.id).reduce((sum, option) => sum + option.quantity, 0);
}

/** The first group with fewer or more choices than the menu asks for. */
export function unmetGroup(item: MenuItem, options: readonly CartOption[]): OptionGroup | undefined {
  return item.optionGroups.find((group) => {
    const chosen = chosenIn(group, options);
    return chosen < group.min || chosen > group.max;
  });
}

/** Why a line cannot be sent as it is. */
export type LineIssue = Unavailable | 'gone' | 'options' | 'few_left';

export type MenuItems = ReadonlyMap<string, MenuItem>;

/** Checks a line against the menu as it is now; null when it can be sent. */
export function lineIssue(line: CartLine, items: MenuItems): LineIssue | null {
  const item = items.get(line.itemId);
  if (!item) return 'gone';
  if (item.unavailable) return item.unavailable;
  if (!item.available) return 'sold_out';
  if (line.refused) return line.refused;
  if (item.left !== null && line.quantity > item.left) return 'few_left';
  const slots = slotIssue(item, line.components ?? [], items);
  return slots ?? optionIssue(item, line.options);
}

/** Why choices of a dish cannot be sent as they are. */
function optionIssue(item: MenuItem, options: readonly CartOption[]): LineIssue | null {
  for (const chosen of options) {
    const group = item.optionGroups.find((candidate) => candidate.id === chosen.groupId);
    const option = group?.options.find((candidate) => candidate.id === chosen.optionId);
    if (!option || chosen.quantity > option.maxQuantity) return 'options';
    if (!option.available) return 'sold_out';
  }
  return unmetGroup(item, options) ? 'options' : null;
}

/** Why the parts of a combo cannot be sent as they are. */
function slotIssue(combo: MenuItem, components: readonly CartComponent[], items: MenuItems): LineIssue | null {
  for (const slot of combo.slots) {
    const component = components.find(({ slotId }) => slotId === slot.id);
    const item = component && items.get(component.itemId);
    if (!component || !item || !slot.choices.some(({ itemId }) => itemId === item.id)) return 'options';
    const issue = item.available ? optionIssue(item, component.options) : (item.unavailable ?? 'sold_out');
    if (issue) return issue;
  }
  return components.length > combo.slots.length ? 'options' : null;
}

/** A choice in the form `priceOrder` takes; prices come from the menu alone. */
export function priceable(
  item: MenuItem,
  choice: Pick<CartLine, 'quantity' | 'options' | 'components'>,
  items: MenuItems,
): PriceableLine {
  const line = {
    unitPrice: item.price.amount,
    quantity: choice.quantity,
    taxClass: item.taxClass,
    options: priceableOptions(item, choice.options),
  };
  if (item.slots.length === 0) return line;
  const components = item.slots.flatMap((slot) => {
    const chosen = choice.components?.find(({ slotId }) => slotId === slot.id);
    const part = chosen && items.get(chosen.itemId);
    const offered = slot.choices.find(({ itemId }) => itemId === chosen?.itemId);
    if (!part || !offered) return [];
    return {
      ownPrice: part.price.amount,
      priceDelta: offered.priceDelta.amount,
      quantity: offered.quantity,
      options: priceableOptions(part, chosen.options),
      taxClass: part.taxClass,
    };
  });
  return { ...line, components };
}

function priceableOptions(item: MenuItem, options: readonly CartOption[]): PriceableLine['options'] {
  const offered = new Map(item.optionGroups.flatMap((group) => group.options).map((option) => [option.id, option]));
  return options.map(({ optionId, quantity }) => ({
    priceDelta: offered.get(optionId)?.priceDelta.amount ?? 0,
    quantity,
  }));
}

/** The cart's price by the house's one pricing function. Lines that left the menu cost nothing (and block sending). */
export function quoteCart(cart: Cart, menu: MenuResponse): Quote & { readonly byLine: ReadonlyMap<string, number> } {
  const items = itemsById(menu);
  const known = cart.lines.flatMap((line) => {
    const item = items.get(line.itemId);
    return item ? [{ line, item }] : [];
  });
  const quote = priceOrder(
    known.map(({ line, item }) => priceable(item, line, items)),
    menu.pricing,
    'eat_in',
  );
  return { ...quote, byLine: new Map(known.map(({ line }, index) => [line.id, quote.lines[index]?.total ?? 0])) };
}

const plainOptions = (options: readonly CartOption[]) =>
  options.map(({ groupId, optionId, quantity }) => ({ groupId, optionId, quantity }));

/** The submission for a cart, expecting the total (minor units) the diner saw. */
export function orderBody(cart: Cart, total: number, currency: string): PlaceOrderBody {
  const note = cart.note.trim();
  return {
    lines: cart.lines.map((line) => ({
      itemId: line.itemId,
      quantity: line.quantity,
      options: plainOptions(line.options),
      ...(line.components
        ? {
            components: line.components.map(({ slotId, itemId, options }) => ({
              slotId,
              itemId,
              options: plainOptions(options),
            })),
          }
        : {}),
      ...(line.note.trim() ? { note: line.note.trim() } : {}),
    })),
    ...(note ? { note } : {}),
    expectedTotal: { amount: total, currency },
  };
}

/**
 * The idempotency key of a submission. It follows from the cart's content (whose key every change renews) and the
 * expected total, so a double tap or a second browser tab repeats the same request, and a changed one never does.
 */
export const idempotencyKey = (cart: Cart, total: number): string => `${cart.key}-${total}`;
