import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { preventable } from '#tests/simulators/electron/app.ts';
import { patience } from '#tests/support/patience.ts';
import { callBridge, type RunningApp, startApp } from './app.ts';

// Each test starts a desktop, some a second one; a busy computer takes its time.
vi.setConfig({ testTimeout: 90_000 });

let app: RunningApp | undefined;
afterEach(async () => {
  if (!app) return;
  await app.quit();
  app = undefined;
});

const root = join(import.meta.dirname, '../../..');
const title = (running: RunningApp) => running.page.getByRole('heading', { level: 1 });
const consoleShown = (running: RunningApp) => title(running).getByText('Console').waitFor();
const take = async (running: RunningApp) => (await callBridge(running.page, 'takeOpening')) as { value: unknown };

interface MenuEntry {
  readonly label?: string;
  readonly click?: () => void;
  readonly submenu?: readonly MenuEntry[];
}
function clickMenu(running: RunningApp, label: string): void {
  const entries = (running.electron.Menu.getApplicationMenu()?.items ?? []) as readonly MenuEntry[];
  const entry = entries.flatMap(({ submenu = [] }) => submenu).find((candidate) => candidate.label === label);
  if (!entry?.click) throw new Error(`The menu has no ${label}.`);
  entry.click();
}

async function startSecond(...args: string[]): Promise<void> {
  const second = spawn(
    process.execPath,
    ['--import', './tests/simulators/electron/register.ts', './tests/integration/desktop/fixtures/second.ts', ...args],
    { cwd: root, stdio: 'inherit' },
  );
  const [code] = await once(second, 'exit');
  expect(code).toBe(0);
}

test('a link waits until the landing runs and its console asks, and is given once', async () => {
  app = await startApp('crash', { args: ['--', 'landing-desk://open/stickers/checks'] });
  await title(app).getByText('Ordering is not running').waitFor();
  expect(await take(app)).toEqual({ ok: false, error: 'sender_refused' });
  app.behave('serve');
  await app.page.getByRole('button', { name: 'Try again' }).click();
  await consoleShown(app);
  expect(app.page.url()).toBe(`${app.origin}/`);
  expect(await take(app)).toEqual({ ok: true, value: { kind: 'page', path: '/stickers/checks' } });
  expect(await take(app)).toEqual({ ok: true, value: null });
});

test('a link of a second start brings the window forward and tells the console, which is not loaded anew', async () => {
  app = await startApp('serve');
  await consoleShown(app);
  await app.page.evaluate(() => {
    const page = window as unknown as { told: number; landingDesk: { on(name: string, listener: () => void): void } };
    page.told = 0;
    page.landingDesk.on('opening', () => {
      page.told += 1;
    });
  });
  const told = () => app?.page.evaluate(() => (window as unknown as { told: number }).told);
  app.window.deeds.length = 0;
  await startSecond('--', 'landing-desk://open/menu');
  await expect.poll(told, patience).toBe(1);
  expect(app.window.deeds).toContain('focus');
  expect(await take(app)).toMatchObject({ value: { kind: 'page', path: '/menu' } });
  await startSecond('landing-desk://shell/retry');
  await expect.poll(told, patience).toBe(2);
  expect(await take(app)).toMatchObject({ value: { kind: 'unknown_link' } });
});

test('macOS tells of a link before the application is ready, and of files at any time', async () => {
  const prevented: boolean[] = [];
  const tell = (electron: RunningApp['electron'], name: 'open-url' | 'open-file', what: string) => {
    const event = preventable({});
    electron.app.emit(name, event, what);
    prevented.push(event.defaultPrevented);
  };
  app = await startApp('serve', {
    beforeReady: (electron) => tell(electron, 'open-url', 'landing-desk://open/tables'),
  });
  await consoleShown(app);
  expect(await take(app)).toMatchObject({ value: { kind: 'page', path: '/tables' } });
  const card = join(app.folder, 'anna.vcf');
  writeFileSync(card, 'BEGIN:VCARD\r\nEND:VCARD\r\n');
  tell(app.electron, 'open-file', card);
  tell(app.electron, 'open-file', join(app.folder, 'gone.vcf'));
  const seen: unknown[] = [];
  await expect
    .poll(async () => {
      const { value } = await take(app as RunningApp);
      if (value) seen.push(value);
      return seen;
    }, patience)
    .toHaveLength(2);
  expect(seen).toEqual(
    expect.arrayContaining([
      { kind: 'cards', fileName: 'anna.vcf', base64: readFileSync(card).toString('base64') },
      { kind: 'cards_failed', fileName: 'gone.vcf', reason: 'not_found' },
    ]),
  );
  expect(prevented).toEqual([true, true, true]);
});

