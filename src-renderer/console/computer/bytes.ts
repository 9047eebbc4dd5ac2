import type { Language } from '#shared/languages.ts';

/** A size in megabytes, as people read it; with one digit below ten. */
export function formatBytes(bytes: number, language: Language): string {
  const megabytes = bytes / 1_000_000;
  const maximumFractionDigits = megabytes < 10 ? 1 : 0;
  return new Intl.NumberFormat(language, { style: 'unit', unit: 'megabyte', maximumFractionDigits }).format(megabytes);
}
