import fc from 'fast-check';
import type { Landing } from '#main/landing.ts';
import { AppError } from '#shared/errors.ts';
import type { Actor } from '#shared/identity/actor.ts';
import { paymentMethods } from '#shared/ordering/events.ts';
import { discountKinds } from '#shared/ordering/order.ts';
import { newKey } from './api.ts';

export const eveningSteps = [
  ...['open', 'open', 'open', 'takeAway', 'takeAway'],
  ...['order', 'order', 'order', 'order', 'order', 'order'],
  'accept',
  'reject',
  'start',
  'ready',
  'serve',
  'pay',
  'payAll',
  'payAll',
  'payItems',
  'close',
  ...['settle', 'settle', 'settle', 'settle'],
  'call',
  'answer',
  'stock',
  'move',
  'merge',
  'discount',
  'discountLine',
  'waive',
  'guests',
  'refund',
  'refundAll',
  'reopen',
  'restore',
  'recall',
  'void',
  'give',
  'drawer',
] as const;

/** One random thing somebody does; numbers choose among what exists at that moment. */
export const eveningStep = fc.record({
  what: fc.constantFrom(...eveningSteps),
  which: fc.nat(1000),
  amount: fc.integer({ min: 1, max: 20_000 }),
});
export type EveningStep = { what: (typeof eveningSteps)[number]; which: number; amount: number };

const pick = <T>(from: readonly T[], which: number): T | undefined => from[which % Math.max(from.length, 1)];
const reasons = ['late', 'spilled', 'friend of the house', ''];

/** What an evening is played on. */
export interface Stage {
  readonly landing: Pick<Landing, 'ordering' | 'opened'>;
}

/** Plays random evenings through the services, as the staff would. */
export class Evening {
  readonly #landing: Stage;
  readonly #actors: readonly Actor[];

  /** Who acts takes turns between `actors`, who must all be allowed everything. */
  constructor(landing: Stage, actors: readonly Actor[]) {
    this.#landing = landing;
    this.#actors = actors;
  }

  rows(sql: string) {
    return this.#landing.landing.opened.connection.prepare(sql).all() as Record<string, unknown>[];
  }

