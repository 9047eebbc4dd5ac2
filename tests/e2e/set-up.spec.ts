import { type Browser, expect, type Page } from '@playwright/test';
import type { LanAddress } from '#shared/reach/reach.ts';
import { test as base, watchPage } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { typeFocused } from '#tests/support/keys.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';

const password = 'blue kettle on the roof';

/** A landing nobody has set up, and the console of the computer it runs on. */
const test = base.extend<{ lan: LanAddress[]; fresh: TestLanding; openFresh: () => Promise<Page> }>({
  lan: async ({ browserName: _ }, use) => use([{ address: '192.168.1.20', card: 'eth0' }]),
  fresh: async ({ lan }, use) => {
    const folder = tempFolder();
    const landing = await TestLanding.start({ folder: folder.path, demo: false, addresses: () => lan });
    await use(landing);
    await landing.close();
    folder.remove();
  },
  openFresh: async ({ browser, fresh }: { browser: Browser; fresh: TestLanding }, use) => {
    const problems: string[] = [];
    await use(async () => {
      const context = await browser.newContext({
        locale: 'en-GB',
        timezoneId: 'Asia/Shanghai',
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      watchPage(page, new URL(fresh.landing.consoleUrl).origin, problems);
      await page.goto(fresh.landing.consoleUrl);
      return page;
    });
    expect(problems).toEqual([]);
  },
});

const title = (page: Page) => page.getByRole('heading', { level: 1 });

/** The first two steps, with the keyboard alone. */
async function answerByKeyboard(page: Page): Promise<void> {
  await expect(title(page)).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await typeFocused(page, 'Café Olé');
  await expect(page.getByLabel('Enterprise id')).toHaveValue('cafe-ole');
  await expect(page.getByLabel('Preview')).toContainText('Café Olé');
  await page.keyboard.press('Enter');
  await expect(title(page)).toHaveText('Who is the owner?');
  await expect(title(page)).toBeFocused();
  await page.keyboard.press('Tab');
  await typeFocused(page, 'Olive');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await typeFocused(page, password);
  await expect(page.getByText('Strong.')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(title(page)).toHaveText('Money and the day');
}

test('five steps by keyboard make an enterprise with its tables, and show the recovery code once', async ({
  fresh,
  openFresh,
}) => {
  const page = await openFresh();
  await answerByKeyboard(page);
  await expect(page.getByText('A sale at 01:30 on Saturday still belongs to Friday.').first()).toBeVisible();
  await page.getByRole('button', { name: 'Next' }).press('Enter');
  await page.getByLabel('Which tables').fill('1-3, A1-A2');
  await expect(page.getByLabel('Preview').getByRole('listitem')).toHaveText(['1', '2', '3', 'A1', 'A2']);
  await page.getByRole('radio', { name: /^The first scan opens it/ }).click();
  await page.getByLabel('Tax rate').fill('6');
  await page.getByRole('button', { name: 'Create the enterprise' }).press('Enter');

  await expect(title(page)).toHaveText('Keep your recovery code');
  const code = await page.locator('.recovery-letters').innerText();
  expect(code).toMatch(/^[0-9A-Z]{5}(-[0-9A-Z]{5}){4}$/);
  await expect(page.getByText('Your tables and settings are in place.')).toBeVisible();
  await page.getByRole('button', { name: 'I have written it down' }).click();
  await expect(page.locator('.recovery-letters')).toHaveCount(0);
  await expect(page.getByRole('img', { name: 'QR code of table 1' })).toBeVisible();
  await page.getByRole('button', { name: 'Open the menu' }).click();
  await expect(title(page)).toHaveText('Menu');

  const { identity, ordering } = fresh.landing;
  expect(identity.enterprise()).toMatchObject({
    code: 'cafe-ole',
    currency: 'CNY',
    timeZone: 'Asia/Shanghai',
    language: 'en',
  });
  expect(ordering.floor.all().map((table) => table.name)).toEqual(['1', '2', '3', 'A1', 'A2']);
  expect(ordering.settings.current()).toMatchObject({ opening: 'scan', taxClasses: [{ eatInPpm: 60_000 }] });
  const recovered = await identity.recover(
    { enterpriseId: 'cafe-ole', username: 'owner', recoveryCode: code, newPassword: 'lantern under plum tree' },
    'test',
  );
  expect(recovered.user.username).toBe('owner');
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain(password);
});

test('back, forward and a reload keep what was typed, never the password', async ({ openFresh }) => {
  const page = await openFresh();
  await answerByKeyboard(page);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Which tables').fill('1-5');
  await page.goBack();
  await expect(title(page)).toHaveText('Money and the day');
  await page.goForward();
  await expect(page.getByLabel('Which tables')).toHaveValue('1-5');
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain(password);
  await page.reload();
  await expect(page.getByLabel('Which tables')).toHaveValue('1-5');
  await page.getByRole('button', { name: 'Create the enterprise' }).click();
  await expect(title(page)).toHaveText('Who is the owner?');
  await expect(page.getByLabel('Your name')).toHaveValue('Olive');
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
});

test('a lost answer makes one enterprise; tables that failed are tried again', async ({ fresh, openFresh }) => {
  const page = await openFresh();
  await answerByKeyboard(page);
  await page.getByRole('button', { name: 'Next' }).click();
  let lost = false;
  await page.route('**/trpc/identity.setUp*', async (route) => {
    if (lost) return route.continue();
    lost = true;
    await route.fetch();
    await route.abort('connectionreset');
  });
  let refuse = true;
  await page.route('**/trpc/ordering.tables.save*', (route) => (refuse ? route.abort() : route.continue()));
  await page.getByRole('button', { name: 'Create the enterprise' }).click();
  await expect(page.getByRole('alert')).toContainText('does not answer');
  await page.getByRole('button', { name: 'Create the enterprise' }).click();
  await expect(page.locator('.recovery-letters')).toBeVisible();
  await expect(page.getByText('Your enterprise is ready, but not all tables are')).toBeVisible();

  // Loading the page again loses neither the tables nor the way to a code.
  await page.reload();
  await expect(page.getByText('Make a new one now')).toBeVisible();
  await expect(page.getByText('not all tables are')).toBeVisible();
  refuse = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('Your tables and settings are in place.')).toBeVisible();
  expect(fresh.landing.ordering.floor.all()).toHaveLength(8);
  await page.getByLabel('Your password').fill(password);
  await page.keyboard.press('Enter');
  await expect(page.locator('.recovery-letters')).toBeVisible();
});

test('set-up is accessible', async ({ openFresh }) => {
  const page = await openFresh();
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByText('Please give your house a name.')).toBeVisible();
  await nothingToFind(page, 'mistake');
  await page.getByLabel('Name', { exact: true }).fill('Café Olé');
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(title(page)).toHaveText('Who is the owner?');
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByRole('textbox', { name: 'Your name' })).toHaveAttribute('aria-invalid', 'true');
  await nothingToFind(page, 'owner');
  await page.getByLabel('Your name').fill('Olive');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(title(page)).toHaveText('Money and the day');
  await nothingToFind(page, 'money');
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByLabel('Which tables')).toBeVisible();
  await nothingToFind(page, 'tables');
  await page.getByRole('button', { name: 'Create the enterprise' }).click();
  await expect(page.locator('.recovery-letters')).toBeVisible();
  await nothingToFind(page, 'code');
  await page.getByRole('button', { name: 'I have written it down' }).click();
  await expect(page.getByRole('img', { name: /^QR code/ })).toBeVisible();
  await nothingToFind(page, 'ready');
});

