import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import type { Money as MoneyAmount } from '#shared/money.ts';
import { formatMoney } from '#shared/money-format.ts';
import { currentLanguage } from './i18n/i18n.ts';

/** Gives a formatter of minor units in the console's language: `format(3800, 'CNY')` is "¥38.00". */
export function useMoney(): (amount: number, currency: string) => string {
  useTranslation();
  const language = currentLanguage();
  return (amount, currency) => formatMoney(amount, currency, language);
}

/** An amount of money in tabular figures, never broken across lines. */
export function Money({
  value,
  className = '',
  style,
}: {
  value: MoneyAmount;
  className?: string;
  style?: CSSProperties;
}) {
  const format = useMoney();
  return (
    <span className={`number ${className}`} style={style}>
      {format(value.amount, value.currency)}
    </span>
  );
}
