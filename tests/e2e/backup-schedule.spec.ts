import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { readOutline } from '#main/store/backup/format.ts';
import { test as base } from '#tests/support/app.ts';
import { nothingToFind } from '#tests/support/axe.ts';
import { putDesktopAround } from '#tests/support/fake-desktop.ts';
import { tempFolder } from '#tests/support/landing.ts';
import { fitsAcross } from '#tests/support/layout.ts';

/** With a folder that stands for a disk beside the computer. */
const test = base.extend<{ stick: string }>({
  stick: async ({ browserName: _ }, use) => {
    const folder = tempFolder();
    await use(join(folder.path, 'USB', 'backups'));
    folder.remove();
  },
});
test.describe.configure({ timeout: 180_000 });

/** What stands in the way of a person who sees little, or holds a phone. */
async function look(page: Page, name: string): Promise<void> {
  await nothingToFind(page, name);
  await fitsAcross(page, name);
}

const open = async (page: Page) => {
  await page.goto(new URL('/console/computer', page.url()).href);
};
const copiesOf = (page: Page) => page.locator('.backup-copies li');
const inSheet = (page: Page) => page.getByRole('dialog');

async function plan(page: Page, folder: string): Promise<void> {
  await page.getByRole('button', { name: 'Choose where copies go…' }).click();
  await inSheet(page).getByLabel('Folder').fill(folder);
  await inSheet(page).getByRole('button', { name: 'Save' }).click();
}

