import { type Browser, expect, type Page } from '@playwright/test';
import { demoAccounts } from '#main/demo.ts';
import { test } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { typeFocused } from '#tests/support/keys.ts';

/** A waiter's phone, whose owner installed the landing's root certificate. */
async function phoneOf(browser: Browser, language = 'en') {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    ignoreHTTPSErrors: true,
    reducedMotion: 'reduce',
  });
  await context.addInitScript((chosen) => localStorage.setItem('landing-desk.language', chosen), language);
  return context.newPage();
}

const room = '/console/devices';
const allow = (page: Page) => page.getByRole('switch', { name: 'Let paired devices in' }).click();

/** Makes a pairing code on the main computer; gives what its QR code says and what is typed. */
async function pairingCode(page: Page, name: string, kind = 'Waiter') {
  await page.getByRole('button', { name: 'Pair a device' }).click();
  await page.getByLabel('Name of the device').fill(name);
  await page.getByRole('radio', { name: kind }).click();
  const offered = page.waitForResponse((response) => response.url().includes('lan.devices.offer'));
  await page.getByRole('button', { name: 'Show the code' }).click();
  const [{ result }] = (await (await offered).json()) as [{ result: { data: { url: string; typedCode: string } } }];
  await expect(page.getByRole('img', { name: 'QR code that pairs one device' })).toBeVisible();
  return result.data;
}

