import { useTranslation } from 'react-i18next';
import type { DishCount } from './board.ts';

interface AllDayProps {
  readonly dishes: readonly DishCount[];
  /** The dish whose tickets are shown first, if any. */
  readonly chosen: string | null;
  readonly onChoose: (key: string | null) => void;
}

/** How many of each dish are still to be cooked, over all tickets; a tap shows where they are. */
export function AllDay({ dishes, chosen, onChoose }: AllDayProps) {
  const { t } = useTranslation();
  const separator = t(($) => $.common.listSeparator);
  return (
    <aside className="all-day" aria-label={t(($) => $.kitchen.allDay)}>
      <h2>{t(($) => $.kitchen.allDay)}</h2>
      {dishes.length === 0 && <p className="kitchen-none">{t(($) => $.kitchen.allDayEmpty)}</p>}
      <ul>
        {dishes.map((dish) => (
          <li key={dish.key}>
            <button
              type="button"
              className="all-day-dish"
              aria-pressed={dish.key === chosen}
              onClick={() => onChoose(dish.key === chosen ? null : dish.key)}
            >
              <b>{dish.count}</b>
              <span>
                {dish.name}
                {dish.options.length > 0 && (
                  <small>
                    {dish.options.map((o) => (o.quantity > 1 ? `${o.name} ×${o.quantity}` : o.name)).join(separator)}
                  </small>
                )}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </aside>
  );
}
