import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { relayCommandTable } from '#cloud/relay/tables.ts';
import type { StaffCommand } from '#shared/relay/commands.ts';
import type { ConsoleClient } from '#tests/support/api.ts';
import { patience } from '#tests/support/patience.ts';
import { TwoCounters } from '#tests/support/two-counters.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

describe('staff at one landing and the tabs of another', () => {
  let house: TwoCounters;
  let waiter: ConsoleClient;

  beforeAll(async () => {
    house = await TwoCounters.start();
    waiter = await house.second.as('counter');
  });
  afterAll(() => house?.close());

  it('sees the other counter, that it is connected, and what is open there', async () => {
    const orderId = await house.guestOrders(waiter);
    expect(await house.counters(waiter)).toEqual({
      cloud: null,
      counters: [{ id: house.home, name: 'Bar', connected: true, seenAt: expect.any(Number), openTabs: 1, waiting: 1 }],
    });
    const there = await house.there(waiter);
    expect(there.tabs).toMatchObject([{ table: '1' }]);
    expect(there.orders).toMatchObject([{ id: orderId, table: { name: '1' } }]);
    // Of its own counter nothing changed: the other's orders are not in its queue.
    expect(await waiter.query('ordering.orders.list', { state: 'placed' })).toEqual([]);
  });

  it('accepts, lets the kitchen have it ready, serves: done there, in the name of the person, and seen here', async () => {
    const orderId = await house.guestOrders(waiter);
    const accepted = await house.ask(waiter, { kind: 'order.accept', input: { orderId } });
    expect(accepted.data).toEqual({ state: 'done', result: { order: null } });
    const me = await waiter.query<{ user: { id: string } }>('identity.me');
    const { store } = house.first.landing.opened;
    const tabId = house.first.landing.ordering.orders.tabIdOf(orderId);
    const fact = store.events.ofStream(tabId).find(({ type }) => type === 'order.accepted');
    expect(fact).toMatchObject({ actor: me.user.id, home: house.home });
    await vi.waitFor(async () => {
      const { orders, tickets } = await house.there(waiter);
      expect(orders.map(({ id }) => id)).not.toContain(orderId);
      expect(tickets.map((ticket) => ticket.orderId)).toContain(orderId);
    }, patience);
    expect((await house.ask(waiter, { kind: 'ticket.ready', input: { orderId } })).data).toMatchObject({
      state: 'done',
    });
    expect((await house.ask(waiter, { kind: 'ticket.serve', input: { orderId } })).data).toMatchObject({
      state: 'done',
    });
    expect(house.orders().find(({ id }) => id === orderId)?.state).toBe('served');
    await vi.waitFor(async () => expect((await house.there(waiter)).tickets).toEqual([]), patience);
  });

  it('adds an order to a tab and is told its number; answers a call; refuses an order', async () => {
    const [tab] = (await house.there(waiter)).tabs;
    if (!tab) throw new Error('no tab');
    const before = house.orders().length;
    const placed = await house.ask(waiter, {
      kind: 'order.place',
      input: { tabId: tab.id, lines: [house.choice.line] },
    });
    const order = house.orders().at(-1);
    expect(house.orders()).toHaveLength(before + 1);
    expect(placed.data).toEqual({ state: 'done', result: { order: { id: order?.id, number: order?.number } } });
    await house.phone.send('POST', '/calls', { kind: 'waiter' });
    const call = await vi.waitFor(async () => {
      const [first] = (await house.there(waiter)).calls;
      if (!first) throw new Error('no call yet');
      return first;
    }, patience);
    expect((await house.ask(waiter, { kind: 'call.answer', input: { callId: call.id } })).data.state).toBe('done');
    const orderId = await house.guestOrders(waiter);
    const rejected = await house.ask(waiter, { kind: 'order.reject', input: { orderId, reason: 'closing' } });
    expect(rejected.data.state).toBe('done');
    expect(house.orders().find(({ id }) => id === orderId)?.state).toBe('rejected');
    // What is over is refused by its home, in words of this person's language.
    const again = await house.ask(waiter, { kind: 'order.accept', input: { orderId } });
    expect(again.data).toMatchObject({ state: 'refused', problem: { code: 'order_state', status: 409 } });
  });

  it('is one order however often and however concurrently the same key is pressed; another command with its id is refused', async () => {
    const [tab] = (await house.there(waiter)).tabs;
    const before = house.orders().length;
    const id = randomUUID();
    const command = {
      kind: 'order.place',
      input: { tabId: tab?.id ?? '', lines: [house.choice.line] },
    } satisfies StaffCommand;
    const answers = await Promise.all(Array.from({ length: 6 }, () => house.ask(waiter, command, id)));
    expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
    expect(answers[0]?.data.state).toBe('done');
    expect(house.orders()).toHaveLength(before + 1);
    const other = await house.ask(waiter, { kind: 'order.accept', input: { orderId: randomUUID() } }, id);
    expect(other.problem?.code).toBe('idempotency_key_reused');
  });

  it('says at once that a counter is away, and nothing of it is done later', async () => {
    const orderId = await house.guestOrders(waiter);
    house.ways.first.set('cut');
    await house.connected(1);
    const id = randomUUID();
    const asked = await house.ask(waiter, { kind: 'order.accept', input: { orderId } }, id);
    expect(asked.problem).toMatchObject({ code: 'counter_away', status: 409 });
    await vi.waitFor(
      async () => expect((await house.counters(waiter)).counters).toMatchObject([{ connected: false }]),
      patience,
    );
    house.ways.first.set('clear');
    await house.connected(2);
    // The same key again, and the word on it: it stays not sent.
    expect((await house.ask(waiter, { kind: 'order.accept', input: { orderId } }, id)).problem?.code).toBe(
      'counter_away',
    );
    expect(await house.word(waiter, id)).toEqual({ code: 'counter_away' });
    expect(house.orders().find((order) => order.id === orderId)?.state).toBe('placed');
    expect((await house.ask(waiter, { kind: 'order.accept', input: { orderId } })).data.state).toBe('done');
  });

  it('without its own internet says that it does not know, and what never arrived is not sent by asking', async () => {
    const orderId = await house.guestOrders(waiter);
    house.ways.second.set('cut');
    const id = randomUUID();
    const asked = await house.ask(waiter, { kind: 'order.accept', input: { orderId } }, id);
    expect(asked.data.state).toBe('unknown');
    await vi.waitFor(async () => {
      const { cloud, counters } = await house.counters(waiter);
      expect(cloud).toBe('cloud_unreachable');
      // Its name is known, and what was open there.
      expect(counters).toMatchObject([{ name: 'Bar', connected: false, openTabs: 1 }]);
    }, patience);
    house.ways.second.set('clear');
    expect(await house.word(waiter, id)).toEqual({ code: 'counter_away' });
    // However late the first request comes in, it is not done any more.
    expect((await house.ask(waiter, { kind: 'order.accept', input: { orderId } }, id)).problem?.code).toBe(
      'counter_away',
    );
    expect(house.orders().find((order) => order.id === orderId)?.state).toBe('placed');
  });

  it('takes the right, here and at home: who lost it at home is refused there', async () => {
    const orderId = await house.guestOrders(waiter);
    const cook = await house.second.as('kitchen');
    const refused = await house.ask(cook, { kind: 'order.accept', input: { orderId } });
    expect(refused.problem).toMatchObject({ code: 'permission_denied', status: 403 });
    const owner = await house.first.as('owner');
    const users =
      await owner.query<{ id: string; username: string; displayName: string; roleIds: string[] }[]>(
        'identity.users.list',
      );
    const person = users.find(({ username }) => username === 'counter');
    if (!person) throw new Error('nobody');
    // Sync stands still, so that the second landing does not know yet.
    const access = house.second.landing.sync.access.current();
    const { store } = house.first.landing.opened;
    const { userTable } = await import('#main/identity/tables.ts');
    const { eq } = await import('drizzle-orm');
    const setDisabled = (disabled: boolean) =>
      store.write('system', (tx) => {
        tx.db.update(userTable).set({ disabled }).where(eq(userTable.id, person.id)).run();
        tx.changed('rights', person.id);
      });
    await setDisabled(true);
    // Asked of the cloud as the second landing would, whatever it believes.
    const send = (actor: string) =>
      house.cloud.call<{ state: string; problem: { code: string } }>(
        'POST',
        '/relay/commands',
        {
          id: randomUUID(),
          home: house.home,
          actor,
          language: 'en',
          command: { kind: 'order.accept', input: { orderId } },
        },
        access?.credential,
      );
    expect((await send(person.id)).body).toMatchObject({ state: 'refused', problem: { code: 'user_disabled' } });
    expect((await send(randomUUID())).body).toMatchObject({ state: 'refused', problem: { code: 'user_unknown' } });
    const kitchen = users.find(({ username }) => username === 'kitchen');
    expect((await send(kitchen?.id ?? '')).body).toMatchObject({
      state: 'refused',
      problem: { code: 'permission_denied' },
    });
    await setDisabled(false);
    expect((await send(person.id)).body).toMatchObject({ state: 'done' });
  });

  it('is not for another enterprise, a personal device, nobody, oneself, or where ordering is off', async () => {
    const orderId = await house.guestOrders(waiter);
    const command = { kind: 'order.accept', input: { orderId } } as const;
    const body = (home = house.home) => ({ id: randomUUID(), home, actor: randomUUID(), language: 'en', command });
    const send = (credential: string | undefined, home?: string) =>
      house.cloud.call<{ code: string }>('POST', '/relay/commands', body(home), credential);
    const stranger = await house.cloud.device(await house.cloud.enterprise());
    expect((await send(stranger.credential)).body).toMatchObject({ status: 404, code: 'counter_unknown' });
    const personal = await house.cloud.device(house.enterpriseId, {
      scope: 'personal',
      userId: randomUUID(),
      administers: false,
    });
    expect((await send(personal.credential)).body).toMatchObject({ status: 403, code: 'sync_forbidden' });
    expect((await send(undefined)).status).toBe(401);
    const access = house.second.landing.sync.access.current();
    const own = house.second.landing.opened.store.deviceId;
    expect((await send(access?.credential, own)).body.code).toBe('counter_unknown');
    expect((await send(access?.credential, personal.id)).body.code).toBe('counter_unknown');
    // Somebody else's command is nobody's to ask about.
    const id = randomUUID();
    await house.ask(waiter, { kind: 'call.answer', input: { callId: randomUUID() } }, id);
    const path = `/relay/commands/${id}/standing`;
    const third = await house.cloud.device(house.enterpriseId);
    expect((await house.cloud.call<{ code: string }>('POST', path, {}, third.credential)).body.code).toBe('not_found');
    expect((await house.cloud.call('GET', '/relay/counters', undefined, stranger.credential)).body).toEqual([]);
    await house.cloud.switch(house.enterpriseId, 'landing_ordering', false);
    expect((await send(access?.credential)).body.code).toBe('subsystem_off');
    await house.cloud.switch(house.enterpriseId, 'landing_ordering', true);
    expect(house.orders().find((order) => order.id === orderId)?.state).toBe('placed');
  });

  it('goes on where the guests’ orders over the internet are switched off, and what is settled holds nothing any more', async () => {
    await house.cloud.switch(house.enterpriseId, 'cloud_ordering', false);
    const orderId = await house.guestOrders(waiter);
    await vi.waitFor(async () => {
      const { data } = await house.ask(waiter, { kind: 'order.accept', input: { orderId } });
      if (data?.state !== 'done') throw new Error(JSON.stringify(data));
    }, patience);
    await house.cloud.switch(house.enterpriseId, 'cloud_ordering', true);
    const rows = await house.cloud.cloud.database.asPlatform((tx) => tx.select().from(relayCommandTable));
    expect(rows.filter(({ given, state }) => given !== null || state === 'stored' || state === 'offered')).toEqual([]);
  });
});
