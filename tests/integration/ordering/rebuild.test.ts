import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '#shared/errors.ts';
import type { Actor } from '#shared/identity/actor.ts';
import { paymentMethods, stockEventSchemas, tabEventSchemas } from '#shared/ordering/events.ts';
import { discountKinds } from '#shared/ordering/order.ts';
import { shiftEventSchemas } from '#shared/ordering/shifts.ts';
import { newKey } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { runs, timeLimit } from '#tests/support/soak.ts';

const factSchemas = { ...tabEventSchemas, ...stockEventSchemas, ...shiftEventSchemas };

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
    'move',
    'discount',
    'waive',
    'refund',
    'reopen',
    'restore',
    'recall',
    'void',
    'give',
    'drawer',
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
    await landing.settings({
      paymentMethods: [...paymentMethods],
      serviceCharge: { ppm: 100_000, taxClass: 'standard', takeAway: false },
      coverCharge: { amount: 200, taxClass: 'standard' },
    });
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  const rows = (sql: string) => landing.landing.opened.connection.prepare(sql).all() as Record<string, unknown>[];
  const snapshot = () =>
    ['tab', 'tab_order', 'ticket', 'payment', 'refund', 'guest_call', 'stock', 'shift', 'cash_move'].map((table) => [
      table,
      rows(`SELECT * FROM ${table} ORDER BY 1`),
    ]);
  const pick = <T>(from: readonly T[], which: number): T | undefined => from[which % Math.max(from.length, 1)];

  async function perform({ what, which, amount }: { what: string; which: number; amount: number }): Promise<unknown> {
    const { tabs, orders, kitchen, payments, adjustments, calls, menu, floor } = landing.landing.ordering;
    const tab = pick(rows("SELECT id FROM tab WHERE state = 'open' ORDER BY id"), which)?.['id'] as string | undefined;
    const order = pick(rows('SELECT id FROM tab_order ORDER BY id DESC LIMIT 8'), which)?.['id'] as string | undefined;
    const item = pick(
      menu.records().items.filter((i) => i.optionGroupIds.length === 0),
      which,
    );
    if (what === 'open')
      return tabs.open(owner, { tableId: pick(floor.all(), which)?.id ?? '', guests: (amount % 4) + 1 }, 'en');
    if (what === 'drawer') return drawer(amount, which);
    if (what === 'stock' && item)
      return menu.setStock(owner, { itemId: item.id, quantity: amount % 2 ? amount % 30 : null });
    if (what === 'answer')
      return calls.answer(owner, (pick(rows('SELECT id FROM guest_call ORDER BY id'), which)?.['id'] as string) ?? '');
    if (!tab || !item) return undefined;
    const lines = [{ itemId: item.id, quantity: (which % 5) + 1, options: [] }];
    if (what === 'order') return orders.place(owner, { tabId: tab, lines, idempotencyKey: newKey() }, 'en');
    if (what === 'pay') {
      const method = pick(paymentMethods, which) ?? 'cash';
      return payments.take(owner, { tabId: tab, method, amount, tip: which % 3, idempotencyKey: newKey() }, 'en');
    }
    if (what === 'close') return tabs.close(owner, tab, 'en');
    if (what === 'move') return tabs.move(owner, { tabId: tab, tableId: pick(floor.all(), amount)?.id ?? '' }, 'en');
    if (what === 'discount') {
      const rule =
        which % 2 ? { kind: 'amount' as const, amount } : { kind: 'percent' as const, ppm: 123_456, cap: null };
      const kind = pick(discountKinds, amount) ?? 'discount';
      return adjustments.giveDiscount(owner, { tabId: tab, kind, rule, reason: 'x', idempotencyKey: newKey() }, 'en');
    }
    if (what === 'waive') return adjustments.waiveCharge(owner, { tabId: tab, charge: 'service', reason: 'x' }, 'en');
    if (what === 'refund') {
      const payment = pick(rows('SELECT id, tab_id FROM payment ORDER BY id DESC LIMIT 8'), which);
      const refund = { tabId: String(payment?.['tab_id']), paymentId: String(payment?.['id']), amount, reason: 'x' };
      return payments.refund(owner, { ...refund, idempotencyKey: newKey() }, 'en');
    }
    if (what === 'reopen') {
      const closed = pick(tabs.closed(owner, {}), which);
      return tabs.reopen(owner, { tabId: closed?.id ?? '', reason: 'x' }, 'en');
    }
    if (what === 'call') {
      const token = floor.all().find((t) => floor.openTabOf(t.id) === tab)?.token ?? '';
      const { sessionToken } = await landing.landing.ordering.guests.startSession({ tableToken: token }, 'en');
      return landing.landing.ordering.guests.call(
        landing.landing.ordering.guests.session(sessionToken),
        which % 2 ? 'bill' : 'waiter',
      );
    }
    if (!order) return undefined;
    if (what === 'accept') return orders.accept(owner, order, 'en');
    if (what === 'reject') return orders.reject(owner, { orderId: order, reason: 'other' }, 'en');
    if (what === 'restore') return orders.restore(owner, order, 'en');
    if (what === 'recall') return kitchen.recall(owner, { orderId: order, to: 'queued' });
    if (what === 'void') {
      const at = orders.tabIdOf(order);
      const [line] = orders.find(at, order).lines;
      const taken = { tabId: at, orderId: order, lineId: line?.id ?? '', quantity: (amount % 3) + 1, reason: 'x' };
      return adjustments.voidLine(owner, { ...taken, idempotencyKey: newKey() }, 'en');
    }
    if (what === 'give')
      return tabs.moveOrders(owner, { tabId: orders.tabIdOf(order), intoTabId: tab, orderIds: [order] }, 'en');
    return kitchen.advance(
      owner,
      { orderId: order },
      what === 'start' ? 'order.started' : what === 'ready' ? 'order.prepared' : 'order.served',
    );
  }

  function drawer(amount: number, which: number): Promise<unknown> {
    const { shifts } = landing.landing.ordering;
    if (!shifts.openId()) return shifts.open(owner, { float: amount });
    if (which % 3 === 0) return shifts.close(owner, { counted: amount });
    const direction = which % 2 ? 'in' : 'out';
    return shifts.moveCash(owner, { direction, amount, reason: 'x', idempotencyKey: newKey() }, 'en');
  }

  it('property: built again from the facts they are the same, and the bill is the sum of its parts', {
    timeout: timeLimit(60_000),
  }, async () => {
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
