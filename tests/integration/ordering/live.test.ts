import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { GuestTabResponse } from '#shared/ordering/guest-api.ts';
import { ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';
import { EventReader } from '#tests/support/sse.ts';

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

const origin = () => new URL(landing.landing.consoleUrl).origin;
const listen = (phone: Phone, headers: Record<string, string> = {}) =>
  EventReader.open(`${origin()}/api/v1/guest/events`, {
    authorization: `Bearer ${phone.session.sessionToken}`,
    'accept-language': 'en',
    ...headers,
  });
const order = async (phone: Phone) => {
  const { line, amount } = lineFor(plainItem((await phone.menu()).body));
  return (await phone.order([line], amount)).body.order;
};

describe('a phone’s live events', () => {
  it('waiting → opened → another phone’s order → accepted → paid → closed, without asking', async () => {
    const phone = await Phone.scan(landing.sticker('1'));
    const stream = await listen(phone);
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream');
    expect((await stream.next('tab')).data).toMatchObject({ mayOrder: false, tab: null });
    const tab = await counter.mutate<{ id: string }>('ordering.tabs.open', { tableId: landing.tableId('1') });
    expect((await stream.next('tab')).data).toMatchObject({ mayOrder: true, tab: { id: tab.id, orders: [] } });
    const placed = await order(await Phone.scan(landing.sticker('1')));
    expect((await stream.next('tab')).data).toMatchObject({ tab: { orders: [{ id: placed.id, state: 'placed' }] } });
    await counter.mutate('ordering.orders.accept', { orderId: placed.id });
    expect((await stream.next('tab')).data).toMatchObject({ tab: { orders: [{ state: 'accepted' }] } });
    const payment = { tabId: tab.id, method: 'card', amount: placed.total.amount, idempotencyKey: newKey() };
    await counter.mutate('ordering.payments.take', payment);
    expect((await stream.next('tab')).data).toMatchObject({ tab: { state: 'paid' } });
    await counter.mutate('ordering.tabs.close', { tabId: tab.id });
    expect((await stream.next()).event).toBe('closed');
    await stream.ended();
  });

  it('resumes: nothing twice for who missed nothing, the newest state for who missed something', async () => {
    await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('2') });
    const phone = await Phone.scan(landing.sticker('2'));
    const first = await listen(phone);
    await order(phone);
    await first.next('tab');
    const last = await first.next('tab');
    first.close();
    const second = await listen(phone, { 'last-event-id': last.id });
    const placed = await order(phone);
    const next = (await second.next('tab')).data as GuestTabResponse;
    expect(next.tab?.orders).toHaveLength(2);
    second.close();
    const third = await listen(phone, { 'last-event-id': last.id });
    expect(((await third.next('tab')).data as GuestTabResponse).tab?.orders.at(-1)?.id).toBe(placed.id);
    third.close();
  });

  it('a long tab is not sent faster than slow Wi-Fi carries it, and the newest state always arrives', async () => {
    await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('3') });
    const phone = await Phone.scan(landing.sticker('3'));
    const { line, amount } = lineFor(plainItem((await phone.menu()).body));
    const many = Array.from({ length: 100 }, () => line);
    await phone.order(many, amount * 100);
    // While the clock stands still the Wi-Fi carries nothing more.
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const stream = await listen(phone);
      await stream.next('tab');
      for (let n = 0; n < 10; n++) expect((await phone.order([line], amount)).status).toBe(201);
      vi.useRealTimers();
      const newest = (await stream.next('tab')).data as GuestTabResponse;
      expect(newest.tab?.orders).toHaveLength(11);
      stream.close();
    } finally {
      vi.useRealTimers();
    }
  });

  it('says when the menu changed, with the new entity tag', async () => {
    const phone = await Phone.scan(landing.sticker('2'));
    const menu = await phone.menu();
    const stream = await listen(phone);
    await stream.next('tab');
    await counter.mutate('ordering.menu.setAvailability', { itemId: plainItem(menu.body).id, soldOut: true });
    const { data } = await stream.next('menu');
    const { etag } = data as { etag: string };
    expect(etag).not.toBe(menu.headers.get('etag'));
    expect((await phone.menu()).headers.get('etag')).toBe(etag);
    stream.close();
    await counter.mutate('ordering.menu.setAvailability', { itemId: plainItem(menu.body).id, soldOut: false });
  });
});

