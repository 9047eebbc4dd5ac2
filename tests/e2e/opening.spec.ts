import { expect } from '@playwright/test';
import sharp from 'sharp';
import { demoAccounts } from '#main/demo.ts';
import type { Opening } from '#shared/desktop/opening.ts';
import { test, watchPage } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { type DesktopAround, putDesktopAround } from '#tests/support/fake-desktop.ts';

/** A card with everything, in the way telephones write it, and a line that is none. */
async function anna(): Promise<string> {
  const photo = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#0b6158' } })
    .png()
    .toBuffer();
  return [
    'BEGIN:VCARD',
    'VERSION:3.0',
    'N:Berg;Anna;;Dr.;',
    'FN:Dr. Anna Berg',
    'ORG:Nordlicht Imports;Tea and spices',
    'TITLE:Head of purchasing',
    'TEL;TYPE=CELL,PREF:+49 170 1234567',
    'TEL;TYPE=WORK:+49 40 555 01',
    'EMAIL;TYPE=INTERNET:anna@nordlicht.example',
    'ADR;TYPE=WORK:;;Speicherstadt 4;Hamburg;;20457;Germany',
    'URL:https://nordlicht.example/?a=1',
    'NOTE:Delivers on Tuesdays.\\nAsk for <b>green</b> <script>alert(1)</script> tea\\, first flush.',
    `PHOTO;ENCODING=b;TYPE=PNG:${photo.toString('base64')}`,
    'this line says nothing',
    'END:VCARD',
  ].join('\r\n');
}

const manyCards = (count: number) =>
  Array.from(
    { length: count },
    (_, index) =>
      `BEGIN:VCARD\nVERSION:4.0\nFN:Person ${index}\nTEL:+86 138 ${10_000_000 + index}\nORG:House ${index % 7}\nEND:VCARD`,
  ).join('\n');

const cards = (fileName: string, text: string): Opening => ({
  kind: 'cards',
  fileName,
  base64: Buffer.from(text).toString('base64'),
});

test('a card that was opened before anybody signed in is shown then: all of it, as text, nothing fetched', async ({
  browser,
  landing,
}) => {
  const { origin } = new URL(landing.landing.consoleUrl);
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  const problems: string[] = [];
  watchPage(page, origin, problems);
  await page.addInitScript(() => localStorage.setItem('landing-desk.language', 'en'));
  await putDesktopAround(page, { openings: [cards('anna.vcf', await anna())] });
  await page.goto(origin);
  await page.locator('input[type=password]').waitFor();
  const account = demoAccounts('demo').find(({ username }) => username === 'counter');
  await context.request.post(`${origin}/trpc/identity.login`, { headers: { origin }, data: account });
  await page.reload();

  const card = page.getByRole('article', { name: 'Dr. Anna Berg' });
  await expect(card).toContainText('Nordlicht Imports · Tea and spices');
  await expect(card).toContainText('<b>green</b> <script>alert(1)</script> tea, first flush.');
  await expect(card.getByRole('img', { name: 'Photo of Dr. Anna Berg' })).toBeVisible();
  await expect(card.getByRole('link')).toHaveCount(0);
  await page.getByText('1 line could not be read').click();
  await expect(page.getByText('Line 14: this line says nothing')).toBeVisible();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await card.getByRole('button', { name: /^Copy Telephone · mobile · preferred/ }).click();
  await expect.poll(copied).toBe('+49 170 1234567');
  await card.getByRole('button', { name: 'Copy everything' }).click();
  await expect.poll(copied).toContain('Address · work: Speicherstadt 4\n20457 Hamburg\nGermany');
  await page.getByRole('button', { name: 'Close anna.vcf' }).click();
  await expect(page.getByText('No contact card is open')).toBeVisible();
  expect(problems).toEqual([]);
  await context.close();
});

