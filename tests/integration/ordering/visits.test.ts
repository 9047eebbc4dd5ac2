import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { Clock, TestLanding, tempFolder } from '#tests/support/landing.ts';
import { itemNamed, lineFor, plainItem } from '#tests/support/menu.ts';

describe('who may order when', () => {
  const folder = tempFolder();
  const clock = new Clock('2026-11-20T04:00:00Z');
  let landing: TestLanding;
  let counter: ConsoleClient;

  beforeAll(async () => {
    landing = await TestLanding.start({ folder: folder.path, now: clock.now });
    counter = await landing.as('counter');
  });

  afterEach(() => landing.settings({ opening: 'staff', requireTableCode: false, autoAccept: false }));

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  const open = (table: string) =>
    counter.mutate<{ id: string; code: string }>('ordering.tabs.open', { tableId: landing.tableId(table) });
  const close = (tabId: string) => counter.mutate('ordering.tabs.close', { tabId });
  const order = async (phone: Phone) => {
    const { line, amount } = lineFor(plainItem((await phone.menu()).body));
    return phone.order([line], amount);
  };
  const settle = async (tabId: string) => {
    const tab = await counter.query<{ balance: { amount: number }; orders: { id: string; state: string }[] }>(
      'ordering.tabs.get',
      { tabId },
    );
    for (const { id, state } of tab.orders)
      if (state === 'placed') await counter.mutate('ordering.orders.accept', { orderId: id });
    if (tab.balance.amount > 0) {
      await counter.mutate('ordering.payments.take', {
        tabId,
        method: 'card',
        amount: tab.balance.amount,
        idempotencyKey: newKey(),
      });
    }
    await close(tabId);
  };

  it('after the tab closes the old session gets 403 for order, history and status; a new guest sees nothing of before (acceptance 7)', async () => {
    const tab = await open('1');
    const old = await Phone.scan(landing.sticker('1'));
    const placed = await order(old);
    await settle(tab.id);
    for (const answer of [
      await order(old),
      await old.tab(),
      await old.call('bill'),
      await old.send('GET', '/events'),
    ]) {
      expect(answer).toMatchObject({ status: 403, body: { code: 'tab_closed' } });
    }
    const next = await open('1');
    for (const answer of [await order(old), await old.tab()]) expect(answer.status).toBe(403);
    const guest = await Phone.scan(landing.sticker('1'));
    const seen = await guest.tab();
    expect(seen.body.tab).toMatchObject({ id: next.id, orders: [], total: { amount: 0 } });
    expect(JSON.stringify(seen.body)).not.toContain(placed.body.order.id);
    await close(next.id);
  });

  it('a phone that waits joins when the staff open the table within 15 minutes', async () => {
    const phone = await Phone.scan(landing.sticker('2'));
    expect((await order(phone)).body.code).toBe('table_not_open');
    clock.advance(14 * 60_000);
    const tables = await counter.query<{ name: string; waitingPhones: number }[]>('ordering.tables.list');
    expect(tables.find((table) => table.name === '2')?.waitingPhones).toBe(1);
    const tab = await open('2');
    expect((await order(phone)).status).toBe(201);
    await settle(tab.id);
  });

  it('a phone that waited longer never joins a later guests’ tab', async () => {
    const phone = await Phone.scan(landing.sticker('2'));
    clock.advance(15 * 60_000 + 1);
    const tab = await open('2');
    expect(await order(phone).catch((error: Error) => error.message)).toBeTruthy();
    expect(await phone.tab()).toMatchObject({ status: 401, body: { code: 'session_invalid' } });
    await close(tab.id);
  });

  it('where the first scan opens the table, its first order waits for a person even with auto-accept', async () => {
    await landing.settings({ opening: 'scan', autoAccept: true });
    const phone = await Phone.scan(landing.sticker('3'));
    expect(phone.session).toMatchObject({ mayOrder: true, tab: { state: 'open' } });
    const first = await order(phone);
    expect(first.body.order.state).toBe('placed');
    const hasty = await order(phone);
    expect(hasty.body.order.state).toBe('placed');
    await counter.mutate('ordering.orders.accept', { orderId: first.body.order.id });
    expect((await order(phone)).body.order.state).toBe('accepted');
  });

  it('asks for the four digits where the house wants them', async () => {
    await landing.settings({ requireTableCode: true });
    const tab = await open('4');
    const url = landing.sticker('4');
    const wrong = tab.code === '0000' ? '1111' : '0000';
    expect(await Phone.tryScan(url)).toMatchObject({ status: 403, body: { code: 'table_code_wrong' } });
    expect(await Phone.tryScan(url, wrong)).toMatchObject({ status: 403, body: { code: 'table_code_wrong' } });
    expect((await order(await Phone.scan(url, tab.code))).status).toBe(201);
  });

  it('a phone that waited before the table was opened still needs the code', async () => {
    await landing.settings({ requireTableCode: true });
    const phone = await Phone.scan(landing.sticker('5'));
    await open('5');
    expect((await phone.tab()).body).toMatchObject({ mayOrder: false, codeNeeded: true, tab: null });
    expect((await order(phone)).body.code).toBe('table_not_open');
  });

  it('an unknown sticker is the same 404 whatever it is', async () => {
    const base = landing.sticker('1').replace(/\/t\/.*/, '/t/');
    const answers = await Promise.all(['x', 'A'.repeat(32), '..%2f..'].map((token) => Phone.tryScan(base + token)));
    for (const answer of answers) expect(answer).toMatchObject({ status: 404, body: { code: 'table_unknown' } });
    const renewed = landing.sticker('6');
    const owner = await landing.as('owner');
    await owner.mutate('ordering.tables.renewSticker', { tableId: landing.tableId('6') });
    expect((await Phone.tryScan(renewed)).status).toBe(404);
    expect((await Phone.tryScan(landing.sticker('6'))).status).toBe(201);
  });

  it('serves an item only in its daypart, by the house’s clock', async () => {
    const tab = await open('W1');
    const phone = await Phone.scan(landing.sticker('W1'));
    const at = (time: string) => clock.set(`2026-11-21T${time}:00+08:00`);
    at('10:59');
    const menu = (await phone.menu()).body;
    const breakfast = itemNamed(menu, menu.categories[0]?.items[0]?.name ?? '');
    expect(breakfast.available).toBe(true);
    at('11:00');
    const later = itemNamed((await phone.menu()).body, breakfast.name);
    expect(later).toMatchObject({ available: false, unavailable: 'not_served_now' });
    const { line, amount } = lineFor(breakfast);
    expect((await phone.order([line], amount)).body).toMatchObject({
      code: 'not_served_now',
      items: [{ name: breakfast.name }],
    });
    await close(tab.id);
  });

  it('numbers orders anew on the next business day, not at midnight', async () => {
    clock.set('2026-11-22T20:00:00+08:00');
    const tab = await open('W2');
    const phone = await Phone.scan(landing.sticker('W2'));
    const numberAt = async (time: string) => {
      clock.set(time);
      return (await order(phone)).body.order.number;
    };
    const evening = await numberAt('2026-11-22T23:59:00+08:00');
    expect(evening).toBe(1);
    expect(await numberAt('2026-11-23T03:59:00+08:00')).toBe(2);
    expect(await numberAt('2026-11-23T04:00:00+08:00')).toBe(1);
    await settle(tab.id);
    const days = landing.landing.opened.connection.prepare(
      `SELECT tab.business_day AS opened, payment.business_day AS paid FROM payment JOIN tab ON tab.id = tab_id WHERE tab.id = ?`,
    );
    expect(days.all(tab.id)).toEqual([{ opened: '2026-11-22', paid: '2026-11-23' }]);
  });
});
