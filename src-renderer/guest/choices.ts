import type { CartComponent, CartLine, CartOption, MenuItem, MenuItems } from './cart.ts';

/** What a dish starts with: the house's presets, and choices that leave nothing to choose. */
export function firstOptions(item: MenuItem): CartOption[] {
  return item.optionGroups.flatMap((group) => {
    const available = group.options.filter((option) => option.available);
    const [only] = available;
    const isSettled = group.min === 1 && available.length === 1 && only !== undefined;
    const chosen = isSettled ? [only] : available.filter((option) => option.preset).slice(0, group.max);
    return chosen.map((option) => ({ groupId: group.id, optionId: option.id, quantity: 1 }));
  });
}

/** What of an earlier choice the menu still offers. */
export function stillOffered(item: MenuItem, options: readonly CartOption[]): CartOption[] {
  return options.filter(({ groupId, optionId }) =>
    item.optionGroups.some(
      (group) => group.id === groupId && group.options.some((o) => o.id === optionId && o.available),
    ),
  );
}

/** What a combo starts with: its fixed parts, and what of an earlier choice is still to be had. */
export function firstComponents(combo: MenuItem, line: CartLine | null, items: MenuItems): CartComponent[] {
  return combo.slots.flatMap((slot) => {
    const earlier = line?.components?.find(({ slotId }) => slotId === slot.id);
    const open = slot.choices.filter(({ itemId }) => items.get(itemId)?.available);
    const chosen = open.find(({ itemId }) => itemId === earlier?.itemId) ?? (open.length === 1 ? open[0] : undefined);
    const item = chosen && items.get(chosen.itemId);
    if (!item) return [];
    const kept = earlier?.itemId === item.id ? stillOffered(item, earlier.options) : firstOptions(item);
    return [{ slotId: slot.id, itemId: item.id, options: kept }];
  });
}

/** The chosen options, and the dishes of a combo with theirs, in words. */
export function choiceWords(
  item: MenuItem | undefined,
  line: Pick<CartLine, 'options' | 'components'>,
  items: MenuItems,
): string {
  const parts = (line.components ?? []).flatMap(({ slotId, itemId, options }) => {
    const part = items.get(itemId);
    if (!part) return [];
    const quantity = item?.slots.find(({ id }) => id === slotId)?.choices.find((c) => c.itemId === itemId)?.quantity;
    const words = optionWords(part, options);
    const name = quantity && quantity > 1 ? `${quantity} × ${part.name}` : part.name;
    return [words ? `${name} (${words})` : name];
  });
  return [...parts, optionWords(item, line.options)].filter(Boolean).join(' · ');
}

function optionWords(item: MenuItem | undefined, options: readonly CartOption[]): string {
  const names = new Map(item?.optionGroups.flatMap((group) => group.options).map((option) => [option.id, option.name]));
  return options
    .flatMap(({ optionId, quantity }) => {
      const name = names.get(optionId);
      return name === undefined ? [] : [quantity > 1 ? `${quantity} × ${name}` : name];
    })
    .join(' · ');
}
