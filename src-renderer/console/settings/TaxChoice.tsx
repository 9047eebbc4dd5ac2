import { SegmentedControl, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { currencyExponent } from '#shared/currencies.ts';
import type { OrderingSettings } from '#shared/ordering/entities.ts';
import { priceOrder } from '#shared/ordering/pricing.ts';
import { useMoney } from '../../ui/money.tsx';

interface TaxModeChoiceProps {
  readonly value: OrderingSettings['taxMode'];
  readonly onChange: (value: OrderingSettings['taxMode']) => void;
}

/** Whether the menu's prices contain the tax. */
export function TaxModeChoice({ value, onChange }: TaxModeChoiceProps) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      size="md"
      fullWidth
      aria-label={t(($) => $.settings.tax.mode)}
      value={value}
      onChange={(mode) => onChange(mode === 'exclusive' ? 'exclusive' : 'inclusive')}
      data={[
        { value: 'inclusive', label: t(($) => $.settings.tax.inclusive) },
        { value: 'exclusive', label: t(($) => $.settings.tax.exclusive) },
      ]}
    />
  );
}

/** What a guest pays for a dish of 100, by the product's own pricing. */
export function TaxSentence({
  taxMode,
  ppm,
  currency,
}: {
  taxMode: OrderingSettings['taxMode'];
  ppm: number;
  currency: string;
}) {
  const { t } = useTranslation();
  const format = useMoney();
  const unitPrice = 100 * 10 ** currencyExponent(currency);
  const line = { unitPrice, quantity: 1, options: [], taxClass: 'example' };
  const rules = { taxMode, taxClasses: [{ id: 'example', eatInPpm: ppm, takeAwayPpm: ppm }] };
  const quote = priceOrder([line], rules, 'eat_in');
  return (
    <Text className="hint" aria-live="polite">
      {t(($) => $.settings.tax.example, {
        price: format(unitPrice, currency),
        total: format(quote.total, currency),
        tax: format(quote.tax, currency),
      })}
    </Text>
  );
}
