import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { currencyExponent } from '#shared/currencies.ts';
import { parseAmount, toDecimalString } from '#shared/money.ts';
import { parseSignedAmount } from './amounts.ts';
import { currentLanguage } from './i18n/i18n.ts';

/** The short sign of a currency, "¥". */
export function currencySign(currency: string): string {
  const parts = new Intl.NumberFormat(currentLanguage(), {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  return parts.formatToParts(0).find((part) => part.type === 'currency')?.value ?? currency;
}

interface MoneyFieldProps {
  readonly label: string;
  /** Minor units; null while nothing is typed, NaN while what is typed is no amount. */
  readonly value: number | null;
  readonly onChange: (amount: number | null) => void;
  readonly currency: string;
  readonly signed?: boolean;
  readonly hideLabel?: boolean;
  readonly placeholder?: string;
}

/** An amount typed in major units ("12.50"), kept in minor units. */
export function MoneyField({ label, value, onChange, currency, signed, hideLabel, placeholder }: MoneyFieldProps) {
  const { t } = useTranslation();
  const exponent = currencyExponent(currency);
  const [text, setText] = useState(value === null || Number.isNaN(value) ? '' : toDecimalString(value, exponent));
  const read = (typed: string) => (signed ? parseSignedAmount(typed, exponent) : parseAmount(typed, exponent));
  // The value may also change from outside, when changes are discarded.
  const typedAmount = text.trim() === '' ? null : (read(text) ?? Number.NaN);
  const isOurs = Number.isNaN(value) || Object.is(typedAmount, value);
  const shown = isOurs ? text : value === null ? '' : toDecimalString(value, exponent);
  const unreadable = isOurs && Number.isNaN(typedAmount);
  const example = toDecimalString(1250 * 10 ** Math.max(0, exponent - 2), exponent);
  return (
    <TextInput
      size="md"
      inputMode={exponent === 0 ? 'numeric' : 'decimal'}
      {...(hideLabel ? { 'aria-label': label } : { label })}
      leftSection={currencySign(currency)}
      value={shown}
      placeholder={placeholder}
      error={unreadable ? t(($) => $.office.unreadableAmount, { example }) : undefined}
      styles={{ input: { textAlign: 'right', fontVariantNumeric: 'tabular-nums' } }}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        setText(typed);
        onChange(typed.trim() === '' ? null : (read(typed) ?? Number.NaN));
      }}
      onBlur={() => {
        const amount = read(text);
        if (amount !== undefined) setText(toDecimalString(amount, exponent));
      }}
    />
  );
}
