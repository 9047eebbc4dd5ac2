import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outdatedCopies, type RotatingCopy, usualKeeping } from '#shared/backup/rotation.ts';
import { periodAround } from '#shared/reports/period.ts';
import { businessDay } from '#shared/time.ts';
import { runs } from '#tests/support/soak.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1, 20);
const house = { timeZone: 'Asia/Shanghai', cutoverHour: 4, keeping: usualKeeping };
const dayOf = ({ madeAt }: { madeAt: number }) => businessDay(madeAt, house.timeZone, house.cutoverHour);

/** Spread over years, or crowded into some weeks, as copies of every few hours are. */
const copyArbitrary = fc.record({
  name: fc.uuid(),
  madeAt: fc.oneof(
    fc.integer({ min: start - 800 * day, max: start + 5 * day }),
    fc.integer({ min: start - 45 * day, max: start }),
  ),
  good: fc.boolean(),
});
const copies = fc.uniqueArray(copyArbitrary, { selector: ({ name }) => name, maxLength: 120 });
const rotate = (all: readonly RotatingCopy[], now = start) => new Set(outdatedCopies(all, { ...house, now }));

describe('rotation', () => {
  it('never lets the newest good copy go, nor anything that is not good, nor what is dated in the future', () => {
    fc.assert(
      fc.property(copies, (all) => {
        const gone = rotate(all);
        const candidates = all.filter(({ good, madeAt }) => good && madeAt <= start);
        const newest = Math.max(...candidates.map(({ madeAt }) => madeAt));
        for (const copy of all) {
          if (gone.has(copy.name)) expect(copy).toMatchObject({ good: true });
          if (gone.has(copy.name)) expect(copy.madeAt).toBeLessThanOrEqual(start);
        }
        if (candidates.length > 0)
          expect(candidates.some(({ name, madeAt }) => madeAt === newest && !gone.has(name))).toBe(true);
      }),
      runs(300),
    );
  });

  it('keeps a copy of each of the latest days, weeks and months that have one, and at most so many', () => {
    const periods = [
      [usualKeeping.daily, (date: string) => date],
      [usualKeeping.weekly, (date: string) => periodAround('week', date).from],
      [usualKeeping.monthly, (date: string) => periodAround('month', date).from],
    ] as const;
    fc.assert(
      fc.property(copies, (all) => {
        const gone = rotate(all);
        const candidates = all.filter(({ good, madeAt }) => good && madeAt <= start);
        const kept = candidates.filter(({ name }) => !gone.has(name));
        for (const [count, periodOf] of periods) {
          const wanted = [...new Set(candidates.map((copy) => periodOf(dayOf(copy))))].toSorted().slice(-count);
          const covered = new Set(kept.map((copy) => periodOf(dayOf(copy))));
          for (const period of wanted) expect(covered).toContain(period);
        }
        expect(kept.length).toBeLessThanOrEqual(23);
      }),
      runs(300),
    );
  });

  it('has nothing more to do once it is done, in whatever order the copies are given', () => {
    fc.assert(
      fc.property(copies, (all) => {
        const gone = rotate(all);
        expect(rotate(all.toReversed())).toEqual(gone);
        expect(rotate(all.filter(({ name }) => !gone.has(name))).size).toBe(0);
      }),
      runs(200),
    );
  });

  it('day by day for two years leaves a week of days, a month of weeks and a year of months', () => {
    let all: RotatingCopy[] = [];
    for (let n = 0; n < 730; n++) {
      const madeAt = start + n * day;
      all.push({ name: String(n), madeAt, good: true });
      const gone = rotate(all, madeAt);
      all = all.filter(({ name }) => !gone.has(name));
    }
    const days = all.map(dayOf).toSorted().reverse();
    expect(days.slice(0, 7)).toEqual(Array.from({ length: 7 }, (_, n) => dayOf({ madeAt: start + (729 - n) * day })));
    const weeks = new Set(days.map((date) => periodAround('week', date).from));
    for (let n = 0; n < 4; n++)
      expect(weeks).toContain(periodAround('week', dayOf({ madeAt: start + (729 - 7 * n) * day })).from);
    expect(new Set(days.map((date) => periodAround('month', date).from)).size).toBe(12);
    expect(all.length).toBeLessThanOrEqual(23);
  });

  it('every two hours leaves one copy of a business day, its newest', () => {
    const all = Array.from({ length: 24 }, (_, n) => ({ name: String(n), madeAt: start + (n * day) / 12, good: true }));
    const gone = rotate(all, start + 2 * day);
    // From 20:00 UTC on it is 04:00 in the house: a new business day.
    expect(all.filter(({ name }) => !gone.has(name)).map(({ name }) => name)).toEqual(['11', '23']);
  });
});
