import { z } from 'zod';
import { toLocalTime } from '../time.ts';

/** When copies are made: each day at an hour of the house's clock, or so many hours after the last one. */
const backupTimesSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('daily'), hour: z.int().min(0).max(23) }),
  z.object({ kind: z.literal('every'), hours: z.int().min(1).max(24) }),
]);
export type BackupTimes = z.infer<typeof backupTimesSchema>;

/** Where scheduled backups go and when they are made. */
export const backupPlanSchema = z.object({ folder: z.string().trim().min(1).max(1_000), times: backupTimesSchema });
export type BackupPlan = z.infer<typeof backupPlanSchema>;

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A time of day on a zone's wall, written as if it were UTC (ms, to the minute). */
function wallOf(at: number, timeZone: string): number {
  const { date, minuteOfDay } = toLocalTime(at, timeZone);
  return Date.parse(date) + minuteOfDay * minute;
}

const offsetAt = (at: number, timeZone: string) => wallOf(at, timeZone) - Math.floor(at / minute) * minute;

/** The instant at which a wall shows a time: the first of two where clocks go back, the one after where they skip it. */
function instantOf(wall: number, timeZone: string): number {
  const guesses = [wall - day, wall + day].map((near) => wall - offsetAt(near, timeZone));
  const fitting = guesses.filter((at) => wallOf(at, timeZone) === wall);
  return fitting.length > 0 ? Math.min(...fitting) : Math.max(...guesses);
}

/** The first instant after another one at which a zone's clocks show a full hour of the day. */
function nextHour(after: number, hourOfDay: number, timeZone: string): number {
  const today = Date.parse(toLocalTime(after, timeZone).date);
  for (let n = 0; ; n++) {
    const at = instantOf(today + n * day + hourOfDay * hour, timeZone);
    if (at > after) return at;
  }
}

/** How long from one copy to the next, ms. */
export const intervalOf = (times: BackupTimes): number => (times.kind === 'daily' ? day : times.hours * hour);

/**
 * When the next copy is due (UTC ms), given the last good one; a time that has passed says that one was missed, because
 * the computer was off or the disk away. Without a good one, and where the last one lies in the future (the clock was
 * put back), one is due at once: 0.
 */
export function nextCopyAt(
  times: BackupTimes,
  { last, now, timeZone }: { last: number | null; now: number; timeZone: string },
): number {
  if (last === null || last > now + day) return 0;
  return times.kind === 'daily' ? nextHour(last, times.hour, timeZone) : last + times.hours * hour;
}
