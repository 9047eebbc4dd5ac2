import { businessDay } from '#shared/time.ts';

const minute = 60_000;
const hour = 60 * minute;

export const backChoices = ['hour', 'tomorrow', 'open'] as const;

/** When a sold-out dish returns: in an hour, when the next business day begins, or when somebody says so. */
export type BackChoice = (typeof backChoices)[number];

/** The next instant (UTC ms, whole minutes) at which a business day begins: the cut-over hour, local time. */
export function nextBusinessDay(now: number, timeZone: string, cutoverHour: number): number {
  const today = businessDay(now, timeZone, cutoverHour);
  // The day changes exactly once within 26 hours, also across a change of the clocks.
  let before = Math.floor(now / minute);
  let after = before + 26 * 60;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (businessDay(middle * minute, timeZone, cutoverHour) === today) before = middle;
    else after = middle;
  }
  return after * minute;
}

/** The instant (UTC ms) a choice stands for; null = until somebody says so. */
export function backAtOf(
  choice: BackChoice,
  now: number,
  house: { timeZone: string; cutoverHour: number },
): number | null {
  switch (choice) {
    case 'hour':
      return now + hour;
    case 'tomorrow':
      return nextBusinessDay(now, house.timeZone, house.cutoverHour);
    case 'open':
      return null;
  }
}
