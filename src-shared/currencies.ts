import * as iso4217 from 'dinero.js/currencies';

interface CurrencyEntry {
  readonly code: string;
  readonly base: number | readonly number[];
  readonly exponent: number;
}

const byCode = new Map<string, CurrencyEntry>(
  Object.values(iso4217)
    .map((entry) => entry as CurrencyEntry)
    .filter((entry) => entry.base === 10)
    .map((entry) => [entry.code, entry]),
);

/** Every decimal ISO 4217 currency code the product can work in. */
export const currencyCodes: readonly string[] = [...byCode.keys()].sort();

/** Number of decimals of an ISO 4217 currency (CNY 2, JPY 0, KWD 3). Throws RangeError for an unknown code. */
export function currencyExponent(code: string): number {
  const entry = byCode.get(code);
  if (!entry) throw new RangeError(`unknown currency ${code}`);
  return entry.exponent;
}

/** ISO 4217 numeric codes of the currencies EMV merchant codes are used with. */
const numericCodes: Readonly<Record<string, string>> = {
  AUD: '036',
  BRL: '986',
  CAD: '124',
  CHF: '756',
  CNY: '156',
  EUR: '978',
  GBP: '826',
  HKD: '344',
  IDR: '360',
  INR: '356',
  JPY: '392',
  KHR: '116',
  KRW: '410',
  KWD: '414',
  LAK: '418',
  LKR: '144',
  MMK: '104',
  MOP: '446',
  MYR: '458',
  NPR: '524',
  PHP: '608',
  SGD: '702',
  THB: '764',
  TWD: '901',
  USD: '840',
  VND: '704',
};

/** ISO 4217 numeric code of a currency, where EMV merchant codes know it. */
export function currencyNumericCode(code: string): string | undefined {
  return numericCodes[code];
}
