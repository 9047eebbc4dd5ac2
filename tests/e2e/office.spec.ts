import { expect, type Page } from '@playwright/test';
import { Phone } from '#tests/support/api.ts';
import { test } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { closeByEscape, pressUntilFocused, typeFocused } from '#tests/support/keys.ts';
import type { TestLanding } from '#tests/support/landing.ts';
import { fitsAcross } from '#tests/support/layout.ts';
import { hold, notice, undo } from '#tests/support/notices.ts';

const row = (page: Page, name: string) => page.locator('.menu-item', { hasText: name });
const room = async (page: Page, name: string) => {
  await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
};
const sheet = (page: Page) => page.getByRole('dialog');

/** Whether a phone can order a dish at this moment. */
async function offered(landing: TestLanding, dish: string): Promise<boolean | undefined> {
  const phone = await Phone.scan(landing.sticker('1'));
  const { body } = await phone.menu();
  return body.categories.flatMap((category) => category.items).find((item) => item.name === dish)?.available;
}

test('one tap takes a dish off every phone, and undo brings it back', async ({ landing, openConsole }) => {
  const page = await openConsole('counter');
  await room(page, 'Menu');
  await pressUntilFocused(page, '/', page.getByRole('searchbox'));
  await typeFocused(page, 'spring rolls');
  const dish = row(page, 'Vegetable spring rolls');
  await dish.getByRole('button', { name: /^Mark sold out/ }).click();
  await hold(page, 'is sold out');
  await expect(dish).toContainText('Sold out · until you say so');
  await expect.poll(() => offered(landing, 'Vegetable spring rolls')).toBe(false);
  await undo(page, 'is sold out');
  await expect(dish).not.toContainText('until you say so');
  await expect.poll(() => offered(landing, 'Vegetable spring rolls')).toBe(true);

  await dish.getByRole('button', { name: /^For how long/ }).click();
  await page.getByRole('menuitem', { name: 'in 1 hour' }).click();
  await expect(dish).toContainText(/Sold out · back \d\d:\d\d/);
  await expect(page.getByRole('button', { name: 'New dish' })).toHaveCount(0);
});

test('portions are counted down to sold out by typing, and counting stops', async ({ landing, openConsole }) => {
  const page = await openConsole('kitchen');
  await room(page, 'Menu');
  await page.getByRole('searchbox').fill('spring rolls');
  const dish = row(page, 'Vegetable spring rolls');
  await dish.getByRole('button', { name: /^Count the portions/ }).click();
  await typeFocused(page, '1');
  await page.keyboard.press('Enter');
  await expect(dish).toContainText('1 left');
  await dish.getByRole('button', { name: /^1 left/ }).click();
  await page.getByRole('button', { name: 'One less' }).click();
  await expect.poll(() => offered(landing, 'Vegetable spring rolls')).toBe(false);
  await page.getByRole('button', { name: 'Stop counting' }).click();
  await expect.poll(() => offered(landing, 'Vegetable spring rolls')).toBe(true);
});

test('a dish is added, changed, deleted and put back; an edit that was left is not lost', async ({
  landing,
  openConsole,
}) => {
  const page = await openConsole('manager');
  await room(page, 'Menu');
  await page.getByRole('button', { name: 'New dish' }).click();
  await sheet(page).getByRole('button', { name: 'Save' }).click();
  await expect(sheet(page).getByRole('alert')).toContainText('name, price');
  await sheet(page).getByLabel('Name (English)').fill('Osmanthus cake');
  await sheet(page).getByLabel('Price', { exact: true }).fill('12.345');
  await expect(sheet(page)).toContainText('Write an amount such as 12.50');
  await sheet(page).getByLabel('Price', { exact: true }).fill('12.5');
  await sheet(page).getByRole('button', { name: 'Save' }).click();
  await expect(notice(page, 'Osmanthus cake is saved')).toBeVisible();

  await page.getByRole('searchbox').fill('osmanthus cake');
  await expect(row(page, 'Osmanthus cake')).toContainText('¥12.50');
  await row(page, 'Osmanthus cake').locator('.menu-item-main').click();
  await sheet(page).getByLabel('Price', { exact: true }).fill('14');
  await page.keyboard.press('Escape');
  await undo(page, 'not saved');
  await expect(sheet(page).getByLabel('Price', { exact: true })).toHaveValue('14.00');
  await expect(sheet(page).locator(':focus')).toHaveCount(1);
  await page.keyboard.press('Control+Enter');
  await expect(row(page, 'Osmanthus cake')).toContainText('¥14.00');

  await row(page, 'Osmanthus cake').locator('.menu-item-main').click();
  await sheet(page).getByRole('button', { name: 'Delete' }).click();
  await expect(row(page, 'Osmanthus cake')).toHaveCount(0);
  await undo(page, 'is deleted');
  await expect(row(page, 'Osmanthus cake')).toContainText('¥14.00');
  const cakes = () => landing.landing.ordering.menu.records().items.filter(({ name }) => name.en === 'Osmanthus cake');
  await expect.poll(() => cakes().length).toBe(1);
});

