import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { GuestTabResponse, OrderWaiting } from '#shared/ordering/guest-api.ts';
import { type ConsoleClient, newKey, type Phone } from '#tests/support/api.ts';
import { Clock } from '#tests/support/landing.ts';
import { itemsOf } from '#tests/support/menu.ts';
import { patience } from '#tests/support/patience.ts';
import { RemoteHouse, slowStart, somethingPlain } from '#tests/support/remote.ts';
import { EventReader } from '#tests/support/sse.ts';

const waitingOf = (answer: { body: unknown }) => (answer.body as { waiting: OrderWaiting }).waiting;

describe('while the landing is away', () => {
  let house: RemoteHouse;
  let counter: ConsoleClient;

  beforeAll(async () => {
    house = await RemoteHouse.start();
    counter = await house.landing.as('counter');
  }, slowStart);

  afterAll(() => house.close());

  it('the phone sees the menu and the sentence at once, in both languages, and nothing is ordered', async () => {
    const tabId = await house.open('1', counter);
    const before = await house.scan('1');
    const { line, amount } = await somethingPlain(before);
    const stream = await EventReader.open(`${house.cloud.url}/api/v1/guest/events`, {
      authorization: `Bearer ${before.session.sessionToken}`,
    });
    await stream.next('tab');

    house.network.set('cut');
    await house.connected(false);
    expect((await stream.next('landing')).data).toEqual({ landing: 'away', preOrders: false });

    const phone = await house.scan('1');
    expect(phone.session).toMatchObject({
      restaurant: house.landing.landing.identity.enterprise().name,
      currency: 'CNY',
      mayOrder: false,
      table: { name: '1' },
      remote: { landing: 'away', preOrders: false },
    });
    expect(itemsOf((await phone.menu()).body).length).toBeGreaterThan(5);
    expect((await phone.tab()).body).toMatchObject({ mayOrder: false, tab: null, remote: { landing: 'away' } });
    const key = newKey();
    // At once: the cloud waits for no answer, else this would never end (`patientOrders`).
    const english = await before.order([line], amount, { key });
    expect(english).toMatchObject({ status: 503, body: { code: 'landing_away' } });
    expect(english.body.detail).toMatch(/cannot be reached just now/);
    const chinese = await before.order([line], amount, { key, headers: { 'accept-language': 'zh-CN' } });
    expect(chinese.body.detail).toMatch(/联系不上餐厅/);
    expect((await before.call('waiter')).body.code).toBe('landing_away');

    house.network.set('clear');
    await house.connected();
    expect((await stream.next('landing')).data).toEqual({ landing: 'here', preOrders: false });
    stream.close();
    // Told as not sent: it is not there, also now that the landing is back.
    expect(house.ordersOf('1')).toEqual([]);
    // The same request begins anew when the diner sends it again.
    const sent = await before.order([line], amount, { key });
    expect(sent.status).toBe(201);
    expect(house.ordersOf('1').map(({ id }) => id)).toEqual([sent.body.order.id]);
    // The phone that came while it was away goes on with the same visit.
    expect((await phone.tab()).body).toMatchObject({ join: {}, remote: { landing: 'here' } });
    expect(tabId).toBe(sent.body.order && house.landing.landing.ordering.floor.openTabOf(house.landing.tableId('1')));
  });
});

