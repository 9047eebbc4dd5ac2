import { useSyncExternalStore } from 'react';
import type { Language } from '#shared/languages.ts';

const minute = 60_000;

/** Whole minutes between two instants (UTC ms), never negative: clocks of two machines may differ a little. */
export function minutesSince(at: number, now: number): number {
  return Math.max(0, Math.floor((now - at) / minute));
}

let houseTimeZone: string | undefined;

/** Makes every time of day on the screen one of the enterprise's time zone, whatever this computer's is. */
export function setHouseTimeZone(timeZone: string): void {
  houseTimeZone = timeZone;
}

/** Wall-clock time of an instant, "18:05". */
export function formatClock(at: number, language: Language): string {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: houseTimeZone } as const;
  return new Intl.DateTimeFormat(language, options).format(at);
}

/** Date and time of an instant in the house's time zone, for what is not of today. */
export function formatDateTime(at: number, language: Language): string {
  const options = { dateStyle: 'medium', timeStyle: 'short', timeZone: houseTimeZone } as const;
  return new Intl.DateTimeFormat(language, options).format(at);
}

/** A business day, "2026-11-20", as people read it, with its weekday. */
export function formatDay(day: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'full', timeZone: 'UTC' }).format(Date.parse(day));
}

/** The date of an instant in the house's time zone. */
export function formatDate(at: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: houseTimeZone }).format(at);
}

/** Minutes and seconds since an instant, "4:05", for timers that a kitchen watches. */
export function formatElapsed(at: number, now: number): string {
  const seconds = Math.max(0, Math.floor((now - at) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** One clock for all ages on the screen: they tick together and cost one timer. */
function clock(intervalMs: number) {
  const listeners = new Set<() => void>();
  let now = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = () => {
    now = Date.now();
    for (const listener of listeners) listener();
  };
  return {
    subscribe(listener: () => void) {
      listeners.add(listener);
      if (timer === undefined) {
        now = Date.now();
        timer = setInterval(tick, intervalMs);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
    now: () => now,
  };
}

const everyTenSeconds = clock(10_000);
const everySecond = clock(1000);

/** The time, refreshed often enough for ages in minutes. */
export function useNow(): number {
  return useSyncExternalStore(everyTenSeconds.subscribe, everyTenSeconds.now);
}

/** The time, refreshed every second. */
export function useSeconds(): number {
  return useSyncExternalStore(everySecond.subscribe, everySecond.now);
}
