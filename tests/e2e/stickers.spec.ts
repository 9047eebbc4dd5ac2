import { expect } from '@playwright/test';
import { test } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';

/** The preview is a picture of paper: one image with a name, its small print is not read on the screen. */
const paper = { exclude: '.sheet-picture' };

test('an owner fills in the Wi-Fi, chooses a sheet and prints it', async ({ landing, openConsole }) => {
  const page = await openConsole('owner');
  await page.getByRole('navigation').getByRole('link', { name: 'Tables' }).click();
  await page.getByRole('link', { name: 'Print stickers' }).click();
  await expect(page.getByRole('img', { name: 'Preview of sheet 1' })).toBeVisible();
  await expect(page.getByRole('radio', { name: '①② in one' })).toBeDisabled();

  await page.getByRole('button', { name: 'Fill in' }).click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Network name (SSID)').fill('Osmanthus Guest');
  await sheet.getByLabel('Password', { exact: true }).fill('short');
  await expect(sheet).toContainText('A WPA password has 8 to 63 characters.');
  await sheet.getByLabel('Password', { exact: true }).fill('long "enough";');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Code ① joins “Osmanthus Guest”.')).toBeVisible();

  // Two codes do not fit the small label; the way out is one press.
  await page.getByText('①② in one').click();
  await page.getByRole('combobox', { name: 'Labels' }).click();
  await page.getByRole('option', { name: /L7160/ }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Two codes side by side need a label' })).toBeVisible();
  await page.getByRole('button', { name: 'Put the codes on labels of their own' }).click();
  await page.getByRole('button', { name: 'Use 31 mm' }).click();
  await expect(page.getByText('24 labels on 2 sheets')).toBeVisible();
  // The rings are drawn over the round boxes themselves.
  await page.getByRole('radio', { name: 'Begin at label 20' }).press('Space');
  await expect(page.getByText('24 labels on 3 sheets')).toBeVisible();

  await page.getByRole('button', { name: 'Make the sheets' }).click();
  await page.getByRole('button', { name: 'Make the sheets anyway' }).click();
  const link = page.getByRole('link', { name: 'Open to print' });
  const address = await link.getAttribute('href');
  const pdf = await page.request.get(new URL(address ?? '', landing.landing.consoleUrl).href);
  expect([pdf.status(), pdf.headers()['content-type']]).toEqual([200, 'application/pdf']);
});

test('a phone on the test page shows up on the main computer, step by step', async ({ browser, openConsole }) => {
  const page = await openConsole('owner', { path: '/console/stickers/checks' });
  await page.getByRole('button', { name: 'Test with a phone' }).first().click();
  await expect(page.getByText('Waiting for a phone…')).toBeVisible();
  const address = await page.locator('.test-address').innerText();

  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    locale: 'en-GB',
    userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1 MicroMessenger/8.0.49',
  });
  const phone = await context.newPage();
  const outside: string[] = [];
  phone.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(address).origin) outside.push(request.url());
  });
  await phone.goto(address);
  await expect(page.getByText('A phone in WeChat · iPhone')).toBeVisible();
  await expect(page.locator('.phone-facts li[data-state="good"]')).toHaveCount(4);
  await expect(page.getByText('This step is checked.')).toBeVisible();
  await expect(page.getByText('WeChat · checked')).toBeVisible();
  await expect(phone.locator('.check[data-state="good"]')).toHaveCount(3);
  await nothingToFind(phone, 'self-test');
  await nothingToFind(page, 'checked');
  expect(outside).toEqual([]);
  await context.close();
  await expect(page.getByText(/left after \d+ seconds?/)).toBeVisible();
});

test('the stickers’ pages have nothing for axe to find', async ({ landing, openConsole }) => {
  const owner = await landing.as('owner');
  await owner.mutate('stickers.setWifi', {
    wifi: { ssid: 'Guest', security: 'wpa', password: 'long enough', hidden: false },
  });
  await owner.mutate('stickers.update', {
    sheet: 'custom',
    grid: { paper: 'A4', columns: 2, rows: 4, width: 95, height: 70, left: 5, top: 5, gapX: 2, gapY: 0 },
    colour: '#ffe14d',
  });
  for (const [width, height] of [
    [1366, 768],
    [390, 844],
  ] as const) {
    const page = await openConsole('owner', { width, height, path: '/console/stickers' });
    await expect(page.locator('.sheet-picture')).toBeVisible();
    await nothingToFind(page, String(width), paper);
    await page.goto(new URL('/console/stickers/checks', page.url()).href);
    await expect(page.locator('.check-step').first()).toBeVisible();
    await nothingToFind(page, String(width), paper);
  }
});