  /** Does one step; a refusal by the house's rules is part of an evening. */
  async play(step: EveningStep): Promise<void> {
    await this.#perform(step).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
    });
  }

  async #perform({ what, which, amount }: EveningStep): Promise<unknown> {
    const { tabs, orders, kitchen, payments, adjustments, calls, menu, floor } = this.#landing.landing.ordering;
    const actor = pick(this.#actors, which);
    if (!actor) throw new Error('nobody works tonight');
    const open = this.rows("SELECT id FROM tab WHERE state = 'open' ORDER BY id").map(({ id }) => String(id));
    const tab = pick(open, which);
    const order = pick(this.rows('SELECT id FROM tab_order ORDER BY id DESC LIMIT 8'), which)?.['id'] as
      | string
      | undefined;
    const item = pick(
      menu.records().items.filter(({ optionGroupIds, dayparts }) => optionGroupIds.length + dayparts.length === 0),
      which,
    );
    const reason = pick(reasons, amount) || 'x';
    if (what === 'open') {
      return tabs.open(actor, { tableId: pick(floor.all(), which)?.id ?? '', guests: (amount % 4) + 1 }, 'en');
    }
    if (what === 'takeAway') return tabs.openTakeAway(actor, {}, 'en');
    if (what === 'drawer') return this.#drawer(actor, amount, which);
    if (what === 'stock' && item) {
      return menu.setStock(actor, { itemId: item.id, quantity: amount % 2 ? amount % 30 : null });
    }
    if (what === 'answer') {
      return calls.answer(actor, String(pick(this.rows('SELECT id FROM guest_call ORDER BY id'), which)?.['id'] ?? ''));
    }
    if (what === 'refund' || what === 'refundAll') {
      const payment = pick(this.rows('SELECT id, tab_id, amount, tip FROM payment ORDER BY id DESC LIMIT 8'), which);
      const refund = { tabId: String(payment?.['tab_id']), paymentId: String(payment?.['id']), reason };
      const all = { amount: Number(payment?.['amount'] ?? 0), tip: Number(payment?.['tip'] ?? 0) };
      const some = what === 'refundAll' ? all : { amount };
      return payments.refund(actor, { ...refund, ...some, idempotencyKey: newKey() }, 'en');
    }
    if (what === 'reopen') {
      return tabs.reopen(actor, { tabId: pick(tabs.closed(actor, {}), which)?.id ?? '', reason }, 'en');
    }
    if (!tab || !item) return undefined;
    const lines = [
      { itemId: item.id, quantity: (which % 5) + 1, options: [] },
      ...(amount % 2 ? [{ itemId: item.id, quantity: 1, options: [] }] : []),
    ];
    switch (what) {
      case 'order':
        return orders.place(actor, { tabId: tab, lines, idempotencyKey: newKey() }, 'en');
      case 'pay':
      case 'payAll': {
        const method = pick(paymentMethods, which) ?? 'cash';
        const due = what === 'payAll' ? tabs.get(actor, tab, 'en').balance.amount : amount;
        return payments.take(
          actor,
          { tabId: tab, method, amount: due, tip: which % 3, idempotencyKey: newKey() },
          'en',
        );
      }
      case 'payItems': {
        const unpaid = tabs.shares(actor, { tabId: tab }).items.find(({ portions, paid }) => paid < portions.length);
        const items = [{ lineId: unpaid?.lineId ?? '', quantity: 1 }];
        const share = unpaid?.portions[unpaid.paid]?.amount ?? 0;
        return payments.take(
          actor,
          { tabId: tab, method: 'card', amount: share, items, idempotencyKey: newKey() },
          'en',
        );
      }
      case 'close':
        return tabs.close(actor, tab, 'en');
      case 'settle':
        return this.#settle(actor, tab, which);
      case 'move':
        return tabs.move(actor, { tabId: tab, tableId: pick(floor.all(), amount)?.id ?? '' }, 'en');
      case 'merge':
        return tabs.merge(actor, { tabId: tab, intoTabId: pick(open, amount) ?? '' }, 'en');
      case 'guests':
        return tabs.changeGuests(actor, { tabId: tab, guests: amount % 5 === 0 ? null : (amount % 5) + 1 }, 'en');
      case 'discount':
      case 'discountLine': {
        const rule =
          which % 2 ? { kind: 'amount' as const, amount } : { kind: 'percent' as const, ppm: 123_456, cap: null };
        const kind = pick(discountKinds, amount) ?? 'discount';
        const line = pick(
          tabs.get(actor, tab, 'en').orders.flatMap((one) => one.lines),
          amount,
        );
        const lineIds = what === 'discountLine' && line ? [line.id] : undefined;
        const given = { tabId: tab, kind, rule, lineIds, reason, idempotencyKey: newKey() };
        return adjustments.giveDiscount(actor, given, 'en');
      }
      case 'waive': {
        const charge = pick(['service', 'cover', 'minimum'] as const, amount) ?? 'service';
        return adjustments.waiveCharge(actor, { tabId: tab, charge, reason }, 'en');
      }
      case 'call': {
        const token = floor.all().find((t) => floor.openTabOf(t.id) === tab)?.token ?? '';
        const { guests } = this.#landing.landing.ordering;
        const { sessionToken } = await guests.startSession({ tableToken: token }, 'en');
        return guests.call(guests.session(sessionToken), which % 2 ? 'bill' : 'waiter');
      }
    }
    if (!order) return undefined;
    switch (what) {
      case 'accept':
        return orders.accept(actor, order, 'en');
      case 'reject':
        return orders.reject(actor, { orderId: order, reason: 'other' }, 'en');
      case 'restore':
        return orders.restore(actor, order, 'en');
      case 'recall':
        return kitchen.recall(actor, { orderId: order, to: 'queued' });
      case 'void': {
        const at = orders.tabIdOf(order);
        const line = pick(orders.find(at, order).lines, which);
        const taken = { tabId: at, orderId: order, lineId: line?.id ?? '', quantity: (amount % 3) + 1, reason };
        return adjustments.voidLine(actor, { ...taken, idempotencyKey: newKey() }, 'en');
      }
      case 'give':
        return tabs.moveOrders(actor, { tabId: orders.tabIdOf(order), intoTabId: tab, orderIds: [order] }, 'en');
      default:
        return kitchen.advance(
          actor,
          { orderId: order },
          what === 'start' ? 'order.started' : what === 'ready' ? 'order.prepared' : 'order.served',
        );
    }
  }

  /** Accepts what waits, takes the rest of the money and closes the tab. */
  async #settle(actor: Actor, tabId: string, which: number): Promise<unknown> {
    const { tabs, orders, payments } = this.#landing.landing.ordering;
    for (const { id, state } of tabs.get(actor, tabId, 'en').orders) {
      if (state === 'placed') await orders.accept(actor, id, 'en');
    }
    const { amount } = tabs.get(actor, tabId, 'en').balance;
    const method = pick(paymentMethods, which) ?? 'cash';
    if (amount > 0)
      await payments.take(actor, { tabId, method, amount, tip: which % 3, idempotencyKey: newKey() }, 'en');
    return tabs.close(actor, tabId, 'en');
  }

  #drawer(actor: Actor, amount: number, which: number): Promise<unknown> {
    const { shifts } = this.#landing.landing.ordering;
    if (!shifts.openId()) return shifts.open(actor, { float: amount });
    if (which % 3 === 0) return shifts.close(actor, { counted: amount });
    const direction = which % 2 ? 'in' : 'out';
    return shifts.moveCash(actor, { direction, amount, reason: 'x', idempotencyKey: newKey() }, 'en');
  }
}
