import { currencyExponent } from '#shared/currencies.ts';
import type { Language } from '#shared/languages.ts';
import type { Span } from '#shared/reports/period.ts';

const noon = (day: string) => Date.parse(`${day}T12:00:00Z`);

/** "Fri, 20 Nov 2026", or both ends of a longer span. */
export function formatSpan({ from, to }: Span, language: Language): string {
  const format = new Intl.DateTimeFormat(language, {
    weekday: from === to ? 'short' : undefined,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
  return from === to ? format.format(noon(from)) : format.formatRange(noon(from), noon(to));
}

/** "Fri 20 Nov", for an axis. */
export function formatDay(day: string, language: Language): string {
  const options = { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(language, options).format(noon(day));
}

/** "18:00–19:00". */
export function formatHour(hour: number): string {
  const two = (of: number) => String(of % 24).padStart(2, '0');
  return `${two(hour)}:00–${two(hour + 1)}:00`;
}

/** The name of a day of the week, 0 (Sunday) … 6. */
export function formatWeekday(weekday: number, language: Language, length: 'long' | 'short' = 'long'): string {
  return new Intl.DateTimeFormat(language, { weekday: length, timeZone: 'UTC' }).format(Date.UTC(2026, 0, 4 + weekday));
}

/** A share of a whole as "62 %"; "—" of nothing. */
export function formatShare(part: number, whole: number, language: Language): string {
  if (whole === 0) return '—';
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(part / whole);
}

/** A short amount for an axis: "1.2K", without a sign of currency. */
export function formatShort(amount: number, currency: string, language: Language): string {
  const units = amount / 10 ** currencyExponent(currency);
  return new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 }).format(units);
}