test('a phone is trusted, paired, signed in, works, and is put out from the main computer', async ({
  browser,
  openConsole,
  landing,
}) => {
  const main = await openConsole('owner', { path: room });
  await expect(main.getByText('Off', { exact: true })).toBeVisible();
  await allow(main);
  await expect(main.locator('.fingerprint')).toBeVisible();
  expect((await main.locator('.fingerprint').innerText()).split(/\s+/).join(':')).toBe(
    landing.landing.lan.root?.fingerprint,
  );
  const { url } = await pairingCode(main, 'Waiter 1');

  const phone = await phoneOf(browser);
  const { origin } = new URL(url);
  await phone.goto(origin);
  await expect(phone.getByRole('heading', { name: 'Pair this device' })).toBeVisible();
  await expect(phone.getByLabel('Password')).toHaveCount(0);
  await phone.goto(url);
  await expect(phone.getByText('The code was read')).toBeVisible();
  await expect(phone).toHaveURL(/^[^#]*$/);
  await phone.getByRole('button', { name: 'Pair this device' }).click();
  await expect(main.getByText('Waiter 1 is paired')).toBeVisible();

  await phone.getByRole('button', { name: 'Sign in with a password' }).click();
  await expect(phone.getByLabel('Password')).toBeVisible();
  await expect(phone.getByText('Forgotten?')).toHaveCount(0);
  const counter = demoAccounts('demo').find(({ username }) => username === 'counter');
  await phone.getByLabel('Enterprise id').fill('demo');
  await phone.getByLabel('User name').fill('counter');
  await phone.getByLabel('Password').fill(counter?.password ?? '');
  await phone.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(phone.getByRole('navigation').getByRole('link', { name: /^Counter/ })).toBeVisible();
  await expect(main.locator('.device', { hasText: 'Waiter 1' })).toContainText('Connected');
  // What happens at the counter reaches the phone live.
  const order = await landing.as('counter');
  await order.mutate('ordering.tabs.open', { tableId: landing.tableId('1') });
  await expect(phone.locator('.tile', { hasText: '1' }).filter({ hasText: 'Open' }).first()).toBeVisible();

  await main.locator('.device', { hasText: 'Waiter 1' }).click();
  await main.getByRole('button', { name: 'Remove this device' }).click();
  await main.getByRole('button', { name: 'Remove it' }).click();
  await expect(phone.getByText('This device was removed on the main computer.')).toBeVisible();
  await expect(phone.locator('.tile')).toHaveCount(0);
  await expect(main.getByText('No device is paired yet.')).toBeVisible();
  await phone.context().close();
});

test('a kitchen tablet without a camera is paired by typing, signs in by PIN and opens with the kitchen', async ({
  browser,
  openConsole,
  landing,
}) => {
  const cook = demoAccounts('demo').find(({ username }) => username === 'manager');
  const manager = await landing.as('manager');
  await manager.mutate('identity.setPin', { currentPassword: cook?.password, pin: '2580' });
  const main = await openConsole('manager', { path: room });
  await allow(main);
  const { url, typedCode } = await pairingCode(main, 'Kitchen tablet', 'Kitchen');
  const tablet = await phoneOf(browser);
  await tablet.goto(new URL(url).origin);
  const submit = tablet.getByRole('button', { name: 'Pair this device' });
  await tablet.getByLabel('Pairing code').fill('000');
  await expect(submit).toBeDisabled();
  await tablet.getByLabel('Pairing code').fill('0000-0000');
  await submit.click();
  await expect(tablet.getByRole('alert')).toContainText('does not work');
  await tablet.getByLabel('Pairing code').fill(typedCode.toUpperCase());
  await submit.click();
  await tablet.getByRole('button', { name: 'Mona' }).click();
  await typeFocused(tablet, '2580');
  await tablet.keyboard.press('Enter');
  await expect(tablet).toHaveURL(/\/console\/kitchen$/);
  await tablet.context().close();
});

for (const width of [320, 360, 390]) {
  test(`the phone’s bar shows four rooms and More at ${width} px, without scrolling sideways`, async ({
    openConsole,
  }) => {
    const page = await openConsole('owner', { width, height: 780 });
    const bar = page.locator('.rail');
    await expect(bar.getByRole('link')).toHaveCount(4);
    const fits = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('.rail, .rail-rooms, body')].every((box) => box.scrollWidth <= box.clientWidth),
      );
    await expect.poll(fits).toBe(true);
    for (const item of await bar.locator('.rail-item').all()) {
      const box = await item.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    }
    await bar.getByRole('button', { name: 'More' }).click();
    const more = page.getByRole('dialog', { name: 'More' });
    await expect(more).toContainText('Saved here');
    await nothingToFind(page, `more ${width}`);
    await more.getByRole('link', { name: 'Settings' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();
    await expect(more).toBeHidden();
    await expect.poll(fits).toBe(true);
    await bar.getByRole('button', { name: 'More' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page.getByLabel('Password')).toBeVisible();
  });
}

for (const language of ['en', 'zh-CN'] as const) {
  test(`axe finds nothing on the pages of devices (${language})`, async ({ browser, landing, openConsole }) => {
    const owner = await landing.as('owner');
    for (const [name, width, height] of [
      ['desktop', 1366, 900],
      ['tablet', 820, 1100],
      ['phone', 390, 844],
    ] as const) {
      const look = (what: string) => nothingToFind(page, `${language} ${name} ${what}`);
      const page = await openConsole('owner', { width, height, language, path: room });
      if (name === 'desktop') {
        await expect(page.locator('.mantine-Switch-root')).toBeVisible();
        await look('off');
        await owner.mutate('lan.setAccess', { enabled: true });
      }
      await expect(page.locator('.fingerprint')).toBeVisible();
      await look('on');
      await page.locator('.page-actions button').click();
      await page.getByRole('dialog').getByRole('textbox').fill('Tablet');
      await look('form');
      await page.getByRole('dialog').locator('button[type=submit]').click();
      await expect(page.locator('.pair-code')).toBeVisible();
      await look('code');
    }
    const [origin = ''] = (await owner.query<{ staffOrigins: string[] }>('lan.access')).staffOrigins;
    const phone = await phoneOf(browser, language);
    await phone.goto(origin);
    await expect(phone.locator('.typed-code')).toBeVisible();
    await nothingToFind(phone, `${language} enter`);
    await phone.goto(`${new URL(landing.landing.consoleUrl).origin}/trust?lang=${language}`);
    await expect(phone.locator('details[open]')).toBeVisible();
    await nothingToFind(phone, language);
    await phone.context().close();
  });
}
