import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ScreensState } from '#shared/desktop/windows.ts';
import type { FakeDisplay, WindowRecord } from '#tests/simulators/electron/control.ts';
import { patience } from '#tests/support/patience.ts';
import { callBridge, type RunningApp, startApp } from './app.ts';

let app: RunningApp | undefined;
let folder: string | undefined;
afterEach(async () => {
  await app?.quit();
  app = undefined;
  if (folder) rmSync(folder, { recursive: true, force: true });
  folder = undefined;
});

// Several real starts in one test, on a machine that may be busy.
vi.setConfig({ testTimeout: 90_000 });
const eventually = <T>(claim: () => T) => vi.waitFor(claim, patience);

const display = (id: number, label: string, x: number, width = 1920): FakeDisplay => ({
  id,
  label,
  internal: x === 0,
  bounds: { x, y: 0, width, height: 1080 },
  workArea: { x, y: 0, width, height: 1040 },
});
const till = display(1, 'Till', 0);
const hatch = display(2, 'Hatch', 1920, 1280);

async function start(displays: readonly FakeDisplay[], from?: string): Promise<RunningApp> {
  const running = await startApp('serve', { displays, ...(from !== undefined && { folder: from }) });
  await running.page.getByRole('heading', { name: 'Console' }).waitFor();
  return running;
}

const kindOf = (window: WindowRecord) =>
  JSON.stringify(window.options['webPreferences']).match(/--landing-desk-window=(\w+)/)?.[1];
const windowOf = (running: RunningApp, kind: string) => running.control.windows.find((one) => kindOf(one) === kind);
const waitForWindow = (running: RunningApp, kind: string) => vi.waitUntil(() => windowOf(running, kind), patience);

/** A call from the console's page; gives the state of the screens. */
async function call(
  running: RunningApp,
  ...[name, ...args]: Parameters<typeof callBridge> extends [unknown, ...infer R] ? R : never
) {
  const answer = (await callBridge(running.page, name, ...args)) as { ok: boolean; value: ScreensState };
  expect(answer.ok).toBe(true);
  return answer.value;
}
const screens = (running: RunningApp) => call(running, 'screens');

/** Ends the app and starts it again in the same folder. */
async function restart(running: RunningApp, displays: readonly FakeDisplay[]): Promise<RunningApp> {
  folder = running.folder;
  await running.quit({ leave: true });
  return start(displays, folder);
}

describe('the console’s window', () => {
  test('opens where it was left, for each arrangement of displays', async () => {
    app = await start([till, hatch]);
    const place = { x: 2100, y: 80, width: 900, height: 700 };
    app.window.drag(place);
    app = await restart(app, [till, hatch]);
    expect(app.window.geometry().normal).toEqual(place);
    app = await restart(app, [till]);
    expect(app.window.geometry().normal).toEqual({ x: 510, y: 170, width: 900, height: 700 });
    app.window.drag({ x: 5, y: 6, width: 1000, height: 800 });
    app = await restart(app, [till, hatch]);
    expect(app.window.geometry().normal).toEqual(place);
    app = await restart(app, [till]);
    expect(app.window.geometry().normal).toEqual({ x: 5, y: 6, width: 1000, height: 800 });
  });

  test('comes back into view when its display goes, and home when that comes again', async () => {
    app = await start([till, hatch]);
    const place = { x: 2100, y: 80, width: 900, height: 700 };
    app.window.drag(place);
    app = await restart(app, [till, hatch]);
    app.control.setDisplays([till]);
    const { window } = app;
    await eventually(() => expect(window.geometry().normal).toEqual({ x: 510, y: 170, width: 900, height: 700 }));
    app.control.setDisplays([till, hatch]);
    await eventually(() => expect(window.geometry().normal).toEqual(place));
  });

  test('shrinks with a display whose resolution was lowered', async () => {
    app = await start([till]);
    app.control.setDisplays([
      { ...till, bounds: { x: 0, y: 0, width: 800, height: 600 }, workArea: { x: 0, y: 0, width: 800, height: 560 } },
    ]);
    const { window } = app;
    await eventually(() => expect(window.geometry().normal).toEqual({ x: 0, y: 0, width: 800, height: 560 }));
  });

  test('opens in the middle of the main display when its file is broken', async () => {
    app = await start([till]);
    const file = join(app.userData, 'windows.json');
    folder = app.folder;
    await app.quit({ leave: true });
    writeFileSync(file, '{"arrangements":');
    app = await start([till], folder);
    expect(app.window.geometry().normal).toEqual({ x: 240, y: 70, width: 1440, height: 900 });
    expect(readFileSync(`${file}.unreadable`, 'utf8')).toBe('{"arrangements":');
  });
});