describe('pre-orders', () => {
  let house: RemoteHouse;
  let counter: ConsoleClient;
  let clock: Clock;

  beforeAll(async () => {
    clock = new Clock(Date.now());
    house = await RemoteHouse.start({ cloud: { now: clock.now }, remote: { preOrders: true, preOrderMinutes: 60 } });
    counter = await house.landing.as('counter');
  }, slowStart);

  afterAll(() => house.close());

  async function goAway(): Promise<void> {
    house.network.set('cut');
    await house.connected(false);
  }

  async function comeBack(): Promise<void> {
    house.network.set('clear');
    await house.connected();
  }

  async function orderOn(table: string): Promise<{ phone: Phone; key: string; body: unknown }> {
    const phone = await house.scan(table);
    const { line, amount } = await somethingPlain(phone);
    return { phone, key: newKey(), body: { lines: [line], expectedTotal: { amount, currency: 'CNY' } } };
  }

  it('waits for the landing, is seen by a person, and is there once', async () => {
    await goAway();
    const { phone, key, body } = await orderOn('1');
    expect(phone.session).toMatchObject({ mayOrder: true, tab: null, remote: { landing: 'away', preOrders: true } });
    const taken = await phone.orderRaw(body, key);
    expect(taken.status).toBe(202);
    expect(waitingOf(taken)).toEqual({ preOrder: true, mayWithdraw: true, expiresAt: expect.any(Number) });
    expect((await phone.orderRaw(body, key)).body).toEqual(taken.body);

    await comeBack();
    const order = await vi.waitFor(async () => {
      const answer = await phone.orderRaw(body, key);
      if (answer.status !== 201) throw new Error(`still ${answer.status}`);
      return answer.body.order;
    }, patience);
    expect(order).toMatchObject({ state: 'placed', remote: 'pre_order' });
    expect(house.ordersOf('1')).toHaveLength(1);
    const waiting = await counter.query<{ id: string; remote: string; table: { name: string } }[]>(
      'ordering.orders.list',
      { state: 'placed' },
    );
    expect(waiting).toMatchObject([{ id: order.id, remote: 'pre_order', table: { name: '1' } }]);
    await counter.mutate('ordering.orders.accept', { orderId: order.id });
    // The diner sees it: this visit sits at the table that the order opened.
    expect((await phone.tab()).body).toMatchObject({
      mayOrder: true,
      tab: { orders: [{ id: order.id, state: 'accepted' }] },
    });
  });

  it('goes onto the open tab of an occupied table, but its phone must still be let in', async () => {
    await house.open('2', counter);
    const seated = await house.scan('2');
    expect(seated.session.mayOrder).toBe(true);
    await goAway();
    const { phone, key, body } = await orderOn('2');
    expect((await phone.orderRaw(body, key)).status).toBe(202);
    await comeBack();
    await vi.waitFor(async () => expect((await phone.orderRaw(body, key)).status).toBe(201), patience);
    expect(house.ordersOf('2')).toHaveLength(1);
    expect((await phone.tab()).body).toMatchObject({
      mayOrder: false,
      tab: null,
      join: { number: expect.any(Number) },
    });
    expect(((await seated.tab()).body as GuestTabResponse).joins).toHaveLength(1);
  });

  it('can be taken back while nobody has seen it, and never comes then', async () => {
    await goAway();
    const { phone, key, body } = await orderOn('3');
    expect((await phone.orderRaw(body, key)).status).toBe(202);
    expect((await phone.send('DELETE', `/orders/${key}`)).status).toBe(204);
    expect((await phone.send('DELETE', `/orders/${key}`)).status).toBe(204);
    expect((await phone.orderRaw(body, key)).body).toMatchObject({ status: 409, code: 'order_withdrawn' });
    expect((await phone.send<{ code: string }>('DELETE', '/orders/never-sent-key')).body.code).toBe('not_found');
    const { phone: later, key: laterKey, body: laterBody } = await orderOn('3');
    expect((await later.orderRaw(laterBody, laterKey)).status).toBe(202);
    await comeBack();
    await vi.waitFor(async () => expect((await later.orderRaw(laterBody, laterKey)).status).toBe(201), patience);
    expect(house.ordersOf('3')).toHaveLength(1);
    expect((await later.send<{ code: string }>('DELETE', `/orders/${laterKey}`)).body.code).toBe('order_on_its_way');
  });

  it('expires when nobody saw it in time, says so, and never comes then', async () => {
    await goAway();
    const { phone, key, body } = await orderOn('4');
    const { expiresAt } = waitingOf(await phone.orderRaw(body, key));
    expect(expiresAt - clock.now()).toBeLessThanOrEqual(60 * 60_000);
    expect(expiresAt).toBeGreaterThan(clock.now());
    clock.set(expiresAt + 1);
    expect((await phone.orderRaw(body, key)).body).toMatchObject({ status: 409, code: 'order_expired' });
    await comeBack();
    expect((await phone.orderRaw(body, key)).body).toMatchObject({ status: 409, code: 'order_expired' });
    expect(house.ordersOf('4')).toEqual([]);
  });

  it('a phone that asks for more than a few is told so, and a table that is full too', async () => {
    await goAway();
    const { phone, body } = await orderOn('5');
    const keys = Array.from({ length: 6 }, () => newKey());
    const codes: unknown[] = [];
    for (const key of keys) {
      const { status, body: answer } = await phone.orderRaw(body, key);
      codes.push(answer.code ?? status);
    }
    expect(codes).toEqual([202, 202, 202, 202, 202, 'pre_orders_full']);
    for (const key of keys.slice(0, 5)) expect((await phone.send('DELETE', `/orders/${key}`)).status).toBe(204);
    await comeBack();
    expect(house.ordersOf('5')).toEqual([]);
  });

  it('what the landing refuses is refused: the dish is sold out by then', async () => {
    await goAway();
    const { phone, key, body } = await orderOn('6');
    expect((await phone.orderRaw(body, key)).status).toBe(202);
    const { itemId } = (body as { lines: { itemId: string }[] }).lines[0] ?? { itemId: '' };
    await counter.mutate('ordering.menu.setAvailability', { itemId, soldOut: true });
    await comeBack();
    await vi.waitFor(async () => expect((await phone.orderRaw(body, key)).body.code).toBe('sold_out'), patience);
    expect(house.landing.landing.ordering.floor.openTabOf(house.landing.tableId('6'))).toBeUndefined();
    await counter.mutate('ordering.menu.setAvailability', { itemId, soldOut: false });
  });

  it('a revoked landing gets none: what it will never see is not taken', async () => {
    await goAway();
    const { phone, key, body } = await orderOn('W1');
    expect((await phone.orderRaw(body, key)).status).toBe(202);
    await house.cloud.revoke(house.landing.landing.opened.store.deviceId);
    await vi.waitFor(
      async () => expect((await phone.orderRaw(body, key)).body.code).toBe('remote_ordering_off'),
      patience,
    );
    await expect(house.scan('W1')).rejects.toThrow('remote_ordering_off');
    house.network.set('clear');
    const owner = await house.landing.owner();
    await vi.waitFor(
      () => expect(house.landing.landing.relay.state(owner)).toMatchObject({ problem: 'device_revoked' }),
      patience,
    );
  });
});
