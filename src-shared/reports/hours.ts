import { toLocalTime } from '../time.ts';
/** Milliseconds in the quarters that hours are read from; every time zone of today is whole quarters from UTC. */
export const quarterMs = 900_000;
const quartersInDay = 96;

function offsetMinutes(at: number, timeZone: string): number {
  const { date, minuteOfDay } = toLocalTime(at, timeZone);
  return Math.round((Date.parse(`${date}T00:00:00Z`) - at) / 60_000) + minuteOfDay;
}

/**
 * Gives the hour of the day (0 … 23) of quarters in a time zone. The zone is asked twice for each day rather than once
 * for each quarter; only on a day the clocks change is it asked for every quarter.
 */
export function hourReader(timeZone: string): (quarter: number) => number {
  const offsets = new Map<number, number | undefined>();
  const offsetOn = (day: number): number | undefined => {
    if (!offsets.has(day)) {
      const start = offsetMinutes(day * quartersInDay * quarterMs, timeZone);
      const end = offsetMinutes((day + 1) * quartersInDay * quarterMs, timeZone);
      offsets.set(day, start === end ? start : undefined);
    }
    return offsets.get(day);
  };
  return (quarter) => {
    const offset = offsetOn(Math.floor(quarter / quartersInDay)) ?? offsetMinutes(quarter * quarterMs, timeZone);
    const minutes = quarter * 15 + offset;
    return Math.floor((((minutes % 1440) + 1440) % 1440) / 60);
  };
}
