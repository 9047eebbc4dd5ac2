import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { relayCommandTable } from '#cloud/relay/tables.ts';
import type { ConsoleClient } from '#tests/support/api.ts';
import { TestLanding } from '#tests/support/landing.ts';
import { patience } from '#tests/support/patience.ts';
import { quickOrders } from '#tests/support/remote.ts';
import { TwoCounters } from '#tests/support/two-counters.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

describe('a command of staff whose answer does not come', () => {
  let house: TwoCounters;
  let waiter: ConsoleClient;

  beforeAll(async () => {
    house = await TwoCounters.start({ orderTiming: quickOrders });
    waiter = await house.second.as('counter');
    // Who sees the order knows its tab.
    await house.guestOrders(waiter);
  });
  afterAll(() => house?.close());

  it('is not known yet, was done once, and its word comes when the home is back', async () => {
    const [tab] = (await house.there(waiter)).tabs;
    const before = house.orders().length;
    const id = randomUUID();
    house.ways.first.set('requests lost');
    const asked = await house.ask(
      waiter,
      { kind: 'order.place', input: { tabId: tab?.id ?? '', lines: [house.choice.line] } },
      id,
    );
    // The home has done it; nobody at the cloud knows that.
    await vi.waitFor(() => expect(house.orders()).toHaveLength(before + 1), patience);
    expect(asked.data.state).toBe('unknown');
    house.ways.first.set('clear');
    const { standing } = await house.word(waiter, id);
    expect(standing).toMatchObject({ state: 'done', result: { order: { id: house.orders().at(-1)?.id } } });
    expect(house.orders()).toHaveLength(before + 1);
  });

  it('and that was offered before its time and answered after it is refused for good by its home', async () => {
    const orderId = await house.guestOrders(waiter);
    const id = randomUUID();
    // Nothing reaches the first landing, and its connection stands.
    house.ways.first.set('stalled');
    void house.ask(waiter, { kind: 'order.accept', input: { orderId } }, id).catch(() => {});
    const { database } = house.cloud.cloud;
    await vi.waitFor(async () => {
      const rows = await database.asPlatform((tx) => tx.select().from(relayCommandTable));
      expect(rows.find((row) => row.id === id)?.state).toBe('offered');
    }, patience);
    house.ways.first.set('cut');
    await database.asPlatform((tx) => tx.update(relayCommandTable).set({ expiresAt: Date.now() - 1 }));
    house.ways.first.set('clear');
    expect((await house.word(waiter, id)).standing).toMatchObject({
      state: 'refused',
      problem: { code: 'command_expired' },
    });
    expect(house.orders().find((order) => order.id === orderId)?.state).toBe('placed');
  });

  it('asked at a landing whose computer is off in between, by its own record, is done once', async () => {
    const [tab] = (await house.there(waiter)).tabs;
    const before = house.orders().length;
    const id = randomUUID();
    house.ways.first.set('requests lost');
    const input = { tabId: tab?.id ?? '', lines: [house.choice.line] };
    void house.ask(waiter, { kind: 'order.place', input }, id).catch(() => {});
    await vi.waitFor(() => expect(house.orders()).toHaveLength(before + 1), patience);
    await house.first.close();
    house.ways.first.set('clear');
    house.first = await house.first.restart();
    expect((await house.word(waiter, id)).standing?.state).toBe('done');
    expect(house.orders()).toHaveLength(before + 1);
    // And the same for the cloud, and for the landing it was asked at: neither keeps it in memory.
    await house.second.close();
    await house.cloud.close();
    house.cloud = await house.cloud.again();
    for (const way of Object.values(house.ways)) way.leadTo(house.cloud.url);
    house.second = await house.second.restart();
    waiter = await house.second.as('counter');
    await house.connected(2);
    expect((await house.word(waiter, id)).standing?.state).toBe('done');
    expect(house.orders()).toHaveLength(before + 1);
    expect(house.second).toBeInstanceOf(TestLanding);
  });
});
