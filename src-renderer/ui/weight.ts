import type { Language } from '#shared/languages.ts';

/** What something weighs, as scales say it: "0.730 kg". */
export function formatKilograms(grams: number, language: Language): string {
  const style = { style: 'unit', unit: 'kilogram', minimumFractionDigits: 3, maximumFractionDigits: 3 } as const;
  return new Intl.NumberFormat(language, style).format(grams / 1000);
}
