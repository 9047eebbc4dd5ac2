import { expect, type Page } from '@playwright/test';
import sharp from 'sharp';
import { test } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { closeByEscape } from '#tests/support/keys.ts';
import { hold, notice, undo } from '#tests/support/notices.ts';

const row = (page: Page, name: string) => page.locator('.menu-item', { hasText: name });
const sheet = (page: Page) => page.getByRole('dialog');
async function tool(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'More for the menu' }).click();
  await page.getByRole('menuitem', { name }).click();
  await expect(sheet(page)).toBeVisible();
}
async function openMenu(page: Page): Promise<Page> {
  await page.getByRole('navigation').getByRole('link', { name: 'Menu', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Menu' })).toBeVisible();
  return page;
}
const photo = () =>
  sharp({ create: { width: 1200, height: 900, channels: 3, background: { r: 190, g: 70, b: 40 } } })
    .jpeg()
    .toBuffer();

test('a dish gets a picture, which a phone shows in the row and large in the sheet', async ({
  openConsole,
  openPhone,
}) => {
  const page = await openMenu(await openConsole('manager'));
  await page.getByRole('searchbox').fill('grouper');
  await row(page, 'Steamed grouper').locator('.menu-item-main').click();
  const file = { name: 'fish.jpg', mimeType: 'image/jpeg', buffer: await photo() };
  await sheet(page)
    .locator('input[type=file]')
    .setInputFiles({ ...file, buffer: Buffer.from('no picture') });
  await expect(sheet(page)).toContainText('could not be read as a picture');
  await sheet(page).locator('input[type=file]').setInputFiles(file);
  await expect(sheet(page).locator('.picture-frame img')).toHaveAttribute('src', /[0-9a-f]{32}\.webp$/);
  await sheet(page).getByRole('button', { name: 'Save' }).click();
  await expect(row(page, 'Steamed grouper').locator('img')).toBeVisible();

  const phone = await openPhone('3');
  const item = phone.locator('.item', { hasText: 'Steamed grouper' });
  await item.scrollIntoViewIfNeeded();
  await expect(item.locator('img')).toHaveAttribute('src', /-s\.webp$/);
  await expect(item).toContainText('¥168.00 / kg');
  await expect(item).toContainText('Order from the staff');
  await item.getByRole('button', { name: 'Steamed grouper' }).click();
  const large = phone.locator('.picture.wide img');
  await expect(large).toHaveAttribute('src', /[0-9a-f]{32}\.webp$/);
  await expect.poll(() => large.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(960);
});

test('a combo is made, ordered from a phone a part at a time, and goes to each dish’s station', async ({
  landing,
  counter,
  openConsole,
  openPhone,
}) => {
  const page = await openMenu(await openConsole('owner'));
  await tool(page, 'New combo');
  await sheet(page).getByLabel('Name (English)', { exact: true }).fill('Dumpling set');
  await sheet(page).getByLabel('Price', { exact: true }).fill('40');
  const part = (index: number) => sheet(page).getByRole('group', { name: `Part ${index}`, exact: true });
  const addDish = async (index: number, dish: string) => {
    await part(index).getByRole('combobox', { name: 'Add a dish' }).fill(dish);
    await page.getByRole('option', { name: dish }).click();
  };
  await part(1).getByLabel('Name of the part (English)').fill('Dumplings');
  await addDish(1, 'Pan-fried potstickers');
  await expect(part(1)).toContainText('Included');
  await sheet(page).getByRole('button', { name: 'Add a part' }).click();
  await part(2).getByLabel('Name of the part (English)').fill('Drink');
  await addDish(2, 'Jasmine');
  await addDish(2, 'Draught beer');
  await part(2)
    .getByLabel(/^Extra price of .*draught beer/)
    .fill('8');
  await expect(part(2)).toContainText('Guests choose 1 of 2');
  await sheet(page).getByRole('button', { name: 'Save' }).click();
  await expect(notice(page, 'Dumpling set is saved')).toBeVisible();

  await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('4') });
  const phone = await openPhone('4');
  await phone.locator('.item', { hasText: 'Dumpling set' }).getByRole('button').first().click();
  const add = phone.getByRole('button', { name: /^Add · / });
  await add.click();
  await expect(phone.getByText('Please choose 1 of “Pan-fried potstickers: Pieces”.').first()).toBeVisible();
  await phone.locator('fieldset', { hasText: 'Pieces' }).getByRole('radio').first().check();
  await phone.getByRole('radio', { name: /draught beer/ }).check();
  await expect(add).toHaveText('Add · ¥48.00');
  await nothingToFind(phone, 'combo');
  await add.click();
  await phone.getByRole('button', { name: /View order/ }).click();
  await expect(phone.locator('.cart-line')).toContainText('draught beer');
  await phone.getByRole('button', { name: 'Send order · ¥48.00' }).click();
  await expect(phone.getByText('Order received', { exact: true })).toBeVisible();

  const [order] = await counter.query<{ id: string }[]>('ordering.orders.list', { state: 'placed' });
  await counter.mutate('ordering.orders.accept', { orderId: order?.id });
  const kitchen = await openConsole('kitchen');
  await expect(kitchen.locator('.ticket')).toContainText('Dumpling set');
  await expect(kitchen.locator('.ticket')).toContainText('draught beer');
});

test('at the counter a combo, a weighed and a market-price dish are ordered by touch', async ({
  landing,
  counter,
  openConsole,
}) => {
  await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('5') });
  const page = await openConsole('counter');
  await page.locator('.tile', { has: page.locator('.tile-name', { hasText: /^5$/ }) }).click();
  await page.getByRole('button', { name: 'Add order' }).click();
  const dish = (name: string) => page.locator('.dish', { hasText: name });
  const questions = page.getByRole('dialog').last();

  await dish('Steamed grouper').click();
  await expect(questions.getByText('Still to choose: Weight')).toBeVisible();
  await questions.getByLabel('Weight of one portion').fill('730');
  await questions.getByRole('button', { name: 'Add · ¥122.64' }).click();
  await dish('Steamed hairy crab').click();
  await questions.getByLabel('Price today').fill('66');
  await questions.getByRole('button', { name: 'Add · ¥66.00' }).click();
  await dish('Home feast for two').click();
  await questions.getByRole('button', { name: 'Red-braised pork' }).click();
  await questions.getByRole('button', { name: 'Regular' }).click();
  await questions.getByRole('button', { name: 'Add · ¥118.00' }).click();
  await page.getByRole('button', { name: 'Send · ¥306.64' }).click();
  await expect(page.locator('.receipt')).toContainText('0.730 kg');
  await expect(page.locator('.receipt')).toContainText('Jasmine');
  await expect(page.locator('.receipt')).toContainText('¥306.64');
});

