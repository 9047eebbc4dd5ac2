import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '#shared/errors.ts';
import type { Actor } from '#shared/identity/actor.ts';
import { paymentMethods, stockEventSchemas, tabEventSchemas } from '#shared/ordering/events.ts';
import { newKey } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';

const factSchemas = { ...tabEventSchemas, ...stockEventSchemas };

/** One random thing somebody does; numbers choose among what exists at that moment. */
const step = fc.record({
  what: fc.constantFrom(
    'open',
    'order',
    'order',
    'order',
    'accept',
    'reject',
    'start',
    'ready',
    'serve',
    'pay',
    'pay',
    'close',
    'call',
    'answer',
    'stock',
  ),
  which: fc.nat(1000),
  amount: fc.integer({ min: 1, max: 20_000 }),
});

describe('the projections', () => {
  const folder = tempFolder();
  let landing: TestLanding;
  let owner: Actor;

  beforeAll(async () => {
    landing = await TestLanding.start({ folder: folder.path });
    owner = await landing.owner();
    await landing.settings({ paymentMethods: [...paymentMethods] });
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  const rows = (sql: string) => landing.landing.opened.connection.prepare(sql).all() as Record<string, unknown>[];
  const snapshot = () =>
    ['tab', 'tab_order', 'ticket', 'payment', 'guest_call', 'stock'].map((table) => [
      table,
      rows(`SELECT * FROM ${table} ORDER BY 1`),
    ]);
  const pick = <T>(from: readonly T[], which: number): T | undefined => from[which % Math.max(from.length, 1)];

  async function perform({ what, which, amount }: { what: string; which: number; amount: number }): Promise<unknown> {
    const { counter, menu, floor } = landing.landing.ordering;
    const tab = pick(rows("SELECT id FROM tab WHERE state = 'open' ORDER BY id"), which)?.['id'] as string | undefined;
    const order = pick(rows('SELECT id FROM tab_order ORDER BY id DESC LIMIT 8'), which)?.['id'] as string | undefined;
    const item = pick(
      menu.records().items.filter((i) => i.optionGroupIds.length === 0),
      which,
    );
    if (what === 'open') return counter.openTab(owner, { tableId: pick(floor.all(), which)?.id ?? '' }, 'en');
    if (what === 'stock' && item)
      return menu.setStock(owner, { itemId: item.id, quantity: amount % 2 ? amount % 30 : null });
    if (what === 'answer')
      return counter.answerCall(
        owner,
        (pick(rows('SELECT id FROM guest_call ORDER BY id'), which)?.['id'] as string) ?? '',
      );
    if (!tab || !item) return undefined;
    const lines = [{ itemId: item.id, quantity: (which % 5) + 1, options: [] }];
    if (what === 'order') return counter.placeOrder(owner, { tabId: tab, lines, idempotencyKey: newKey() }, 'en');
    if (what === 'pay') {
      const method = pick(paymentMethods, which) ?? 'cash';
      return counter.takePayment(owner, { tabId: tab, method, amount, idempotencyKey: newKey() }, 'en');
    }
    if (what === 'close') return counter.closeTab(owner, tab, 'en');
    if (what === 'call') {
      const token = floor.all().find((t) => floor.openTabOf(t.id) === tab)?.token ?? '';
      const { sessionToken } = await landing.landing.ordering.guests.startSession({ tableToken: token }, 'en');
      return landing.landing.ordering.guests.call(
        landing.landing.ordering.guests.session(sessionToken),
        which % 2 ? 'bill' : 'waiter',
      );
    }
    if (!order) return undefined;
    if (what === 'accept') return counter.acceptOrder(owner, order, 'en');
    if (what === 'reject') return counter.rejectOrder(owner, { orderId: order, reason: 'other' }, 'en');
    return counter.advanceOrder(
      owner,
      order,
      what === 'start' ? 'order.started' : what === 'ready' ? 'order.prepared' : 'order.served',
    );
  }

  it('property: built again from the facts they are the same, and the bill is the sum of its parts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
        for (const one of steps) {
          await perform(one).catch((error: unknown) => {
            if (!(error instanceof AppError)) throw error;
          });
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
            (SELECT coalesce(sum(amount), 0) FROM payment WHERE tab_id = '${id}') AS payments`);
          expect({ total, paid }).toEqual({ total: sums?.['orders'], paid: sums?.['payments'] });
          expect(paid).toBeLessThanOrEqual(total);
        }
        expect(rows('SELECT 1 FROM stock WHERE quantity < 0')).toEqual([]);
        for (const { type, data } of rows("SELECT type, data FROM event WHERE stream IN ('tab', 'stock')")) {
          factSchemas[type as keyof typeof factSchemas].parse(JSON.parse(String(data)));
        }
      }),
      { numRuns: 12 },
    );
  });
});
