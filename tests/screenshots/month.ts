import type { Actor } from '#shared/identity/actor.ts';
import { newKey } from '#tests/support/api.ts';
import type { Clock, TestLanding } from '#tests/support/landing.ts';

const dayMs = 86_400_000;
/** Hours of an ordinary day with how many tables close in each. */
const rhythm: readonly (readonly [hour: number, tabs: number])[] = [
  [11, 2],
  [12, 5],
  [13, 4],
  [17, 2],
  [18, 5],
  [19, 6],
  [20, 4],
  [21, 2],
];

/** Numbers that look random and are the same every time (a linear congruence, Numerical Recipes). */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Plays the days before the clock's, each with a shift, discounts, voids and a refund, for reports to tell of. */
export async function stageDays(landing: TestLanding, clock: Clock, days: number): Promise<void> {
  const { tabs, orders, payments, adjustments, shifts, menu, floor } = landing.landing.ordering;
  const end = clock.now();
  const owner = await landing.owner();
  const joe = landing.landing.identity.authenticate((await landing.as('counter')).token ?? '') ?? owner;
  const roll = dice(7);
  await landing.settings({
    autoAccept: true,
    paymentMethods: ['cash', 'card', 'wallet'],
    serviceCharge: {
      ppm: 50_000,
      taxClass: landing.landing.ordering.settings.current().taxClasses[0]?.id ?? '',
      takeAway: false,
    },
    approvalLimits: { discountPpm: null, voidAmount: null, refundAmount: null },
  });
  const items = menu
    .records()
    .items.filter(({ optionGroupIds, soldOut, dayparts }) => optionGroupIds.length + dayparts.length === 0 && !soldOut);
  for (const { id } of items) await menu.setStock(owner, { itemId: id, quantity: null });
  const tables = floor.all();
  const sell = async (actor: Actor) => {
    const table = tables[roll(tables.length)];
    const takeAway = roll(6) === 0 || !table || floor.openTabOf(table.id);
    const { id: tabId } = takeAway
      ? await tabs.openTakeAway(actor, {}, 'en')
      : await tabs.open(actor, { tableId: table.id, guests: 1 + roll(4) }, 'en');
    const lines = Array.from(
      { length: 2 + roll(4) },
      () => items[roll(Math.min(roll(items.length) + 3, items.length))],
    ).flatMap((item) => (item ? [{ itemId: item.id, quantity: 1 + roll(2), options: [] }] : []));
    const { order } = await orders
      .place(actor, { tabId, lines, idempotencyKey: newKey() }, 'en')
      .catch(() => ({ order: null }));
    const line = order?.lines[0];
    if (order && line && order.lines.length > 1 && roll(14) === 0) {
      const why = { tabId, reason: roll(2) ? 'Waited too long' : 'Wrong dish', idempotencyKey: newKey() };
      await adjustments.voidLine(owner, { ...why, orderId: order.id, lineId: line.id, quantity: 1 }, 'en');
    }
    if (order && roll(9) === 0) {
      const rule = { kind: 'percent' as const, ppm: 100_000, cap: null };
      const kind = roll(4) === 0 ? ('complimentary' as const) : ('discount' as const);
      const given = { tabId, kind, rule, reason: roll(2) ? 'Regular guest' : 'Late dish', idempotencyKey: newKey() };
      await adjustments.giveDiscount(owner, given, 'en').catch(() => undefined);
    }
    const { amount } = tabs.get(actor, tabId, 'en').balance;
    const method = (['cash', 'card', 'wallet', 'wallet'] as const)[roll(4)] ?? 'cash';
    if (amount > 0) {
      await payments.take(
        actor,
        { tabId, method, amount, tip: roll(12) === 0 ? 500 : 0, idempotencyKey: newKey() },
        'en',
      );
    }
    const closed = await tabs.close(actor, tabId, 'en');
    const payment = closed.payments[0];
    if (payment && roll(60) === 0) {
      const refund = {
        tabId,
        paymentId: payment.id,
        amount: Math.ceil(payment.amount.amount / 3),
        reason: 'Cold soup',
      };
      await payments.refund(owner, { ...refund, idempotencyKey: newKey() }, 'en');
    }
  };
  for (let day = days; day >= 0; day--) {
    const midnight = new Date(end - day * dayMs).setUTCHours(0, 0, 0, 0) - 8 * 3_600_000;
    const weekend = [0, 6].includes(new Date(midnight + 12 * 3_600_000).getUTCDay());
    clock.set(midnight + 10 * 3_600_000);
    if (clock.now() > end) break;
    await shifts.open(joe, { float: 50_000 });
    for (const [hour, usual] of rhythm) {
      clock.set(midnight + hour * 3_600_000 + roll(50) * 60_000);
      if (clock.now() > end) break;
      const busy = usual + roll(3) + (weekend && hour > 16 ? 3 : 0);
      for (let tab = 0; tab < busy; tab++) await sell(roll(4) ? joe : owner);
    }
    const move = { direction: 'out' as const, amount: 12_000, reason: 'Vegetables, market', idempotencyKey: newKey() };
    await shifts.moveCash(joe, move, 'en').catch(() => undefined);
    const open = shifts.current(owner);
    if (day === 0 || !open?.report) break;
    const off = [0, 0, -300, 0, 150, 0][roll(6)] ?? 0;
    await shifts.close(joe, { counted: Math.max(0, open.report.expectedCash + off) });
  }
  clock.set(end);
}
