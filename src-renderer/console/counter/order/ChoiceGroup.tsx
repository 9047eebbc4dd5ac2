import { Group } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { localize } from '#shared/languages.ts';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { useMoney } from '../../../ui/money.tsx';
import { type Choice, chosenIn, type OptionGroup, stepOption, toggleOption } from './cart.ts';
import { Stepper } from './Stepper.tsx';

/** One question about a dish, its options as tiles. */
export function ChoiceGroup({
  group,
  options,
  currency,
  onChange,
}: {
  group: OptionGroup;
  options: readonly Choice[];
  currency: string;
  onChange: (options: Choice[]) => void;
}) {
  const { t } = useTranslation();
  const format = useMoney();
  const language = currentLanguage();
  const { min, max } = group;
  const rule =
    min === max
      ? t(($) => $.counter.order.choose, { min })
      : min === 0
        ? t(($) => $.counter.order.chooseUpTo, { max })
        : t(($) => $.counter.order.chooseBetween, { min, max });
  const full = chosenIn(options, group.id) >= max;
  return (
    <fieldset className="option-group">
      <legend>
        <Group gap="xs">
          <span className="option-group-name">{localize(group.name, language)}</span>
          <span className="option-group-rule">{rule}</span>
        </Group>
      </legend>
      <div className="option-tiles">
        {group.options.map((option) => {
          const chosen = options.find((o) => o.groupId === group.id && o.optionId === option.id);
          const name = localize(option.name, language);
          return (
            <div key={option.id} className="option">
              <button
                type="button"
                className="option-tile pressable"
                aria-pressed={chosen !== undefined}
                disabled={!option.available || (full && max > 1 && !chosen)}
                onClick={() => onChange(toggleOption(options, group, option.id))}
              >
                {chosen && <IconCheck size={18} aria-hidden />}
                <span>{name}</span>
                {!option.available && <span className="dish-off">{t(($) => $.counter.order.soldOut)}</span>}
                {option.priceDelta !== 0 && (
                  <span className="option-price number">
                    {option.priceDelta > 0 ? '+' : ''}
                    {format(option.priceDelta, currency)}
                  </span>
                )}
              </button>
              {chosen && option.maxQuantity > 1 && (
                <Stepper
                  label={name}
                  value={chosen.quantity}
                  max={Math.min(option.maxQuantity, chosen.quantity + max - chosenIn(options, group.id))}
                  onChange={(by) => onChange(stepOption(options, group, option.id, by))}
                />
              )}
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}
