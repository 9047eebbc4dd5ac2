import { periodAround } from '../reports/period.ts';
import { businessDay } from '../time.ts';

/** A copy as rotation sees it. */
export interface RotatingCopy {
  readonly name: string;
  /** UTC ms. */
  readonly madeAt: number;
  /** Whether it was found whole and has not been found otherwise since. */
  readonly good: boolean;
}

/** How many copies of each kind are kept. */
export interface Keeping {
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

/** A week of days, a month of weeks, a year of months: at most 23 copies. */
export const usualKeeping: Keeping = { daily: 7, weekly: 4, monthly: 12 };

/**
 * The copies that may go: all but the newest good one of each of the latest business days, weeks and months that have
 * one (grandfather, father, son). What is not good stands in nobody's place and is left for a person; so is what a wrong
 * clock dated after `now`. The newest good copy never goes.
 */
export function outdatedCopies(
  copies: readonly RotatingCopy[],
  { now, timeZone, cutoverHour, keeping }: { now: number; timeZone: string; cutoverHour: number; keeping: Keeping },
): string[] {
  const newestFirst = copies
    .filter(({ good, madeAt }) => good && madeAt <= now)
    .toSorted((a, b) => b.madeAt - a.madeAt || (a.name < b.name ? 1 : -1))
    .map(({ name, madeAt }) => ({ name, date: businessDay(madeAt, timeZone, cutoverHour) }));
  const kept = new Set(newestFirst.slice(0, 1).map(({ name }) => name));
  const keep = (count: number, periodOf: (date: string) => string) => {
    const periods = new Set<string>();
    for (const { name, date } of newestFirst) {
      if (periods.has(periodOf(date))) continue;
      if (periods.size === count) return;
      periods.add(periodOf(date));
      kept.add(name);
    }
  };
  keep(keeping.daily, (date) => date);
  keep(keeping.weekly, (date) => periodAround('week', date).from);
  keep(keeping.monthly, (date) => periodAround('month', date).from);
  return newestFirst.filter(({ name }) => !kept.has(name)).map(({ name }) => name);
}
