import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';

interface Tab {
  readonly id: string;
  readonly state: string;
  readonly table: { readonly name: string } | null;
  readonly guests: number | null;
  readonly orders: readonly { readonly lines: readonly { readonly quantity: number }[] }[];
}

describe('the floor', () => {
  const folder = tempFolder();
  let landing: TestLanding;
  let first: ConsoleClient;
  let second: ConsoleClient;

  beforeEach(async () => {
    landing = await TestLanding.copy({ folder: folder.path });
    first = await landing.as('counter');
    second = await landing.as('manager');
  });
  afterEach(async () => {
    await landing.close();
    folder.remove();
  });

  const open = (table: string) =>
    first.mutate<Tab>('ordering.tabs.open', { tableId: landing.tableId(table), guests: 2 });
  const get = (tabId: string) => first.query<Tab>('ordering.tabs.get', { tabId });

  it('has its sample drawn, and keeps what is drawn', async () => {
    const list = () => first.query<{ id: string; name: string; plan: unknown }[]>('ordering.tables.list');
    expect((await list()).every(({ plan }) => plan !== null)).toBe(true);
    const plan = { x: 40, y: 12, width: 6, height: 4, shape: 'round' };
    const id = landing.tableId('1');
    expect((await first.call('ordering.tables.arrange', [{ id, plan }], 'POST')).problem?.code).toBe(
      'permission_denied',
    );
    await second.mutate('ordering.tables.arrange', [{ id, plan }]);
    expect((await list()).find(({ name }) => name === '1')?.plan).toEqual(plan);
    const outside = { ...plan, x: 500 };
    expect((await second.call('ordering.tables.arrange', [{ id, plan: outside }], 'POST')).status).toBe(400);
  });

  it('moves to a table that was seen free only while it still is', async () => {
    const tab = await open('1');
    const other = await open('2');
    const move = { tabId: tab.id, tableId: landing.tableId('2'), onlyIfFree: true };
    expect((await first.call('ordering.tabs.move', move, 'POST')).problem?.code).toBe('table_occupied');
    expect(await get(tab.id)).toMatchObject({ state: 'open', table: { name: '1' } });
    expect((await get(other.id)).state).toBe('open');
    await first.mutate('ordering.tabs.move', { ...move, tableId: landing.tableId('3') });
    expect(await get(tab.id)).toMatchObject({ table: { name: '3' } });
  });

  it('opens one take-away for one id, however often it is asked', async () => {
    const tabId = crypto.randomUUID();
    const tabs = await Promise.all(
      [first, second, first].map((client) => client.mutate<Tab>('ordering.tabs.openTakeAway', { tabId })),
    );
    expect(new Set(tabs.map(({ id }) => id))).toEqual(new Set([tabId]));
    expect(await first.query<Tab[]>('ordering.tabs.listTakeAway')).toHaveLength(1);
  });

  it('loses no line when two tablets add to a tab while a third moves it and a phone orders', async () => {
    await landing.settings({ autoAccept: true });
    const tab = await open('1');
    const phone = await Phone.scan(landing.sticker('1'));
    const { line, amount } = lineFor(plainItem((await phone.menu()).body));
    const place = (client: ConsoleClient) =>
      client.mutate('ordering.orders.place', { tabId: tab.id, lines: [line], idempotencyKey: newKey() });
    const moves = ['4', '5', '6', '2'].map(
      (table) => () =>
        second.mutate('ordering.tabs.move', { tabId: tab.id, tableId: landing.tableId(table), onlyIfFree: true }),
    );
    await Promise.all([
      ...Array.from({ length: 8 }, (_, n) => place(n % 2 ? first : second)),
      ...Array.from({ length: 4 }, () => phone.order([line], amount)),
      (async () => {
        for (const move of moves) await move();
      })(),
    ]);
    const after = await get(tab.id);
    expect(after.orders.flatMap(({ lines }) => lines)).toHaveLength(12);
    expect(after.table?.name).toBe('2');
    expect((await phone.tab()).body.tab?.orders).toHaveLength(12);
  });
});
