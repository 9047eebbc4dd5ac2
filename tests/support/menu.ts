import type { MenuResponse } from '#shared/ordering/guest-api.ts';
import type { Line } from './api.ts';

type Item = MenuResponse['categories'][number]['items'][number];

/** Every item of a menu. */
export function itemsOf(menu: MenuResponse): Item[] {
  return menu.categories.flatMap((category) => category.items);
}

/** What the sample offers in the morning only; a test must see the same at every hour. */
const morning = /^(Breakfast|早餐|早点)/;

/** An item that can be ordered just so, at any time of the day: the same one for every test. */
export function plainItem(menu: MenuResponse): Item {
  const always = { ...menu, categories: menu.categories.filter(({ name }) => !morning.test(name)) };
  const item = itemsOf(always).find(
    (i) => i.available && i.left === null && i.slots.length === 0 && i.optionGroups.every((g) => g.min === 0),
  );
  if (!item) throw new Error('the menu has no plain item');
  return item;
}

/** An item by its English name. */
export function itemNamed(menu: MenuResponse, name: string): Item {
  const item = itemsOf(menu).find((candidate) => candidate.name === name);
  if (!item)
    throw new Error(
      `no item ${name}: ${itemsOf(menu)
        .map((i) => i.name)
        .join(', ')}`,
    );
  return item;
}

/** The cheapest valid line for an item: the first options of each required group. Gives the line and its price. */
export function lineFor(item: Item, quantity = 1): { line: Line; amount: number } {
  const options = item.optionGroups.flatMap((group) =>
    group.options
      .filter((option) => option.available)
      .slice(0, group.min)
      .map((option) => ({ groupId: group.id, optionId: option.id, delta: option.priceDelta.amount })),
  );
  const unit = options.reduce((sum, option) => sum + option.delta, item.price.amount);
  return {
    line: { itemId: item.id, quantity, options: options.map(({ groupId, optionId }) => ({ groupId, optionId })) },
    amount: unit * quantity,
  };
}
