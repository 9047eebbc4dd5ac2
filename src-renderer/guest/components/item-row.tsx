import { limits, type MenuItem } from '../cart.ts';
import { useNow, useSpeech } from '../context.ts';
import type { Messages } from '../messages.ts';
import { FoodMarks } from './food-marks.tsx';
import { Icon } from './icons.tsx';
import { Picture } from './picture.tsx';

/** Whether a dish has something to decide before it can be ordered. */
const needsChoice = (item: MenuItem) => item.slots.length > 0 || item.optionGroups.some((group) => group.min > 0);
const hasChoice = (item: MenuItem) => item.slots.length > 0 || item.optionGroups.length > 0;

/** What a dish costs in words: by the portion, by the kilogram, or at the price of the day. */
export function priceWords(item: MenuItem, price: string, t: Messages): string {
  return { fixed: price, weight: t.perKilogram(price), market: t.marketPrice }[item.pricing];
}

interface ItemRowProps {
  readonly item: MenuItem;
  readonly inCart: number;
  readonly onOpen: (item: MenuItem) => void;
  readonly onAdd: (item: MenuItem) => void;
}

/** A dish on the menu: the whole row opens it, the plus adds it where nothing needs choosing. */
export function ItemRow({ item, inCart, onOpen, onAdd }: ItemRowProps) {
  const { t, format } = useSpeech();
  const price = priceWords(item, format.money(item.price.amount), t);
  const varies =
    item.optionGroups.some((group) => group.min > 0 && group.options.some((o) => o.priceDelta.amount > 0)) ||
    item.slots.some((slot) => slot.choices.some((choice) => choice.priceDelta.amount > 0));
  return (
    <li class={`item ${item.available ? '' : 'off'}`}>
      <div class="item-text">
        <h3>
          <button type="button" class="item-open" onClick={() => onOpen(item)}>
            <bdi>{item.name}</bdi>
          </button>
        </h3>
        {item.description && (
          <p class="item-about" dir="auto">
            {item.description}
          </p>
        )}
        <p class="item-price">
          <span class="price">{varies ? t.from(price) : price}</span>
          <Availability item={item} />
        </p>
        <FoodMarks tags={item.tags} allergens={item.allergens} />
      </div>
      <div class="item-side">
        <Picture src={item.picture?.small ?? null} kind="row" />
        {item.available && !hasChoice(item) && inCart < (item.left ?? limits.quantity) && (
          <button type="button" class="item-add" aria-label={t.addPlain(item.name)} onClick={() => onAdd(item)}>
            <Icon name="plus" />
          </button>
        )}
        {item.available && hasChoice(item) && (
          <span class={`item-choose ${needsChoice(item) ? 'must' : ''}`} aria-hidden="true">
            {t.choose}
          </span>
        )}
        {inCart > 0 && (
          <span class="item-count">
            <span aria-hidden="true">{inCart}</span>
            <span class="sr-only">{t.inCart(inCart)}</span>
          </span>
        )}
      </div>
    </li>
  );
}

const looks = { sold_out: 'x', not_served_now: 'clock', at_counter: 'hand' } as const;

/** Sold out, out of its hours, ordered from the staff, or nearly gone, in words. */
export function Availability({ item }: { item: MenuItem }) {
  const { t, format } = useSpeech();
  const now = useNow();
  if (item.available) return item.left === null ? null : <span class="pill amber">{t.left(item.left)}</span>;
  return (
    <span class="pill grey">
      <Icon name={looks[item.unavailable ?? 'sold_out']} size={14} />
      {{ sold_out: t.soldOut, not_served_now: t.notServedNow, at_counter: t.atCounter }[item.unavailable ?? 'sold_out']}
      {item.backAt !== null && ` · ${t.backAt(format.clock(item.backAt, now))}`}
    </span>
  );
}
