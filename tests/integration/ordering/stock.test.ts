import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleClient, Phone } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { itemsOf, lineFor, plainItem } from '#tests/support/menu.ts';

describe('counted portions and 86', () => {
  const folder = tempFolder();
  let landing: TestLanding;
  let counter: ConsoleClient;

  beforeAll(async () => {
    landing = await TestLanding.copy({ folder: folder.path });
    counter = await landing.as('counter');
    for (const table of ['1', '2', '3', '4', '5']) {
      await counter.mutate('ordering.tabs.open', { tableId: landing.tableId(table) });
    }
  });

  afterAll(async () => {
    await landing.close();
    folder.remove();
  });

  it('the last portion for 20 phones: one gets it, 19 get a refusal that names it (acceptance 6)', async () => {
    const phones = await Promise.all(
      Array.from({ length: 20 }, (_, index) => Phone.scan(landing.sticker(String((index % 5) + 1)))),
    );
    const menu = (await phones[0]?.menu())?.body;
    if (!menu) throw new Error('no menu');
    const item = plainItem(menu);
    await counter.mutate('ordering.menu.setStock', { itemId: item.id, quantity: 1 });
    const { line, amount } = lineFor(item);
    const answers = await Promise.all(phones.map((phone) => phone.order([line], amount)));
    const refused = answers.filter((answer) => answer.status === 409);
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(refused).toHaveLength(19);
    for (const { body } of refused) {
      expect(body).toMatchObject({ code: 'sold_out', items: [{ id: item.id }] });
      expect(body.detail).toContain((body['items'] as { name: string }[])[0]?.name);
    }
  });

  it('a rejected order gives its portions back', async () => {
    const phone = await Phone.scan(landing.sticker('1'));
    const item = itemsOf((await phone.menu()).body).filter((i) => i.available && i.left === null)[2];
    if (!item) throw new Error('no item');
    await counter.mutate('ordering.menu.setStock', { itemId: item.id, quantity: 2 });
    const { line, amount } = lineFor(item, 2);
    const placed = await phone.order([line], amount);
    expect(placed.status).toBe(201);
    expect((await phone.order([line], amount)).body.code).toBe('sold_out');
    await counter.mutate('ordering.orders.reject', { orderId: placed.body.order.id, reason: 'other' });
    expect((await phone.order([line], amount)).status).toBe(201);
  });

  it('more of an item than is left is refused over all lines together, and nothing is taken', async () => {
    const phone = await Phone.scan(landing.sticker('2'));
    const item = itemsOf((await phone.menu()).body).filter((i) => i.available && i.left === null)[3];
    if (!item) throw new Error('no item');
    await counter.mutate('ordering.menu.setStock', { itemId: item.id, quantity: 3 });
    const two = lineFor(item, 2);
    const answer = await phone.order([two.line, { ...two.line, note: 'again' }], two.amount * 2);
    expect(answer.body.code).toBe('sold_out');
    const menu = (await phone.menu()).body;
    expect(itemsOf(menu).find((i) => i.id === item.id)?.left).toBe(3);
  });

  it('86 shows on the next menu, and an item that is back by the clock can be ordered', async () => {
    const phone = await Phone.scan(landing.sticker('3'));
    const first = await phone.menu();
    const item = itemsOf(first.body).filter((i) => i.available && i.left === null)[4];
    if (!item) throw new Error('no item');
    const etag = first.headers.get('etag') ?? '';
    expect((await phone.send('GET', '/menu?lang=en', undefined, { 'if-none-match': etag })).status).toBe(304);
    await counter.mutate('ordering.menu.setAvailability', { itemId: item.id, soldOut: true });
    const after = await phone.send('GET', '/menu?lang=en', undefined, { 'if-none-match': etag });
    expect(after.status).toBe(200);
    const { line, amount } = lineFor(item);
    expect((await phone.order([line], amount)).body).toMatchObject({ code: 'sold_out', items: [{ id: item.id }] });
    await counter.mutate('ordering.menu.setAvailability', { itemId: item.id, soldOut: true, backAt: Date.now() - 1 });
    expect((await phone.order([line], amount)).status).toBe(201);
  });
});
