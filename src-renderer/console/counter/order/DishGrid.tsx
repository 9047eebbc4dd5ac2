import { Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { Money, useMoney } from '../../../ui/money.tsx';
import { DishPicture } from '../../menu/DishPicture.tsx';
import { type Dish, findDishes, type MenuDetail } from './cart.ts';

/** What a dish costs: by the portion, by the kilogram, or whatever is typed when it is ordered. */
function DishPrice({ dish, currency }: { dish: Dish; currency: string }) {
  const { t } = useTranslation();
  const format = useMoney();
  if (dish.pricing === 'market') return t(($) => $.counter.order.marketPrice);
  if (dish.pricing === 'weight')
    return t(($) => $.counter.order.perKilogram, { price: format(dish.priceNow, currency) });
  return <Money value={{ amount: dish.priceNow, currency }} />;
}

/** Categories, search, and the dishes as tiles; what cannot be ordered now says why. */
export function DishGrid({
  menu,
  counts,
  currency,
  disabled,
  onPick,
}: {
  menu: MenuDetail;
  counts: ReadonlyMap<string, number>;
  currency: string;
  disabled: boolean;
  onPick: (dish: Dish) => void;
}) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const [categoryId, setCategory] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const dishes = findDishes(menu, categoryId, typed);
  return (
    <div className="dishes">
      <div className="dishes-head">
        <TextInput
          size="md"
          className="dishes-search"
          aria-label={t(($) => $.counter.order.find)}
          placeholder={t(($) => $.counter.order.find)}
          leftSection={<IconSearch size={18} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <fieldset className="categories" aria-label={t(($) => $.counter.order.categories)}>
          {[
            { id: null, name: t(($) => $.counter.order.allDishes) },
            ...menu.categories.map(({ id, name }) => ({ id, name: localize(name, language) })),
          ].map((category) => (
            <button
              key={category.id ?? 'all'}
              type="button"
              className="choice category pressable"
              aria-pressed={typed === '' && category.id === categoryId}
              onClick={() => {
                setTyped('');
                setCategory(category.id);
              }}
            >
              {category.name}
            </button>
          ))}
        </fieldset>
      </div>
      <div className="dish-tiles">
        {dishes.map((dish) => (
          <button
            key={dish.id}
            type="button"
            className="dish pressable"
            disabled={disabled || dish.unavailable !== null}
            onClick={() => onPick(dish)}
          >
            {dish.picture && (
              <DishPicture
                key={dish.picture}
                picture={dish.picture}
                size="small"
                alt=""
                width={60}
                height={60}
                loading="lazy"
              />
            )}
            <span className="dish-words">
              <span className="dish-name">{localize(dish.name, language)}</span>
              <span className="dish-foot">
                {dish.unavailable === null ? (
                  <DishPrice dish={dish} currency={currency} />
                ) : (
                  <span className="dish-off">
                    {dish.unavailable === 'sold_out'
                      ? t(($) => $.counter.order.soldOut)
                      : t(($) => $.counter.order.notServedNow)}
                  </span>
                )}
                {dish.unavailable === null && dish.stock !== null && (
                  <span className="dish-left">{t(($) => $.counter.order.left, { count: dish.stock })}</span>
                )}
              </span>
            </span>
            {(counts.get(dish.id) ?? 0) > 0 && <span className="dish-count">{counts.get(dish.id)}</span>}
          </button>
        ))}
      </div>
      {dishes.length === 0 && (
        <Text size="md" c="dimmed" p="lg" ta="center">
          {typed ? t(($) => $.common.nothingFound, { text: typed }) : t(($) => $.counter.order.menuEmpty)}
        </Text>
      )}
    </div>
  );
}
