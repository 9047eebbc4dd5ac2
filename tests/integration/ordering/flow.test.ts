import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDataObjects, parseMerchantQr } from '#shared/ordering/emv-qr.ts';
import { type ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';

interface TabView {
  id: string;
  state: string;
  code: string;
  total: { amount: number };
  balance: { amount: number };
  orders: { id: string; state: string; number: number }[];
}

describe('a diner’s order from phone to paid (acceptance 1)', () => {
  const folder = tempFolder();
  let landing: TestLanding;
  let counter: ConsoleClient;

  beforeAll(async () => {
    landing = await TestLanding.copy({ folder: folder.path });
    counter = await landing.as('counter');
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  it('scan → open → order → accept → kitchen → pay → paid → closed', async () => {
    const phone = await Phone.scan(landing.sticker('1'));
    expect(phone.session).toMatchObject({ mayOrder: false, tab: null, currency: 'CNY', currencyExponent: 2 });
    const { body: menu } = await phone.menu();
    const item = plainItem(menu);
    const { line, amount } = lineFor(item, 2);
    expect((await phone.order([line], amount)).body.code).toBe('table_not_open');

    const tab = await counter.mutate<TabView>('ordering.tabs.open', { tableId: landing.tableId('1') });
    expect((await phone.tab()).body).toMatchObject({ mayOrder: true, tab: { id: tab.id, state: 'open' } });

    const placed = await phone.order([line], amount, { note: 'no coriander' });
    expect(placed.status).toBe(201);
    expect(placed.body.order).toMatchObject({ number: 1, state: 'placed', total: { amount, currency: 'CNY' } });

    const queue = await counter.query<{ id: string; table: { name: string } }[]>('ordering.orders.list', {
      state: 'placed',
    });
    expect(queue).toMatchObject([{ id: placed.body.order.id, table: { name: '1' }, note: 'no coriander' }]);
    await counter.mutate('ordering.orders.accept', { orderId: placed.body.order.id });

    const kitchen = await landing.as('kitchen');
    const tickets = await kitchen.query<{ orderId: string; lines: unknown[] }[]>('ordering.tickets.list');
    expect(tickets).toMatchObject([{ orderId: placed.body.order.id, number: 1, table: '1', state: 'queued' }]);
    await kitchen.mutate('ordering.tickets.start', { orderId: placed.body.order.id });
    expect((await phone.tab()).body.tab?.orders[0]?.state).toBe('cooking');
    await kitchen.mutate('ordering.tickets.ready', { orderId: placed.body.order.id });
    await counter.mutate('ordering.tickets.serve', { orderId: placed.body.order.id });
    expect((await phone.tab()).body.tab?.orders[0]?.state).toBe('served');

    const paid = await counter.mutate<{ payment: { change: { amount: number } }; tab: TabView }>(
      'ordering.payments.take',
      {
        tabId: tab.id,
        method: 'cash',
        amount,
        tendered: amount + 500,
        idempotencyKey: newKey(),
      },
    );
    expect(paid.payment.change.amount).toBe(500);
    expect(paid.tab).toMatchObject({ state: 'paid', balance: { amount: 0 } });
    expect((await phone.tab()).body.tab?.state).toBe('paid');
    await counter.mutate('ordering.tabs.close', { tabId: tab.id });
    expect((await phone.tab()).body.code).toBe('tab_closed');
  });

  it('numbers orders across QR and counter, and accepts the counter’s own at once', async () => {
    const tab = await counter.mutate<TabView>('ordering.tabs.open', { tableId: landing.tableId('2') });
    const phone = await Phone.scan(landing.sticker('2'));
    const { line, amount } = lineFor(plainItem((await phone.menu()).body));
    const first = await phone.order([line], amount);
    const input = { tabId: tab.id, lines: [line], idempotencyKey: newKey() };
    const { order } = await counter.mutate<{ order: { number: number; state: string; source: string } }>(
      'ordering.orders.place',
      input,
    );
    expect(order).toMatchObject({ number: first.body.order.number + 1, state: 'accepted', source: 'counter' });
    const again = await counter.mutate<{ order: { number: number } }>('ordering.orders.place', input);
    expect(again.order.number).toBe(order.number);
  });

  it('refuses to close a tab with something to pay or to decide, and to take more than the balance', async () => {
    const tab = await counter.mutate<TabView>('ordering.tabs.open', { tableId: landing.tableId('3') });
    const phone = await Phone.scan(landing.sticker('3'));
    const { line, amount } = lineFor(plainItem((await phone.menu()).body));
    const { body } = await phone.order([line], amount);
    const close = () => counter.call('ordering.tabs.close', { tabId: tab.id }, 'POST');
    expect((await close()).problem?.code).toBe('orders_pending');
    await counter.mutate('ordering.orders.accept', { orderId: body.order.id });
    expect((await close()).problem).toMatchObject({ code: 'tab_not_settled', status: 409, balance: amount });
    const pay = (input: object) =>
      counter.call(
        'ordering.payments.take',
        { tabId: tab.id, method: 'card', idempotencyKey: newKey(), ...input },
        'POST',
      );
    expect((await pay({ amount: amount + 1 })).problem?.code).toBe('payment_too_large');
    expect((await pay({ amount: { amount, currency: 'EUR' } })).problem?.code).toBe('currency_mismatch');
    expect((await pay({ method: 'cash', amount, tendered: amount - 1 })).problem?.code).toBe('tendered_too_small');
    expect((await pay({ method: 'wallet', amount })).problem?.code).toBe('payment_method_off');
    expect((await pay({ amount: 0 })).status).toBe(400);
    const key = newKey();
    const half = { amount: { amount: Math.floor(amount / 2), currency: 'CNY' }, idempotencyKey: key };
    expect((await pay(half)).status).toBe(200);
    expect((await pay(half)).status).toBe(200);
    expect((await pay({ ...half, amount: 1 })).problem?.code).toBe('idempotency_key_reused');
    const now = await counter.query<TabView>('ordering.tabs.get', { tabId: tab.id });
    expect(now.balance.amount).toBe(amount - Math.floor(amount / 2));
  });

  it('shows what is left to pay as an EMV merchant code', async () => {
    const tab = await counter.mutate<TabView>('ordering.tabs.open', { tableId: landing.tableId('W1') });
    const qr = () => counter.call<{ payload: string }>('ordering.payments.qr', { tabId: tab.id }, 'GET');
    expect((await qr()).problem?.code).toBe('payment_method_off');
    const phone = await Phone.scan(landing.sticker('W1'));
    const { line, amount } = lineFor(plainItem((await phone.menu()).body));
    await phone.order([line], amount);
    const code = parseMerchantQr((await qr()).data.payload);
    expect(code.get('54')).toBe((amount / 100).toFixed(2));
    expect(code.get('53')).toBe('156');
    expect(parseDataObjects(code.get('64') ?? '').get('01')).toBe('桂花巷小馆');
  });

  it('a rejected order costs nothing and the phone reads why', async () => {
    await counter.mutate<TabView>('ordering.tabs.open', { tableId: landing.tableId('4') });
    const phone = await Phone.scan(landing.sticker('4'));
    const { line, amount } = lineFor(plainItem((await phone.menu()).body));
    const { body } = await phone.order([line], amount);
    await counter.mutate('ordering.orders.reject', { orderId: body.order.id, reason: 'too_busy' });
    const second = await phone.order([line], amount);
    await counter.mutate('ordering.orders.reject', { orderId: second.body.order.id, reason: 'the oven broke' });
    const { tab } = (await phone.tab()).body;
    expect(tab?.total.amount).toBe(0);
    expect(tab?.orders.map((order) => order.rejection)).toEqual([
      { reason: 'too_busy', text: '' },
      { reason: 'other', text: 'the oven broke' },
    ]);
    const again = await counter.call('ordering.orders.accept', { orderId: body.order.id }, 'POST');
    expect(again.problem?.code).toBe('order_state');
  });

  it('a call is one call until it is answered', async () => {
    const phone = await Phone.scan(landing.sticker('4'));
    const first = await phone.call('bill');
    expect(first.status).toBe(201);
    expect((await phone.call('bill')).body.call.id).toBe(first.body.call.id);
    const calls = await counter.query<{ id: string; table: string; kind: string }[]>('ordering.calls.list');
    expect(calls).toMatchObject([{ id: first.body.call.id, table: '4', kind: 'bill' }]);
    await counter.mutate('ordering.calls.answer', { callId: first.body.call.id });
    expect((await phone.call('bill')).body.call.id).not.toBe(first.body.call.id);
  });
});
