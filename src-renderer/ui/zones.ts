import { toLocalTime } from '#shared/time.ts';

/** A time zone to choose from: its IANA name and how people call it. */
export interface Zone {
  readonly value: string;
  readonly label: string;
}

/** The time zone this computer is in. */
export function ownTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

function nameOf(timeZone: string, language: string): string {
  const parts = new Intl.DateTimeFormat(language, { timeZone, timeZoneName: 'long' }).formatToParts(0);
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
}

const known = new Map<string, readonly Zone[]>();

/** Every time zone, searchable by its IANA name and its name in the language; `present` is among them in any case. */
export function timeZones(language: string, present: string): readonly Zone[] {
  let zones = known.get(language);
  if (!zones) {
    zones = Intl.supportedValuesOf('timeZone').map((value) => ({
      value,
      label: `${value.replaceAll('_', ' ')} · ${nameOf(value, language)}`,
    }));
    known.set(language, zones);
  }
  return zones.some((zone) => zone.value === present) ? zones : [{ value: present, label: present }, ...zones];
}

/** The time of day in a zone, "18:05". */
export function clockIn(timeZone: string, at: number): string {
  const { minuteOfDay } = toLocalTime(at, timeZone);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`;
}
