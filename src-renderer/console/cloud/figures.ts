import type { Standing } from '#shared/sync/standing.ts';

const dayMs = 86_400_000;

/** What travelled on one day, UTC, and how often two changes met; `at` is its first instant (UTC ms). */
export interface DayOfTraffic {
  readonly at: number;
  readonly sent: number;
  readonly received: number;
  readonly conflicts: number;
}

/** Traffic by day over all computers, oldest first, from the first day with any to the last, days without any included. */
export function trafficByDay(traffic: Standing['traffic'], limit = 30): DayOfTraffic[] {
  if (traffic.length === 0) return [];
  const last = Math.max(...traffic.map(({ day }) => day));
  const first = Math.max(last - limit + 1, Math.min(...traffic.map(({ day }) => day)));
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const ofDay = traffic.filter(({ day }) => day === first + index);
    const sum = (count: (row: (typeof ofDay)[number]) => number) => ofDay.reduce((total, row) => total + count(row), 0);
    return {
      at: (first + index) * dayMs,
      sent: sum((row) => row.pushedBytes),
      received: sum((row) => row.pulledBytes),
      conflicts: sum((row) => row.conflicts),
    };
  });
}

/** A number of bytes as people read it, in the unit that suits it. */
export function bytesInWords(bytes: number, language: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  const format = { style: 'unit', unit: units[step], maximumFractionDigits: value < 10 && step > 0 ? 1 : 0 } as const;
  return new Intl.NumberFormat(language, { ...format, unit: units[step] ?? 'byte' }).format(value);
}
