import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#shared/identity/actor.ts';
import { newKey, Phone } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { itemsOf, lineFor } from '#tests/support/menu.ts';
import { runs, timeLimit } from '#tests/support/soak.ts';

const act = fc.record({
  what: fc.constantFrom('phone', 'phone', 'counter', 'void', 'percent', 'amount', 'rounding', 'guests'),
  which: fc.nat(500),
  amount: fc.integer({ min: 1, max: 3000 }),
});

describe('phone = counter = report, to the minor unit', () => {
  const folder = tempFolder();
  let landing: TestLanding;
  let owner: Actor;

  beforeAll(async () => {
    landing = await TestLanding.copy({ folder: folder.path });
    owner = await landing.owner();
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  it.each([
    ['CNY', 'inclusive'],
    ['JPY', 'exclusive'],
    ['KWD', 'exclusive'],
  ] as const)(
    'property: %s, %s',
    async (currency, taxMode) => {
      landing.landing.opened.connection.prepare('UPDATE enterprise SET currency = ?').run(currency);
      await landing.landing.identity.updateEnterprise(owner, { cutoverHour: 4 });
      const { taxClasses } = landing.landing.ordering.settings.current();
      await landing.settings({
        taxMode,
        autoAccept: true,
        taxClasses: taxClasses.map((one, index) => ({ ...one, eatInPpm: index % 2 ? 190_000 : 88_750 })),
        serviceCharge: { ppm: 125_000, taxClass: taxClasses[0]?.id ?? '', takeAway: false },
        coverCharge: { amount: 199, taxClass: taxClasses[0]?.id ?? '' },
      });
      const span = { from: '2000-01-01', to: '2199-12-31' };
      const table = landing.tableId('1');
      await fc.assert(
        fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 12 }), async (acts) => {
          const { tabs, orders, adjustments, payments } = landing.landing.ordering;
          const before = landing.landing.reports.totals(owner, span);
          const { id: tabId } = await tabs.open(owner, { tableId: table, guests: 2 }, 'en');
          const phone = await Phone.scan(landing.sticker('1'));
          const items = itemsOf((await phone.menu()).body).filter(({ available, left }) => available && left === null);
          for (const { what, which, amount } of acts) {
            const item = items[which % items.length];
            if (!item) throw new Error('the menu is empty');
            const { line } = lineFor(item, (amount % 3) + 1);
            const staff = () => tabs.get(owner, tabId, 'en');
            const write = { tabId, reason: 'x', idempotencyKey: newKey() };
            const done = {
              phone: async () => {
                // The phone states the price it saw; refused, it is told the price and states that.
                const key = newKey();
                const first = await phone.order([line], 1, { key });
                const quote = first.body as unknown as { quote?: { total: { amount: number } } };
                if (first.status === 409) await phone.order([line], quote.quote?.total.amount ?? 0);
              },
              counter: () =>
                orders.place(
                  owner,
                  { tabId, lines: [{ ...line, options: line.options ?? [] }], idempotencyKey: newKey() },
                  'en',
                ),
              void: () => {
                const order = staff().orders[0];
                const target = { orderId: order?.id ?? '', lineId: order?.lines[0]?.id ?? '', quantity: 1 };
                return adjustments.voidLine(owner, { ...write, ...target }, 'en');
              },
              percent: () =>
                adjustments.giveDiscount(
                  owner,
                  { ...write, kind: 'discount', rule: { kind: 'percent', ppm: 123_456, cap: null } },
                  'en',
                ),
              amount: () =>
                adjustments.giveDiscount(
                  owner,
                  { ...write, kind: 'complimentary', rule: { kind: 'amount', amount } },
                  'en',
                ),
              rounding: () =>
                adjustments.giveDiscount(
                  owner,
                  { ...write, kind: 'rounding', rule: { kind: 'amount', amount: 7 } },
                  'en',
                ),
              guests: () => tabs.changeGuests(owner, { tabId, guests: (amount % 6) + 1 }, 'en'),
            }[what];
            await done().catch(() => undefined);
            const seen = (await phone.tab()).body.tab;
            const { total, tax, balance } = staff();
            expect({ total: seen?.total, tax: seen?.tax, balance: seen?.balance }).toEqual({ total, tax, balance });
          }
          const { total, tax, orders: ordered } = tabs.get(owner, tabId, 'en');
          if (total.amount > 0) {
            await payments.take(owner, { tabId, method: 'cash', amount: total, idempotencyKey: newKey() }, 'en');
          }
          await tabs.close(owner, tabId, 'en');
          const after = landing.landing.reports.totals(owner, span);
          expect({
            total: after.total - before.total,
            tax: after.tax - before.tax,
            tabs: after.tabs - before.tabs,
          }).toEqual({
            total: total.amount,
            tax: tax.amount,
            // A table where nothing was ordered sold nothing.
            tabs: ordered.length > 0 ? 1 : 0,
          });
        }),
        { ...runs(8), endOnFailure: true },
      );
      expect(landing.landing.reports.totals(owner, span).total).toBeGreaterThan(0);
    },
    timeLimit(60_000),
  );
});
