/** An hour of the day as clocks show it. */
export const clockText = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** How long ago something was, in its largest unit ("3 days ago"). */
export function agoText(at: number, now: number, language: string): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const age = Math.max(0, now - at);
  for (const [unit, ms] of units) if (age >= ms) return format.format(-Math.floor(age / ms), unit);
  return format.format(0, 'minute');
}