describe('ordering.orders.watch', () => {
  const watch = (client: ConsoleClient, lastEventId?: string) => {
    const input = lastEventId === undefined ? '' : `?input=${encodeURIComponent(JSON.stringify({ lastEventId }))}`;
    return EventReader.open(`${origin()}/trpc/ordering.orders.watch${input}`, {
      authorization: `Bearer ${client.token}`,
      accept: 'text/event-stream',
    });
  };
  interface Watched {
    type: string;
    order: { id: string; state: string } | null;
    table: { name: string } | null;
  }

  it('tells of a new order at once and resumes after the last event seen', async () => {
    const stream = await watch(counter);
    expect((await stream.next('connected')).event).toBe('connected');
    const ready = await stream.next('message');
    expect((ready.data as Watched).type).toBe('watch.ready');
    const phone = await Phone.scan(landing.sticker('2'));
    const placed = await order(phone);
    const seen = await stream.next('message');
    expect(seen.data).toMatchObject({
      type: 'order.placed',
      order: { id: placed.id, state: 'placed' },
      table: { name: '2' },
    });
    stream.close();

    await counter.mutate('ordering.orders.accept', { orderId: placed.id });
    const resumed = await watch(counter, seen.id);
    await resumed.next('message');
    expect((await resumed.next('message')).data).toMatchObject({ type: 'order.accepted', order: { id: placed.id } });
    resumed.close();
  });

  it('is refused without the right to read orders, and ends with the session', async () => {
    const kitchen = await landing.as('kitchen');
    const refused = await watch(kitchen);
    expect((await refused.next('serialized-error')).data).toMatchObject({
      data: { problem: { code: 'permission_denied', entity: 'order' } },
    });
    refused.close();

    const other = await landing.as('counter');
    const stream = await watch(other);
    await stream.next('message');
    await other.mutate('identity.logout');
    expect((await stream.next('return')).event).toBe('return');
    expect((await other.call('ordering.tables.list', undefined, 'GET')).problem?.code).toBe('not_signed_in');
    stream.close();
  });
});

describe('a live watch and who may have it', () => {
  const watch = (client: ConsoleClient) =>
    EventReader.open(`${origin()}/trpc/ordering.orders.watch`, {
      authorization: `Bearer ${client.token}`,
      accept: 'text/event-stream',
    });

  it('a counter handed on and on by PIN is out, live stream and all, when the first of the row signs out', async () => {
    const base = landing.landing.consoleUrl;
    for (const [username, pin] of [
      ['manager', '2580'],
      ['owner', '9317'],
    ] as const) {
      const client = await landing.as(username);
      await client.mutate('identity.setPin', { currentPassword: `osmanthus-${username}`, pin });
    }
    const hand = async (from: ConsoleClient, username: string, pin: string) =>
      new ConsoleClient(base, (await from.mutate<{ token: string }>('identity.switchUser', { username, pin })).token);
    const first = await landing.as('counter');
    const second = await hand(first, 'manager', '2580');
    const third = await hand(second, 'owner', '9317');
    const stream = await watch(third);
    await stream.next('message');
    await first.mutate('identity.logout');
    expect((await stream.next('return')).event).toBe('return');
    for (const client of [second, third]) {
      expect((await client.call('identity.me', undefined, 'GET')).problem?.code).toBe('not_signed_in');
    }
    stream.close();
  });

  it('a right taken away ends the stream it was for', async () => {
    const owner = await landing.as('owner');
    const roles = await owner.query<{ id: string; key: string }[]>('identity.roles.list');
    const roleId = (key: string) => roles.find((role) => role.key === key)?.id;
    const person = { username: 'temp', password: 'a rainy evening', displayName: 'Temp' };
    const { id } = await owner.mutate<{ id: string }>('identity.users.create', {
      ...person,
      roleIds: [roleId('counter')],
    });
    const temp = await landing.console.login(person.username, person.password);
    const stream = await watch(temp);
    await stream.next('message');
    await owner.mutate('identity.users.update', { userId: id, roleIds: [roleId('kitchen')] });
    expect((await stream.next('serialized-error')).data).toMatchObject({
      data: { problem: { code: 'permission_denied', entity: 'order' } },
    });
    stream.close();
  });
});

describe('ordering.tickets.watch', () => {
  it('tells the kitchen that a ticket moved, and nothing of what was ordered, placed or paid', async () => {
    const kitchen = await landing.as('kitchen');
    const stream = await EventReader.open(`${origin()}/trpc/ordering.tickets.watch`, {
      authorization: `Bearer ${kitchen.token}`,
      accept: 'text/event-stream',
    });
    expect((await stream.next('message')).data).toMatchObject({ type: 'watch.ready' });
    const tab = await counter.mutate<{ id: string }>('ordering.tabs.open', { tableId: landing.tableId('5') });
    const placed = await order(await Phone.scan(landing.sticker('5')));
    await counter.mutate('ordering.orders.accept', { orderId: placed.id });
    await kitchen.mutate('ordering.tickets.start', { orderId: placed.id });
    const payment = { tabId: tab.id, method: 'card', amount: placed.total.amount, idempotencyKey: newKey() };
    await counter.mutate('ordering.payments.take', payment);
    await kitchen.mutate('ordering.tickets.serve', { orderId: placed.id });
    const told = [await stream.next('message'), await stream.next('message'), await stream.next('message')];
    expect(told.map(({ data }) => (data as { type: string }).type)).toEqual([
      'order.accepted',
      'order.started',
      'order.served',
    ]);
    for (const { data } of told) expect(data).toMatchObject({ tabId: null, table: null, order: null });
    stream.close();
  });
});
