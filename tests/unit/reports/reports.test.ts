import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { currencyCodes } from '#shared/currencies.ts';
import { denominationsOf } from '#shared/denominations.ts';
import { toCsv } from '#shared/reports/document.ts';
import { hourReader, quarterMs } from '#shared/reports/hours.ts';
import {
  comparedWith,
  daysIn,
  isBusinessDay,
  neighbour,
  periodAround,
  shiftDay,
  weekdayOf,
} from '#shared/reports/period.ts';
import { returnOf } from '#shared/reports/sale.ts';
import { toLocalTime } from '#shared/time.ts';
import { parseCsv } from '#tests/support/csv.ts';
import { runs } from '#tests/support/soak.ts';

describe('taking a sale back', () => {
  it('property: in however many parts, the whole takes back exactly all net, tax and rounding', () => {
    const rate = fc.record({
      net: fc.integer({ min: 0, max: 10_000_000 }),
      tax: fc.integer({ min: 0, max: 1_000_000 }),
    });
    fc.assert(
      fc.property(
        fc.array(rate, { minLength: 1, maxLength: 4 }),
        fc.nat(99),
        fc.array(fc.nat(1000), { maxLength: 6 }),
        (rates, odd, cuts) => {
          const shares = rates.map((one, index) => ({ taxPpm: index, mode: 'inclusive' as const, ...one }));
          const gross = shares.reduce((sum, { net, tax }) => sum + net + tax, 0);
          let left = { shares, rounding: Math.min(odd, gross) };
          let due = gross - left.rounding;
          const give = (part: number) => {
            const back = returnOf(left, part);
            expect(back.net + back.tax - back.rounding).toBe(0 - part);
            left = {
              shares: left.shares.map((share) => {
                const taken = back.shares.find(({ taxPpm }) => taxPpm === share.taxPpm);
                return { ...share, net: share.net + (taken?.net ?? 0), tax: share.tax + (taken?.tax ?? 0) };
              }),
              rounding: left.rounding + back.rounding,
            };
            due -= part;
            for (const { net, tax } of left.shares) expect(Math.min(net, tax)).toBeGreaterThanOrEqual(0);
          };
          for (const cut of cuts) give(Math.floor((due * cut) / 1001));
          if (due > 0) give(due);
          if (gross > Math.min(odd, gross)) {
            expect(left.rounding).toBe(0);
            for (const { net, tax } of left.shares) expect([net, tax]).toEqual([0, 0]);
          }
        },
      ),
    );
  });
});

describe('CSV', () => {
  const document = (cells: (string | number | null)[][]) => ({
    title: 'T',
    lines: [],
    currency: 'KWD',
    columns: [
      { name: 'Na,me', kind: 'text' as const },
      { name: 'Amount', kind: 'amount' as const },
    ],
    tables: [{ title: 'Sales', rows: cells }],
  });
  const words = { section: 'Table', currency: 'Currency' };

  it('has a byte order mark, CRLF, plain amounts with their currency', () => {
    const csv = toCsv(
      document([
        ['Tea', 1500],
        ['Refund', -1],
        ['None', null],
      ]),
      words,
    );
    expect(csv).toBe(
      '\u{FEFF}Table,"Na,me",Amount,Currency\r\nSales,Tea,1.500,KWD\r\nSales,Refund,-0.001,KWD\r\nSales,None,,KWD\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1+1', '＠SUM(A1)'])(
    'does not let a spreadsheet run %j',
    (name) => {
      const [, row] = parseCsv(toCsv(document([[name, 1]]), words));
      expect(row?.[1]).toBe(`'${name}`);
    },
  );

  it('property: any text comes back as it was, or marked as text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const [, row] = parseCsv(toCsv(document([[name, 1]]), words));
        expect([name, `'${name}`]).toContain(row?.[1]);
      }),
    );
  });
});

describe('periods', () => {
  it('knows weeks from Monday, months of any length, and what to compare with', () => {
    expect(periodAround('week', '2026-11-20')).toEqual({ from: '2026-11-16', to: '2026-11-22' });
    expect(periodAround('month', '2028-02-10')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
    expect(neighbour('month', { from: '2026-12-01', to: '2026-12-31' }, 1)).toEqual({
      from: '2027-01-01',
      to: '2027-01-31',
    });
    expect(neighbour('month', { from: '2026-03-01', to: '2026-03-31' }, -1)).toEqual({
      from: '2026-02-01',
      to: '2026-02-28',
    });
    expect(comparedWith('day', { from: '2026-11-20', to: '2026-11-20' })).toEqual({
      from: '2026-11-13',
      to: '2026-11-13',
    });
    expect(comparedWith('custom', { from: '2026-11-01', to: '2026-11-10' })).toEqual({
      from: '2026-10-22',
      to: '2026-10-31',
    });
    expect([
      daysIn({ from: '2026-10-24', to: '2026-10-26' }),
      weekdayOf('2026-11-20'),
      shiftDay('2026-12-31', 1),
    ]).toEqual([3, 5, '2027-01-01']);
  });

  it.each(['2026-02-30', '2026-13-01', '1999-01-01', '2026-1-1', 'x', '2026-01-01T00:00'])('refuses %s', (day) => {
    expect(isBusinessDay(day)).toBe(false);
  });
});

describe('hours of quarters', () => {
  it.each(['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC'])(
    'property: %s, also on days the clocks change',
    (timeZone) => {
      const hourOf = hourReader(timeZone);
      const at = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) });
      fc.assert(
        fc.property(at, (instant) => {
          const quarter = Math.floor(instant / quarterMs);
          expect(hourOf(quarter)).toBe(Math.floor(toLocalTime(instant, timeZone).minuteOfDay / 60));
        }),
        runs(200),
      );
    },
  );
});

describe('notes and coins', () => {
  it.each(currencyCodes)('%s: whole minor units, large to small within notes and within coins', (currency) => {
    const all = denominationsOf(currency);
    expect(all.length).toBeGreaterThan(3);
    for (const kind of ['note', 'coin'] as const) {
      const values = all.filter((one) => one.kind === kind).map(({ value }) => value);
      expect(values).toEqual([...new Set(values)].sort((a, b) => b - a));
      for (const value of values) expect(Number.isSafeInteger(value) && value > 0).toBe(true);
    }
  });
});
