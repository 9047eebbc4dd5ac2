import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';

/** Sends a request and hangs up without reading the answer. */
function sendAndHangUp(url: string, headers: Record<string, string>, body: string): Promise<void> {
  const { hostname, port, pathname, host } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      const lines = Object.entries({ host, 'content-length': String(Buffer.byteLength(body)), ...headers });
      socket.end(`POST ${pathname} HTTP/1.1\r\n${lines.map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n${body}`, () => {
        socket.destroy();
        resolve();
      });
    });
    socket.on('error', reject);
  });
}

describe('orders sent again (acceptance 3)', () => {
  const folder = tempFolder();
  let landing: TestLanding;
  let counter: ConsoleClient;
  let phone: Phone;
  let body: { lines: unknown[]; expectedTotal: unknown };

  const orders = () => counter.query<{ id: string; number: number }[]>('ordering.orders.list');
  const tickets = () => counter.query<{ orderId: string }[]>('ordering.tickets.list');

  beforeAll(async () => {
    landing = await TestLanding.copy({ folder: folder.path });
    counter = await landing.as('counter');
    await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('1') });
    phone = await Phone.scan(landing.sticker('1'));
    const { line, amount } = lineFor(plainItem((await phone.menu()).body));
    body = { lines: [line], expectedTotal: { amount, currency: 'CNY' } };
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  it('an answer dropped and retried 50 times, half of them at once, is one order and one ticket', async () => {
    const key = newKey();
    const url = `${new URL(landing.landing.consoleUrl).origin}/api/v1/guest/orders`;
    const headers = {
      authorization: `Bearer ${phone.session.sessionToken}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    };
    await sendAndHangUp(url, headers, JSON.stringify(body));
    const together = await Promise.all(Array.from({ length: 25 }, () => phone.orderRaw(body, key)));
    const first = together[0]?.body;
    for (const answer of together) expect(answer).toMatchObject({ status: 201, body: first });
    await counter.mutate('ordering.orders.accept', { orderId: first?.order.id });
    for (let attempt = 0; attempt < 25; attempt++) {
      const again = await phone.orderRaw(body, key, { 'accept-language': 'zh-CN' });
      expect(again).toMatchObject({ status: 201, body: first });
    }
    expect(await orders()).toHaveLength(1);
    expect(await tickets()).toHaveLength(1);
  });

  it('the same key with another body is refused', async () => {
    const key = newKey();
    expect((await phone.orderRaw(body, key)).status).toBe(201);
    const other = await phone.orderRaw({ ...body, note: 'different' }, key);
    expect(other).toMatchObject({ status: 409, body: { code: 'idempotency_key_reused' } });
  });

  it('answers the same after the tab was closed; a new order is refused', async () => {
    const { id: tabId } = await counter.mutate<{ id: string }>('ordering.tabs.open', { tableId: landing.tableId('2') });
    const guest = await Phone.scan(landing.sticker('2'));
    const key = newKey();
    const first = await guest.orderRaw(body, key);
    await counter.mutate('ordering.orders.reject', { orderId: first.body.order.id, reason: 'closing' });
    await counter.mutate('ordering.tabs.close', { tabId });
    expect(await guest.orderRaw(body, key)).toMatchObject({ status: 201, body: first.body });
    expect((await guest.orderRaw(body, newKey())).body).toMatchObject({ code: 'tab_closed' });
  });

  it('keys of two phones do not meet', async () => {
    const key = newKey();
    const other = await Phone.scan(landing.sticker('1'));
    const [mine, theirs] = await Promise.all([phone.orderRaw(body, key), other.orderRaw(body, key)]);
    expect(mine.body.order.id).not.toBe(theirs.body.order.id);
  });

  it.each([undefined, '', 'short', 'x'.repeat(129), 'space in key'])('refuses the key %j', async (key) => {
    const answer = await phone.orderRaw(body, key);
    expect(answer).toMatchObject({ status: 400, body: { code: 'idempotency_key_required' } });
  });

  it('answers the same after the landing was started again', async () => {
    const key = newKey();
    const before = await phone.orderRaw(body, key);
    await landing.close();
    landing = await landing.restart();
    counter = await landing.as('counter');
    const later = await Phone.scan(landing.sticker('1'));
    const answer = await fetch(`${new URL(landing.landing.consoleUrl).origin}/api/v1/guest/orders`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${phone.session.sessionToken}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(body),
    });
    expect(await answer.json()).toEqual(before.body);
    phone = later;
  });
});

async function menuOf([phone]: readonly Phone[]) {
  if (!phone) throw new Error('no phone');
  return (await phone.menu()).body;
}

describe('phones that add at once (acceptance 5)', () => {
  const folder = tempFolder();
  let landing: TestLanding;

  beforeAll(async () => {
    landing = await TestLanding.copy({ folder: folder.path });
    await landing.settings({ autoAccept: true });
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  it('four phones: the union on one tab, one ticket per submission, and each sees the others', async () => {
    const counter = await landing.as('counter');
    const tab = await counter.mutate<{ id: string }>('ordering.tabs.open', { tableId: landing.tableId('6') });
    const phones = await Promise.all(Array.from({ length: 4 }, () => Phone.scan(landing.sticker('6'))));
    const { line, amount } = lineFor(plainItem(await menuOf(phones)));
    const answers = await Promise.all(
      phones.flatMap((phone) => Array.from({ length: 5 }, () => phone.order([line], amount))),
    );
    expect(answers.every((answer) => answer.status === 201)).toBe(true);
    const numbers = answers.map((answer) => answer.body.order.number);
    expect(new Set(numbers).size).toBe(20);
    const ids = answers.map((answer) => answer.body.order.id).sort();
    for (const phone of phones) {
      const { tab: seen } = (await phone.tab()).body;
      expect(seen?.orders.map((order) => order.id).sort()).toEqual(ids);
      expect(seen?.total.amount).toBe(amount * 20);
    }
    const tickets = await counter.query<{ orderId: string }[]>('ordering.tickets.list');
    expect(tickets.map((ticket) => ticket.orderId).sort()).toEqual(ids);
    expect(
      (await counter.query<{ total: { amount: number } }>('ordering.tabs.get', { tabId: tab.id })).total.amount,
    ).toBe(amount * 20);
  });
});