test('many prices change as the table says, and one undo brings them back', async ({ landing, openConsole }) => {
  const { menu } = landing.landing.ordering;
  const prices = () =>
    menu.records().items.map(({ name, price, dayparts }) => [name.en, price, dayparts.map((d) => d.price)]);
  const before = prices();
  const page = await openMenu(await openConsole('manager'));
  await tool(page, 'Change many prices');
  await sheet(page).getByLabel('Percent, with − to take off').fill('5');
  await sheet(page).getByRole('combobox', { name: 'Make the result even' }).click();
  await page.getByRole('option', { name: 'Ending in .90' }).click();
  await sheet(page).getByLabel('Whose name contains').fill('tea');
  const of = (name: string) => sheet(page).locator('.price-row', { hasText: name });
  await expect(of('Bubble tea').locator('.price-new input')).toHaveValue('18.90');
  await of('Bubble tea').getByRole('checkbox').uncheck();
  await of('lemon tea').locator('.price-new input').fill('17.50');
  await sheet(page)
    .getByRole('button', { name: /^Change \d+ prices$/ })
    .click();
  await hold(page, 'new price');
  const after = new Map(menu.records().items.map(({ name, price }) => [name.en, price]));
  expect([...after].find(([name]) => name?.includes('ubble tea'))?.[1]).toBe(1800);
  expect([...after].find(([name]) => name?.includes('emon tea'))?.[1]).toBe(1750);
  await undo(page, 'new price');
  await expect(notice(page, 'Taken back')).toBeVisible();
  expect(prices()).toEqual(before);
});