test('links move within the console; unknown ones and pages of others are said quietly', async ({
  openConsole,
  landing,
}) => {
  const blank = await openConsole('kitchen');
  const page = await blank.context().newPage();
  const { open } = await putDesktopAround(page, { openings: [{ kind: 'page', path: '/menu' }] });
  await page.goto(landing.landing.consoleUrl);
  await expect(page.getByRole('heading', { level: 1, name: 'Menu' })).toBeVisible();
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await open({ kind: 'page', path: '/account' });
  await expect(page.getByRole('heading', { level: 1, name: 'My account' })).toBeVisible();
  await open({ kind: 'page', path: '/settings' });
  await expect(page.getByText('a page that is not open to you')).toBeVisible();
  await open({ kind: 'unknown_link' });
  await expect(page.getByText('leads to no page of this version')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'My account' })).toBeVisible();
  await open({ kind: 'cards_failed', fileName: 'large.vcf', reason: 'too_large' });
  await expect(page.getByText('larger than 1 MB')).toBeVisible();
  expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
});

test('a file with thousands of cards is a list that is searched and walked', async ({ openConsole }) => {
  const page = await openConsole('counter', { path: '/console/contact-card' });
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'all.vcf', mimeType: 'text/vcard', buffer: Buffer.from(manyCards(4_000)) });
  await expect(page.getByText('4000 cards')).toBeVisible();
  await expect(page.locator('.card-row').first()).toBeVisible();
  expect(await page.locator('.card-row').count()).toBeLessThan(60);
  await page.getByRole('searchbox').fill('person 3999');
  await page.getByRole('button', { name: /Person 3999/ }).click();
  await expect(page.getByRole('article', { name: 'Person 3999' })).toContainText('+86 138 10003999');
  await page.getByRole('searchbox').fill('');
  await page.getByRole('button', { name: /^Person 0/ }).click();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('article', { name: 'Person 1', exact: true })).toBeVisible();
});

for (const language of ['en', 'zh-CN'] as const) {
  test(`cards and About have nothing for axe to find: ${language}`, async ({ openConsole }) => {
    let desktop: DesktopAround | undefined;
    const openings = [cards('anna.vcf', await anna())];
    const page = await openConsole('owner', {
      width: 1366,
      height: 900,
      language,
      before: async (blank) => {
        await blank.context().grantPermissions(['clipboard-read', 'clipboard-write']);
        desktop = await putDesktopAround(blank, { openings });
      },
    });
    const clean = (name: string) => nothingToFind(page, `${language} ${name}`);
    await expect(page.getByRole('article')).toBeVisible();
    await clean('card');
    await desktop?.open(cards('team.vcf', manyCards(40)));
    await expect(page.locator('.card-row').first()).toBeVisible();
    await desktop?.open({ kind: 'cards_failed', fileName: 'gone.vcf', reason: 'not_found' });
    await expect(page.getByText('gone.vcf')).toBeVisible();
    await clean('cards');
    await page.setViewportSize({ width: 390, height: 844 });
    await clean('cards on a phone');
    await page.setViewportSize({ width: 1366, height: 900 });
    await desktop?.open({ kind: 'page', path: '/about' });
    await expect(page.getByText('@mantine/core', { exact: true })).toBeVisible();
    await page.getByRole('searchbox').fill('preact');
    await page.getByText('preact', { exact: true }).click();
    await expect(page.locator('.licences pre')).toContainText('Permission is hereby granted');
    // One licence is as good as three hundred, and much quicker to look through.
    await clean('about');
    await page.getByRole('button', { name: language === 'en' ? 'Copy details' : '复制信息' }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('Chromium: 148.0.0.0');
    await page.getByRole('button', { name: language === 'en' ? 'Save the report…' : '保存报告…' }).click();
    await expect(page.getByText(/report\.txt/)).toBeVisible();
    await desktop?.open({ kind: 'page', path: '/computer' });
    await expect(
      page.getByRole('link', { name: language === 'en' ? 'About and licences' : '关于与许可证' }),
    ).toBeVisible();
    await clean('computer');
  });
}
