import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { newKdf, stretch, writeBackup } from '#main/store/service.ts';
import { backupsSettled } from '#tests/support/backups.ts';
import { TestLanding } from '#tests/support/landing.ts';
import { patience } from '#tests/support/patience.ts';
import { databaseOf, leavesOf, makeShop, shopIn, wreckPages } from '#tests/support/shop.ts';
import { callBridge, type RunningApp, startApp } from './app.ts';

let app: RunningApp | undefined;
afterEach(async () => {
  await app?.quit();
  app = undefined;
});

const patient = { timeout: 180_000 };
const title = (running: RunningApp) => running.page.getByRole('heading', { level: 1 });
const button = (running: RunningApp, name: string | RegExp) => running.page.getByRole('button', { name });

/** A shop called Now, with a backup from when it was called Then. */
async function shopWithBackup(data: string): Promise<void> {
  await makeShop(data, 'Then', 100);
  const file = join(data, 'backups', 'then.ldbackup');
  await writeBackup({ database: databaseOf(data), file, app: '1.0.0', now: Date.UTC(2026, 10, 1, 4) });
  rmSync(databaseOf(data));
  await makeShop(data, 'Now', 200);
}

test(
  'after a crash loop a backup is restored from the list, ordering starts, and the restore can be taken back',
  patient,
  async () => {
    app = await startApp('crash', { prepare: shopWithBackup });
    await title(app).getByText('Ordering is not running').waitFor();
    await button(app, 'Restore a backup').click();
    await title(app).getByText('Which backup?').waitFor();
    app.control.answers.push(0);
    await button(app, /Nov 1, 2026/).click();
    await title(app).getByText('The backup is restored').waitFor();
    expect(app.control.dialogs[0]?.options).toMatchObject({ message: expect.stringContaining('Then'), defaultId: 1 });
    expect(await app.page.locator('main').innerText()).toContain('Then is as it was on Nov 1, 2026');
    expect(shopIn(databaseOf(app.data)).name).toBe('Then');
    await button(app, /^Back$/).click();
    app.control.answers.push(0);
    await button(app, 'Undo the last restore').click();
    await title(app).getByText('The restore was taken back').waitFor();
    expect(shopIn(databaseOf(app.data)).name).toBe('Now');
    app.behave('serve');
    await button(app, 'Start ordering').click();
    await title(app).getByText('Console').waitFor();
  },
);

test('an encrypted backup is restored with its passphrase, typed on the page, after a wrong one', patient, async () => {
  app = await startApp('crash', {
    prepare: async (data) => {
      await makeShop(data, 'Then', 100);
      const key = await stretch('lantern over quiet water', newKdf());
      const file = join(data, 'backups', 'then.ldbackup');
      await writeBackup({ database: databaseOf(data), file, app: '1.0.0', now: Date.UTC(2026, 10, 1, 4), key });
      rmSync(databaseOf(data));
      await makeShop(data, 'Now', 200);
    },
  });
  await button(app, 'Restore a backup').click();
  app.control.answers.push(0);
  await button(app, /Nov 1, 2026.*Encrypted/).click();
  await title(app).getByText('This backup is encrypted').waitFor();
  const field = app.page.getByLabel('Passphrase', { exact: true });
  await button(app, 'Open').click();
  await vi.waitFor(
    async () => expect(await field.evaluate((input) => input === document.activeElement)).toBe(true),
    patience,
  );
  await field.fill('lantern over quiet waters');
  await field.press('Enter');
  await app.page.getByRole('alert').getByText('That is not the passphrase').waitFor();
  expect(shopIn(databaseOf(app.data)).name).toBe('Now');
  await app.page.getByLabel('Show what is typed').check();
  await field.fill('lantern over quiet water');
  expect(await field.getAttribute('type')).toBe('text');
  await button(app, 'Open').click();
  await title(app).getByText('The backup is restored').waitFor();
  expect(shopIn(databaseOf(app.data)).name).toBe('Then');
  expect(JSON.stringify(app.control.dialogs)).not.toContain('lantern');
});

