import { Group } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { useMoney } from '../../../ui/money.tsx';
import { ChoiceGroup } from './ChoiceGroup.tsx';
import { type Dish, firstChoices, groupsOf, type MenuDetail, type Part } from './cart.ts';

interface SlotQuestionProps {
  readonly slot: Dish['slots'][number];
  readonly menu: MenuDetail;
  readonly part: Part | undefined;
  readonly currency: string;
  readonly onChange: (part: Part) => void;
}

/** One part of a combo: its dishes as tiles, and what the chosen one itself asks. */
export function SlotQuestion({ slot, menu, part, currency, onChange }: SlotQuestionProps) {
  const { t } = useTranslation();
  const format = useMoney();
  const language = currentLanguage();
  const isFixed = slot.choices.length === 1;
  const chosen = menu.items.find(({ id }) => id === part?.itemId);
  return (
    <div>
      <fieldset className="option-group">
        <legend>
          <Group gap="xs">
            <span className="option-group-name">{localize(slot.name, language)}</span>
            <span className="option-group-rule">
              {isFixed ? t(($) => $.counter.order.included) : t(($) => $.counter.order.choose, { min: 1 })}
            </span>
          </Group>
        </legend>
        <div className="option-tiles">
          {slot.choices.map(({ itemId, priceDelta, quantity }) => {
            const item = menu.items.find(({ id }) => id === itemId);
            if (!item) return null;
            const isChosen = part?.itemId === itemId;
            const name = localize(item.name, language);
            return (
              <div key={itemId} className="option">
                <button
                  type="button"
                  className="option-tile pressable"
                  aria-pressed={isChosen}
                  disabled={item.unavailable !== null}
                  onClick={() => {
                    if (!isChosen) onChange({ slotId: slot.id, itemId, options: firstChoices(groupsOf(menu, item)) });
                  }}
                >
                  {isChosen && <IconCheck size={18} aria-hidden />}
                  <span>{quantity > 1 ? `${name} ×${quantity}` : name}</span>
                  {item.unavailable !== null && (
                    <span className="dish-off">
                      {item.unavailable === 'sold_out'
                        ? t(($) => $.counter.order.soldOut)
                        : t(($) => $.counter.order.notServedNow)}
                    </span>
                  )}
                  {priceDelta !== 0 && (
                    <span className="option-price number">
                      {priceDelta > 0 ? '+' : ''}
                      {format(priceDelta, currency)}
                    </span>
                  )}
                </button>
              </div>
            );
          })}
        </div>
      </fieldset>
      {part &&
        chosen &&
        groupsOf(menu, chosen).map((group) => (
          <ChoiceGroup
            key={`${chosen.id} ${group.id}`}
            group={group}
            options={part.options}
            currency={currency}
            onChange={(options) => onChange({ ...part, options })}
          />
        ))}
    </div>
  );
}
