import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shellOrigin } from '#shared/desktop/channels.ts';
import { type RunningApp, startApp } from './app.ts';

const outside = 'http://127.0.0.2:1/outside';

describe('a page of the landing that was taken over', () => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await startApp('serve');
    await app.page.getByRole('heading', { name: 'Console' }).waitFor();
  });
  afterAll(() => app.quit());

  test.each(['fetch', 'image', 'beacon', 'script', 'style'])('can send nothing out by %s', async (way) => {
    app.control.refusedRequests.length = 0;
    const url = `${outside}?${way}`;
    await app.page.evaluate(
      ([how, address]) => {
        const element = (tag: string, attribute: string) => {
          const made = document.createElement(tag);
          if (tag === 'link') made.setAttribute('rel', 'stylesheet');
          made.setAttribute(attribute, address);
          document.body.append(made);
        };
        if (how === 'fetch') void fetch(address, { mode: 'no-cors' }).catch(() => undefined);
        if (how === 'image') element('img', 'src');
        if (how === 'script') element('script', 'src');
        if (how === 'style') element('link', 'href');
        if (how === 'beacon') navigator.sendBeacon(address, 'x');
      },
      [way, url] as const,
    );
    await expect.poll(() => app.control.refusedRequests).toEqual([url]);
  });

  test('reaches its own landing', async () => {
    expect(await app.page.evaluate(() => fetch('/second').then((answer) => answer.status))).toBe(200);
  });

  test.each([outside, shellOrigin])('shows no frame of %s', async (url) => {
    const address = url === shellOrigin ? 'http://shell.landing-desk.invalid/' : url;
    const failed = app.page.waitForEvent('requestfailed', (request) => request.url() === address);
    await app.page.evaluate((src) => {
      document.body.append(Object.assign(document.createElement('iframe'), { src }));
    }, address);
    expect((await failed).failure()?.errorText).toBe('net::ERR_ABORTED');
  });

  test('cannot turn its own window into the shell’s page', async () => {
    const failed = app.page.waitForEvent('requestfailed', (request) => request.isNavigationRequest());
    await app.page.evaluate(() => void location.assign('http://shell.landing-desk.invalid/'));
    expect((await failed).failure()?.errorText).toBe('net::ERR_ABORTED');
    expect(app.page.url()).toBe(`${app.origin}/`);
  });

  test('saves the landing’s files and what it made itself', async () => {
    const { downloads } = app.control;
    await app.page.click('#save');
    await expect.poll(() => downloads).toEqual([{ url: `${app.origin}/report.csv`, allowed: true }]);
    await app.page.evaluate(() => {
      const link = document.querySelector<HTMLAnchorElement>('#save-blob');
      if (link) link.href = URL.createObjectURL(new Blob(['x']));
      link?.click();
    });
    await expect.poll(() => downloads.length).toBe(2);
    expect(downloads[1]).toEqual({ url: expect.stringMatching(`^blob:${app.origin}/`), allowed: true });
    await app.page.evaluate(() => {
      const link = Object.assign(document.createElement('a'), { href: 'data:text/plain,x', download: 'x.txt' });
      document.body.append(link);
      link.click();
    });
    await expect.poll(() => downloads[2]).toEqual({ url: 'data:text/plain,x', allowed: false });
  });

  test('its frames are granted nothing, and nobody gets a device, the screen or a pairing', () => {
    const { askPermission, checkPermission, askDevice, session } = app.control;
    expect([askPermission('fullscreen', `${app.origin}/`), checkPermission('fullscreen', app.origin)]).toEqual([
      true,
      true,
    ]);
    expect(askPermission('fullscreen', `${app.origin}/`, false)).toBe(false);
    expect(checkPermission('fullscreen', app.origin, false)).toBe(false);
    for (const permission of ['usb', 'hid', 'serial', 'media', 'display-capture', 'local-fonts', 'openExternal'])
      expect([permission, checkPermission(permission, app.origin)]).toEqual([permission, false]);
    expect(askDevice()).toBe(false);
    expect(session).toEqual({
      displayMedia: false,
      bluetoothPairing: false,
      spellChecker: false,
      cleared: ['serviceworkers', 'cachestorage'],
    });
  });
});

test('an installed program has no developer tools and drops switches that would open it', async () => {
  const app = await startApp('serve', { packaged: true });
  expect(app.window.options['webPreferences']).toMatchObject({ devTools: false });
  expect(app.control.sandboxed).toBe(true);
  for (const name of [
    'remote-debugging-port',
    'remote-debugging-pipe',
    'disable-web-security',
    'load-extension',
    'js-flags',
  ])
    expect(app.control.removedSwitches).toContain(name);
  await app.quit();
});