test(
  'a damaged shop is repaired from its newest good copy, in words, and the damaged file is kept',
  patient,
  async () => {
    app = await startApp('refuse', {
      prepare: async (data) => {
        const landing = await TestLanding.start({ folder: data });
        const owner = await landing.as('owner');
        await owner.mutate('backup.make');
        await backupsSettled(owner);
        await owner.mutate('ordering.tabs.openTakeAway', {});
        await landing.close();
        wreckPages(databaseOf(data), leavesOf(databaseOf(data), 'item').slice(0, 1));
      },
    });
    app.control.answers.push(0);
    await button(app, 'Repair a damaged database').click();
    await title(app).getByText('The shop is back').waitFor();
    const words = await app.page.locator('main').innerText();
    expect(words).toContain('later entries of orders, payments and shifts were saved');
    expect(words).toContain('kept as it was, for your technician');
    expect(shopIn(databaseOf(app.data)).sound).toBe(true);
    await button(app, 'Show in its folder').click();
    await vi.waitFor(() => expect(app?.control.shown).toHaveLength(1), patience);
    expect(existsSync(join(app.control.shown[0] ?? '', 'landing.db'))).toBe(true);
    await button(app, /^Back$/).click();
    app.control.answers.push(0);
    await button(app, 'Repair a damaged database').click();
    await app.page.getByText('there is nothing to repair').waitFor();
  },
);

test('nothing is restored unless the person says yes', patient, async () => {
  app = await startApp('crash', { prepare: shopWithBackup });
  await button(app, 'Restore a backup').click();
  await title(app).getByText('Which backup?').waitFor();
  app.control.answers.push('cancel');
  await button(app, /Nov 1, 2026/).click();
  await vi.waitFor(() => expect(app?.control.dialogs).toHaveLength(1), patience);
  await button(app, /^Back$/).click();
  await title(app).getByText('Ordering is not running').waitFor();
  expect(shopIn(databaseOf(app.data)).name).toBe('Now');
});

test(
  'a damaged shop: the backup is refused in words, the export saves what can be read and says what is missing',
  patient,
  async () => {
    app = await startApp('refuse', {
      language: 'zh_CN.UTF-8',
      prepare: async (data) => {
        await makeShop(data, 'Wrecked', 2_000);
        wreckPages(databaseOf(data), leavesOf(databaseOf(data), 'event').slice(30, 32));
      },
    });
    app.control.answers.push([join(app.folder, 'copy')]);
    await button(app, /^备份/).click();
    await title(app).getByText('操作未成功').waitFor();
    expect(await app.page.locator('main').innerText()).toContain('数据库已损坏');
    expect(existsSync(join(app.folder, 'copy.ldbackup'))).toBe(false);
    await button(app, '返回').click();
    const out = join(app.folder, 'stick');
    mkdirSync(out);
    app.control.answers.push([out]);
    await button(app, /^导出数据/).click();
    await title(app).getByText('数据已导出').waitFor();
    expect(await app.page.locator('main').innerText()).toContain('event');
    const [made = ''] = readdirSync(out);
    expect(readdirSync(join(out, made)).toSorted()).toEqual(['README.txt', 'files', 'tables', 'technician']);
    await button(app, '在文件夹中显示').click();
    await vi.waitFor(() => expect(app?.control.shown).toEqual([join(out, made)]), patience);
  },
);

test('a backup file that is none is refused in words and changes nothing', patient, async () => {
  app = await startApp('crash', { prepare: shopWithBackup });
  const letter = join(app.folder, 'letter.ldbackup');
  writeFileSync(letter, 'Dear shop');
  await button(app, 'Restore a backup').click();
  app.control.answers.push([letter]);
  await button(app, 'Choose a file').click();
  await title(app).getByText('That did not work').waitFor();
  expect(await app.page.locator('main').innerText()).toContain('letter.ldbackup is not a backup of Landing Desk');
  expect(shopIn(databaseOf(app.data)).name).toBe('Now');
});

