import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportPlan } from '#shared/ordering/menu-import.ts';
import type { ConsoleClient, ProblemBody } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';

interface Item {
  id: string;
  categoryId: string;
  name: { en?: string; 'zh-CN'?: string };
  price: number;
  position: number;
  soldOut: boolean;
  optionGroupIds: string[];
  dayparts: { from: string; price?: number }[];
  slots: unknown[];
}
interface Menu {
  categories: { id: string; name: { en?: string }; position: number }[];
  items: Item[];
  optionGroups: { id: string; name: { en?: string }; options: { id: string; name: { en?: string } }[] }[];
}
interface Done {
  changeId: string;
  changed: number;
}
interface Undone {
  restored: number;
  kept: { kind: string; name: { en?: string } }[];
}

describe('changes of the whole menu', () => {
  const folder = tempFolder();
  let landing: TestLanding;
  let owner: ConsoleClient;

  beforeAll(async () => {
    landing = await TestLanding.copy({ folder: folder.path });
    owner = await landing.as('owner');
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  const list = () => owner.query<Menu>('ordering.menu.list');
  const records = async () => {
    const { items, categories, optionGroups } = await list();
    return { items: items.map((item) => ({ ...item, priceNow: 0, unavailable: null })), categories, optionGroups };
  };
  const undo = (changeId: string) => owner.mutate<Undone>('ordering.menu.undo', { changeId });
  async function upload<T>(csv: string | Buffer, fingerprint?: string, token = owner.token) {
    const query = fingerprint === undefined ? '' : `?fingerprint=${fingerprint}`;
    const response = await fetch(`${landing.landing.consoleUrl}uploads/menu${query}`, {
      method: 'POST',
      body: typeof csv === 'string' ? csv : new Uint8Array(csv),
      headers: { 'content-type': 'text/csv', 'accept-language': 'en', authorization: `Bearer ${token}` },
    });
    return { status: response.status, body: (await response.json()) as T & ProblemBody };
  }

  it('sets many prices in one write and takes them back, but for what was touched since', async () => {
    const before = await records();
    const chosen = before.items.filter(({ slots }) => slots.length === 0).slice(0, 5);
    const combo = before.items.find(({ dayparts }) => dayparts.some(({ price }) => price !== undefined));
    const prices = chosen.map(({ id, price }) => ({ itemId: id, daypart: null, from: price, to: price + 200 }));
    const lunch = { itemId: combo?.id, daypart: 0, from: combo?.dayparts[0]?.price, to: 4600 };
    const done = await owner.mutate<Done>('ordering.menu.changePrices', { prices: [...prices, lunch] });
    expect(done.changed).toBe(6);
    const raised = await list();
    for (const { id, price } of chosen) expect(raised.items.find((item) => item.id === id)?.price).toBe(price + 200);
    expect(raised.items.find(({ id }) => id === combo?.id)?.dayparts[0]?.price).toBe(4600);

    await owner.mutate('ordering.menu.changePrices', {
      prices: [{ itemId: chosen[1]?.id, daypart: null, from: (chosen[1]?.price ?? 0) + 200, to: 77 }],
    });
    await owner.mutate('ordering.menu.setAvailability', { itemId: chosen[2]?.id, soldOut: true });
    const undone = await undo(done.changeId);
    expect(undone).toEqual({ restored: 5, kept: [{ kind: 'item', name: chosen[1]?.name }] });
    const after = await list();
    expect(after.items.find(({ id }) => id === chosen[1]?.id)?.price).toBe(77);
    expect(after.items.find(({ id }) => id === chosen[2]?.id)).toMatchObject({
      price: chosen[2]?.price,
      soldOut: true,
    });
    expect((await owner.call('ordering.menu.undo', { changeId: done.changeId }, 'POST')).problem?.code).toBe(
      'record_missing',
    );
    await owner.mutate('ordering.menu.setAvailability', { itemId: chosen[2]?.id, soldOut: false });
  });

  it('refuses all when one price is not the one that was looked at', async () => {
    const before = await records();
    const prices = before.items.slice(0, 3).map(({ id, price }, index) => ({
      itemId: id,
      daypart: null,
      from: index === 2 ? price + 1 : price,
      to: 1,
    }));
    expect((await owner.call('ordering.menu.changePrices', { prices }, 'POST')).problem?.code).toBe('menu_changed');
    expect(await records()).toEqual(before);
  });

  it('puts categories and dishes in another order and back', async () => {
    const before = await records();
    const ids = before.categories.map(({ id }) => id);
    const moved = [...ids.slice(1), ...ids.slice(0, 1)];
    const categories = await owner.mutate<Done>('ordering.menu.arrange', { kind: 'category', ids: moved });
    expect((await list()).categories.map(({ id }) => id)).toEqual(moved);
    const inside = before.items.filter(({ categoryId }) => categoryId === ids[0]).map(({ id }) => id);
    const dishes = await owner.mutate<Done>('ordering.menu.arrange', { kind: 'item', ids: inside.toReversed() });
    const now = (await list()).items.filter(({ categoryId }) => categoryId === ids[0]).map(({ id }) => id);
    expect(now).toEqual(inside.toReversed());
    await undo(dishes.changeId);
    await undo(categories.changeId);
    expect(await records()).toEqual(before);
  });

  it('writes texts of one language, also of choices, and asks a group of choices of many dishes', async () => {
    const before = await records();
    const [dish] = before.items;
    const [group] = before.optionGroups;
    const text = { language: 'en', field: 'name' } as const;
    const done = await owner.mutate<Done>('ordering.menu.saveTexts', {
      texts: [
        { ...text, kind: 'item', id: dish?.id, part: null, text: 'New name' },
        { ...text, kind: 'item', id: dish?.id, part: null, field: 'description', text: '' },
        { ...text, kind: 'option_group', id: group?.id, part: group?.options[0]?.id, text: 'New choice' },
      ],
    });
    expect(done.changed).toBe(2);
    const after = await list();
    expect(after.items[0]?.name).toMatchObject({ en: 'New name', 'zh-CN': dish?.name['zh-CN'] });
    expect(after.optionGroups[0]?.options[0]?.name.en).toBe('New choice');
    await undo(done.changeId);
    const itemIds = before.items.slice(3, 9).map(({ id }) => id);
    const assigned = await owner.mutate<Done>('ordering.menu.assignGroup', { groupId: group?.id, itemIds });
    const asking = (await list()).items.filter(({ optionGroupIds }) => optionGroupIds.includes(group?.id ?? ''));
    expect(asking.map(({ id }) => id)).toEqual(itemIds);
    await undo(assigned.changeId);
    expect(await records()).toEqual(before);
  });

  it('brings a deleted dish back as it was, and keeps what a combo needs', async () => {
    const before = await records();
    const plain = before.items.find(({ name }) => name.en?.startsWith('Steamed grouper'));
    const { changeId } = await owner.mutate<Done>('ordering.menu.deleteItem', { id: plain?.id });
    expect((await list()).items).toHaveLength(before.items.length - 1);
    expect(await undo(changeId)).toEqual({ restored: 1, kept: [] });
    expect(await records()).toEqual(before);
    const part = before.items.find(({ name }) => name.en === 'Spring rolls' || name.en?.includes('pring roll'));
    expect((await owner.call('ordering.menu.deleteItem', { id: part?.id }, 'POST')).problem?.code).toBe(
      'record_in_use',
    );
  });

  it('exports, says what a changed table would do, writes just that, and takes it back', async () => {
    const before = await records();
    const { csv } = await owner.query<{ csv: string }>('ordering.menu.exportCsv');
    const unchanged = await upload<ImportPlan>(csv);
    expect(unchanged.body.counts).toEqual({ new: 0, changed: 0, error: 0, unchanged: before.items.length });

    const [, , , third, fourth] = before.items;
    const head = '编号,名称（中文）,分类（中文）,价格\r\n';
    const good = `${head}${third?.id},${third?.name['zh-CN']},,1.23\r\n,新菜,新分类,9.00\r\n,${fourth?.name['zh-CN']},,abc\r\n`;
    const plan = await upload<ImportPlan>(good);
    expect(await records()).toEqual(before);
    expect(plan.body).toMatchObject({
      counts: { new: 1, changed: 1, unchanged: 0, error: 1 },
      newCategories: ['新分类'],
    });

    expect((await upload(good, 'not-this-one')).body.code).toBe('menu_changed');
    const applied = await upload<Done>(good, plan.body.fingerprint);
    expect(applied.body.changed).toBe(3);
    const after = await list();
    expect(after.items.find(({ id }) => id === third?.id)?.price).toBe(123);
    expect(after.categories.at(-1)?.name).toEqual({ 'zh-CN': '新分类' });
    expect((await upload(good, plan.body.fingerprint)).body.code).toBe('menu_changed');
    expect(await undo(applied.body.changeId)).toEqual({ restored: 3, kept: [] });
    expect(await records()).toEqual(before);
  });

  it('refuses what is no table, too large, or from somebody who may not', async () => {
    expect((await upload(Buffer.from('PK\u0003\u0004\0\0'))).body.code).toBe('file_unreadable');
    expect((await upload(Buffer.alloc(4_000_001, 'a'))).status).toBe(413);
    const counter = await landing.as('counter');
    expect((await upload('Name\n', undefined, counter.token)).body.code).toBe('permission_denied');
    expect((await counter.call('ordering.menu.exportCsv', undefined, 'GET')).problem?.code).toBe('permission_denied');
  });

  it('a change whose category is gone, or that is needed now, is left and named', async () => {
    const csv = 'Name,Category,Price\nLonely,Passing,5.00\n';
    const { body } = await upload<ImportPlan>(csv);
    const { body: done } = await upload<Done>(csv, body.fingerprint);
    const { categories, items } = await list();
    const passing = categories.find(({ name }) => name.en === 'Passing');
    const lonely = items.find(({ name }) => name.en === 'Lonely');
    const deleted = await owner.mutate<Done>('ordering.menu.deleteItem', { id: lonely?.id });
    await owner.mutate<Done>('ordering.menu.deleteCategory', { id: passing?.id });
    expect(await undo(deleted.changeId)).toEqual({ restored: 0, kept: [{ kind: 'item', name: { en: 'Lonely' } }] });
    expect((await undo(done.changeId)).restored).toBe(0);
  });
});
