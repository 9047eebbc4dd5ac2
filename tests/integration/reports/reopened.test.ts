import { afterEach, describe, expect, it } from 'vitest';
import type { Actor } from '#shared/identity/actor.ts';
import { newKey } from '#tests/support/api.ts';
import { Clock, TestLanding, tempFolder } from '#tests/support/landing.ts';

const [monday, tuesday, wednesday] = ['2026-11-16', '2026-11-17', '2026-11-18'];
const dayMs = 24 * 60 * 60_000;

describe('a closed and paid bill that is opened again', () => {
  const folder = tempFolder();
  let landing: TestLanding;

  afterEach(async () => {
    await landing.close();
    folder.remove();
  });

  async function house() {
    const clock = new Clock(`${monday}T12:00:00+08:00`);
    landing = await TestLanding.start({ folder: folder.path, now: clock.now });
    const owner = await landing.owner();
    await landing.settings({
      autoAccept: true,
      serviceCharge: { ppm: 100_000, taxClass: 'food', takeAway: true },
      approvalLimits: { discountPpm: null, voidAmount: null, refundAmount: null },
    });
    return { clock, owner, ...toolsOf(owner) };
  }

  function toolsOf(owner: Actor) {
    const { tabs, orders, payments, menu, shifts, adjustments } = landing.landing.ordering;
    const item = menu.list(owner).items.find((one) => one.unavailable === null && one.optionGroupIds.length === 0);
    const place = (tabId: string, quantity: number) =>
      orders.place(
        owner,
        { tabId, lines: [{ itemId: item?.id ?? '', quantity, options: [] }], idempotencyKey: newKey() },
        'en',
      );
    const settle = async (tabId: string) => {
      const { amount } = tabs.get(owner, tabId, 'en').balance;
      if (amount > 0) await payments.take(owner, { tabId, method: 'cash', amount, idempotencyKey: newKey() }, 'en');
      await tabs.close(owner, tabId, 'en');
    };
    const sell = async (quantity: number) => {
      const { id } = await tabs.openTakeAway(owner, {}, 'en');
      await place(id, quantity);
      const reason = 'regular';
      const rule = { kind: 'amount', amount: 100 } as const;
      await adjustments.giveDiscount(
        owner,
        { tabId: id, kind: 'discount', rule, reason, idempotencyKey: newKey() },
        'en',
      );
      await settle(id);
      return tabs.get(owner, id, 'en');
    };
    const reopen = (tabId: string) => tabs.reopen(owner, { tabId, reason: 'wrong dish' }, 'en');
    const on = (day: string) => {
      const span = { from: day, to: day };
      const { reports } = landing.landing;
      return {
        report: reports.period(owner, span),
        dishes: reports.dishes(owner, span, 'en'),
        sales: reports.records(owner, span, { kind: 'sales' }, 0, 'en').rows,
      };
    };
    return { place, settle, sell, reopen, on, shifts, tabs, payments };
  }

  it('of an earlier day and shift leaves that day and its Z report as they were, and is a negative line of today', async () => {
    const { clock, owner, sell, reopen, settle, place, on, shifts, tabs, payments } = await house();
    await shifts.open(owner, { float: 10_000 });
    const bill = await sell(3);
    const total = bill.total.amount;
    const { id: shiftId } = await shifts.close(owner, { counted: 10_000 + total });
    const before = { day: on(monday), z: shifts.get(owner, shiftId) };
    expect(before.day.report).toMatchObject({ tabs: 1, total, reopened: { count: 0, amount: 0 } });

    clock.advance(dayMs);
    await shifts.open(owner, { float: 10_000 });
    const again = await reopen(bill.id);
    expect(on(monday)).toEqual(before.day);
    const today = on(tuesday);
    expect(today.report).toMatchObject({
      tabs: -1,
      total: -total,
      revenue: -total,
      net: -before.day.report.net,
      tax: -before.day.report.tax,
      serviceCharge: -before.day.report.serviceCharge,
      reopened: { count: 1, amount: total },
      discountReasons: [{ reason: 'regular', count: -1, amount: -100 }],
    });
    expect(today.sales).toMatchObject([
      {
        tabId: bill.id,
        what: 'reopened',
        reason: 'wrong dish',
        amount: { amount: -total },
        approvedBy: expect.any(String),
      },
    ]);

    // One dish too many was paid for: less is sold, and the money goes back out of today's drawer.
    const [payment] = again.payments;
    const back = { paymentId: payment?.id ?? '', amount: total, reason: 'x' };
    await payments.refund(owner, { tabId: bill.id, ...back, idempotencyKey: newKey() }, 'en');
    await place(bill.id, 1);
    await settle(bill.id);
    const mended = tabs.get(owner, bill.id, 'en').total.amount;
    const after = on(tuesday);
    expect(after.report).toMatchObject({ tabs: 0, total: mended - total, reopened: { count: 1, amount: total } });
    expect(after.sales.map(({ amount }) => amount.amount).sort()).toEqual([mended, -total].sort());
    expect(on(monday)).toEqual(before.day);
    expect(shifts.get(owner, shiftId)).toEqual(before.z);
    // The drawer of today has what came in and went out today, and nothing of yesterday's.
    expect(shifts.current(owner)?.report).toMatchObject({ net: mended - total, expectedCash: 10_000 + mended - total });
    const [cash] = after.report.methods;
    expect(cash).toMatchObject({ key: 'cash', amount: mended, refunded: total });

    // Opened a second time, on a third day: what was mended on the second is taken back, not the first sale again.
    clock.advance(dayMs);
    await reopen(bill.id);
    expect(on(wednesday).report).toMatchObject({ tabs: -1, total: -mended });
    expect(on(tuesday)).toEqual(after);
    const books = [monday, tuesday, wednesday].map((day) => on(day));
    await landing.landing.ordering.rebuildProjections();
    expect([monday, tuesday, wednesday].map((day) => on(day))).toEqual(books);
  });

  it('the same day shows both sales and the one taken back, and counts one', async () => {
    const { sell, reopen, settle, place, on, tabs } = await house();
    const bill = await sell(2);
    await reopen(bill.id);
    await place(bill.id, 1);
    await settle(bill.id);
    const mended = tabs.get(await landing.owner(), bill.id, 'en').total.amount;
    const { report, sales, dishes } = on(monday);
    expect(report).toMatchObject({
      tabs: 1,
      orders: 2,
      total: mended,
      reopened: { count: 1, amount: bill.total.amount },
    });
    expect(sales).toHaveLength(3);
    expect(dishes.dishes).toMatchObject([{ quantity: 3 }]);
  });

  it('that was booked before entries had ids of their own is taken back all the same', async () => {
    const { clock, sell, reopen, on } = await house();
    const bill = await sell(1);
    // What the migration makes of a sale of before.
    const { connection } = landing.landing.opened;
    connection.prepare('UPDATE sale SET id = tab_id, seq = 0').run();
    for (const table of ['sale_line', 'sale_discount'])
      connection.prepare(`UPDATE ${table} SET sale_id = ?`).run(bill.id);
    connection.prepare('UPDATE sale_tax SET sale_id = ?, entry_id = ?').run(bill.id, bill.id);
    const before = on(monday);
    clock.advance(dayMs);
    await reopen(bill.id);
    expect(on(monday)).toEqual(before);
    expect(on(tuesday).report).toMatchObject({ total: 0 - bill.total.amount, tax: 0 - before.report.tax });
  });
});
