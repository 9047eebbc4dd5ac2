import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { UpdateState } from '#shared/desktop/updates.ts';
import { giveLibraries } from '#tests/simulators/electron/for-libraries.ts';
import { patience } from '#tests/support/patience.ts';
import { ReleaseFeed } from '#tests/support/release-feed.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';
import { callBridge, type RunningApp, startApp } from './app.ts';
import { program } from './updates-library.ts';

let folder: ReturnType<typeof tempFolder>;
let feed: ReleaseFeed;
let app: RunningApp;
let appImage: string;
const marker = () => join(folder.path, 'ran');

/** The desktop as it was installed from an AppImage, with a feed of its own. */
async function start(keys: readonly string[] = [feed.signer.publicKey]): Promise<void> {
  const resources = join(folder.path, 'resources');
  mkdirSync(resources, { recursive: true });
  writeFileSync(
    join(resources, 'app-update.yml'),
    `provider: generic\nurl: ${feed.url}\nupdaterCacheDirName: landing-desk-updater\n`,
  );
  appImage = join(folder.path, 'Landing Desk.AppImage');
  writeFileSync(appImage, program('0.1.0', marker()));
  chmodSync(appImage, 0o755);
  vi.stubEnv('APPIMAGE', appImage);
  vi.stubEnv('XDG_CACHE_HOME', join(folder.path, 'cache'));
  app = await startApp('serve', { packaged: true, updates: { keys, resources, allowLoopback: true } });
  giveLibraries(app.electron);
  await app.page.getByRole('heading', { name: 'Console' }).waitFor();
}

beforeEach(async () => {
  folder = tempFolder();
  feed = await ReleaseFeed.open(join(folder.path, 'feed'));
});
afterEach(async () => {
  await feed.close();
  folder.remove();
});

async function ask(call: Parameters<typeof callBridge>[1], ...args: unknown[]): Promise<UpdateState> {
  const answer = (await callBridge(app.page, call, ...args)) as { ok: boolean; value: UpdateState };
  expect(answer.ok).toBe(true);
  return answer.value;
}
const status = async () => (await ask('updateState')).status;

test('from the page: looked for, fetched, kept back by the shift, and installed once it is closed', async () => {
  const next = program('9.9.9', marker());
  feed.publish({ version: '9.9.9', artifact: next });
  await start();
  await app.tell({ holds: ['shift'] });
  expect((await ask('checkForUpdate')).status).toMatchObject({
    phase: 'available',
    release: { version: '9.9.9', notes: { en: 'Faster.', 'zh-CN': '更快。' } },
  });
  await ask('downloadUpdate');
  await vi.waitFor(async () => expect(await status()).toMatchObject({ phase: 'ready', waitsFor: ['shift'] }), patience);
  await ask('installUpdate', 'now');
  expect(await status()).toMatchObject({ phase: 'ready', waitsFor: ['shift'] });
  expect(readFileSync(appImage).equals(next)).toBe(false);

  await app.tell({ holds: [] });
  await vi.waitFor(async () => expect(await status()).toMatchObject({ phase: 'ready', waitsFor: [] }), patience);
  // The window closes before it is answered.
  void callBridge(app.page, 'installUpdate', 'now').catch(() => undefined);
  expect(await app.exited).toBe(0);
  expect(app.endedCleanly()).toBe(true);
  expect(readFileSync(appImage).equals(next)).toBe(true);
  await vi.waitFor(() => expect(readFileSync(marker(), 'utf8')).toBe('9.9.9'), patience);
  expect(JSON.parse(readFileSync(join(app.folder, 'Landing Desk', 'updates.json'), 'utf8'))).toMatchObject({
    attempt: { from: '0.1.0', to: '9.9.9', failure: null },
  });
  await app.quit();
});

test('asked for at the end of the day, it is installed after the landing has ended, and the program stays closed', async () => {
  const next = program('9.9.9', marker());
  feed.publish({ version: '9.9.9', artifact: next });
  await start();
  await app.tell({ holds: [] });
  await ask('checkForUpdate');
  await ask('downloadUpdate');
  await vi.waitFor(async () => expect(await status()).toMatchObject({ phase: 'ready', waitsFor: [] }), patience);
  await ask('installUpdate', 'atQuit');
  expect(readFileSync(appImage).equals(next)).toBe(false);
  const atExit: boolean[] = [];
  app.electron.app.on('quit', () => atExit.push(readFileSync(appImage).equals(next)));
  app.electron.app.quit();
  // An impatient person: the second time must not end it before the installation.
  app.electron.app.quit();
  expect(await app.exited).toBe(0);
  expect(atExit).toEqual([true]);
  expect(app.control.relaunches).toBe(0);
  await app.quit();
});

test('a copy without a release key asks nobody for anything', async () => {
  feed.publish({ version: '9.9.9', artifact: program('9.9.9', marker()) });
  await start([]);
  expect((await ask('checkForUpdate')).status).toEqual({ phase: 'off', reason: 'noKey' });
  expect(feed.asked).toEqual([]);
  await app.quit();
});

test('what a page sends that is no time to install is refused', async () => {
  await start();
  expect(await callBridge(app.page, 'installUpdate', 'at once, and run /bin/sh')).toEqual({
    ok: false,
    error: 'bad_payload',
  });
  expect(existsSync(marker())).toBe(false);
  await app.quit();
});