test('the menu goes out as a table and comes back: looked at first, written, undone', async ({
  landing,
  openConsole,
}) => {
  const page = await openMenu(await openConsole('owner'));
  const count = () => landing.landing.ordering.menu.records().items.length;
  const before = count();
  await tool(page, 'Import and export');
  const downloading = page.waitForEvent('download');
  await sheet(page).getByRole('button', { name: 'Download the menu' }).click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await downloading).createReadStream()) chunks.push(chunk as Buffer);
  const csv = Buffer.concat(chunks).toString('utf8');
  expect(csv.charCodeAt(0)).toBe(0xfeff);

  const choose = (text: string | Buffer) =>
    sheet(page)
      .locator('input[type=file]')
      .setInputFiles({ name: 'menu.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await choose(csv);
  await expect(sheet(page)).toContainText('The file changes nothing.');
  await expect(sheet(page).getByRole('button', { name: /^Write/ })).toBeDisabled();

  // 菜名,分类,价格 / 宫保鸡丁饭,套饭,38 / 坏价,套饭,abc — as a Chinese Excel saves them.
  const gbk = 'b2cbc3fb2cb7d6c0e02cbcdbb8f10d0ab9acb1a3bca6b6a1b7b92ccccdb7b92c33380d0abbb5bcdb2ccccdb7b92c6162630d0a';
  await choose(Buffer.from(gbk, 'hex'));
  await expect(sheet(page)).toContainText('Read as GBK');
  await expect(sheet(page)).toContainText('Line 3');
  await expect(sheet(page)).toContainText('“abc” is no amount');
  expect(count()).toBe(before);
  await sheet(page).getByText('New 1').click();
  await expect(sheet(page)).toContainText('宫保鸡丁饭');
  await sheet(page).getByRole('button', { name: 'Write 1 row' }).click();
  await hold(page, 'written');
  expect(count()).toBe(before + 1);
  await undo(page, 'written');
  await expect.poll(count).toBe(before);
});

test('order by keys and by dragging, translations side by side, a copy of a dish', async ({ landing, openConsole }) => {
  const page = await openMenu(await openConsole('owner'));
  const { menu } = landing.landing.ordering;
  const names = () => menu.records().categories.map(({ name }) => name.en);
  const [first, second, third] = names();
  await tool(page, 'Order of the menu');
  const handle = (name: string | undefined) => sheet(page).getByRole('button', { name: new RegExp(`^Move ${name} `) });
  await handle(first).focus();
  await page.keyboard.press('ArrowDown');
  await expect(
    sheet(page)
      .getByRole('button', { name: /^Move / })
      .first(),
  ).toHaveAccessibleName(new RegExp(`^Move ${second} `));
  await expect(handle(first)).toBeFocused();
  const from = await handle(third).boundingBox();
  const to = await handle(second).boundingBox();
  if (!from || !to) throw new Error('handles are on the screen');
  await page.mouse.move(from.x + 20, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(to.x + 20, to.y + 60, { steps: 4 });
  await page.mouse.move(to.x + 20, to.y + 5, { steps: 4 });
  await page.mouse.up();
  await sheet(page).getByRole('button', { name: 'Save' }).click();
  await expect(notice(page, 'The order is saved')).toBeVisible();
  expect(names().slice(0, 3)).toEqual([third, second, first]);
  await closeByEscape(page, sheet(page));

  await page.getByRole('searchbox').fill('spring rolls');
  await row(page, 'Vegetable spring rolls').locator('.menu-item-main').click();
  await sheet(page).getByRole('button', { name: 'Duplicate' }).click();
  await expect(sheet(page).getByLabel('Name (English)', { exact: true })).toHaveValue('Vegetable spring rolls (copy)');
  await sheet(page).getByLabel('Name (Chinese)', { exact: true }).fill('');
  await sheet(page).getByRole('button', { name: 'Save' }).click();
  const copy = row(page, 'Vegetable spring rolls (copy)');
  await expect(copy).toContainText('no Chinese');
  await tool(page, 'Translations');
  const missing = sheet(page).getByRole('textbox', { name: 'Vegetable spring rolls (copy) (Chinese)' });
  await missing.fill('春卷二号');
  await sheet(page).getByRole('button', { name: 'Save' }).click();
  await expect(notice(page, '1 text is saved')).toBeVisible();
  await closeByEscape(page, sheet(page));
  await expect(copy).not.toContainText('no Chinese');
});

test('every sheet of the menu room has nothing for axe to find', async ({ openConsole }) => {
  const page = await openMenu(await openConsole('owner'));
  const tools = [
    'New combo',
    'Choices for guests',
    'Order of the menu',
    'Change many prices',
    'Translations',
    'Import and export',
  ];
  for (const name of tools) {
    await tool(page, name);
    if (name === 'Import and export') {
      const buffer = Buffer.from('Name,Category,Price\nNew dish,New,5\nBad,New,x\n');
      await sheet(page).locator('input[type=file]').setInputFiles({ name: 'm.csv', mimeType: 'text/csv', buffer });
      await expect(sheet(page)).toContainText('Line 3');
    }
    await nothingToFind(page, name);
    await closeByEscape(page, sheet(page));
  }
  await page.getByRole('searchbox').fill('Home feast');
  await row(page, 'Home feast').locator('.menu-item-main').click();
  await expect(sheet(page)).toBeVisible();
  await nothingToFind(page, 'combo');
});