test('a long task shows how far it is and can be cancelled', patient, async () => {
  app = await startApp('crash', { prepare: (data) => makeShop(data, 'Large', 150_000) });
  const out = join(app.folder, 'stick');
  mkdirSync(out);
  app.control.answers.push([out]);
  await button(app, 'Export the data').click();
  await title(app).getByText('Exporting the data…').waitFor();
  await app.page.getByRole('status').getByText('Writing the tables').waitFor();
  const landings = () => app?.control.services.filter((name) => name === 'Landing').length;
  const before = landings();
  const icon = app.control.trays[0]?.menu() as { label?: string; click?: () => void }[];
  icon.find(({ label }) => label === 'Start Ordering Again')?.click?.();
  await button(app, 'Cancel').click();
  await title(app).getByText('Ordering is not running').waitFor();
  expect(landings()).toBe(before);
  expect(readdirSync(join(out, readdirSync(out)[0] ?? ''))).toEqual([]);
});

test('--safe-mode starts nothing; from there ordering can be started', patient, async () => {
  app = await startApp('serve', { args: ['--safe-mode'], prepare: shopWithBackup });
  await title(app).getByText('Safe mode').waitFor();
  expect(app.control.services).not.toContain('Landing');
  await button(app, 'Start ordering').click();
  await title(app).getByText('Console').waitFor();
});

test('the menu leads from a running landing to safe mode, after asking', patient, async () => {
  app = await startApp('serve', { prepare: shopWithBackup });
  await title(app).getByText('Console').waitFor();
  const menu = app.electron.Menu.getApplicationMenu()?.items as { submenu: { label?: string; click?: () => void }[] }[];
  const item = menu.flatMap(({ submenu }) => submenu).find(({ label }) => label === 'Start in Safe Mode…');
  app.control.answers.push('cancel');
  item?.click?.();
  await vi.waitFor(() => expect(app?.control.dialogs).toHaveLength(1), patience);
  expect(app.endedCleanly()).toBe(false);
  app.control.answers.push(0);
  await vi.waitFor(() => {
    item?.click?.();
    expect(app?.control.dialogs).toHaveLength(2);
  }, patience);
  await title(app).getByText('Safe mode').waitFor();
  expect(app.endedCleanly()).toBe(true);
});

test('no page but the shell’s own may ask for what safe mode does', patient, async () => {
  app = await startApp('serve', { prepare: shopWithBackup });
  await title(app).getByText('Console').waitFor();
  const refused = { ok: false, error: 'sender_refused' };
  expect(await callBridge(app.page, 'rescue', 'undo')).toEqual(refused);
  expect(await callBridge(app.page, 'restoreListed', '0190a000-0000-7000-8000-000000000000')).toEqual(refused);
  expect(await callBridge(app.page, 'openWithPassphrase', 'lantern')).toEqual(refused);
  expect(app.control.services).toEqual(['Landing']);
});

test('the console has a folder chosen in the system’s dialog, and nothing else has', patient, async () => {
  app = await startApp('serve', { prepare: shopWithBackup });
  await title(app).getByText('Console').waitFor();
  app.control.answers.push(['/media/anna/USB'], 'cancel');
  expect(await callBridge(app.page, 'chooseFolder')).toEqual({ ok: true, value: '/media/anna/USB' });
  expect(app.control.dialogs[0]?.options).toMatchObject({ properties: ['openDirectory', 'createDirectory'] });
  expect(await callBridge(app.page, 'chooseFolder')).toEqual({ ok: true, value: null });
  expect(await callBridge(app.page, 'chooseFolder', '/etc')).toEqual({ ok: false, error: 'bad_payload' });
});

test('a page cannot name a path, and an id that main did not give restores nothing', patient, async () => {
  app = await startApp('crash', { prepare: shopWithBackup });
  await title(app).getByText('Ordering is not running').waitFor();
  const bad = { ok: false, error: 'bad_payload' };
  expect(await callBridge(app.page, 'restoreListed', '/etc/passwd')).toEqual(bad);
  expect(await callBridge(app.page, 'rescue', 'backup', '/tmp/x')).toEqual(bad);
  expect(await callBridge(app.page, 'restoreListed', '0190a000-0000-7000-8000-000000000000')).toEqual({
    ok: true,
    value: null,
  });
  expect(app.control.dialogs).toEqual([]);
  expect(readFileSync(join(app.data, 'behaviour'), 'utf8')).toBe('crash');
});
