import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GuestTabResponse } from '#shared/ordering/guest-api.ts';
import { type ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';
import { EventReader } from '#tests/support/sse.ts';

interface StaffTab {
  readonly id: string;
  readonly state: string;
  readonly table: { name: string } | null;
  readonly guests: number | null;
  readonly orders: { id: string; number: number; state: string }[];
  readonly total: { amount: number };
  readonly balance: { amount: number };
  readonly payments: { id: string }[];
  readonly mergedInto: string | null;
  readonly calls: { id: string }[];
}

describe('guests who change tables (acceptance 5)', () => {
  const folder = tempFolder();
  let landing: TestLanding;
  let counter: ConsoleClient;

  beforeAll(async () => {
    landing = await TestLanding.copy({ folder: folder.path });
    counter = await landing.as('counter');
    const manager = await landing.as('manager');
    for (let index = 1; index <= 13; index++) {
      await manager.mutate('ordering.tables.save', { name: `M${index}`, area: '', seats: 4 });
    }
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  const open = (table: string, guests?: number) =>
    counter.mutate<StaffTab>('ordering.tabs.open', { tableId: landing.tableId(`M${table}`), guests });
  const move = (tabId: string, table: string) =>
    counter.call<StaffTab>('ordering.tabs.move', { tabId, tableId: landing.tableId(`M${table}`) }, 'POST');
  const get = (tabId: string) => counter.query<StaffTab>('ordering.tabs.get', { tabId });
  const order = async (phone: Phone, options: { key?: string } = {}) => {
    const { line, amount } = lineFor(plainItem((await phone.menu()).body));
    return phone.order([line], amount, options);
  };

  it('moving a table onto itself is refused, onto a free one takes the phones along', async () => {
    const tab = await open('1', 2);
    const phone = await Phone.scan(landing.sticker('M1'));
    await order(phone);
    expect(await move(tab.id, '1')).toMatchObject({ status: 409, problem: { code: 'same_table' } });
    const { data } = await move(tab.id, '2');
    expect(data).toMatchObject({ id: tab.id, table: { name: 'M2' }, guests: 2 });
    const seen = (await phone.tab()).body;
    expect(seen.table.name).toBe('M2');
    expect(seen.tab?.orders).toHaveLength(1);
    expect((await order(phone)).status).toBe(201);
    const tables =
      await counter.query<{ name: string; pendingOrders: number; tab: object | null }[]>('ordering.tables.list');
    expect(tables.find(({ name }) => name === 'M1')).toMatchObject({ tab: null, pendingOrders: 0 });
    expect(tables.find(({ name }) => name === 'M2')).toMatchObject({ pendingOrders: 2 });
    const { data: other } = await counter.call<StaffTab>(
      'ordering.tabs.open',
      { tableId: landing.tableId('M1') },
      'POST',
    );
    expect(other.orders).toEqual([]);
    expect((await phone.tab()).body.tab?.id).toBe(tab.id);
  });

  it('onto an occupied table both become one without loss; the phones of both follow, live', async () => {
    const [from, into] = [await open('3', 2), await open('4', 3)];
    const phones = await Promise.all(['3', '4'].map((table) => Phone.scan(landing.sticker(`M${table}`))));
    const [there, here] = phones as [Phone, Phone];
    for (const phone of phones) await order(phone);
    await there.call('waiter');
    const paid = { tabId: from.id, method: 'cash', amount: 100, idempotencyKey: newKey() };
    await counter.mutate('ordering.payments.take', paid);
    const before = [await get(from.id), await get(into.id)];
    const stream = await EventReader.open(`${landing.landing.guestAddress}/api/v1/guest/events`, {
      authorization: `Bearer ${there.session.sessionToken}`,
    });
    await stream.next('tab');

    const { data: merged } = await move(from.id, '4');
    expect(merged).toMatchObject({ id: into.id, guests: 5, total: { amount: sum(before, (tab) => tab.total.amount) } });
    expect(merged.balance.amount).toBe(sum(before, (tab) => tab.balance.amount));
    expect(ids(merged.orders)).toEqual(before.flatMap((tab) => ids(tab.orders)).sort());
    expect(merged.payments).toHaveLength(1);
    expect(merged.calls).toHaveLength(1);

    const told = (await stream.next('tab')).data as GuestTabResponse;
    expect(told).toMatchObject({ table: { name: 'M4' }, tab: { id: into.id } });
    stream.close();
    for (const phone of phones) expect((await phone.tab()).body.tab?.orders).toHaveLength(2);
    for (const phone of phones) expect((await order(phone)).status).toBe(201);
    expect(await get(from.id)).toMatchObject({ state: 'closed', mergedInto: into.id, orders: [] });
    expect(here.session.table.name).toBe('M4');

    // The kitchen and the counter find the orders where they are now.
    const accepted = await counter.mutate<{ tabId: string }>('ordering.orders.accept', {
      orderId: before[0]?.orders[0]?.id,
    });
    expect(accepted.tabId).toBe(into.id);
    const tickets = await counter.query<{ orderId: string; table: string }[]>('ordering.tickets.list');
    expect(tickets.find(({ orderId }) => orderId === before[0]?.orders[0]?.id)?.table).toBe('M4');
  });

  it('what is sent again after a merge is recognised: one order, one payment, the same answers', async () => {
    const [from, into] = [await open('5'), await open('6')];
    const phone = await Phone.scan(landing.sticker('M5'));
    const neighbour = await Phone.scan(landing.sticker('M6'));
    for (let n = 0; n < 3; n++) await order(neighbour);
    const key = newKey();
    const first = await order(phone, { key });
    const payment = { tabId: from.id, method: 'cash', amount: 100, idempotencyKey: newKey() };
    const paid = await counter.mutate('ordering.payments.take', payment);
    const item = plainItem((await phone.menu()).body);
    const counterOrder = { tabId: from.id, lines: [lineFor(item).line], idempotencyKey: newKey() };
    const placed = await counter.mutate('ordering.orders.place', counterOrder);
    await counter.mutate('ordering.tabs.merge', { tabId: from.id, intoTabId: into.id });
    expect((await order(phone, { key })).body).toEqual(first.body);
    expect(await counter.mutate('ordering.payments.take', payment)).toEqual(paid);
    expect(await counter.mutate('ordering.orders.place', counterOrder)).toEqual(placed);
    // A waiter who still looks at the old tab adds to what became of it.
    await counter.mutate('ordering.orders.place', { ...counterOrder, idempotencyKey: newKey() });
    const after = await get(into.id);
    expect(after.orders).toHaveLength(6);
    expect(after.payments).toHaveLength(1);
  });

  it('an order that moved to the neighbours is recognised when it is sent again, also after a merge', async () => {
    const manager = await landing.as('manager');
    for (const name of ['M14', 'M15', 'M16'])
      await manager.mutate('ordering.tables.save', { name, area: '', seats: 4 });
    const [from, neighbours, later] = [await open('14'), await open('15'), await open('16')];
    const phone = await Phone.scan(landing.sticker('M14'));
    const key = newKey();
    const first = await order(phone, { key });
    const { line } = lineFor(plainItem((await phone.menu()).body));
    const counterOrder = { tabId: from.id, lines: [line], idempotencyKey: newKey() };
    const placed = await counter.mutate<{ order: { id: string } }>('ordering.orders.place', counterOrder);
    const orderIds = [first.body.order.id, placed.order.id];
    await counter.mutate('ordering.tabs.moveOrders', { tabId: from.id, intoTabId: neighbours.id, orderIds });
    expect((await order(phone, { key })).body).toEqual(first.body);
    await counter.mutate('ordering.tabs.merge', { tabId: from.id, intoTabId: later.id });
    expect((await order(phone, { key })).body).toEqual(first.body);
    expect(await counter.mutate('ordering.orders.place', counterOrder)).toEqual(placed);
    expect((await get(later.id)).orders).toEqual([]);
    expect(ids((await get(neighbours.id)).orders)).toEqual(orderIds);
  });

  it('orders for the neighbours move alone, with their ticket; what is paid stays covered', async () => {
    const [from, into] = [await open('7'), await open('8')];
    const phone = await Phone.scan(landing.sticker('M7'));
    const [first, second] = [(await order(phone)).body.order, (await order(phone)).body.order];
    await counter.mutate('ordering.orders.accept', { orderId: second.id });
    const moved = { tabId: from.id, intoTabId: into.id, orderIds: [second.id] };
    const rest = await counter.mutate<StaffTab>('ordering.tabs.moveOrders', moved);
    expect(ids(rest.orders)).toEqual([first.id]);
    expect(await get(into.id)).toMatchObject({ orders: [{ id: second.id }], total: second.total });
    const tickets = await counter.query<{ orderId: string; table: string }[]>('ordering.tickets.list');
    expect(tickets.find(({ orderId }) => orderId === second.id)?.table).toBe('M8');
    const { amount } = first.total;
    await counter.mutate('ordering.payments.take', {
      tabId: from.id,
      method: 'cash',
      amount,
      idempotencyKey: newKey(),
    });
    const refused = await counter.call('ordering.tabs.moveOrders', { ...moved, orderIds: [first.id] }, 'POST');
    expect(refused).toMatchObject({ status: 409, problem: { code: 'order_paid' } });
    expect(await counter.call('ordering.tabs.moveOrders', moved, 'POST')).toMatchObject({
      problem: { code: 'order_missing' },
    });
  });

  it('four phones that add while their table is merged: the union, one ticket for each', async () => {
    const [from, into] = [await open('9'), await open('10')];
    const phones = await Promise.all(['9', '9', '10', '10'].map((table) => Phone.scan(landing.sticker(`M${table}`))));
    const [answers] = await Promise.all([
      Promise.all(phones.flatMap((phone) => [order(phone), order(phone), order(phone)])),
      move(from.id, '10'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const tab = await get(into.id);
    expect(ids(tab.orders)).toEqual(answers.map(({ body }) => body.order.id).sort());
    const accepted = await Promise.all(
      tab.orders.map(({ id }) => counter.call('ordering.orders.accept', { orderId: id }, 'POST')),
    );
    expect(accepted.every(({ status }) => status === 200)).toBe(true);
    const tickets = await counter.query<{ orderId: string }[]>('ordering.tickets.list');
    for (const { id } of tab.orders) expect(tickets.filter(({ orderId }) => orderId === id)).toHaveLength(1);
  });

  it('an order in the very commit that merges its table lands on what became of it', async () => {
    const [from, into] = [await open('12'), await open('13')];
    const phone = await Phone.scan(landing.sticker('M12'));
    const { line, amount } = lineFor(plainItem((await phone.menu()).body));
    const { tabs, guests } = landing.landing.ordering;
    const owner = await landing.owner();
    const session = guests.session(phone.session.sessionToken);
    const body = { lines: [{ ...line, options: line.options ?? [] }], expectedTotal: { amount, currency: 'CNY' } };
    const [, answer] = await Promise.all([
      tabs.merge(owner, { tabId: from.id, intoTabId: into.id }, 'en'),
      guests.placeOrder(session, newKey(), body, 'en'),
    ]);
    expect(ids((await get(into.id)).orders)).toEqual([JSON.parse(answer).order.id]);
  });

  it('settle against add: exactly one wins, and both see it', async () => {
    const tab = await open('11');
    const phone = await Phone.scan(landing.sticker('M11'));
    const menu = (await phone.menu()).body;
    const { line, amount } = lineFor(plainItem(menu));
    const placed = await phone.order([line], amount);
    await counter.mutate('ordering.orders.accept', { orderId: placed.body.order.id });
    await counter.mutate('ordering.payments.take', {
      tabId: tab.id,
      method: 'cash',
      amount,
      idempotencyKey: newKey(),
    });
    const [closed, added] = await Promise.all([
      counter.call('ordering.tabs.close', { tabId: tab.id }, 'POST'),
      phone.order([line], amount),
    ]);
    const after = await get(tab.id);
    if (closed.status === 200) {
      expect(added).toMatchObject({ status: 403, body: { code: 'tab_closed' } });
      expect(after).toMatchObject({ state: 'closed', total: { amount } });
    } else {
      expect(closed.problem?.code).toBe('orders_pending');
      expect(added.status).toBe(201);
      expect(after).toMatchObject({ state: 'open', total: { amount: 2 * amount } });
      expect((await phone.tab()).body.tab?.orders).toHaveLength(2);
    }
  });
});

function ids(list: readonly { readonly id: string }[]): string[] {
  return list.map(({ id }) => id).sort();
}

function sum<T>(list: readonly T[], amount: (entry: T) => number): number {
  return list.reduce((total, entry) => total + amount(entry), 0);
}
