import { currencyExponent } from './currencies.ts';
import type { Language } from './languages.ts';

/** Minor units as a person reads them, e.g. 3800 CNY → "¥38.00". */
export function formatMoney(amount: number, currency: string, language: Language): string {
  const exponent = currencyExponent(currency);
  return new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  }).format(amount / 10 ** exponent);
}
