import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Locator, type Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Display, openDisplay } from '#tests/support/display.ts';
import { freePort } from '#tests/support/free-port.ts';
import { startScript } from '#tests/support/spoken.ts';
import { findBrowser } from '../../../scripts/start/browser.ts';

const patience = { timeout: 60_000, interval: 100 };

let display: Display;
beforeAll(async () => {
  display = await openDisplay();
});
afterAll(() => display.close());

let folder: string;
let data: string;
let port: number;
let staffPort: number;
let debugPort: number;
const running: ChildProcess[] = [];
const connected: Browser[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'landing-desk-window-'));
  data = join(folder, 'data');
  port = await freePort(1);
  staffPort = await freePort();
  debugPort = await freePort();
  // The installed browser, with a second way in for the test: the product's own pipe stays as it is.
  const real = findBrowser(process.env) ?? '';
  writeFileSync(join(folder, 'chromium'), `#!/bin/sh\nexec '${real}' --remote-debugging-port=${debugPort} "$@"\n`);
  chmodSync(join(folder, 'chromium'), 0o755);
});
afterEach(async () => {
  for (const browser of connected.splice(0)) await browser.close().catch(() => undefined);
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

/** `npm start` without Electron on a computer with a browser and a screen, and without a terminal. */
function start(args: string[] = [], more: { port?: number; display?: string } = {}) {
  const { WAYLAND_DISPLAY: _, DISPLAY: __, ...here } = process.env;
  const options = [
    '--no-electron',
    '--demo',
    '--no-cloud',
    '--no-bench',
    '--data',
    data,
    '--port',
    String(more.port ?? port),
  ];
  const started = startScript('scripts/start.ts', [...options, '--staff-port', String(staffPort), ...args], {
    ...here,
    LANG: 'en_US.UTF-8',
    LC_ALL: '',
    XDG_CONFIG_HOME: folder,
    CHROME_PATH: join(folder, 'chromium'),
    ...(more.display === '' ? {} : { DISPLAY: display.name }),
  });
  running.push(started.child);
  return started;
}

/**
 * The window of the browser that runs now which shows something. One that was just closed may still be listed, and its
 * browser may end meanwhile.
 */
async function windowWith(something: (page: Page) => Locator): Promise<Page> {
  return vi.waitFor(async () => {
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${debugPort}`, { timeout: 5_000 });
    connected.push(browser);
    for (const page of browser.contexts().flatMap((context) => context.pages()))
      if (await something(page).isVisible()) return page;
    await browser.close();
    throw new Error('no window shows it');
  }, patience);
}

/** Presses a button that closes its window, perhaps before the click is told to be over. */
async function answer(question: Page, name: string): Promise<void> {
  await question
    .getByRole('button', { name })
    .click({ noWaitAfter: true })
    .catch((error: unknown) => {
      if (!/has been closed/.test(String(error))) throw error;
    });
}

const consoleWindow = () => windowWith((page) => page.locator('input[type=password]'));

const answers = async () => (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined))?.status;

describe.skipIf(process.platform !== 'linux')('the window in an installed browser', { timeout: 120_000 }, () => {
  test('asks in a small window once it is closed, keeps ordering running, and opens again for the next start', async () => {
    const first = start();
    await (await consoleWindow()).close();
    const question = await windowWith((page) => page.getByRole('heading', { name: 'Keep ordering running?' }));
    await answer(question, 'Keep running');
    await first.says('Ordering keeps running.');
    expect(await answers()).toBe(200);

    const second = start(['--port', String(port + 1)]);
    expect(await second.exit).toBe(0);
    expect(second.said.out).toContain('already running on this data');
    expect(second.said.out).toContain(`It keeps its own options (port ${port}, sample restaurant)`);
    const again = await consoleWindow();
    expect(new URL(again.url()).port).toBe(String(port));

    await again.close();
    const asked = await windowWith((page) => page.getByRole('button', { name: 'Stop' }));
    await answer(asked, 'Stop');
    expect(await first.exit).toBe(0);
    expect(await answers()).toBeUndefined();
    expect(existsSync(join(data, 'start.json'))).toBe(false);
  });

  test('a second start finds the one window and opens no other; a remembered choice is not asked for', async () => {
    const first = start(['--keep-running']);
    const page = await consoleWindow();
    const second = start();
    expect(await second.exit).toBe(0);
    expect(second.said.out).toContain('its window was brought forward');
    expect(second.said.out).not.toContain('own options');
    expect(page.context().pages()).toEqual([page]);
    await page.close();
    await first.says('Ordering keeps running.');
    expect(await answers()).toBe(200);
  });

  test('starts as ever where a killed one has left its address behind, and takes the window along when it is killed', async () => {
    const first = start();
    await consoleWindow();
    const left = readFileSync(join(data, 'start.json'), 'utf8');
    first.child.kill('SIGKILL');
    await first.exit;
    await expect.poll(answers, patience).toBeUndefined();
    const gone = () =>
      fetch(`http://127.0.0.1:${debugPort}/json/version`)
        .then(() => false)
        .catch(() => true);
    await expect.poll(gone, patience).toBe(true);
    expect(readFileSync(join(data, 'start.json'), 'utf8')).toBe(left);

    const second = start(['--stop-with-window']);
    const page = await consoleWindow();
    expect(second.said.out).not.toContain('already running');
    expect(JSON.parse(readFileSync(join(data, 'start.json'), 'utf8'))).toMatchObject({ pid: second.child.pid });
    await page.close();
    expect(await second.exit).toBe(0);
    expect(second.said.out).toContain('Ordering is being stopped.');
  });

  test('opens the window of one that has none', async () => {
    const first = start(['--no-window']);
    await first.says('Landing Desk is running');
    const second = start();
    await second.says('without a window');
    await (await consoleWindow()).close();
    expect(await second.exit).toBe(0);
    expect(await answers()).toBe(200);
    expect(first.child.exitCode).toBeNull();
  });
});
