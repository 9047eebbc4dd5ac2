import { expect } from '@playwright/test';
import { callNames } from '#shared/desktop/channels.ts';
import { test } from './app.ts';

interface Bridge {
  landingState(): Promise<{ ok: boolean; value?: { phase: string } }>;
}

test('one window opens, with the console that the landing serves', async ({ desktop, place }) => {
  const page = await desktop.console();
  expect(new URL(page.url()).origin).toBe(place.origin);
  expect(desktop.app.windows()).toHaveLength(1);
  const window = await desktop.app.browserWindow(page);
  await expect.poll(() => window.evaluate((shown) => shown.isVisible())).toBe(true);
  expect((await fetch(`${place.origin}/healthz`)).status).toBe(200);
});

test('its page lives in a world of its own: no Node, no Electron, only the bridge', async ({ desktop }) => {
  const page = await desktop.console();
  const seen = await page.evaluate(() => ({
    node: ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'].filter(
      (name) => name in window,
    ),
    bridge: Object.keys((window as unknown as { landingDesk: object }).landingDesk),
  }));
  expect(seen.node).toEqual([]);
  expect(seen.bridge).toEqual(expect.arrayContaining([...callNames, 'version', 'platform', 'on']));

  const window = await desktop.app.browserWindow(page);
  const preferences = await window.evaluate(({ webContents }) => {
    // Electron keeps this method out of its types.
    const contents = webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    webSecurity: true,
  });
});

test('the bridge answers the page, and the version is the program’s own', async ({ desktop }) => {
  const page = await desktop.console();
  const answer = await page.evaluate(() => (window as unknown as { landingDesk: Bridge }).landingDesk.landingState());
  expect(answer).toMatchObject({ ok: true, value: { phase: 'ready' } });
  const version = await page.evaluate(
    () => (window as unknown as { landingDesk: { version: string } }).landingDesk.version,
  );
  expect(version).toBe(await desktop.app.evaluate(({ app }) => app.getVersion()));
});

test('it opens no window for an address of elsewhere and does not go there', async ({ desktop, place }) => {
  const page = await desktop.console();
  await page.evaluate(() => {
    window.open('https://example.com/');
    window.location.href = 'http://127.0.0.2:1/';
  });
  expect(await page.evaluate(() => 6 * 7)).toBe(42);
  expect(new URL(page.url()).origin).toBe(place.origin);
  expect(desktop.app.windows()).toHaveLength(1);
});

test('a second start ends at once and brings the first window back', async ({ desktop }) => {
  const page = await desktop.console();
  const window = await desktop.app.browserWindow(page);
  await window.evaluate((shown) => shown.hide());
  expect(await window.evaluate((shown) => shown.isVisible())).toBe(false);
  expect(await desktop.startAgain()).toBe(0);
  await expect.poll(() => window.evaluate((shown) => shown.isVisible())).toBe(true);
  expect(desktop.app.windows()).toHaveLength(1);
});
