import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BackupTimes, intervalOf, nextCopyAt } from '#shared/backup/plan.ts';
import { toLocalTime } from '#shared/time.ts';
import { runs } from '#tests/support/soak.ts';

const next = (times: BackupTimes, last: string, timeZone: string) =>
  new Date(nextCopyAt(times, { last: Date.parse(last), now: Date.parse(last), timeZone })).toISOString();
const daily = (hour: number): BackupTimes => ({ kind: 'daily', hour });

describe('the next copy', () => {
  it('is at the house’s hour, wherever this computer’s clock thinks it is', () => {
    expect(next(daily(4), '2026-11-20T12:00:00Z', 'Asia/Shanghai')).toBe('2026-11-20T20:00:00.000Z');
    expect(next(daily(4), '2026-11-20T20:00:00Z', 'Asia/Shanghai')).toBe('2026-11-21T20:00:00.000Z');
    expect(next(daily(4), '2026-11-20T19:59:59.999Z', 'Asia/Shanghai')).toBe('2026-11-20T20:00:00.000Z');
    expect(next(daily(0), '2026-11-20T12:00:00Z', 'America/Los_Angeles')).toBe('2026-11-21T08:00:00.000Z');
    expect(next(daily(5), '2026-11-20T12:00:00Z', 'Asia/Kathmandu')).toBe('2026-11-20T23:15:00.000Z');
  });

  it('comes once on the day the clocks go forward or back', () => {
    // Berlin skips 02:00–03:00 on 29 March 2026, and has 02:00–03:00 twice on 25 October.
    expect(next(daily(2), '2026-03-28T12:00:00Z', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z');
    expect(next(daily(2), '2026-03-29T01:00:00Z', 'Europe/Berlin')).toBe('2026-03-30T00:00:00.000Z');
    expect(next(daily(2), '2026-10-24T12:00:00Z', 'Europe/Berlin')).toBe('2026-10-25T00:00:00.000Z');
    expect(next(daily(2), '2026-10-25T00:00:00Z', 'Europe/Berlin')).toBe('2026-10-26T01:00:00.000Z');
    expect(next(daily(2), '2026-10-25T01:30:00Z', 'Europe/Berlin')).toBe('2026-10-26T01:00:00.000Z');
  });

  it('is due at once without a good one, and where the clock was put back since', () => {
    const now = Date.parse('2026-11-20T12:00:00Z');
    const timeZone = 'Asia/Shanghai';
    for (const times of [daily(4), { kind: 'every', hours: 6 } as const]) {
      expect(nextCopyAt(times, { last: null, now, timeZone })).toBe(0);
      expect(nextCopyAt(times, { last: now + 400 * 86_400_000, now, timeZone })).toBe(0);
      expect(nextCopyAt(times, { last: now - 400 * 86_400_000, now, timeZone })).toBeLessThan(now);
    }
    expect(nextCopyAt({ kind: 'every', hours: 6 }, { last: now, now, timeZone })).toBe(now + 6 * 3_600_000);
  });

  it('is always later than the last, never by more than a day and a changed clock, and at that hour', () => {
    const zones = ['Asia/Shanghai', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'];
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2012, 0, 1), max: Date.UTC(2090, 0, 1) }),
        fc.integer({ min: 0, max: 23 }),
        fc.constantFrom(...zones),
        (last, hour, timeZone) => {
          const at = nextCopyAt(daily(hour), { last, now: last, timeZone });
          expect(at).toBeGreaterThan(last);
          expect(at - last).toBeLessThanOrEqual(intervalOf(daily(hour)) + 3_600_000);
          const { minuteOfDay } = toLocalTime(at, timeZone);
          const skipped = toLocalTime(at - 1, timeZone).minuteOfDay !== (minuteOfDay + 1439) % 1440;
          if (!skipped) expect(minuteOfDay).toBe(hour * 60);
        },
      ),
      runs(300),
    );
  });
});
