/** How long a report reaches. */
export const periodKinds = ['day', 'week', 'month', 'custom'] as const;
export type PeriodKind = (typeof periodKinds)[number];

/** Business days, both ends included. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

const dayMs = 86_400_000;

function toMs(day: string): number {
  return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)));
}

/** Whether a text is a day of the calendar, YYYY-MM-DD, in the years reports know (2000 … 2199). */
export function isBusinessDay(text: string): boolean {
  if (!/^2[01]\d\d-\d\d-\d\d$/.test(text)) return false;
  const at = toMs(text);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
}

/** A day so many days later (or earlier). */
export function shiftDay(day: string, days: number): string {
  return new Date(toMs(day) + days * dayMs).toISOString().slice(0, 10);
}

/** Day of the week of a day, 0 (Sunday) … 6. */
export function weekdayOf(day: string): number {
  return new Date(toMs(day)).getUTCDay();
}

/** How many days a span has. */
export function daysIn({ from, to }: Span): number {
  return Math.round((toMs(to) - toMs(from)) / dayMs) + 1;
}

/** The day, the week (from Monday) or the month a day lies in. */
export function periodAround(kind: Exclude<PeriodKind, 'custom'>, day: string): Span {
  if (kind === 'day') return { from: day, to: day };
  if (kind === 'week') {
    const from = shiftDay(day, -((weekdayOf(day) + 6) % 7));
    return { from, to: shiftDay(from, 6) };
  }
  const from = `${day.slice(0, 7)}-01`;
  return { from, to: shiftDay(nextMonth(from), -1) };
}

function nextMonth(first: string): string {
  return `${shiftDay(first, 32).slice(0, 7)}-01`;
}

/** The period before or after, of the same kind; a custom one moves by its own length. */
export function neighbour(kind: PeriodKind, span: Span, direction: -1 | 1): Span {
  if (kind === 'month') {
    return periodAround('month', direction < 0 ? shiftDay(span.from, -1) : nextMonth(span.from));
  }
  const length = daysIn(span) * direction;
  return { from: shiftDay(span.from, length), to: shiftDay(span.to, length) };
}

/**
 * What a period is compared with: a day with the same day of the week before (a Tuesday says little about a Saturday),
 * any other with the one directly before it.
 */
export function comparedWith(kind: PeriodKind, span: Span): Span {
  if (kind !== 'day') return neighbour(kind, span, -1);
  return { from: shiftDay(span.from, -7), to: shiftDay(span.to, -7) };
}
