import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callChannel, callNames } from '#shared/desktop/channels.ts';
import { callBridge, type RunningApp, startApp } from './app.ts';

describe('a window with the console', () => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await startApp('serve');
  });
  afterAll(() => app.quit());

  beforeEach(async () => {
    if (app.page.url() === `${app.origin}/second`) await app.page.goBack();
    await app.page.getByRole('heading', { name: 'Console' }).waitFor();
    app.control.openedOutside.length = 0;
    app.control.deniedWindows.length = 0;
  });

  test('is built as closed as Electron allows and shown once painted', () => {
    expect(app.window.options['webPreferences']).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
    });
    expect(app.window.options['show']).toBe(false);
    expect(app.window.deeds[0]).toBe('show');
  });

  test('gives the page the small bridge and nothing of Node or Electron', async () => {
    const seen = await app.page.evaluate(() => ({
      bridge: Object.keys((window as unknown as { landingDesk: object }).landingDesk).sort(),
      node: ['require', 'process', 'module', 'Buffer', 'ipcRenderer'].filter((name) => name in window),
      bindings: Object.keys(window).filter((name) => name.startsWith('binding_')),
    }));
    expect(seen).toEqual({
      bridge: [...callNames, 'on', 'platform', 'version', 'window'].sort(),
      node: [],
      bindings: [],
    });
    expect(await callBridge(app.page, 'landingState')).toEqual({
      ok: true,
      value: { phase: 'ready', consoleUrl: `${app.origin}/` },
    });
  });

  test('moves within the landing’s own origin', async () => {
    await app.page.click('#own');
    await app.page.getByRole('heading', { name: 'Second' }).waitFor();
  });

  test.each(['#elsewhere', '#redirect'])('does not leave it by %s', async (link) => {
    const failed = app.page.waitForEvent('requestfailed', (request) => request.isNavigationRequest());
    await app.page.click(link, { noWaitAfter: true });
    expect((await failed).failure()?.errorText).toBe('net::ERR_ABORTED');
    expect(app.page.url()).toBe(`${app.origin}/`);
    await app.page.getByRole('heading', { name: 'Console' }).waitFor();
    expect(app.control.openedOutside).toEqual([]);
  });

  test('hands a listed https link to the computer’s browser', async () => {
    await app.page.click('#help', { noWaitAfter: true });
    await expect.poll(() => app.control.openedOutside).toEqual(['https://support.apple.com/help']);
    await app.page.click('#popup-help', { noWaitAfter: true });
    await expect.poll(() => app.control.openedOutside).toContain('https://support.microsoft.com/help');
    expect(app.page.url()).toBe(`${app.origin}/`);
  });

  test.each([
    ['its own origin', (origin: string) => `${origin}/second`],
    ['an unlisted host', () => 'https://example.com/'],
    ['a listed host over http', () => 'http://support.apple.com/'],
    ['no address at all', () => 'about:blank'],
  ])('opens no window for %s', async (_what, url) => {
    await app.page.evaluate((address) => void window.open(address), url(app.origin));
    await expect.poll(() => app.control.deniedWindows).toEqual([url(app.origin)]);
    await expect.poll(() => app.page.context().pages().length).toBe(1);
    expect(app.control.openedOutside).toEqual([]);
  });

  test('refuses calls from frames inside the page, foreign or not', async () => {
    const inner = app.page.frames().filter((frame) => frame !== app.page.mainFrame());
    expect(inner.map((frame) => frame.url()).sort()).toEqual(['data:text/html,<p>advert</p>', `${app.origin}/second`]);
    for (const frame of inner) {
      const answer = await app.window.invokeFrom(frame, callChannel('retryLanding'));
      expect(answer).toEqual({ ok: false, error: 'sender_refused' });
    }
  });

  test('refuses calls from its own main frame once that shows a page of another origin', async () => {
    await app.page.goto('data:text/html,<h1>Foreign</h1>');
    expect(await callBridge(app.page, 'landingState')).toEqual({ ok: false, error: 'sender_refused' });
    expect(await callBridge(app.page, 'retryLanding')).toEqual({ ok: false, error: 'sender_refused' });
    await app.page.goBack();
  });

  test('refuses arguments the contract does not know', async () => {
    const main = app.page.mainFrame();
    expect(await app.window.invokeFrom(main, callChannel('retryLanding'), { force: true })).toEqual({
      ok: false,
      error: 'bad_payload',
    });
    expect(await app.window.invokeFrom(main, callChannel('landingState'), 'x'.repeat(1000))).toEqual({
      ok: false,
      error: 'bad_payload',
    });
  });

  test('grants full screen to the console and nothing else to anybody', () => {
    const { askPermission } = app.control;
    expect(askPermission('fullscreen', `${app.origin}/`)).toBe(true);
    expect(askPermission('fullscreen', 'http://127.0.0.2:1/')).toBe(false);
    for (const permission of ['media', 'geolocation', 'notifications', 'serial', 'usb', 'clipboard-read', 'unknown']) {
      expect(askPermission(permission, `${app.origin}/`)).toBe(false);
    }
  });

  test('has a menu with edit, view and quit', () => {
    const menu = app.electron.Menu.getApplicationMenu();
    const roles = JSON.stringify(menu?.items);
    for (const role of ['copy', 'paste', 'undo', 'reload', 'zoomIn', 'quit'])
      expect(roles).toContain(`"role":"${role}"`);
    expect(roles).toContain('"label":"Edit"');
  });
});