describe('screens', () => {
  test('the kitchen fills the chosen display, shares the sign-in, and is there again at the next start', async () => {
    app = await start([till, hatch]);
    await app.page.evaluate(() => {
      // biome-ignore lint/suspicious/noDocumentCookie: what a page has to check that windows share their session.
      document.cookie = 'signed=in';
    });
    const state = await call(app, 'showScreen', 'kitchen', hatch.id);
    expect(state.kitchen).toEqual({ displayId: 2, fullScreen: true, waiting: false });
    expect(state.displays.map(({ name, number, main }) => [name, number, main])).toEqual([
      ['Till', 1, true],
      ['Hatch', 2, false],
    ]);
    const kitchen = await waitForWindow(app, 'kitchen');
    expect(kitchen.geometry().shown).toEqual(hatch.bounds);
    const page = await kitchen.page;
    await page.getByRole('heading', { name: 'Kitchen' }).waitFor();
    expect(await page.evaluate(() => document.cookie)).toContain('signed=in');
    expect(kitchen.deeds).not.toContain('show');
    app = await restart(app, [till, hatch]);
    const again = await waitForWindow(app, 'kitchen');
    expect(again.geometry().shown).toEqual(hatch.bounds);
    await call(app, 'closeScreen', 'kitchen');
    app = await restart(app, [till, hatch]);
    expect(windowOf(app, 'kitchen')).toBeUndefined();
  });

  test('a screen whose display goes waits as an ordinary window under the counter, and goes back by itself', async () => {
    app = await start([till, hatch]);
    await call(app, 'showScreen', 'kitchen', hatch.id);
    const kitchen = await waitForWindow(app, 'kitchen');
    app.window.deeds.length = 0;
    app.control.setDisplays([till]);
    await eventually(() => expect(kitchen.geometry()).toMatchObject({ fullScreen: false, normal: { x: 320, y: 120 } }));
    expect((await screens(app)).kitchen).toEqual({ displayId: 1, fullScreen: false, waiting: true });
    expect(app.window.deeds).toContain('moveTop');
    app.control.setDisplays([till, hatch]);
    await eventually(() => expect(kitchen.geometry().shown).toEqual(hatch.bounds));
    await eventually(async () =>
      expect(app && (await screens(app)).kitchen).toEqual({ displayId: 2, fullScreen: true, waiting: false }),
    );
  });

  test('a system that tells of a change in many steps, and moves windows meanwhile, makes no other place their own', async () => {
    app = await start([till, hatch]);
    await call(app, 'showScreen', 'kitchen', hatch.id);
    const kitchen = await waitForWindow(app, 'kitchen');
    let step = 0;
    for await (const _ of setInterval(120)) {
      app.control.setDisplays([{ ...till, workArea: { ...till.workArea, height: 1040 - step } }]);
      step += 1;
      if (step > 7) break;
    }
    app.control.setDisplays([till]);
    await eventually(() => expect(kitchen.geometry()).toMatchObject({ fullScreen: false, normal: { x: 320, y: 120 } }));
    expect((await screens(app)).kitchen).toMatchObject({ waiting: true });
  });

  test('a screen that was open starts as a guest where its display is missing', async () => {
    app = await start([till, hatch]);
    await call(app, 'showScreen', 'customer', hatch.id);
    await waitForWindow(app, 'customer');
    app = await restart(app, [till]);
    await waitForWindow(app, 'customer');
    expect((await screens(app)).customer).toEqual({ displayId: 1, fullScreen: false, waiting: true });
  });

  test('window.open of the customer’s display gives the desktop’s own, beside the main display', async () => {
    app = await start([till, hatch]);
    await app.page.evaluate(() => void window.open('/console/customer-display', 'customer-display', 'popup'));
    const customer = await waitForWindow(app, 'customer');
    expect(customer.geometry().shown).toEqual(hatch.bounds);
    await (await customer.page).getByRole('heading', { name: 'Welcome' }).waitFor();
  });

  test('the customer’s goes with the console, comes back with it, and never without', async () => {
    app = await start([till, hatch]);
    const { BrowserWindow } = app.electron;
    const close = BrowserWindow.prototype.close;
    // As in Electron: a page is asked first, so the window is there a little longer.
    vi.spyOn(BrowserWindow.prototype, 'close').mockImplementation(function (this: InstanceType<typeof BrowserWindow>) {
      setImmediate(() => close.call(this));
    });
    await call(app, 'showScreen', 'customer', hatch.id);
    await waitForWindow(app, 'customer');
    app.window.close();
    await vi.waitUntil(() => app?.control.windows.length === 0, patience);
    process.kill(app.control.forked[0] ?? 0, 'SIGKILL');
    await vi.waitUntil(() => app?.control.forked.length === 2, patience);
    await app.served();
    await app.tell({ waitingOrders: 1 });
    await vi.waitUntil(() => app?.control.notifications.length === 2, patience);
    expect(app.control.windows).toEqual([]);
    app.control.notifications[1]?.click();
    await waitForWindow(app, 'customer');
    vi.restoreAllMocks();
  });

  test('nothing of the landing’s trouble is shown to guests', async () => {
    app = await startApp('crash', { displays: [till, hatch] });
    await app.page.getByRole('heading', { name: 'Ordering is not running' }).waitFor();
    const menu = app.electron.Menu.getApplicationMenu()?.items as {
      submenu: { label?: string; click?: () => void }[];
    }[];
    const item = menu.flatMap(({ submenu }) => submenu).find(({ label }) => label === 'Customer Display');
    item?.click?.();
    expect(windowOf(app, 'customer')).toBeUndefined();
    app.behave('serve');
    await app.page.getByRole('button', { name: 'Try again' }).click();
    await waitForWindow(app, 'customer');
  });

  test('with one display the customer’s is an ordinary window', async () => {
    app = await start([till]);
    expect((await call(app, 'showScreen', 'customer', null)).customer).toMatchObject({ fullScreen: false });
  });

  test('Escape leaves a full customer’s display, and the window can be closed', async () => {
    app = await start([till, hatch]);
    await call(app, 'showScreen', 'customer', hatch.id);
    const customer = await waitForWindow(app, 'customer');
    customer.press({ key: 'Escape', code: 'Escape' });
    await eventually(() => expect(customer.geometry().fullScreen).toBe(false));
    customer.close();
    expect((await screens(app)).customer).toBeNull();
  });

  test('a screen whose page died loads it again', async () => {
    app = await start([till, hatch]);
    await call(app, 'showScreen', 'kitchen', hatch.id);
    const kitchen = await waitForWindow(app, 'kitchen');
    const page = await kitchen.page;
    await page.getByRole('heading', { name: 'Kitchen' }).waitFor();
    await page.goto('about:blank');
    kitchen.reportCrash('oom');
    await page.getByRole('heading', { name: 'Kitchen' }).waitFor({ timeout: 15_000 });
  });

  test('a screen may call the desktop; the windows with numbers may not', async () => {
    app = await start([till, hatch]);
    await call(app, 'showScreen', 'kitchen', hatch.id);
    const kitchen = await waitForWindow(app, 'kitchen');
    const page = await kitchen.page;
    await page.getByRole('heading', { name: 'Kitchen' }).waitFor();
    expect(await callBridge(page, 'fillScreen', 'kitchen', false)).toMatchObject({ ok: true });
    await eventually(() => expect(kitchen.geometry().fullScreen).toBe(false));
    await callBridge(app.page, 'identifyDisplays');
    const numbers = app.control.windows.filter(({ options }) => options['focusable'] === false);
    expect(numbers).toHaveLength(2);
    const texts = await Promise.all(
      numbers.map(async (number) => {
        const shown = await number.page;
        await vi.waitUntil(() => shown.url().startsWith('data:'), patience);
        const answer = await number.invokeFrom(shown.mainFrame(), 'desktop:call:screens');
        expect(answer).toEqual({ ok: false, error: 'sender_refused' });
        return shown.locator('body').innerText();
      }),
    );
    expect(texts).toEqual(['1', '2']);
    const { control } = app;
    await eventually(() => expect(control.windows.some(({ options }) => options['focusable'] === false)).toBe(false));
  });
});

