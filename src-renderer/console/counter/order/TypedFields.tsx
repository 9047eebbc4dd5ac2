import { NumberInput } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { MoneyField } from '../../../ui/MoneyField.tsx';
import type { Dish } from './cart.ts';

/** What the staff type for a dish that is weighed or has the price of the day; `unitPrice` is NaN while unreadable. */
export interface Typed {
  readonly weightGrams: number | undefined;
  readonly unitPrice: number | undefined;
}

const maxGrams = 100_000;

/** What is still to be typed, by its name. */
export function missingTyped(dish: Dish, typed: Typed, t: TFunction): string[] {
  if (dish.pricing === 'weight' && typed.weightGrams === undefined) return [t(($) => $.counter.order.weight)];
  const isPriced = typed.unitPrice !== undefined && !Number.isNaN(typed.unitPrice);
  return dish.pricing === 'market' && !isPriced ? [t(($) => $.counter.order.todaysPrice)] : [];
}

interface TypedFieldsProps {
  readonly dish: Dish;
  readonly typed: Typed;
  readonly currency: string;
  readonly onChange: (typed: Typed) => void;
}

/** The weight of a weighed dish, in grams as the scales show it, or the price of the day. */
export function TypedFields({ dish, typed, currency, onChange }: TypedFieldsProps) {
  const { t } = useTranslation();
  if (dish.pricing === 'weight') {
    return (
      <NumberInput
        data-autofocus
        size="lg"
        label={t(($) => $.counter.order.weight)}
        suffix=" g"
        min={1}
        max={maxGrams}
        clampBehavior="strict"
        allowDecimal={false}
        allowNegative={false}
        hideControls
        value={typed.weightGrams ?? ''}
        onChange={(value) =>
          onChange({ ...typed, weightGrams: typeof value === 'number' && value > 0 ? value : undefined })
        }
      />
    );
  }
  if (dish.pricing === 'market') {
    return (
      <MoneyField
        label={t(($) => $.counter.order.todaysPrice)}
        value={typed.unitPrice ?? null}
        currency={currency}
        onChange={(unitPrice) => onChange({ ...typed, unitPrice: unitPrice ?? undefined })}
      />
    );
  }
  return null;
}
