import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { relayOrderTable } from '#cloud/relay/tables.ts';
import { type ConsoleClient, newKey } from '#tests/support/api.ts';
import { patience } from '#tests/support/patience.ts';
import { RemoteHouse, slowStart, somethingPlain } from '#tests/support/remote.ts';

describe('an order whose answer got lost', () => {
  let house: RemoteHouse;
  let counter: ConsoleClient;

  beforeAll(async () => {
    house = await RemoteHouse.start({ remote: { preOrders: true } });
    counter = await house.landing.as('counter');
  }, slowStart);

  afterAll(() => house.close());

  async function orderOn(table: string) {
    await house.open(table, counter);
    const phone = await house.scan(table);
    const { line, amount } = await somethingPlain(phone);
    const key = newKey();
    const body = { lines: [line], expectedTotal: { amount, currency: 'CNY' } };
    const send = () => phone.orderRaw(body, key);
    /** Sends it over a network that loses the landing's answer; nobody waits for what becomes of it. */
    const lose = async () => {
      house.network.set('requests lost');
      void send().catch(() => {});
      await vi.waitFor(() => expect(house.ordersOf(table)).toHaveLength(1), patience);
    };
    return { phone, key, body, send, lose };
  }

  it('between landing and cloud is never told as not sent, and is there once when the landing is back', async () => {
    const { send, phone, key } = await orderOn('1');
    house.network.set('requests lost');
    const first = send();
    // The landing has it; nobody at the cloud knows that.
    await vi.waitFor(() => expect(house.ordersOf('1')).toHaveLength(1), patience);
    house.network.set('cut');
    await house.connected(false);
    const meanwhile = await send();
    expect(meanwhile).toMatchObject({ status: 202, body: { waiting: { preOrder: false, mayWithdraw: false } } });
    expect((await phone.send<{ code: string }>('DELETE', `/orders/${key}`)).body.code).toBe('order_on_its_way');
    house.network.set('clear');
    const answers = [await first, await send()];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    const [order] = house.ordersOf('1');
    expect(answers.map(({ body }) => body.order.id)).toEqual([order?.id, order?.id]);
    expect(house.ordersOf('1')).toHaveLength(1);
  });

  it('is asked about again also when its phone is gone', async () => {
    const { lose } = await orderOn('2');
    await lose();
    house.network.set('clear');
    await vi.waitFor(async () => {
      const rows = await house.cloud.cloud.database.asPlatform((tx) => tx.select().from(relayOrderTable));
      if (!rows.every(({ state }) => state === 'accepted')) throw new Error('one still waits');
    }, patience);
    expect(house.ordersOf('2')).toHaveLength(1);
  });

  it('and whose tab was closed meanwhile is still the same order', async () => {
    const { send, lose } = await orderOn('3');
    await lose();
    const [order] = house.ordersOf('3');
    if (!order) throw new Error('the order is not there');
    const tabId = house.landing.landing.ordering.floor.openTabOf(house.landing.tableId('3')) ?? '';
    await counter.mutate('ordering.orders.reject', { orderId: order.id, reason: 'closing' });
    await counter.mutate('ordering.tabs.close', { tabId });
    house.network.set('clear');
    await vi.waitFor(async () => expect((await send()).body.order?.id).toBe(order.id), patience);
  });

  it('sent ten times at once is one order; the same key with another body is refused', async () => {
    const { send, phone, key, body } = await orderOn('4');
    const answers = await Promise.all(Array.from({ length: 10 }, send));
    expect(new Set(answers.map(({ status, body: { order } }) => `${status} ${order?.id}`)).size).toBe(1);
    expect(house.ordersOf('4')).toHaveLength(1);
    const other = { ...body, note: 'another' };
    expect((await phone.orderRaw(other, key)).body).toMatchObject({ status: 409, code: 'idempotency_key_reused' });
  });

  it('a house that stopped taking orders still answers for what it took', async () => {
    const { send, lose } = await orderOn('5');
    await lose();
    const [order] = house.ordersOf('5');
    await house.takeOrders({ landing: null });
    house.network.set('clear');
    await vi.waitFor(async () => expect((await send()).status).not.toBe(500), patience);
    // Its answer may still arrive; where it does not, the phone is not told that nothing was ordered.
    const meanwhile = await send();
    expect([201, 202]).toContain(meanwhile.status);
    if (meanwhile.status === 201) expect(meanwhile.body.order?.id).toBe(order?.id);
    await house.takeOrders();
    await house.connected();
    await vi.waitFor(async () => expect((await send()).body.order?.id).toBe(order?.id), patience);
  });
});
