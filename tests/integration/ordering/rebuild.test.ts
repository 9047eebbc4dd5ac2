import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#shared/identity/actor.ts';
import { paymentMethods, stockEventSchemas, tabEventSchemas } from '#shared/ordering/events.ts';
import { shiftEventSchemas } from '#shared/ordering/shifts.ts';
import { Evening, eveningStep } from '#tests/support/evening.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { runs, timeLimit } from '#tests/support/soak.ts';

const factSchemas = { ...tabEventSchemas, ...stockEventSchemas, ...shiftEventSchemas };

describe('the projections', () => {
  const folder = tempFolder();
  let landing: TestLanding;
  let owner: Actor;
  let evening: Evening;

  beforeAll(async () => {
    landing = await TestLanding.copy({ folder: folder.path });
    owner = await landing.owner();
    evening = new Evening(landing, [owner]);
    await landing.settings({
      paymentMethods: [...paymentMethods],
      serviceCharge: { ppm: 100_000, taxClass: 'food', takeAway: false },
      coverCharge: { amount: 200, taxClass: 'food' },
    });
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  const rows = (sql: string) => evening.rows(sql);
  const snapshot = () =>
    [
      ...['tab', 'tab_order', 'ticket', 'payment', 'refund', 'guest_call', 'stock', 'shift', 'cash_move'],
      ...['sale', 'sale_line', 'sale_tax', 'sale_return', 'sale_discount', 'sale_void'],
    ].map((table) => [table, rows(`SELECT * FROM ${table} ORDER BY 1, 2`)]);

  it('property: built again from the facts they are the same, and the bill is the sum of its parts', {
    timeout: timeLimit(60_000),
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(eveningStep, { minLength: 10, maxLength: 60 }), async (steps) => {
        for (const one of steps) {
          await evening.play(one);
        }
        const before = snapshot();
        await landing.landing.ordering.rebuildProjections();
        expect(snapshot()).toEqual(before);
        for (const { id, total, paid } of rows('SELECT id, total, paid FROM tab') as {
          id: string;
          total: number;
          paid: number;
        }[]) {
          const [sums] = rows(`SELECT
            (SELECT coalesce(sum(total), 0) FROM tab_order WHERE tab_id = '${id}' AND state <> 'rejected') AS orders,
            (SELECT coalesce(sum(amount), 0) FROM payment WHERE tab_id = '${id}') -
            (SELECT coalesce(sum(amount), 0) FROM refund WHERE tab_id = '${id}' AND kind = 'reversal') AS paid`);
          expect(paid).toBe(sums?.['paid']);
          const tab = landing.landing.ordering.tabs.get(owner, id, 'en');
          const off = tab.discounts.reduce((sum, { amount }) => sum + amount.amount, 0);
          const charged = tab.charges.reduce((sum, { amount }) => sum + amount.amount, 0);
          // The sample's prices hold their tax.
          expect({ total: total + off - charged }).toEqual({ total: sums?.['orders'] });
          expect(tab.total.amount).toBe(total);
          expect(total).toBeGreaterThanOrEqual(0);
        }
        expect(rows('SELECT 1 FROM stock WHERE quantity < 0')).toEqual([]);
        for (const { type, data } of rows("SELECT type, data FROM event WHERE stream IN ('tab', 'stock', 'shift')")) {
          factSchemas[type as keyof typeof factSchemas].parse(JSON.parse(String(data)));
        }
      }),
      runs(12),
    );
  });
});
