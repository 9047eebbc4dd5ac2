import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#shared/identity/actor.ts';
import { newKey } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';

describe('work that shares a commit sees the work before it', () => {
  const folder = tempFolder();
  let landing: TestLanding;
  let owner: Actor;

  beforeAll(async () => {
    landing = await TestLanding.copy({ folder: folder.path });
    owner = await landing.owner();
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  const plain = () => {
    const { items } = landing.landing.ordering.menu.records();
    const item = items.find(
      ({ optionGroupIds, soldOut, dayparts }) => !optionGroupIds.length && !soldOut && !dayparts.length,
    );
    if (!item) throw new Error('no plain item');
    return item;
  };

  it('two changes of settings at once are both kept', async () => {
    const { settings } = landing.landing.ordering;
    settings.current();
    await Promise.all([settings.update(owner, { autoAccept: true }), settings.update(owner, { opening: 'scan' })]);
    expect(settings.current()).toMatchObject({ autoAccept: true, opening: 'scan' });
    await settings.update(owner, { autoAccept: false, opening: 'staff' });
  });

  it('saving a dish does not take back that it was sold out a moment before', async () => {
    const { menu, menuEditor } = landing.landing.ordering;
    const { soldOut: _, backAt: __, ...item } = plain();
    await Promise.all([
      menu.setAvailability(owner, { itemId: item.id, soldOut: true }),
      menuEditor.saveItem(owner, { ...item, dayparts: [], price: item.price + 100 }),
    ]);
    expect(menu.records().byId.get(item.id)).toMatchObject({ soldOut: true, price: item.price + 100 });
    await menu.setAvailability(owner, { itemId: item.id, soldOut: false });
  });

  it('what a commit that was undone wrote is not remembered', async () => {
    const { settings } = landing.landing.ordering;
    const before = settings.current();
    const { store } = landing.landing.opened;
    await expect(
      store.write('test', (tx) => {
        settings.write(tx, { autoAccept: !before.autoAccept });
        settings.current();
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    expect(settings.current().autoAccept).toBe(before.autoAccept);
  });

  it('the last portion counted and ordered at once is sold once', async () => {
    const { menu, tabs, orders } = landing.landing.ordering;
    const item = plain();
    const tab = await tabs.openTakeAway(owner, {}, 'en');
    const order = () => {
      const lines = [{ itemId: item.id, quantity: 1, options: [] }];
      return orders.place(owner, { tabId: tab.id, lines, idempotencyKey: newKey() }, 'en');
    };
    await order();
    const [, ...sold] = await Promise.allSettled([
      menu.setStock(owner, { itemId: item.id, quantity: 1 }),
      order(),
      order(),
    ]);
    expect(sold.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected']);
  });
});
