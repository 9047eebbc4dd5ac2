import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Actor } from '#shared/identity/actor.ts';
import { paymentMethods } from '#shared/ordering/events.ts';
import { Evening, eveningStep } from '#tests/support/evening.ts';
import { Clock, TestLanding, tempFolder } from '#tests/support/landing.ts';
import type { RawFact } from '#tests/support/oracle/facts.ts';
import { type OracleBooks, oracleDrawer, oracleReport, readFacts } from '#tests/support/oracle/report.ts';
import { runs, timeLimit } from '#tests/support/soak.ts';

const timeZone = 'Europe/Berlin';
/** A Saturday evening; the clocks change the night after. */
const start = '2026-10-24T17:00:00Z';

/** Sums by name, without what comes to nothing, as the oracle writes them. */
function named<T>(rows: readonly T[], name: (row: T) => string | number, amount: (row: T) => number) {
  const sums: Record<string, number> = {};
  for (const row of rows) sums[name(row)] = (sums[name(row)] ?? 0) + amount(row);
  return Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0));
}

describe('reports against an accountant who reads the raw facts', () => {
  const folder = tempFolder();
  let landing: TestLanding | undefined;

  afterEach(async () => {
    await landing?.close();
    folder.remove();
  });

  function productReport(running: TestLanding, owner: Actor, span: { from: string; to: string }) {
    const { reports } = running.landing;
    const report = reports.period(owner, span);
    const { dishes } = reports.dishes(owner, span, 'en');
    const { rates } = reports.taxes(owner, span);
    expect(rates).toEqual(report.taxes);
    return {
      tabs: report.tabs,
      guests: report.guests,
      guestTotal: report.guestTotal,
      dishes: report.dishes,
      discounts: report.discounts,
      complimentary: report.complimentary,
      rounding: report.rounding,
      service: report.serviceCharge,
      cover: report.coverCharge,
      minimum: report.minimumCharge,
      addedTax: report.addedTax,
      total: report.total,
      reopened: report.reopened.amount,
      returned: report.returns.amount,
      net: named(
        report.taxes,
        ({ taxPpm }) => taxPpm,
        ({ net }) => net,
      ),
      tax: named(
        report.taxes,
        ({ taxPpm }) => taxPpm,
        ({ tax }) => tax,
      ),
      taken: named(
        report.methods,
        ({ key }) => key,
        ({ amount }) => amount,
      ),
      tips: report.tips,
      refunded: named(
        report.methods,
        ({ key }) => key,
        ({ refunded }) => refunded,
      ),
      reasons: named(
        report.discountReasons,
        ({ kind, reason }) => `${kind} ${reason}`,
        ({ amount }) => amount,
      ),
      voids: named(
        report.voidReasons,
        ({ reason }) => reason,
        ({ amount }) => amount,
      ),
      sold: named(
        dishes,
        ({ itemId }) => itemId,
        ({ quantity }) => quantity,
      ),
      earned: named(
        dishes,
        ({ itemId }) => itemId,
        ({ amount }) => amount,
      ),
      hours: named(
        report.hours,
        ({ hour }) => hour,
        ({ total }) => total,
      ),
      heat: named(
        report.heat,
        ({ weekday, hour }) => `${weekday} ${hour}`,
        ({ total }) => total,
      ),
      days: named(
        report.days,
        ({ day }) => day,
        ({ total }) => total,
      ),
      areas: named(
        report.areas,
        ({ key }) => key,
        ({ total }) => total,
      ),
      closers: named(
        report.people,
        ({ key }) => key,
        ({ total }) => total,
      ),
      services: named(
        report.services,
        ({ service }) => service,
        ({ total }) => total,
      ),
    };
  }

  const houses = [
    { currency: 'CNY', inclusive: true },
    { currency: 'JPY', inclusive: false },
    { currency: 'KWD', inclusive: false },
    { currency: 'EUR', inclusive: true },
  ] as const;

  it.each(houses)(
    'property: every figure, every drawer, every record: $currency, inclusive $inclusive',
    async ({ currency, inclusive }) => {
      const clock = new Clock(start);
      const running = await TestLanding.start({ folder: folder.path, now: clock.now });
      landing = running;
      const owner = await running.owner();
      running.landing.opened.connection.prepare('UPDATE enterprise SET currency = ?').run(currency);
      await running.landing.identity.updateEnterprise(owner, { timeZone, cutoverHour: 4 });
      const settings = running.landing.ordering.settings.current();
      await running.settings({
        paymentMethods: [...paymentMethods],
        taxMode: inclusive ? 'inclusive' : 'exclusive',
        taxClasses: settings.taxClasses.map((one, index) => ({
          ...one,
          eatInPpm: [88_750, 190_000, 0][index % 3] ?? 0,
          takeAwayPpm: 70_000,
        })),
        serviceCharge: { ppm: 125_000, taxClass: settings.taxClasses[0]?.id ?? '', takeAway: false },
        coverCharge: { amount: 199, taxClass: settings.taxClasses.at(-1)?.id ?? '' },
        minimumSpend: { amount: 3000, per: 'guest', taxClass: settings.taxClasses[0]?.id ?? '' },
        approvalLimits: { discountPpm: null, voidAmount: null, refundAmount: null },
      });
      const manager = running.landing.identity.authenticate((await running.as('manager')).token ?? '');
      const evening = new Evening(running, manager ? [owner, manager] : [owner]);
      const tables = new Map(running.landing.ordering.floor.all().map(({ id, area }) => [id, area]));
      const areaOf = (tableId: string | null) => (tableId === null ? 'away' : `area:${tables.get(tableId)}`);
      const facts = () =>
        evening
          .rows(
            "SELECT stream, stream_id, type, at, actor, data FROM event WHERE stream IN ('tab', 'shift') ORDER BY position",
          )
          .map((row) => ({ ...row, data: JSON.parse(String(row['data'])) })) as unknown as RawFact[];

      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.record({ step: eveningStep, minutes: fc.nat(40) }), { minLength: 70, maxLength: 90 }),
          async (steps) => {
            for (const { step, minutes } of steps) {
              clock.advance(minutes * 60_000);
              await evening.play(step);
            }
            const raw = facts();
            const books = readFacts(raw, inclusive);
            const days = [...new Set(books.sales.map(({ day }) => day))].sort();
            const whole = { from: '2026-10-01', to: '2027-12-31' };
            for (const span of [whole, ...days.slice(-2).map((day) => ({ from: day, to: day }))]) {
              const product = productReport(running, owner, span);
              expect(product).toEqual(oracleReport(books, span, { timeZone, areaOf }));
              checkSums(running, owner, span);
            }
            checkDrawers(running, owner, raw, books);
            expect(books.sales.reduce((sum, { sign }) => sum + Number(sign), 0)).toBe(
              running.landing.reports.totals(owner, whole).tabs,
            );
          },
        ),
        { ...runs(4), endOnFailure: true },
      );
      const closed = running.landing.reports.totals(owner, { from: '2026-10-01', to: '2027-12-31' });
      // Evenings that sell nothing would prove nothing.
      expect(closed.tabs).toBeGreaterThan(0);
    },
    timeLimit(120_000),
  );

  /** The figures of a report fit together, and the records behind each add up to it. */
  function checkSums(running: TestLanding, owner: Actor, span: { from: string; to: string }): void {
    const { reports } = running.landing;
    const report = reports.period(owner, span);
    const { dishes, discounts, complimentary, serviceCharge, coverCharge, minimumCharge, addedTax, rounding } = report;
    expect(dishes - discounts - complimentary + serviceCharge + coverCharge + minimumCharge + addedTax - rounding).toBe(
      report.total,
    );
    const sum = (of: Parameters<typeof reports.records>[2]) => {
      let amount = 0;
      let count = 0;
      for (let offset: number | null = 0; offset !== null; ) {
        const page = reports.records(owner, span, of, offset, 'en');
        amount += page.rows.reduce((total, row) => total + row.amount.amount, 0);
        // What was taken back is a record too, and one sale, discount or void less.
        count += page.rows.reduce((sum, { kind, what, quantity, amount: of }) => {
          const back = kind === 'sales' ? what === 'reopened' : (quantity ?? of.amount) < 0;
          return sum + (back ? -1 : 1);
        }, 0);
        offset = page.next;
      }
      return { amount, count };
    };
    expect(sum({ kind: 'sales' })).toEqual({ amount: report.total, count: report.tabs });
    for (const { hour, total, tabs } of report.hours)
      expect(sum({ kind: 'sales', hour })).toEqual({ amount: total, count: tabs });
    for (const { weekday, hour, total, tabs } of report.heat.slice(0, 4)) {
      expect(sum({ kind: 'sales', weekday, hour })).toEqual({ amount: total, count: tabs });
    }
    for (const { key, total, tabs } of report.areas)
      expect(sum({ kind: 'sales', area: key })).toEqual({ amount: total, count: tabs });
    for (const { key, amount, count } of report.methods) {
      expect(sum({ kind: 'payments', method: key })).toEqual({ amount, count });
    }
    for (const { reason, amount, count } of report.voidReasons)
      expect(sum({ kind: 'voids', reason })).toEqual({ amount, count });
    for (const { kind, reason, amount, count } of report.discountReasons) {
      expect(sum({ kind: 'discounts', discount: kind, reason })).toEqual({ amount, count });
    }
    expect(sum({ kind: 'refunds', returns: true }).amount).toBe(report.returns.amount);
  }

  function checkDrawers(running: TestLanding, owner: Actor, raw: readonly RawFact[], books: OracleBooks): void {
    const closed = running.landing.ordering.shifts
      .list(owner, { limit: 200 })
      .filter(({ state }) => state === 'closed');
    for (const shift of closed) {
      const { net, expectedCash } = oracleDrawer(raw, books, shift.id);
      expect(shift.report).toMatchObject({
        net,
        expectedCash,
        difference: (shift.report?.countedCash ?? 0) - expectedCash,
      });
    }
    const numbers = closed.map(({ number }) => number).reverse();
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  }
});
