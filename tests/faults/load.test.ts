import { afterAll, expect, it } from 'vitest';
import type { GuestTabResponse } from '#shared/ordering/guest-api.ts';
import { newKey, Phone } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';
import { isSoak } from '#tests/support/soak.ts';
import { EventReader } from '#tests/support/sse.ts';
import { atRate } from '#tests/support/steady.ts';

const phonesInHouse = 200;
const tablesInHouse = 60;
const itemsOnMenu = 500;
const perSecond = 30;
const seconds = isSoak ? 60 : 4;

const folder = tempFolder();
afterAll(() => folder.remove());

it(`${phonesInHouse} phones, ${itemsOnMenu} items, ${perSecond} orders/s for ${seconds} s: nothing lost, every phone told (acceptance 4)`, {
  timeout: 180_000,
}, async () => {
  const landing = await TestLanding.copy({ folder: folder.path });
  const owner = await landing.owner();
  const { floor, menu, menuEditor, tabs } = landing.landing.ordering;
  const names = Array.from({ length: tablesInHouse }, (_, index) => `L${index + 1}`);
  await Promise.all(names.map((name) => floor.save(owner, { name, area: 'Load', seats: 4 })));
  const [sample] = menu.list(owner).items;
  if (!sample) throw new Error('the sample menu is empty');
  const { stock: _, unavailable: __, priceNow: ___, soldOut: ____, backAt: _____, id: ______, ...fields } = sample;
  for (let index = menu.list(owner).items.length; index < itemsOnMenu; index++) {
    await menuEditor.saveItem(owner, { ...fields, dayparts: [], name: { en: `Dish ${index}` }, position: index });
  }
  await Promise.all(names.map((name) => tabs.open(owner, { tableId: landing.tableId(name) }, 'en')));
  const phones = await Promise.all(
    Array.from({ length: phonesInHouse }, (__, index) =>
      Phone.scan(landing.sticker(names[index % names.length] ?? '')),
    ),
  );
  const [first] = phones;
  if (!first) throw new Error('no phone');
  const { line, amount } = lineFor(plainItem((await first.menu()).body));
  const streams = await Promise.all(
    phones.map((phone) =>
      EventReader.open(`${landing.landing.guestAddress}/api/v1/guest/events`, {
        authorization: `Bearer ${phone.session.sessionToken}`,
      }),
    ),
  );

  const sent = await atRate(perSecond, perSecond * seconds, (index) => {
    const phone = phones[index % phones.length];
    if (!phone) throw new Error('no phone');
    return phone.order([line], amount, { key: newKey() });
  });
  expect(sent.map(({ answer }) => answer.status)).toEqual(sent.map(() => 201));
  const ids = sent.map(({ answer }) => answer.body.order.id).sort();
  const stored = landing.landing.opened.connection.prepare('SELECT id FROM tab_order ORDER BY id').pluck().all();
  expect(stored).toEqual(ids);

  // The last state every phone is told is the one its table is in.
  await Promise.all(
    streams.map(async (stream, index) => {
      const now = (await phones[index]?.tab())?.body.tab?.revision ?? -1;
      for (;;) {
        const { tab } = (await stream.next('tab')).data as GuestTabResponse;
        if (tab && tab.revision >= now) return;
      }
    }),
  );
  for (const stream of streams) stream.close();
  // A figure judged in a soak only: a busy computer says nothing about the program.
  const p95 = sent.map(({ ms }) => ms).sort((a, b) => a - b)[Math.floor(sent.length * 0.95)] ?? 0;
  if (isSoak) expect(p95).toBeLessThanOrEqual(150);
  await landing.close();
});
