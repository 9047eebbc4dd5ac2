import type { Board } from '#shared/relay/board.ts';
import { businessDay } from '#shared/time.ts';

const minute = 60_000;

/**
 * When a pre-order expires (UTC ms): after the minutes the house allows, and in any case at the end of the business day it
 * was made on.
 */
export function preOrderDeadline(
  { preOrderMinutes, timeZone, cutoverHour }: Pick<Board, 'preOrderMinutes' | 'timeZone' | 'cutoverHour'>,
  at: number,
): number {
  const day = businessDay(at, timeZone, cutoverHour);
  const isSameDay = (minutes: number) => businessDay(at + minutes * minute, timeZone, cutoverHour) === day;
  if (isSameDay(preOrderMinutes)) return at + preOrderMinutes * minute;
  // The last minute that is still of this day: days have 23 to 25 hours, so it is looked for and not reckoned.
  let same = 0;
  let next = preOrderMinutes;
  while (next - same > 1) {
    const middle = Math.floor((same + next) / 2);
    if (isSameDay(middle)) same = middle;
    else next = middle;
  }
  return at + next * minute;
}