test('a group of choices is made; one that dishes use cannot be deleted', async ({ landing, openConsole }) => {
  const page = await openConsole('owner');
  await room(page, 'Menu');
  await page.getByRole('button', { name: 'More for the menu' }).click();
  await page.getByRole('menuitem', { name: 'Choices for guests' }).click();
  await sheet(page).locator('.record-button').first().click();
  await expect(sheet(page).getByLabel('What is chosen (English)')).toBeVisible();
  await expect(sheet(page).getByRole('button', { name: 'Delete' })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await sheet(page).getByRole('button', { name: 'New group of choices' }).click();
  await sheet(page).getByLabel('What is chosen (English)').fill('Cut');
  const choice = (index: number) => sheet(page).getByRole('group').nth(index);
  await choice(0).getByLabel('Choice (English)').fill('Thin');
  await choice(1).getByLabel('Choice (English)').fill('Thick');
  await choice(1).getByLabel('Extra price').fill('-1.50');
  await expect(sheet(page)).toContainText('Guests read: “Choose 1”');
  await sheet(page).getByRole('button', { name: 'Save' }).click();
  await expect(sheet(page).locator('.record-button', { hasText: 'Cut' })).toContainText('Thin, Thick');
  const group = [...landing.landing.ordering.menu.records().groups.values()].find(({ name }) => name.en === 'Cut');
  expect(group).toMatchObject({ min: 1, max: 1, options: [{ priceDelta: 0 }, { priceDelta: -150 }] });
});

test('a menu of 500 dishes draws only what is seen, finds one and is walked by arrow keys', async ({
  landing,
  openConsole,
}) => {
  const owner = await landing.as('owner');
  const { ordering } = landing.landing;
  const { items } = ordering.menu.records();
  const [sample] = items;
  if (!sample) throw new Error('no dish');
  const { soldOut: _, backAt: __, id: ___, position: ____, ...input } = sample;
  const add = (n: number) => owner.mutate('ordering.menu.saveItem', { ...input, name: { en: `Dish ${n}` } });
  await Promise.all(Array.from({ length: 500 - items.length }, (_unused, n) => add(n)));
  const page = await openConsole('owner');
  await room(page, 'Menu');
  await expect(page.getByText('All 500')).toBeVisible();
  await expect(page.locator('.menu-item').first()).toBeVisible();
  expect(await page.locator('.menu-item').count()).toBeLessThan(40);
  await page.getByRole('searchbox').focus();
  await page.getByRole('searchbox').fill('Dish 461');
  await expect(page.locator('.menu-item')).toHaveCount(1);
  // Arrow keys walk from dish to dish beyond what is on the screen.
  await page.getByRole('searchbox').fill('');
  // The one that was found goes away with its focus when all come back.
  await expect(page.locator('.menu-item').nth(5)).toBeVisible();
  await page.locator('[data-row-main]').first().focus();
  const focused = page.locator('[data-row-main]:focus');
  for (let step = 0; step < 30; step += 1) {
    const before = await focused.textContent();
    await page.keyboard.press('ArrowDown');
    await expect(focused).not.toHaveText(before ?? '');
  }
  await expect(page.locator('[data-row-main]:focus')).toBeVisible();
});

test('a range of tables is added, one renamed, its sticker renewed in two steps', async ({ landing, openConsole }) => {
  const page = await openConsole('owner');
  await room(page, 'Tables');
  await page.getByRole('button', { name: 'Add tables' }).click();
  await sheet(page).getByLabel('Which tables').fill('G1-G3, 1');
  await expect(sheet(page)).toContainText('There is already a table “1”');
  await sheet(page).getByLabel('Which tables').fill('G1-G3');
  await sheet(page).getByLabel('Area').fill('Garden');
  await sheet(page).getByRole('button', { name: 'Add 3 tables' }).click();
  const garden = page.locator('.table-area', { hasText: 'Garden' });
  await expect(garden.locator('.table-card-name')).toHaveText(['G1', 'G2', 'G3']);

  await garden.getByRole('button', { name: /^G2/ }).click();
  await sheet(page).getByLabel('Name').fill('Pond');
  await sheet(page).getByRole('button', { name: 'Save' }).click();
  await expect(garden.locator('.table-card-name')).toHaveText(['G1', 'Pond', 'G3']);
  await undo(page, 'Table Pond is saved');
  await expect(garden.locator('.table-card-name')).toHaveText(['G1', 'G2', 'G3']);

  const before = landing.sticker('G2');
  await garden.getByRole('button', { name: /^G2/ }).click();
  await expect(sheet(page).getByLabel('Link in the code')).toHaveValue(before);
  await sheet(page).getByRole('button', { name: 'New sticker' }).click();
  await expect(sheet(page)).toContainText('every sticker already printed for it stops working');
  await sheet(page).getByRole('button', { name: 'Make a new code' }).click();
  await expect(sheet(page).getByLabel('Link in the code')).not.toHaveValue(before);
  await sheet(page).getByRole('button', { name: 'Remove table' }).click();
  await sheet(page).getByRole('button', { name: 'Remove table G2' }).click();
  await expect(garden.locator('.table-card-name')).toHaveText(['G1', 'G3']);
});

test('people: added, disabled and enabled again; the last owner stays one', async ({ landing, openConsole }) => {
  const page = await openConsole('owner');
  await room(page, 'People');
  await page.getByRole('button', { name: 'Add a person' }).click();
  await sheet(page).getByLabel('Name', { exact: true }).fill('Wang Wei');
  await sheet(page).getByLabel('User name').fill('wang');
  await sheet(page).getByLabel('First password').fill('12345678');
  await expect(sheet(page).getByRole('button', { name: 'Save' })).toBeDisabled();
  await sheet(page).getByLabel('First password').fill('lantern under plum tree');
  await sheet(page).getByRole('checkbox', { name: 'Counter' }).check();
  await sheet(page).getByRole('button', { name: 'Save' }).click();
  const wang = page.locator('.person', { hasText: 'Wang Wei' });
  await wang.getByRole('button', { name: 'Disable Wang Wei' }).click();
  await expect(wang).toContainText('Disabled');
  await undo(page, 'can no longer sign in');
  await expect(wang).not.toContainText('Disabled');

  await page.locator('.person', { hasText: '(you)' }).locator('.person-main').click();
  await sheet(page).getByRole('checkbox', { name: 'Manager' }).check();
  await sheet(page).getByRole('checkbox', { name: 'Owner' }).uncheck();
  await sheet(page).getByRole('button', { name: 'Save' }).click();
  await expect(sheet(page).getByRole('alert')).toHaveText('The enterprise needs at least one active owner.');
  expect(landing.landing.identity.findEnterprise()).toBeDefined();
});

test('roles: a copy of a ready one is made, given nothing more than one holds, and deleted', async ({
  openConsole,
}) => {
  const page = await openConsole('owner');
  await room(page, 'People');
  await page.getByRole('tab', { name: 'Roles' }).click();
  await page.locator('.person', { hasText: 'Counter' }).locator('.person-main').click();
  await sheet(page).getByRole('button', { name: 'Make a copy to change' }).click();
  await sheet(page).getByLabel('Name of the role').fill('Head waiter');
  await sheet(page).getByRole('checkbox', { name: 'Menu: Change' }).check();
  await sheet(page).getByRole('button', { name: 'Save' }).click();
  const own = page.locator('.person', { hasText: 'Head waiter' });
  await expect(own).toContainText('Made by you');
  await own.locator('.person-main').click();
  await expect(sheet(page).getByRole('checkbox', { name: 'Menu: Change' })).toBeChecked();
  await sheet(page).getByRole('button', { name: 'Delete' }).click();
  await expect(own).toHaveCount(0);
  await undo(page, 'is deleted');
  await expect(own).toHaveCount(1);
});

test('a refusal names the right in words', async ({ openConsole }) => {
  const page = await openConsole('manager');
  await room(page, 'People');
  await page
    .locator('.person', { hasText: 'Olive' })
    .getByRole('button', { name: /^Disable/ })
    .click();
  await expect(notice(page, 'Your role does not allow this (People: Change)')).toBeVisible();
});

test('settings: a part is saved as one and undone; a used tax class stays', async ({ landing, openConsole }) => {
  await landing.settings({ paymentMethods: ['cash', 'card'], merchantQr: null });
  const page = await openConsole('owner');
  await room(page, 'Settings');
  const taxes = page.getByRole('form', { name: 'Taxes' });
  await expect(taxes.getByRole('button', { name: 'Save' })).toHaveCount(0);
  await taxes.getByText('Tax is added').click();
  await expect(taxes).toContainText('the guest pays ¥106.00, of which ¥6.00 is tax');
  await taxes.getByRole('button', { name: 'Save' }).click();
  await expect(notice(page, 'Saved.')).toBeVisible();
  expect(landing.landing.ordering.settings.current().taxMode).toBe('exclusive');
  await undo(page, 'Saved.');
  await expect.poll(() => landing.landing.ordering.settings.current().taxMode).toBe('inclusive');
  await expect(taxes.getByRole('button', { name: 'Remove Alcohol' })).toBeDisabled();

  const payments = page.getByRole('form', { name: 'Payments' });
  await payments.getByRole('checkbox', { name: 'Bank QR code (EMV)' }).check();
  await expect(payments.getByRole('button', { name: 'Save' })).toBeDisabled();
  for (const [label, text] of [
    ['Merchant name', 'Osmanthus Lane'],
    ['City', 'Suzhou'],
    ['Country', 'cn'],
    ['Scheme identifier', 'cn.example'],
    ['Account at the scheme', '88001'],
  ] as const) {
    await payments.getByLabel(label, { exact: true }).fill(text);
  }
  await expect(payments.getByRole('img', { name: /Preview of the payment code/ })).toBeVisible();
  await payments.getByRole('button', { name: 'Save' }).click();
  await expect.poll(() => landing.landing.ordering.settings.current().merchantQr?.countryCode).toBe('CN');
});

test('my account: a wrong password is called that, and another session is ended', async ({ landing, openConsole }) => {
  await landing.as('counter');
  const page = await openConsole('counter');
  await page.getByRole('button', { name: /^Your menu/ }).click();
  await page.getByRole('button', { name: 'My account' }).click();
  const form = page.getByRole('form', { name: 'Change my password' });
  await form.getByLabel('Current password').fill('not the password');
  await form.getByLabel('New password').fill('lantern under plum tree');
  await form.getByRole('button', { name: 'Change password' }).click();
  await expect(form.getByRole('alert')).toHaveText('Your current password is wrong.');
  await expect(page.locator('.sessions li')).toHaveCount(2);
  await page.locator('.sessions').getByRole('button', { name: 'End' }).click();
  await expect(page.locator('.sessions li')).toHaveCount(1);
  await expect(page.getByRole('heading', { name: 'Recovery code' })).toHaveCount(0);
});

test('rooms appear for those whose role opens them', async ({ openConsole }) => {
  const kitchen = await openConsole('kitchen');
  await expect(kitchen.getByRole('navigation').getByRole('link')).toHaveText(['Kitchen', 'Menu', /^Printing/]);
  const owner = await openConsole('owner');
  await expect(owner.getByRole('navigation').getByRole('link')).toHaveText([
    'Counter',
    'Kitchen',
    'Cash drawer',
    'Reports',
    'Menu',
    'Tables',
    /^Printing/,
    'Bench',
    'Repairs',
    'People',
    'Devices',
    /^Cloud/,
    'Settings',
    /^Backup/,
  ]);
});

for (const size of [
  { width: 1366, height: 768 },
  { width: 390, height: 844 },
]) {
  test(`the office is accessible, ${size.width} wide`, async ({ openConsole }) => {
    const page = await openConsole('owner', size);
    const check = async (name = '') => {
      await nothingToFind(page, `${size.width} ${name}`);
      await fitsAcross(page, name);
    };
    const visit = async (path: string, ready: string) => {
      await page.goto(new URL(`/console/${path}`, page.url()).href);
      await expect(page.locator(ready).first()).toBeVisible();
      await check();
    };
    const openSheet = async (click: () => Promise<void>) => {
      await click();
      await expect(sheet(page)).toBeVisible();
      await check('sheet');
      await closeByEscape(page, sheet(page));
    };
    await visit('menu', '.menu-item');
    await openSheet(() => page.locator('.menu-item-main').first().click());
    await visit('tables', '.table-card');
    await openSheet(() => page.locator('.table-card').first().click());
    await visit('people', '.person');
    await openSheet(() => page.getByRole('button', { name: 'Add a person' }).click());
    await page.getByRole('tab', { name: 'Roles' }).click();
    await openSheet(() => page.locator('.person-main').first().click());
    await visit('settings', '.settings-section >> nth=3');
    await visit('account', '.sessions li');
  });
}
