import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { GuestTabResponse } from '#shared/ordering/guest-api.ts';
import { type ConsoleClient, newKey, type Phone, request } from '#tests/support/api.ts';
import { itemsOf } from '#tests/support/menu.ts';
import { patience } from '#tests/support/patience.ts';
import { RemoteHouse, slowStart, somethingPlain } from '#tests/support/remote.ts';
import { EventReader } from '#tests/support/sse.ts';

const streamOf = (house: RemoteHouse, phone: Phone) =>
  EventReader.open(`${house.cloud.url}/api/v1/guest/events`, {
    authorization: `Bearer ${phone.session.sessionToken}`,
    'accept-language': 'en',
  });

/** Reads states of a table until one is as wanted. */
async function until(stream: EventReader, wanted: (table: GuestTabResponse) => boolean): Promise<GuestTabResponse> {
  for (;;) {
    const table = (await stream.next('tab')).data as GuestTabResponse;
    if (wanted(table)) return table;
  }
}

describe('ordering through the cloud', () => {
  let house: RemoteHouse;
  let counter: ConsoleClient;

  beforeAll(async () => {
    house = await RemoteHouse.start();
    counter = await house.landing.as('counter');
  }, slowStart);

  afterAll(() => house.close());

  it('a diner on the mobile network orders, the counter accepts, the phone sees it live', async () => {
    await house.landing.settings({ autoAccept: true });
    const phone = await house.scan('1');
    expect(phone.session).toMatchObject({
      mayOrder: false,
      table: { name: '1' },
      remote: { landing: 'here', preOrders: false },
    });
    const stream = await streamOf(house, phone);
    expect((await stream.next('tab')).data).toMatchObject({ mayOrder: false, remote: { landing: 'here' } });
    await house.open('1', counter);
    await until(stream, (table) => table.mayOrder);

    const { line, amount } = await somethingPlain(phone);
    const answer = await phone.order([line], amount, { note: 'no coriander' });
    expect(answer.status).toBe(201);
    // Nobody sees this diner: even a house that accepts by itself looks first.
    expect(answer.body.order).toMatchObject({ state: 'placed', source: 'qr', remote: 'order', note: 'no coriander' });
    const waiting = await counter.query<{ id: string; remote: string }[]>('ordering.orders.list', { state: 'placed' });
    expect(waiting).toMatchObject([{ id: answer.body.order.id, remote: 'order' }]);
    await counter.mutate('ordering.orders.accept', { orderId: answer.body.order.id });
    const table = await until(stream, ({ tab }) => tab?.orders[0]?.state === 'accepted');
    expect(table.tab?.orders).toHaveLength(1);
    stream.close();
    await house.landing.settings({ autoAccept: false });
  });

  it('gives the landing’s own menu, with pictures that are the cloud’s, and 304 where nothing changed', async () => {
    const phone = await house.scan('2');
    const menu = await phone.menu();
    const own = house.landing.landing.ordering.guests.menu('en');
    expect(menu.headers.get('etag')).toBe(own.etag);
    expect(itemsOf(menu.body).map(({ id }) => id)).toEqual(
      itemsOf(JSON.parse(own.json.toString())).map(({ id }) => id),
    );
    const again = await phone.send('GET', '/menu?lang=en', undefined, { 'if-none-match': own.etag });
    expect(again.status).toBe(304);
    const picture = itemsOf(menu.body).find((item) => item.picture)?.picture;
    expect(picture?.small).toMatch(/^\/api\/v1\/guest\/pictures\/[0-9a-z]{25}\.[0-9a-f]{32}-s\.webp$/);
    const response = await fetch(`${house.cloud.url}${picture?.small}`);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/webp']);
    const bytes = Buffer.from(await response.arrayBuffer());
    const name = /([0-9a-f]{32})-s/.exec(picture?.small ?? '')?.[1] ?? '';
    expect(bytes.equals(house.landing.landing.ordering.pictures.file(name, 'small') ?? Buffer.alloc(0))).toBe(true);
  });

  it('a sold-out dish is refused by name, in the phone’s language, and the refusal is the same when sent again', async () => {
    await house.open('3', counter);
    const phone = await house.scan('3');
    const { line, amount } = await somethingPlain(phone);
    await counter.mutate('ordering.menu.setAvailability', { itemId: line.itemId, soldOut: true });
    const key = newKey();
    const body = { lines: [line], expectedTotal: { amount, currency: 'CNY' } };
    const refused = await phone.orderRaw(body, key, { 'accept-language': 'zh-CN' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'sold_out' } });
    expect(refused.body.detail).toMatch(/^已售罄/);
    expect((await phone.orderRaw(body, key)).body.detail).toBe(refused.body.detail);
    await counter.mutate('ordering.menu.setAvailability', { itemId: line.itemId, soldOut: false });
    expect(house.ordersOf('3')).toHaveLength(0);
  });

  it('calls the waiter, and several phones of a table see one another after a nod', async () => {
    const tabId = await house.open('4', counter);
    const first = await house.scan('4');
    expect(first.session.mayOrder).toBe(true);
    expect((await first.call('waiter')).status).toBe(201);
    const second = await house.scan('4');
    // Nobody sees who scans over the internet: somebody at the table lets it in.
    expect(second.session.mayOrder).toBe(false);
    const { joins } = (await first.tab()).body;
    expect(joins).toHaveLength(1);
    const join = await first.send('POST', '/joins', { sessionId: joins[0]?.sessionId });
    expect(join.status).toBe(201);
    expect((await second.tab()).body).toMatchObject({
      mayOrder: true,
      tab: { id: tabId, calls: [{ kind: 'waiter' }] },
    });
  });

  it('asks for the table’s four digits where the house does, and lets no one guess them', async () => {
    await house.landing.settings({ requireTableCode: true });
    await house.open('5', counter);
    const link = house.link('5');
    const { floor } = house.landing.landing.ordering;
    const tab = house.landing.landing.ordering.tabAt(floor.openTabOf(house.landing.tableId('5')) ?? '');
    const tries = async (code?: string) => {
      const tableToken = new URL(link).pathname.slice(3);
      const answer = await request<{ code?: string }>(`${house.cloud.url}/api/v1/guest/sessions`, {
        body: code === undefined ? { tableToken } : { tableToken, code },
      });
      return answer.body.code ?? answer.status;
    };
    expect(await tries()).toBe('table_code_wrong');
    const wrong = String((Number(tab.code) + 1) % 10_000).padStart(4, '0');
    expect(await tries(wrong)).toBe('table_code_wrong');
    expect(await tries(tab.code)).toBe(201);
    const answers: unknown[] = [];
    for (let n = 0; n < 12; n += 1) answers.push(await tries(wrong));
    expect(answers.at(-1)).toBe('rate_limited');
    // Not even the right one, for the rest of the hour; phones on the Wi-Fi are not concerned.
    expect(await tries(tab.code)).toBe('rate_limited');
    await house.landing.settings({ requireTableCode: false });
  });

  it('a closed tab ends the visit; a switched-off house says so, and so does a switched-off subsystem', async () => {
    const tabId = await house.open('6', counter);
    const phone = await house.scan('6');
    const stream = await streamOf(house, phone);
    await stream.next('tab');
    await counter.mutate('ordering.tabs.close', { tabId });
    await stream.next('closed');
    expect((await phone.tab()).body).toMatchObject({ code: 'tab_closed' });

    const link = house.link('6');
    const scan = () =>
      request<{ code: string; detail: string }>(`${house.cloud.url}/api/v1/guest/sessions`, {
        body: { tableToken: new URL(link).pathname.slice(3) },
        headers: { 'accept-language': 'en' },
      });
    const { id } = house.landing.landing.identity.enterprise();
    await house.cloud.switch(id, 'cloud_ordering', false);
    expect((await scan()).body.code).toBe('subsystem_off');
    // The landing's connection stays, for staff; that it carries no orders of guests is what it hears.
    const stands = async (state: object) => {
      const owner = await house.landing.owner();
      await vi.waitFor(() => expect(house.landing.landing.relay.state(owner)).toMatchObject(state), patience);
    };
    await stands({ connected: false, problem: 'subsystem_off' });
    await house.cloud.switch(id, 'cloud_ordering', true);
    await stands({ connected: true, problem: null });
    await house.takeOrders({ landing: null });
    await vi.waitFor(async () => expect((await scan()).body.code).toBe('remote_ordering_off'), patience);
    expect(
      house.landing.landing.ordering.floor.all().map((t) => house.landing.landing.ordering.remoteTableLink(t)),
    ).toEqual(house.landing.landing.ordering.floor.all().map(() => null));
    await house.takeOrders();
    await house.connected();
    await vi.waitFor(async () => expect((await scan()).status).toBe(201), patience);
  });
});