test('no deep link is a page of the window itself, which may ask the desktop for more', async () => {
  app = await startApp('serve');
  await consoleShown(app);
  const { answerScheme } = await import('#tests/simulators/electron/session.ts');
  expect((await answerScheme('landing-desk://shell/'))?.status).toBe(200);
  for (const link of [
    'landing-desk://open/counter',
    'landing-desk://open/',
    'landing-desk://shell.example/',
    'landing-desk://x/',
  ])
    expect((await answerScheme(link))?.status).toBe(404);
});

test('a backup that is opened is described before anything is done; what is none is refused in words, and ordering goes on', async () => {
  app = await startApp('serve', { language: 'zh_CN.UTF-8' });
  await consoleShown(app);
  app.window.deeds.length = 0;
  await startSecond('lunch.ldbackup');
  await expect.poll(() => app?.control.dialogs.length, patience).toBe(1);
  expect(JSON.stringify(app.control.dialogs[0]?.options)).toMatch(/[\u4e00-\u9fff]/);
  expect(app.control.services).toEqual(['Landing', 'Rescue']);
  expect(app.window.deeds).toContain('focus');
  expect(app.endedCleanly()).toBe(false);
  expect(await take(app)).toMatchObject({ value: null });
});

test('only an installed application claims the links, and what follows them is never an option', async () => {
  app = await startApp('serve');
  expect(app.control.claimedSchemes).toEqual([]);
  await app.quit();
  app = await startApp('serve', { packaged: true });
  expect(app.control.claimedSchemes).toEqual([{ protocol: 'landing-desk', path: process.execPath, args: ['--'] }]);
});

test('About says what runs where, in every state, and leads to the licences once there is a console', async () => {
  app = await startApp('crash');
  await title(app).getByText('Ordering is not running').waitFor();
  const { control } = app;
  control.answerMessage = () => 1;
  clickMenu(app, 'About Landing Desk');
  await expect.poll(() => control.clipboard, patience).toContain('Landing Desk: 0.1.0');
  expect(control.clipboard).toContain(`Node.js: ${process.versions.node}`);
  expect(control.clipboard).toContain(`Data: ${join(app.folder, 'data')}`);
  expect(control.dialogs[0]?.options).toMatchObject({ buttons: ['OK', 'Copy details'] });
  app.behave('serve');
  await app.page.getByRole('button', { name: 'Try again' }).click();
  await consoleShown(app);
  control.answerMessage = () => 2;
  clickMenu(app, 'About Landing Desk');
  await expect.poll(() => control.dialogs.length, patience).toBe(2);
  expect(control.dialogs[1]?.options).toMatchObject({ buttons: ['OK', 'Copy details', 'Licences'] });
  expect(await take(app)).toMatchObject({ value: { kind: 'page', path: '/about' } });
  expect(await callBridge(app.page, 'aboutDetails')).toMatchObject({ ok: true, value: { console: app.origin } });
});

test('the report is saved from the trouble page, without what must not leave the house', async () => {
  app = await startApp('crash');
  await title(app).getByText('Ordering is not running').waitFor();
  const { control, folder, page } = app;
  const logs = join(folder, 'data', 'logs');
  mkdirSync(logs);
  const line = (msg: string) => `${JSON.stringify({ level: 50, time: 1763600000000, msg })}\n`;
  writeFileSync(join(logs, 'landing.log.1'), line('older: Bearer q7SecretOne'));
  writeFileSync(
    join(logs, 'landing.log'),
    `${'x'.repeat(2_100_000)} password=q7Cut\n${line('the disk said no, pin=q7Two')}`,
  );
  await page.getByRole('button', { name: 'Save a report' }).click();
  await expect.poll(() => control.dialogs.length, patience).toBe(1);
  expect(String(control.dialogs[0]?.options['defaultPath'])).toMatch(
    /landing-desk-report-\d{4}-\d\d-\d\dT\d\d-\d\d\.txt$/,
  );
  expect(readdirSync(folder).filter((name) => name.includes('report'))).toEqual([]);

  const target = join(folder, 'report.txt');
  control.answerSave = () => target;
  await page.getByRole('button', { name: 'Save a report' }).click();
  await page.getByText('The report was saved.').waitFor();
  const report = readFileSync(target, 'utf8');
  expect(report).toContain('Not in this file: orders');
  expect(report).toContain('"reason":"crash_loop"');
  expect(report).toContain('the disk said no');
  expect(report).toContain('"keepInTray": true');
  expect(report).toMatch(/disk of the data: \d+ MB free/);
  expect(report).toMatch(/bytes before this were left out/);
  expect(report).not.toMatch(/q7/);

  control.answerSave = () => join(folder, 'no such folder', 'report.txt');
  await page.getByRole('button', { name: 'Save a report' }).click();
  await page.getByText('could not be saved').waitFor();
});
