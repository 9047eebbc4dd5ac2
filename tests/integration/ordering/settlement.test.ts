import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';

describe('orders, money and the end of a tab', () => {
  const folder = tempFolder();
  let landing: TestLanding;
  let counter: ConsoleClient;
  let manager: ConsoleClient;

  beforeAll(async () => {
    landing = await TestLanding.copy({ folder: folder.path });
    counter = await landing.as('counter');
    manager = await landing.as('manager');
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  async function seat(table: string) {
    const tab = await counter.mutate<{ id: string }>('ordering.tabs.open', { tableId: landing.tableId(table) });
    const phone = await Phone.scan(landing.sticker(table));
    const item = plainItem((await phone.menu()).body);
    return { tab, phone, item, ...lineFor(item) };
  }
  const pay = (tabId: string, amount: number) =>
    counter.mutate('ordering.payments.take', { tabId, method: 'cash', amount, idempotencyKey: newKey() });

  it('an order that is paid for, wholly or in part, cannot be rejected: no tab ends with the guests’ money kept', async () => {
    const { tab, phone, line, amount } = await seat('1');
    const first = (await phone.order([line], amount)).body.order;
    const second = (await phone.order([line], amount)).body.order;
    await pay(tab.id, amount + 1);
    const reject = (orderId: string) => counter.call('ordering.orders.reject', { orderId, reason: 'other' }, 'POST');
    expect(await reject(second.id)).toMatchObject({ status: 409, problem: { code: 'order_paid' } });
    const third = (await phone.order([line], amount)).body.order;
    expect((await reject(third.id)).status).toBe(200);
    for (const { id } of [first, second]) await counter.mutate('ordering.orders.accept', { orderId: id });
    await pay(tab.id, amount - 1);
    expect(await counter.mutate('ordering.tabs.close', { tabId: tab.id })).toMatchObject({ balance: { amount: 0 } });
  });

  it('who pays and leaves first is still cooked for: the kitchen finishes tickets of a closed tab', async () => {
    const { tab, phone, line, amount } = await seat('2');
    const { id: orderId } = (await phone.order([line], amount)).body.order;
    await counter.mutate('ordering.orders.accept', { orderId });
    await pay(tab.id, amount);
    await counter.mutate('ordering.tabs.close', { tabId: tab.id });
    const kitchen = await landing.as('kitchen');
    const waiting = () => kitchen.query<{ orderId: string }[]>('ordering.tickets.list');
    for (const step of ['start', 'ready', 'serve']) {
      expect((await waiting()).map((ticket) => ticket.orderId)).toContain(orderId);
      await kitchen.mutate(`ordering.tickets.${step}`, { orderId });
    }
    expect((await waiting()).map((ticket) => ticket.orderId)).not.toContain(orderId);
  });

  it('a bill never grows beyond what can be handled, and an option never makes a dish cheaper than free', async () => {
    const { tab, phone, item } = await seat('3');
    const record = landing.landing.ordering.menu.records().byId.get(item.id);
    if (!record) throw new Error('no record');
    const { soldOut: _, backAt: __, ...saved } = record;
    const group = await manager.mutate<{ id: string }>('ordering.menu.saveOptionGroup', {
      name: { en: 'Less' },
      min: 0,
      max: 1,
      options: [
        {
          id: item.id.replace(/^.{4}/, 'abcd'),
          name: { en: 'Nothing at all' },
          priceDelta: -1_000_000,
          available: true,
          maxQuantity: 1,
        },
      ],
    });
    await manager.mutate('ordering.menu.saveItem', { ...saved, optionGroupIds: [group.id] });
    const free = {
      itemId: item.id,
      quantity: 2,
      options: [{ groupId: group.id, optionId: item.id.replace(/^.{4}/, 'abcd') }],
    };
    expect((await phone.order([free], 0)).body).toMatchObject({ order: { total: { amount: 0 } } });

    await manager.mutate('ordering.menu.saveItem', { ...saved, optionGroupIds: [], price: 1_000_000_000_000 });
    const dear = { tabId: tab.id, lines: [{ itemId: item.id, quantity: 1 }] };
    const order = () => counter.call('ordering.orders.place', { ...dear, idempotencyKey: newKey() }, 'POST');
    expect((await order()).status).toBe(200);
    expect(await order()).toMatchObject({ status: 422, problem: { code: 'amount_too_large' } });
    expect((await phone.tab()).status).toBe(200);
  });

  it('no dish is sold untaxed because its tax class is gone', async () => {
    const { taxClasses } = landing.landing.ordering.settings.current();
    const change = (classes: unknown) =>
      manager.call('ordering.settings.update', { taxClasses: classes }, 'POST', { 'accept-language': 'en' });
    const other = { ...taxClasses[0], id: 'other' };
    expect(await change([other])).toMatchObject({ status: 409, problem: { code: 'record_in_use' } });
    expect((await change([...taxClasses, other])).status).toBe(200);
    expect((await change(taxClasses)).status).toBe(200);
    const item = landing.landing.ordering.menu.records().items[0];
    if (!item) throw new Error('no item');
    const { soldOut: _, backAt: __, ...saved } = item;
    const answer = await manager.call('ordering.menu.saveItem', { ...saved, taxClass: 'nowhere' }, 'POST');
    expect(answer).toMatchObject({ status: 404, problem: { code: 'record_missing' } });
  });
});