test('a computer on no network shows what to do instead of a code, and the code once it is on one', async ({
  lan,
  openFresh,
}) => {
  const [card] = lan.splice(0);
  if (!card) throw new Error('no network to come back');
  const page = await openFresh();
  await answerByKeyboard(page);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Create the enterprise' }).click();
  await page.getByRole('button', { name: 'I have written it down' }).click();
  await expect(page.getByText('Phones cannot reach this computer yet')).toBeVisible();
  await expect(page.getByText('Connect this computer to your Wi-Fi')).toBeVisible();
  await expect(page.getByRole('img', { name: /^QR code/ })).toHaveCount(0);
  await nothingToFind(page, 'ready-offline');
  lan.push(card);
  // The landing looks at its addresses every three seconds, and so does the page.
  await expect(page.getByRole('img', { name: 'QR code of table 1' })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('http://192.168.1.20')).toBeVisible();
  await expect(page.getByText('Phones cannot reach')).toHaveCount(0);
});

test('a repair bench is not asked for tables, and sees no room of a restaurant', async ({ fresh, openFresh }) => {
  const page = await openFresh();
  await page.getByLabel('Name', { exact: true }).fill('Harbour Repairs');
  await page.getByRole('checkbox', { name: /^Table ordering/ }).click();
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByText('Choose at least one.')).toBeVisible();
  await page.getByRole('checkbox', { name: /^Repair bench/ }).click();
  await nothingToFind(page, 'set-up-work');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByLabel('Your name').fill('Olive');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByRole('list', { name: 'Steps of setting up' }).getByRole('listitem')).toHaveCount(4);
  await page.getByRole('button', { name: 'Create the enterprise' }).click();
  await page.getByRole('button', { name: 'I have written it down' }).click();
  await page.getByRole('button', { name: 'Open the bench' }).click();
  await expect(title(page)).toHaveText('Bench');
  const rail = page.getByRole('navigation', { name: 'Rooms' }).getByRole('link');
  await expect(rail).toHaveText(['Bench', 'Repairs', 'People', 'Devices', 'Cloud', 'Settings', 'Backup']);
  expect(fresh.landing.identity.enterprise().work).toEqual(['bench']);

  // Later it takes guests too.
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('checkbox', { name: /^Table ordering/ }).click();
  await page.getByRole('button', { name: 'Save' }).first().click();
  await expect(rail.first()).toHaveText('Counter');
  await expect(rail.filter({ hasText: 'Bench' })).toHaveCount(1);
});
