import { useMemo } from 'preact/hooks';
import type { MenuResponse } from '#shared/ordering/guest-api.ts';
import type { Cart, MenuItem } from '../cart.ts';
import { sectionId } from './chips.tsx';
import { ItemRow } from './item-row.tsx';

interface MenuListProps {
  readonly categories: MenuResponse['categories'];
  readonly cart: Cart;
  readonly onOpen: (item: MenuItem) => void;
  readonly onAdd: (item: MenuItem) => void;
}

export function MenuList({ categories, cart, onOpen, onAdd }: MenuListProps) {
  const counts = new Map<string, number>();
  for (const line of cart.lines) counts.set(line.itemId, (counts.get(line.itemId) ?? 0) + line.quantity);
  return (
    <>
      {categories.map((category) => (
        <section key={category.id} id={sectionId(category.id)} class="section">
          <h2>
            <bdi>{category.name}</bdi>
          </h2>
          <ul class="items">
            {category.items.map((item) => (
              <SteadyRow key={item.id} item={item} inCart={counts.get(item.id) ?? 0} onOpen={onOpen} onAdd={onAdd} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

interface SteadyRowProps {
  readonly item: MenuItem;
  readonly inCart: number;
  readonly onOpen: (item: MenuItem) => void;
  readonly onAdd: (item: MenuItem) => void;
}

/** Five hundred rows stay as they are while one dish's count changes; a language switch reaches them by context. */
function SteadyRow({ item, inCart, onOpen, onAdd }: SteadyRowProps) {
  return useMemo(
    () => <ItemRow item={item} inCart={inCart} onOpen={onOpen} onAdd={onAdd} />,
    [item, inCart, onOpen, onAdd],
  );
}
