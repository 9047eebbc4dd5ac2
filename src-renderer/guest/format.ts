import type { Language } from '#shared/languages.ts';

/** Formats amounts and times in one language and currency. */
export interface Formats {
  /** Minor units as money, e.g. 3800 → "¥38.00". */
  readonly money: (amount: number) => string;
  /** A surcharge with its sign, e.g. "+¥2.00". */
  readonly delta: (amount: number) => string;
  /** Parts per million as a percentage, e.g. 60000 → "6%". */
  readonly percent: (ppm: number) => string;
  /** An instant: relative under an hour ("4 min ago"), else the time of day. */
  readonly since: (at: number, now: number) => string;
  readonly clock: (at: number, now: number) => string;
}

/** Makes the formats; `exponent` is the number of decimals of the currency's minor unit. */
export function createFormats(language: Language, currency: string, exponent: number, justNow: string): Formats {
  const inCurrency = {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  } as const;
  const money = new Intl.NumberFormat(language, inCurrency);
  const signed = new Intl.NumberFormat(language, { ...inCurrency, signDisplay: 'exceptZero' });
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 2 });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const dateAndTime = new Intl.DateTimeFormat(language, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const clock = (at: number, now: number) => (Math.abs(at - now) < 12 * 3_600_000 ? time : dateAndTime).format(at);
  return {
    money: (amount) => money.format(amount / 10 ** exponent),
    delta: (amount) => signed.format(amount / 10 ** exponent),
    percent: (ppm) => percent.format(ppm / 1_000_000),
    since(at, now) {
      const minutes = Math.floor(Math.max(0, now - at) / 60_000);
      if (minutes < 1) return justNow;
      return minutes < 60 ? relative.format(-minutes, 'minute') : clock(at, now);
    },
    clock,
  };
}
