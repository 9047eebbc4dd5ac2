/** Wall-clock parts of an instant in one time zone. `weekday` is 0 (Sunday) … 6; `minuteOfDay` 0 … 1439. */
export interface LocalTime {
  readonly date: string;
  readonly weekday: number;
  readonly minuteOfDay: number;
}

const formatters = new Map<string, Intl.DateTimeFormat>();
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

/** True for a time zone this platform knows (IANA name). */
export function isTimeZone(name: string): boolean {
  try {
    formatterFor(name);
    return true;
  } catch {
    return false;
  }
}

/** UTC milliseconds as wall-clock time in an IANA time zone. Throws RangeError for an unknown zone. */
export function toLocalTime(at: number, timeZone: string): LocalTime {
  const parts: Record<string, string> = {};
  for (const part of formatterFor(timeZone).formatToParts(at)) parts[part.type] = part.value;
  return {
    date: `${parts['year']}-${parts['month']}-${parts['day']}`,
    weekday: weekdays.indexOf(parts['weekday'] ?? ''),
    minuteOfDay: Number(parts['hour']) * 60 + Number(parts['minute']),
  };
}

/**
 * The business day (YYYY-MM-DD) an instant belongs to: the local date, and before the cut-over hour still the day
 * before (a sale at 01:30 with a cut-over at 04:00 belongs to yesterday's evening).
 */
export function businessDay(at: number, timeZone: string, cutoverHour: number): string {
  const local = toLocalTime(at, timeZone);
  if (local.minuteOfDay >= cutoverHour * 60) return local.date;
  const [year = 0, month = 1, day = 1] = local.date.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, day - 1)).toISOString().slice(0, 10);
}

/** "HH:MM" as minutes after midnight; undefined when it is not a time of day. 24:00 is allowed as an end. */
export function parseTimeOfDay(text: string): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$|^24:00$/.exec(text);
  if (!match) return undefined;
  return match[1] === undefined ? 1440 : Number(match[1]) * 60 + Number(match[2]);
}