test('an owner has copies made by themselves, encrypts them, and sees that they are good', async ({
  openConsole,
  stick,
}) => {
  const page = await openConsole('owner');
  await open(page);
  await expect(page.getByText('Not encrypted')).toBeVisible();
  await page.getByRole('button', { name: 'Choose where copies go…' }).click();
  const sheet = inSheet(page);
  await expect(sheet.getByRole('button', { name: 'Save' })).toBeDisabled();
  await sheet.getByLabel('Folder').fill('USB/backups');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(sheet.getByRole('alert')).toContainText('not the whole path');
  await sheet.getByLabel('Folder').fill(stick);
  await sheet.getByText('Every few hours').click();
  await expect(sheet.getByLabel('How often')).toHaveValue('Every 6 hours');
  await sheet.getByText('Each day').click();
  await look(page, 'schedule-sheet');
  await sheet.getByRole('button', { name: 'Save' }).click();
  await expect(copiesOf(page)).toHaveCount(1, { timeout: 60_000 });
  await expect(copiesOf(page).getByText(/^Good, /)).toBeVisible();
  await expect(page.getByText('The copies are on the disk of the data')).toBeVisible();
  await expect(page.getByText('Each day at 04:00')).toBeVisible();

  await page.getByRole('button', { name: 'Set a passphrase…' }).click();
  const encrypt = sheet.getByRole('button', { name: 'Encrypt backups' });
  await sheet.getByLabel('Passphrase').fill('short');
  await sheet.getByRole('checkbox').check();
  await expect(encrypt).toBeDisabled();
  await sheet.getByLabel('Passphrase').fill('lantern over quiet water');
  await sheet.getByLabel('The same again').fill('lantern over quite water');
  await expect(sheet.getByText('These are not the same.')).toBeVisible();
  await expect(encrypt).toBeDisabled();
  await sheet.getByLabel('The same again').fill('lantern over quiet water');
  await expect(sheet.getByText('Without it nothing can be restored')).toBeVisible();
  await look(page, 'passphrase-sheet');
  await encrypt.click();
  await expect(sheet.getByText('lantern over quiet water')).toBeVisible({ timeout: 30_000 });
  await expect(sheet.getByText('Passphrase of the backups of')).toBeVisible();
  await look(page, 'recovery-sheet');
  await page.emulateMedia({ media: 'print' });
  await expect(sheet.getByRole('button', { name: 'I have it' })).toBeHidden();
  await expect(page.getByText('lantern over quiet water')).toBeVisible();
  await page.emulateMedia({ media: 'screen' });
  await sheet.getByRole('button', { name: 'I have it' }).click();
  await expect(page.getByText('Backups made from now on can be read with the passphrase only')).toBeVisible();

  // The newest copy of a day stands for it: this one takes the first one's place.
  await page.getByRole('button', { name: 'Copy now' }).click();
  await expect(copiesOf(page).getByText('Encrypted', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => readdirSync(stick)).toHaveLength(1);
  const [only = ''] = readdirSync(stick);
  expect(readOutline(join(stick, only)).header.encryption).not.toBeNull();

  truncateSync(join(stick, only), 5_000);
  await page.getByRole('button', { name: 'Look through all now' }).click();
  await expect(copiesOf(page).getByText('Damaged')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Copy now' }).click();
  await expect(copiesOf(page)).toHaveCount(2, { timeout: 60_000 });
  await expect(copiesOf(page).getByText(/^Good, /)).toBeVisible({ timeout: 60_000 });
  await expect(copiesOf(page).getByText('Damaged')).toBeVisible();
  await look(page, 'backup');
});

test('a passphrase can be made here, and encrypting be ended, in two steps', async ({ openConsole, stick }) => {
  const page = await openConsole('owner');
  await open(page);
  await page.getByRole('button', { name: 'Set a passphrase…' }).click();
  const sheet = inSheet(page);
  await sheet.getByRole('button', { name: 'Make one for me' }).click();
  const made = (await sheet.locator('.recovery-letters').innerText()).trim();
  expect(made).toMatch(/^([0-9a-hjkmnp-tv-z]{4}-){4}[0-9a-hjkmnp-tv-z]{4}$/);
  await sheet.getByRole('checkbox').check();
  await look(page, 'made-passphrase');
  await sheet.getByRole('button', { name: 'Encrypt backups' }).click();
  await expect(sheet.getByText('Passphrase of the backups of')).toBeVisible({ timeout: 30_000 });
  await expect(sheet.getByText(made)).toBeVisible();
  await sheet.getByRole('button', { name: 'I have it' }).click();
  await plan(page, stick);
  await expect(copiesOf(page).getByText('Encrypted', { exact: true })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Encrypt no more…' }).click();
  await expect(page.getByText('cannot be opened without it')).toBeVisible();
  await page.getByRole('button', { name: 'Encrypt no more', exact: true }).click();
  await expect(page.getByText('Not encrypted')).toBeVisible();
  await page.getByRole('button', { name: 'Change…', exact: true }).click();
  await sheet.getByRole('button', { name: 'Stop automatic copies' }).click();
  await page.getByRole('button', { name: 'Undo' }).hover();
  await expect(page.getByRole('button', { name: 'Choose where copies go…' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Each day at 04:00')).toBeVisible();
});

test('in the desktop the folder is chosen in the system’s dialog', async ({ openConsole, stick }) => {
  const page = await openConsole('owner');
  const desktop = await putDesktopAround(page, { answers: { chooseFolder: stick } });
  await open(page);
  await page.getByRole('button', { name: 'Choose where copies go…' }).click();
  await inSheet(page).getByRole('button', { name: 'Choose a folder…' }).click();
  await expect(inSheet(page).getByLabel('Folder')).toHaveValue(stick);
  expect(await desktop.asked()).toContainEqual(['chooseFolder']);
  await inSheet(page).getByRole('button', { name: 'Save' }).click();
  await expect(copiesOf(page)).toHaveCount(1, { timeout: 60_000 });
});

test('what is wrong is said in Chinese on a phone, and shown on the rail', async ({ openConsole, stick, landing }) => {
  const page = await openConsole('owner');
  await open(page);
  await plan(page, stick);
  await expect(copiesOf(page)).toHaveCount(1, { timeout: 60_000 });
  // A file where the folder was: as bad as a disk that went.
  const [copy = ''] = readdirSync(stick);
  const bytes = readFileSync(join(stick, copy));
  expect(bytes.length).toBeGreaterThan(1_000);
  const owner = await landing.as('owner');
  const code = (
    await owner.call('backup.plan', { plan: { folder: join(stick, copy), times: { kind: 'every', hours: 6 } } }, 'POST')
  ).problem?.code;
  expect(code).toBe('backup_not_written');
  await expect(page.getByRole('navigation').getByText('Backups need you')).toBeAttached({ timeout: 30_000 });
  const context = page.context();
  await context.addInitScript(() => localStorage.setItem('landing-desk.language', 'zh-CN'));
  for (const width of [390, 1366]) {
    const other = await context.newPage();
    await other.setViewportSize({ width, height: 844 });
    await other.goto(page.url());
    await expect(other.getByText('副本与数据在同一块磁盘上')).toBeVisible();
    await expect(copiesOf(other).getByText(/^完好/)).toBeVisible();
    await look(other, `backup-zh-${width}`);
    await other.getByRole('button', { name: '更改…' }).click();
    await expect(inSheet(other).getByLabel('文件夹')).toHaveValue(stick);
    await look(other, `schedule-zh-${width}`);
    await other.getByRole('button', { name: '关闭' }).first().click();
    await other.getByRole('button', { name: '设置口令…' }).click();
    await expect(inSheet(other)).toBeVisible();
    await look(other, `passphrase-zh-${width}`);
    await other.close();
  }
});
