import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { TestAccess, TestCloud } from '#tests/support/cloud.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { patience } from '#tests/support/patience.ts';
import { TestPostgres } from '#tests/support/postgres.ts';
import { quickOrders, quickRelay, slowStart, somethingPlain } from '#tests/support/remote.ts';
import { EventReader } from '#tests/support/sse.ts';
import { TcpProxy } from '#tests/support/tcp-proxy.ts';

describe('two processes of the cloud over one PostgreSQL', () => {
  const folder = tempFolder();
  let postgres: TestPostgres;
  let first: TestCloud;
  let second: TestCloud;
  /** What the landing is told: a balancer before both processes. */
  let network: TcpProxy;
  let landing: TestLanding;
  let counter: ConsoleClient;

  beforeAll(async () => {
    postgres = await TestPostgres.start();
    const databaseUrl = await postgres.createDatabase('relay');
    const options = { databaseUrl, orderTiming: quickOrders };
    [first, second] = await Promise.all([TestCloud.start(options), TestCloud.start(options)]);
    network = await TcpProxy.before(first.url);
    const access = new TestAccess();
    landing = await TestLanding.start({ folder: folder.path, cloud: access, relayTiming: quickRelay });
    await first.enrol(landing, access, network.url);
    const { deviceId } = landing.landing.opened.store;
    await landing.settings({ remoteOrdering: { landing: deviceId, preOrders: false, preOrderMinutes: 60 } });
    await vi.waitFor(async () => expect(await first.knowsMenusOf(deviceId)).toBe(true), patience);
    counter = await landing.as('counter');
  }, slowStart);

  afterAll(async () => {
    await landing?.close();
    await network?.close();
    await second?.close();
    await postgres?.stop();
    folder.remove();
  });

  const linkAt = (cloud: TestCloud, name: string) => {
    const table = landing.landing.ordering.floor.all().find((candidate) => candidate.name === name);
    const url = table && landing.landing.ordering.remoteTableLink(table);
    return `${cloud.url}${new URL(url ?? '').pathname}`;
  };
  const streamAt = (cloud: TestCloud, phone: Phone) =>
    EventReader.open(`${cloud.url}/api/v1/guest/events`, { authorization: `Bearer ${phone.session.sessionToken}` });

  it('a phone at the one reaches the landing at the other, and hears it live', async () => {
    await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('1') });
    const phone = await Phone.scan(linkAt(second, '1'));
    const stream = await streamAt(second, phone);
    await stream.next('tab');
    const { line, amount } = await somethingPlain(phone);
    const key = newKey();
    // As a phone does: the same again while the landing's word has not come.
    const answer = await vi.waitFor(async () => {
      const said = await phone.order([line], amount, { key });
      expect(said.status).toBe(201);
      return said;
    }, patience);
    expect(answer.body.order).toMatchObject({ state: 'placed', remote: 'order' });
    await counter.mutate('ordering.orders.accept', { orderId: answer.body.order.id });
    for (;;) {
      const { data } = await stream.next('tab');
      if (JSON.stringify(data).includes('"accepted"')) break;
    }
    stream.close();
  });

  it('the process that holds the landing goes: the landing comes to the other, phones there go on, and nothing is twice', async () => {
    await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('2') });
    const phone = await Phone.scan(linkAt(second, '2'));
    const { line, amount } = await somethingPlain(phone);
    const stream = await streamAt(second, phone);
    await stream.next('tab');
    const keys = Array.from({ length: 6 }, () => newKey());
    const sent = keys.map(async (key) => {
      for (;;) {
        const answer = await phone.order([line], amount, { key });
        if (answer.status === 201) return answer.body.order.id;
        if (answer.status !== 202 && answer.status !== 503) throw new Error(JSON.stringify(answer.body));
      }
    });
    network.leadTo(second.url);
    await first.close();
    network.cutNow();
    const ids = await Promise.all(sent);
    expect(new Set(ids).size).toBe(keys.length);
    await expect.poll(() => second.cloud.relay.load.landings, patience).toBe(1);
    const tabId = landing.landing.ordering.floor.openTabOf(landing.tableId('2')) ?? '';
    const orders = landing.landing.ordering.tabAt(tabId).orders.map(({ retry }) => retry.key);
    expect(orders.sort()).toEqual([...keys].sort());
    // The phone's stream at the other process was never closed.
    await counter.mutate('ordering.orders.accept', { orderId: ids[0] });
    for (;;) {
      const { data } = await stream.next('tab');
      if (JSON.stringify(data).includes('"accepted"')) break;
    }
    stream.close();
  });
});
