import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MenuResponse } from '#shared/ordering/guest-api.ts';
import { type ConsoleClient, newKey, Phone } from '#tests/support/api.ts';
import { Clock, TestLanding, tempFolder } from '#tests/support/landing.ts';
import { itemNamed } from '#tests/support/menu.ts';

type Item = MenuResponse['categories'][number]['items'][number];

describe('combos, weighed and market-price dishes', () => {
  const folder = tempFolder();
  // A Thursday, 15:00 in Shanghai: past the set's lunch price.
  const clock = new Clock('2026-11-19T07:00:00Z');
  let landing: TestLanding;
  let owner: ConsoleClient;
  let phone: Phone;
  let tabId: string;

  beforeAll(async () => {
    landing = await TestLanding.start({ folder: folder.path, now: clock.now });
    owner = await landing.as('owner');
    const tab = await owner.mutate<{ id: string }>('ordering.tabs.open', { tableId: landing.tableId('1') });
    tabId = tab.id;
    phone = await Phone.scan(landing.sticker('1'));
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  const menu = async () => (await phone.menu()).body;
  const first = (item: Item) =>
    item.optionGroups.flatMap((group) =>
      group.options.slice(0, group.min).map((option) => ({ groupId: group.id, optionId: option.id })),
    );
  /** The set with its first choices, but for those given by name. */
  async function set(chosen: Record<string, string> = {}, quantity = 1) {
    const now = await menu();
    const combo = itemNamed(now, 'Noodle set for one');
    const byId = new Map(now.categories.flatMap(({ items }) => items).map((item) => [item.id, item]));
    const components = combo.slots.map((slot) => {
      const wanted = chosen[slot.name];
      const choice = slot.choices.find(({ itemId }) => wanted === undefined || byId.get(itemId)?.name === wanted);
      const item = byId.get(choice?.itemId ?? '');
      if (!item) throw new Error(`no ${wanted} in ${slot.name}`);
      return { slotId: slot.id, itemId: item.id, options: first(item) };
    });
    return { combo, line: { itemId: combo.id, quantity, components } };
  }
  const order = (lines: unknown[], amount: number) =>
    phone.orderRaw({ lines, expectedTotal: { amount, currency: 'CNY' } }, newKey());

  it('is one line at one price, whose dishes go to their stations and keep their share of it', async () => {
    const { line } = await set({ Noodles: 'Braised beef noodle soup', Drink: 'Qingdao draught beer' }, 2);
    const answer = await order([line], (5200 + 800 + 600) * 2);
    expect(answer.status).toBe(201);
    const [ordered] = answer.body.order.lines;
    expect(ordered).toMatchObject({ name: 'Noodle set for one', quantity: 2, total: { amount: 13_200 } });
    expect(ordered?.components.map(({ name }) => name)).toEqual([
      'Braised beef noodle soup',
      'Vegetable spring rolls',
      'Qingdao draught beer',
    ]);
    await owner.mutate('ordering.orders.accept', { orderId: answer.body.order.id });
    const [ticket] =
      await owner.query<{ lines: { name: string; combo: string | null; quantity: number; station: string }[] }[]>(
        'ordering.tickets.list',
      );
    expect(ticket?.lines.map(({ name, combo, quantity, station }) => [name, combo, quantity, station])).toEqual([
      ['红烧牛肉面', '单人面食套餐', 2, 'kitchen'],
      ['素春卷', '单人面食套餐', 2, 'kitchen'],
      ['青岛鲜啤', '单人面食套餐', 2, 'bar'],
    ]);
  });

  it('costs its lunch price at lunch', async () => {
    clock.set('2026-11-19T04:00:00Z');
    const { combo, line } = await set();
    expect(combo.price.amount).toBe(4500);
    expect((await order([line], 4500)).status).toBe(201);
    clock.set('2026-11-19T07:00:00Z');
    const late = await order([(await set()).line], 4500);
    expect([late.status, late.body.code]).toEqual([409, 'price_changed']);
  });

  it('takes the portions of its dishes, and goes with the last of a fixed part', async () => {
    const rolls = itemNamed(await menu(), 'Vegetable spring rolls');
    await owner.mutate('ordering.menu.setStock', { itemId: rolls.id, quantity: 3 });
    const { line } = await set({}, 2);
    expect((await order([line], 10_400)).status).toBe(201);
    expect(itemNamed(await menu(), 'Vegetable spring rolls').left).toBe(1);
    const short = await order([line], 10_400);
    expect([short.status, short.body.code]).toEqual([409, 'sold_out']);
    expect(short.body['items']).toEqual([{ id: rolls.id, name: 'Vegetable spring rolls' }]);
    expect((await order([{ ...line, quantity: 1 }], 5200)).status).toBe(201);
    expect((await set()).combo).toMatchObject({ available: false, unavailable: 'sold_out' });
    const gone = await order([{ ...line, quantity: 1 }], 5200);
    expect([gone.status, gone.body.code]).toEqual([409, 'sold_out']);
    await owner.mutate('ordering.menu.setStock', { itemId: rolls.id, quantity: null });
  });

  it('stays while a slot still has a choice, and goes with the last one', async () => {
    const now = await menu();
    const soldOut = (name: string, value: boolean) =>
      owner.mutate('ordering.menu.setAvailability', { itemId: itemNamed(now, name).id, soldOut: value });
    const noodles = ['Dan dan noodles', 'Braised beef noodle soup'];
    await soldOut(noodles[0] ?? '', true);
    expect((await set()).combo.available).toBe(true);
    const { line } = await set({ Noodles: 'Dan dan noodles' });
    expect((await order([line], 5200)).body.code).toBe('sold_out');
    await soldOut(noodles[1] ?? '', true);
    expect((await set()).combo.unavailable).toBe('sold_out');
    for (const name of noodles) await soldOut(name, false);
  });

  it('takes no dish that is not in the slot, no slot twice, no combo within, and nothing a guest would price', async () => {
    const now = await menu();
    const { combo, line } = await set();
    const [part] = line.components;
    const codes = async (lines: unknown[]) => {
      const { status, body } = await order(lines, 5200);
      return [status, body.code];
    };
    const other = { ...part, itemId: itemNamed(now, 'Steamed rice').id, options: [] };
    expect(await codes([{ ...line, components: [other] }])).toEqual([422, 'option_unknown']);
    expect(await codes([{ ...line, components: [part, part] }])).toEqual([422, 'option_count']);
    expect(await codes([{ ...line, components: [] }])).toEqual([422, 'option_count']);
    expect(await codes([{ ...line, components: [{ ...part, itemId: combo.id }] }])).toEqual([422, 'option_unknown']);
    for (const forged of [{ unitPrice: 1 }, { weightGrams: 1 }, { components: Array(21).fill(part) }]) {
      expect(await codes([{ ...line, ...forged }])).toEqual([400, 'validation_failed']);
    }
    const fish = itemNamed(now, 'Steamed grouper, by weight');
    expect(fish).toMatchObject({ available: false, unavailable: 'at_counter', pricing: 'weight' });
    expect(await codes([{ itemId: fish.id, quantity: 1 }])).toEqual([422, 'priced_at_counter']);
  });

  it('weighed and market-price dishes are priced by the staff as they order them', async () => {
    const now = await menu();
    const place = (line: Record<string, unknown>) =>
      owner.call<{ order: { total: { amount: number }; lines: { weightGrams: number | null }[] } }>(
        'ordering.orders.place',
        { tabId, lines: [{ quantity: 1, ...line }], idempotencyKey: newKey() },
        'POST',
      );
    const fish = itemNamed(now, 'Steamed grouper, by weight').id;
    const crab = itemNamed(now, 'Steamed hairy crab, market price').id;
    const { data } = await place({ itemId: fish, weightGrams: 733 });
    expect(data.order).toMatchObject({ total: { amount: 12_314 }, lines: [{ weightGrams: 733 }] });
    expect((await place({ itemId: crab, unitPrice: 6600 })).data.order.total.amount).toBe(6600);
    expect((await place({ itemId: crab })).problem?.code).toBe('priced_at_counter');
    for (const weightGrams of [0, -1, 1.5, 1e9]) {
      expect((await place({ itemId: fish, weightGrams })).problem?.code).toBe('validation_failed');
    }
  });

  it('is made of dishes with a price of their own, which then stay so', async () => {
    const list = await owner.query<{ items: (Record<string, unknown> & { id: string; name: { en?: string } })[] }>(
      'ordering.menu.list',
    );
    const find = (name: string) => {
      const found: Record<string, unknown> & { id: string } = {
        ...(list.items.find((one) => one.name.en === name) ?? { id: '' }),
      };
      for (const shown of ['stock', 'unavailable', 'priceNow', 'soldOut', 'backAt']) delete found[shown];
      return found;
    };
    const combo = find('Noodle set for one');
    const save = (item: Record<string, unknown>) => owner.call('ordering.menu.saveItem', item, 'POST');
    const slotOf = (itemId: string) => [
      {
        id: '0190a000-0000-7000-8000-000000000000',
        name: { en: 'X' },
        choices: [{ itemId, priceDelta: 0, quantity: 1 }],
      },
    ];
    expect((await save({ ...combo, slots: slotOf(combo.id) })).problem?.code).toBe('combo_part_unfit');
    for (const unfit of ['Home feast for two', 'Steamed grouper, by weight']) {
      expect((await save({ ...combo, slots: slotOf(find(unfit).id) })).problem?.code).toBe('combo_part_unfit');
    }
    const rice = find('Steamed rice');
    expect((await save({ ...rice, pricing: 'market' })).problem?.code).toBe('record_in_use');
    expect((await save({ ...rice, slots: slotOf(find('Tea eggs').id) })).problem?.code).toBe('record_in_use');
  });

  it('splits its tax as its dishes ask, kept with the order, and the bill adds up', async () => {
    await landing.settings({
      taxMode: 'inclusive',
      taxClasses: [
        { id: 'food', name: { en: 'Food' }, eatInPpm: 60_000, takeAwayPpm: 60_000 },
        { id: 'alcohol', name: { en: 'Alcohol' }, eatInPpm: 130_000, takeAwayPpm: 130_000 },
      ],
    });
    const table = await owner.mutate<{ id: string }>('ordering.tabs.open', { tableId: landing.tableId('2') });
    const guest = await Phone.scan(landing.sticker('2'));
    const { line } = await set({ Drink: 'Qingdao draught beer' });
    const body = { lines: [line], expectedTotal: { amount: 5800, currency: 'CNY' } };
    expect((await guest.orderRaw(body, newKey())).status).toBe(201);
    const { taxes, tax, total } = (await guest.tab()).body.tab ?? {};
    // 58.00 by 24 : 18 : 22 → 21.75 + 16.31 + 19.94, of which 38.06 at 6 % and 19.94 at 13 %.
    expect(taxes?.map((share) => [share.taxPpm, share.tax.amount])).toEqual([
      [60_000, 215],
      [130_000, 229],
    ]);
    expect([tax?.amount, total?.amount]).toEqual([444, 5800]);
    expect(table.id).not.toBe(tabId);
  });
});