describe('kiosk mode', () => {
  const leaveKey = { key: 'F11', code: 'F11', control: true, shift: true };

  test('is entered by the setting, held against closing and reloading, and left by its key alone', async () => {
    app = await start([till]);
    const { window } = app;
    await call(app, 'changeDesktopSettings', { kiosk: true });
    expect(window.geometry()).toMatchObject({ kiosk: true, shown: till.bounds });
    for (const key of [
      { key: 'q', code: 'KeyQ', control: true },
      { key: 'w', code: 'KeyW', meta: true },
      { key: 'F4', code: 'F4', alt: true },
      { key: 'F11', code: 'F11' },
    ]) {
      expect(window.press(key)).toBe(false);
    }
    expect(window.press({ key: 'c', code: 'KeyC', control: true })).toBe(true);
    expect(window.press({ key: 'w', code: 'KeyW' })).toBe(true);
    window.close();
    expect(app.control.windows).toContain(window);
    expect(window.press(leaveKey)).toBe(false);
    expect(window.geometry().kiosk).toBe(false);
    expect((await screens(app)).kiosk).toBe(false);
    window.press(leaveKey);
    expect((await screens(app)).kiosk).toBe(true);
    app = await restart(app, [till]);
    expect(app.window.geometry().kiosk).toBe(true);
    expect((await call(app, 'leaveKiosk')).kiosk).toBe(false);
    expect(app.window.deeds.at(-1)).toBe('setMenu');
  });

  test('does nothing by its key where it is not set', async () => {
    app = await start([till]);
    expect(app.window.press(leaveKey)).toBe(true);
    expect(app.window.geometry().kiosk).toBe(false);
  });

  test('leaves the window’s ordinary place alone and follows its display', async () => {
    app = await start([till, hatch]);
    const place = { x: 2000, y: 40, width: 900, height: 700 };
    app.window.drag(place);
    app = await restart(app, [till, hatch]);
    await call(app, 'changeDesktopSettings', { kiosk: true });
    app.control.setDisplays([till]);
    const { window } = app;
    await eventually(() => expect(window.geometry()).toMatchObject({ kiosk: true, shown: till.bounds }));
    app.control.setDisplays([till, hatch]);
    await eventually(() =>
      expect(window.geometry()).toMatchObject({ kiosk: true, shown: hatch.bounds, normal: place }),
    );
  });
});
