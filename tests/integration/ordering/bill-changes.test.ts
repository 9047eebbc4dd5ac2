import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { Clock, TestLanding, tempFolder } from '#tests/support/landing.ts';
import { plainItem } from '#tests/support/menu.ts';

interface Amount {
  readonly amount: number;
}
interface StaffTab {
  readonly id: string;
  readonly state: string;
  readonly table: { name: string } | null;
  readonly orders: readonly { id: string; state: string; lines: readonly { id: string; voided: number }[] }[];
  readonly discounts: readonly { id: string; amount: Amount; approvedBy: string | null }[];
  readonly charges: readonly { kind: string; amount: Amount }[];
  readonly waivedCharges: readonly { kind: string; amount: Amount }[];
  readonly people: readonly { id: string; name: string }[];
  readonly payments: readonly {
    id: string;
    change: Amount;
    tip: Amount;
    refundable: { amount: Amount; tip: Amount };
  }[];
  readonly refunds: readonly { kind: string; approvedBy: string | null }[];
  readonly total: Amount;
  readonly paid: Amount;
  readonly balance: Amount;
  readonly tips: Amount;
  readonly returned: Amount;
}

describe('what is changed about a bill', () => {
  const folder = tempFolder();
  const clock = new Clock('2026-11-20T12:00:00+08:00');
  let landing: TestLanding;
  let counter: ConsoleClient;
  let other: ConsoleClient;
  let approvers: { id: string; displayName: string }[];
  let itemId: string;
  let price: number;

  beforeAll(async () => {
    landing = await TestLanding.start({ folder: folder.path, now: clock.now });
    counter = await landing.as('counter');
    other = await landing.as('counter');
    approvers = await counter.query('ordering.payments.approvers');
    const tab = await counter.mutate<StaffTab>('ordering.tabs.open', { tableId: landing.tableId('1') });
    const item = plainItem((await (await Phone.scan(landing.sticker('1'))).menu()).body);
    itemId = item.id;
    price = item.price.amount;
    await counter.mutate('ordering.tabs.close', { tabId: tab.id });
  });

  beforeEach(() => clock.advance(20 * 60_000));

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  const call = <T = StaffTab>(path: string, input: object, client = counter) =>
    client.call<T>(`ordering.${path}`, input, 'POST', { 'accept-language': 'en' });
  const get = (tabId: string) => counter.query<StaffTab>('ordering.tabs.get', { tabId });
  /** A take-away tab with so many portions, accepted. */
  async function tabOf(quantity: number, client = counter): Promise<StaffTab> {
    const tab = await client.mutate<StaffTab>('ordering.tabs.openTakeAway');
    return add(tab.id, quantity, client);
  }
  async function add(tabId: string, quantity: number, client = counter): Promise<StaffTab> {
    await client.mutate('ordering.orders.place', { tabId, lines: [{ itemId, quantity }], idempotencyKey: newKey() });
    return get(tabId);
  }
  const lineOf = (tab: StaffTab, order = 0) => ({
    tabId: tab.id,
    orderId: tab.orders[order]?.id ?? '',
    lineId: tab.orders[order]?.lines[0]?.id ?? '',
  });
  const pay = (tabId: string, amount: number, more: object = {}) =>
    call<{ payment: StaffTab['payments'][number]; tab: StaffTab }>('payments.take', {
      tabId,
      method: 'cash',
      amount,
      idempotencyKey: newKey(),
      ...more,
    });
  const pinOf = (name: 'Mona' | 'Olive', pin: string) => ({
    userId: approvers.find(({ displayName }) => displayName.includes(name))?.id ?? '',
    pin,
  });
  const mona = () => pinOf('Mona', '4826');
  const discount = (tabId: string, ppm: number, more: object = {}) => ({
    tabId,
    kind: 'discount',
    rule: { kind: 'percent', ppm, cap: null },
    reason: 'Regular guest',
    idempotencyKey: newKey(),
    ...more,
  });
  const refund = (tab: StaffTab, amount: number, more: object = {}) => ({
    tabId: tab.id,
    paymentId: tab.payments[0]?.id ?? '',
    amount,
    reason: 'Paid twice',
    idempotencyKey: newKey(),
    ...more,
  });

  it('a void takes portions off once, however often it is sent, and never more than stand', async () => {
    const tab = await tabOf(3);
    const request = { ...lineOf(tab), quantity: 2, reason: 'Sold out', idempotencyKey: newKey() };
    const first = await call('tabs.voidLine', request);
    const again = await call('tabs.voidLine', request);
    expect(first.data.total.amount).toBe(price);
    expect(again.data).toEqual(first.data);
    expect(await call('tabs.voidLine', { ...request, quantity: 1 })).toMatchObject({
      status: 409,
      problem: { code: 'idempotency_key_reused' },
    });
    expect(await call('tabs.voidLine', { ...request, idempotencyKey: newKey() })).toMatchObject({
      problem: { code: 'line_missing' },
    });
    expect((await get(tab.id)).people.map(({ name }) => name)).toEqual(['小周 Joe']);
  });

  it('discounts together stay within the limit, or a second person approves the very same request', async () => {
    const tab = await tabOf(10);
    expect((await call('tabs.giveDiscount', discount(tab.id, 60_000))).status).toBe(200);
    const beyond = discount(tab.id, 60_000);
    expect(await call('tabs.giveDiscount', beyond)).toMatchObject({
      status: 403,
      problem: { code: 'approval_required' },
    });
    const approved = await call('tabs.giveDiscount', { ...beyond, approval: mona() });
    expect(approved.data.discounts[1]?.approvedBy).toBe(mona().userId);
    expect(approved.data.people.map(({ name }) => name)).toContain('孟经理 Mona');
    // The answer was lost and the request comes without and with the PIN once more: nothing is given twice.
    for (const approval of [undefined, mona()]) {
      const again = await call('tabs.giveDiscount', { ...beyond, ...(approval && { approval }) });
      expect(again.data).toEqual(approved.data);
    }
    expect((await get(tab.id)).discounts).toHaveLength(2);
  });

  it('a wrong PIN, somebody without the right, somebody without a PIN: refused in words, and locked out in the end', async () => {
    const tab = await tabOf(4);
    const beyond = discount(tab.id, 500_000);
    const code = async (approval: object) => (await call('tabs.giveDiscount', { ...beyond, approval })).problem?.code;
    const owner = await landing.as('owner');
    const users = await owner.query<{ id: string; displayName: string }[]>('identity.users.list');
    const idOf = (name: string) => users.find(({ displayName }) => displayName.includes(name))?.id;
    expect(await code({ userId: idOf('Joe'), pin: '5038' })).toBe('approver_unfit');
    expect(await code({ userId: idOf('Chen'), pin: '5038' })).toBe('pin_not_set');
    const wrong = { ...pinOf('Olive', '7391'), pin: '0007' };
    const refusals: (string | undefined)[] = [];
    for (let attempt = 0; attempt < 12 && refusals.at(-1) !== 'locked_out'; attempt += 1)
      refusals.push(await code(wrong));
    expect(refusals[0]).toBe('pin_wrong');
    expect(refusals.at(-1)).toBe('locked_out');
    // The right PIN does not open a lock, and another person can still approve.
    expect(await code(pinOf('Olive', '7391'))).toBe('locked_out');
    expect((await get(tab.id)).discounts).toHaveLength(0);
    expect((await call('tabs.giveDiscount', { ...beyond, approval: mona() })).status).toBe(200);
  });

  it('a discount is taken back; one that would leave too much paid is refused', async () => {
    const tab = await tabOf(4);
    const given = (await call('tabs.giveDiscount', discount(tab.id, 100_000))).data.discounts[0];
    const back = await call('tabs.removeDiscount', { tabId: tab.id, discountId: given?.id });
    expect(back.data.total.amount).toBe(tab.total.amount);
    expect(await call('tabs.removeDiscount', { tabId: tab.id, discountId: given?.id })).toMatchObject({
      problem: { code: 'discount_missing' },
    });
    await pay(tab.id, tab.total.amount);
    expect(await call('tabs.giveDiscount', discount(tab.id, 50_000))).toMatchObject({
      problem: { code: 'discount_after_payment' },
    });
  });

  it('a charge is let go with its amount still known, and charged again', async () => {
    await landing.settings({ coverCharge: { amount: 200, taxClass: 'food' } });
    const tab = await counter.mutate<StaffTab>('ordering.tabs.open', { tableId: landing.tableId('2'), guests: 3 });
    await landing.settings({ coverCharge: null });
    await add(tab.id, 50);
    const waive = { tabId: tab.id, charge: 'cover', reason: 'Children' };
    const waived = await call('tabs.waiveCharge', waive);
    expect(waived.data.charges).toEqual([]);
    expect(waived.data.waivedCharges).toMatchObject([{ kind: 'cover', amount: { amount: 600 } }]);
    expect((await call('tabs.waiveCharge', waive)).problem?.code).toBe('discount_empty');
    const restored = await call('tabs.restoreCharge', { tabId: tab.id, charge: 'cover' });
    expect(restored.data.charges).toMatchObject([{ kind: 'cover', amount: { amount: 600 } }]);
  });

  it('tips are on top: change is given after them and the bill is not paid by them', async () => {
    const tab = await tabOf(1);
    const { data } = await pay(tab.id, price, { tip: 150, tendered: price + 1000 });
    expect(data.payment).toMatchObject({ tip: { amount: 150 }, change: { amount: 850 } });
    expect(data.tab).toMatchObject({ balance: { amount: 0 }, paid: { amount: price }, tips: { amount: 150 } });
    const next = await tabOf(1);
    expect(await pay(next.id, price, { tip: 150, tendered: price + 100 })).toMatchObject({
      problem: { code: 'tendered_too_small' },
    });
    const code = await counter.query<{ payload: string }>('ordering.payments.qr', {
      tabId: next.id,
      amount: 100,
      tip: 25,
    });
    expect(code.payload).toContain('54041.25');
  });

  it('refunds over several turns never exceed what was paid, and a repeated one happens once', async () => {
    const tab = await tabOf(2);
    const paid = (await pay(tab.id, 2 * price, { tip: 200 })).data.tab;
    const [lost] = [refund(paid, price, { approval: mona() })];
    const first = await call('payments.refund', lost);
    expect((await call('payments.refund', lost)).data).toEqual(first.data);
    expect((await call('payments.refund', { ...lost, amount: 1 })).problem?.code).toBe('idempotency_key_reused');
    expect(first.data.balance.amount).toBe(price);
    expect((await call('payments.refund', refund(paid, 1))).problem?.code).toBe('approval_required');
    for (const [amount, tip] of [
      [price + 1, 0],
      [0, 201],
      [price, 201],
    ] as const) {
      expect(await call('payments.refund', refund(paid, amount, { tip, approval: mona() }))).toMatchObject({
        problem: { code: 'refund_too_large' },
      });
    }
    await call('payments.refund', refund(paid, price - 1, { tip: 200, approval: mona() }));
    const left = (await get(tab.id)).payments[0]?.refundable;
    expect(left).toMatchObject({ amount: { amount: 1 }, tip: { amount: 0 } });
    await call('payments.refund', refund(paid, 1, { approval: mona() }));
    const after = await get(tab.id);
    expect(after).toMatchObject({ paid: { amount: 0 }, tips: { amount: 0 }, balance: { amount: 2 * price } });
    expect((await call('payments.refund', refund(paid, 1, { approval: mona() }))).problem?.code).toBe(
      'refund_too_large',
    );
  });

  it('a closed bill is refunded as a return and found by number, amount and table; it opens again only before that', async () => {
    const tab = await counter.mutate<StaffTab>('ordering.tabs.open', { tableId: landing.tableId('3') });
    await add(tab.id, 7);
    await pay(tab.id, 7 * price);
    await counter.mutate('ordering.tabs.close', { tabId: tab.id });
    const reopen = { tabId: tab.id, reason: 'Something is missing' };
    expect((await call('tabs.reopen', reopen)).problem?.code).toBe('approval_required');
    // Others sit at the table by now: the bill comes back without it.
    const others = await counter.mutate<StaffTab>('ordering.tabs.open', { tableId: landing.tableId('3') });
    const open = await call('tabs.reopen', { ...reopen, approval: mona() });
    expect(open.data).toMatchObject({ state: 'paid', table: null, paid: { amount: 7 * price } });
    expect((await call('tabs.reopen', { ...reopen, approval: mona() })).problem?.code).toBe('tab_is_open');
    await counter.mutate('ordering.tabs.close', { tabId: others.id });
    await counter.mutate('ordering.tabs.close', { tabId: tab.id });

    const returned = await call('payments.refund', refund(await get(tab.id), price, { approval: mona() }));
    expect(returned.data).toMatchObject({
      state: 'closed',
      refunds: [{ kind: 'return' }],
      returned: { amount: price },
    });
    expect((await call('tabs.reopen', { ...reopen, approval: mona() })).problem?.code).toBe('tab_has_returns');
    type Closed = { id: string; orderNumbers: number[]; returned: Amount };
    const find = (search?: string) => counter.query<Closed[]>('ordering.tabs.listClosed', search ? { search } : {});
    const [row] = (await find()).filter(({ id }) => id === tab.id);
    expect(row?.returned.amount).toBe(price);
    const number = row?.orderNumbers[0] ?? 0;
    for (const search of [`#${number}`, String(number), ((7 * price) / 100).toFixed(2), `¥${(7 * price) / 100}`]) {
      expect(
        (await find(search)).map(({ id }) => id),
        search,
      ).toContain(tab.id);
    }
    expect((await find('3')).map(({ id }) => id)).toContain(others.id);
    expect(await find('no such table')).toEqual([]);
  });

  it('a merge that drops a charge is told first, and beyond the limit a second person vouches', async () => {
    const manager = await landing.as('manager');
    await landing.settings({ serviceCharge: { ppm: 150_000, taxClass: 'food', takeAway: false } });
    const eatIn = await counter.mutate<StaffTab>('ordering.tabs.open', { tableId: landing.tableId('4') });
    await landing.settings({ serviceCharge: null });
    await add(eatIn.id, 4);
    const takeAway = await tabOf(1);
    const merge = { tabId: eatIn.id, intoTabId: takeAway.id };
    const charge = Math.round((4 * price * 15) / 100);
    const told = await call('tabs.merge', merge);
    expect(told).toMatchObject({
      status: 409,
      problem: {
        code: 'charges_change',
        before: 5 * price + charge,
        after: 5 * price,
        changes: [{ kind: 'service', before: charge, after: 0 }],
      },
    });
    expect(told.problem?.detail).toContain(`¥${((5 * price + charge) / 100).toFixed(2)}`);
    const agreed = { ...merge, expectedTotal: 5 * price };
    expect((await call('tabs.merge', agreed)).problem?.code).toBe('approval_required');
    expect(await get(eatIn.id)).toMatchObject({ state: 'open', charges: [{ amount: { amount: charge } }] });
    // Who may approve needs nobody else.
    const { data } = await call('tabs.merge', agreed, manager);
    expect(data).toMatchObject({ id: takeAway.id, total: { amount: 5 * price }, charges: [] });
  });

  it('split by item takes exact shares: no portion is paid twice, not by a repeated request, not after a merge', async () => {
    const tab = await tabOf(3);
    await call('tabs.giveDiscount', {
      ...discount(tab.id, 1),
      rule: { kind: 'amount', amount: 100 },
      approval: mona(),
    });
    const { lineId } = lineOf(tab);
    const shares = (tabId: string) =>
      counter.query<{ items: { lineId: string; paid: number; portions: Amount[] }[]; equal: Amount[] }>(
        'ordering.tabs.shares',
        { tabId, people: 3 },
      );
    const portions = (await shares(tab.id)).items[0]?.portions.map(({ amount }) => amount) ?? [];
    expect(portions.reduce((a, b) => a + b, 0)).toBe(3 * price - 100);
    const first = portions[0] ?? 0;
    const items = [{ lineId, quantity: 1 }];
    expect((await pay(tab.id, first + 1, { items })).problem?.code).toBe('split_changed');
    const request = { items, idempotencyKey: newKey() };
    const taken = await pay(tab.id, first, request);
    expect((await pay(tab.id, first, request)).data).toEqual(taken.data);
    expect((await shares(tab.id)).items[0]).toMatchObject({ lineId, paid: 1 });

    const neighbours = await tabOf(2, other);
    await other.mutate('ordering.tabs.merge', { tabId: tab.id, intoTabId: neighbours.id });
    // The first tablet still holds the old tab: its repeated payment is the one already taken, a new one goes along.
    expect((await pay(tab.id, first, request)).data.payment.id).toBe(taken.data.payment.id);
    const there = (await shares(neighbours.id)).items.find((item) => item.lineId === lineId);
    expect(there?.paid).toBe(1);
    expect((await pay(tab.id, 1, { items: [{ lineId, quantity: 3 }] })).problem?.code).toBe('split_changed');
    const rest = there?.portions.slice(1).reduce((sum, { amount }) => sum + amount, 0) ?? 0;
    expect((await pay(tab.id, rest, { items: [{ lineId, quantity: 2 }] })).status).toBe(200);
    const end = await get(neighbours.id);
    expect(end.paid.amount).toBe(first + rest);
    expect(end.balance.amount).toBe(5 * price - 100 - first - rest);
  });

  it('two tablets that add at once never lose a line', async () => {
    const tab = await tabOf(1);
    const before = tab.orders.length;
    await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        (index % 2 ? counter : other).mutate('ordering.orders.place', {
          tabId: tab.id,
          lines: [{ itemId, quantity: 1 + (index % 3) }],
          idempotencyKey: newKey(),
        }),
      ),
    );
    const after = await get(tab.id);
    expect(after.orders).toHaveLength(before + 24);
    expect(after.total.amount).toBe(price * (1 + 24 * 2));
  });

  it('settling against adding: exactly one wins, and both see it', async () => {
    for (let round = 0; round < 12; round += 1) {
      const tab = await tabOf(1);
      await pay(tab.id, price);
      const close = () => call('tabs.close', { tabId: tab.id });
      const order = () =>
        call('orders.place', { tabId: tab.id, lines: [{ itemId, quantity: 1 }], idempotencyKey: newKey() }, other);
      const [first, second] = round % 2 ? [order, close] : [close, order];
      const [a, b] = await Promise.all([first(), second()]);
      const [closed, placed] = round % 2 ? [b, a] : [a, b];
      expect([closed.status === 200, placed.status === 200].filter(Boolean)).toHaveLength(1);
      const seen = await Promise.all([get(tab.id), other.query<StaffTab>('ordering.tabs.get', { tabId: tab.id })]);
      expect(seen[0]).toEqual(seen[1]);
      if (closed.status === 200) {
        expect(placed.problem?.code).toBe('tab_is_closed');
        expect(seen[0]).toMatchObject({ state: 'closed', total: { amount: price } });
      } else {
        expect(closed.problem?.code).toBe('tab_not_settled');
        expect(seen[0]).toMatchObject({ state: 'open', balance: { amount: price } });
      }
    }
  });
});
