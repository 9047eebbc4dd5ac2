import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { patience } from '#tests/support/patience.ts';
import { callBridge, type launchApp, type RunningApp, startApp } from './app.ts';

let app: RunningApp | undefined;
afterEach(async () => {
  await app?.quit();
  app = undefined;
});

const consoleHeading = (running: RunningApp) => running.page.getByRole('heading', { level: 1 });

type App = Awaited<ReturnType<typeof launchApp>>;

/** The icon beside the clock, and what its menu says and does. */
function trayOf({ control }: App) {
  const [tray] = control.trays;
  if (!tray) throw new Error('There is no icon.');
  const items = () => tray.menu() as { label?: string; enabled?: boolean; click?: () => void }[];
  return {
    ...tray,
    labels: () => items().flatMap(({ label }) => (label === undefined ? [] : [label])),
    choose(label: string) {
      const item = items().find((candidate) => candidate.label === label);
      if (!item || item.enabled === false) throw new Error(`"${label}" cannot be chosen.`);
      item.click?.();
    },
  };
}

/** What the console is asked to show; the real one goes there as soon as somebody is signed in. */
async function offered(page: RunningApp['page']): Promise<unknown> {
  const answer = (await callBridge(page, 'takeOpening')) as { value: unknown };
  return answer.value;
}

async function started(options: Parameters<typeof startApp>[1] = {}): Promise<RunningApp> {
  app = await startApp('serve', options);
  await consoleHeading(app).getByText('Console').waitFor();
  return app;
}

describe('the icon beside the clock', () => {
  test('says in picture, words and menu how things stand, and brings the person to the right page', async () => {
    const running = await started();
    const tray = trayOf(running);
    expect(tray.picture()).toBe('fine-32');
    await running.tell({ waitingOrders: 2, calls: 1, guestAddress: 'http://192.168.1.20:4780' });
    await vi.waitUntil(() => tray.picture() === 'waiting-32', patience);
    expect(tray.toolTip()).toBe('Landing Desk – 2 orders wait, 1 table calls');
    expect(tray.labels()[0]).toBe('2 orders wait, 1 table calls');
    tray.choose('Copy Address on Stickers');
    await vi.waitFor(() => expect(running.control.clipboard).toBe('http://192.168.1.20:4780'), patience);
    tray.choose('Pause Orders…');
    expect(await offered(running.page)).toEqual({ kind: 'page', path: '/counter' });
    tray.choose('Kitchen');
    expect(await offered(running.page)).toEqual({ kind: 'page', path: '/kitchen' });

    await running.tell({ printersInTrouble: 1, paused: true });
    await vi.waitUntil(() => tray.picture() === 'trouble-32', patience);
    expect(tray.labels()).toContain('Take Orders Again…');
    expect(tray.labels()).not.toContain('Copy Address on Stickers');
    await running.tell({});
    await vi.waitUntil(() => tray.picture() === 'fine-32', patience);
    expect(tray.toolTip()).toBe('Landing Desk – Nothing waits');
    running.window.deeds.length = 0;
    tray.click();
    expect(running.window.deeds).toEqual(['show', 'focus']);
  });

  test('offers to start ordering again while it is in trouble', async () => {
    app = await startApp('crash', { language: 'zh_CN.UTF-8' });
    await consoleHeading(app).getByText('点餐服务未运行').waitFor();
    const tray = trayOf(app);
    expect(tray.picture()).toBe('trouble-32');
    expect(tray.labels()).toContain('重新启动点餐服务');
    app.behave('serve');
    tray.choose('重新启动点餐服务');
    await consoleHeading(app).getByText('Console').waitFor();
    expect(tray.picture()).toBe('fine-32');
    expect(tray.labels()).not.toContain('重新启动点餐服务');
  });
});

describe('closing the last window', () => {
  test('keeps ordering, says so the first time only, and the icon opens the window again', async () => {
    const running = await started();
    running.window.close();
    await vi.waitUntil(() => running.control.notifications.length === 1, patience);
    expect(running.control.notifications[0]).toMatchObject({ title: 'Ordering is still running', isShown: true });
    expect(await running.looked()).toBe(0);
    trayOf(running).choose('Open Landing Desk');
    const again = await vi.waitUntil(() => running.control.windows[0], patience);
    await (await again.page).getByRole('heading', { name: 'Console' }).waitFor();
    again.close();
    await running.tell({ waitingOrders: 1 });
    // The order is told after the window was closed: had closing been explained again, that would have come first.
    await vi.waitUntil(() => running.control.notifications.length === 2, patience);
    expect(running.control.notifications[1]?.title).toBe('1 order waits');
    expect(readFileSync(join(running.folder, 'Landing Desk/desktop.json'), 'utf8')).toContain('"toldAboutTray": true');
  });

  test('ends ordering where no icon can be seen', async () => {
    const running = await started({ isTrayShown: async () => false });
    running.window.close();
    expect(await running.exited).toBe(0);
    expect(running.endedCleanly()).toBe(true);
    expect(running.control.notifications).toEqual([]);
    expect(trayOf(running).isDestroyed()).toBe(true);
  });

  test('ends ordering where the person wants that; with orders open it asks, and staying gives the window back', async () => {
    const running = await started();
    await callBridge(running.page, 'changeDesktopSettings', { keepInTray: false });
    await running.tell({ waitingOrders: 1, holds: ['orders'] });
    await vi.waitUntil(() => trayOf(running).picture() === 'waiting-32', patience);
    running.window.close();
    await vi.waitUntil(() => running.control.dialogs.length === 1, patience);
    const again = await vi.waitUntil(() => running.control.windows[0], patience);
    await (await again.page).getByRole('heading', { name: 'Console' }).waitFor();
    running.control.answerMessage = () => 1;
    again.close();
    expect(await running.exited).toBe(0);
    expect(running.endedCleanly()).toBe(true);
  });
});

describe('quitting', () => {
  test('asks in words while something is unfinished; once it is not, it does not ask', async () => {
    const running = await started();
    await running.tell({ waitingOrders: 2, holds: ['shift', 'orders'] });
    const tray = trayOf(running);
    await vi.waitUntil(() => tray.picture() === 'waiting-32', patience);
    tray.choose('Quit Landing Desk');
    await vi.waitUntil(() => running.control.dialogs.length === 1, patience);
    const { options } = running.control.dialogs[0] ?? {};
    expect(options).toMatchObject({ message: 'Quit Landing Desk?', buttons: ['Keep Running', 'Quit'], cancelId: 0 });
    expect(options?.['detail']).toBe(
      '2 orders wait, a shift is open\nPhones cannot order until it is started again. Nothing that was ordered is lost.',
    );
    expect(await running.looked()).toBe(0);
    expect(running.control.windows).toHaveLength(1);
    await running.tell({});
    await vi.waitUntil(() => tray.picture() === 'fine-32', patience);
    tray.choose('Quit Landing Desk');
    expect(await running.exited).toBe(0);
    expect(running.control.dialogs).toHaveLength(1);
  });

  test.each([
    ['SIGTERM', () => void process.emit('SIGTERM', 'SIGTERM')],
    [
      'the system’s shutdown',
      ({ electron }: RunningApp) => {
        const event = { preventDefault: vi.fn() };
        electron.powerMonitor.emit('shutdown', event);
        expect(event.preventDefault).toHaveBeenCalled();
      },
    ],
    ['the end of a Windows session', ({ window }: RunningApp) => window.endSession()],
  ])('%s asks nothing and overtakes a question that is open', async (_what, end) => {
    const running = await started();
    await running.tell({ waitingOrders: 2, holds: ['orders'] });
    await vi.waitUntil(() => trayOf(running).picture() === 'waiting-32', patience);
    running.control.answerMessage = () => new Promise<number>(() => undefined);
    running.electron.app.quit();
    await vi.waitUntil(() => running.control.dialogs.length === 1, patience);
    end(running);
    expect(await running.exited).toBe(0);
    expect(running.endedCleanly()).toBe(true);
    expect(running.control.dialogs).toHaveLength(1);
  });
});

describe('notifications and badge', () => {
  test('come only while nobody looks, name how many, lead to the page, and go with their cause', async () => {
    const running = await started();
    const { control } = running;
    await running.tell({ waitingOrders: 1 });
    await vi.waitUntil(() => control.badge === 1, patience);
    expect(control.notifications).toEqual([]);
    running.window.blur();
    await running.tell({ waitingOrders: 3, calls: 1, printersInTrouble: 1 });
    await vi.waitUntil(() => control.badge === 4, patience);
    expect(control.notifications.map(({ title }) => title)).toEqual([
      '3 orders wait',
      '1 table calls',
      'A printer is in trouble',
    ]);
    control.notifications[2]?.click();
    expect(await offered(running.page)).toEqual({ kind: 'page', path: '/printing' });
    await running.tell({});
    await vi.waitUntil(() => control.badge === 0, patience);
    expect(control.notifications.map(({ isShown }) => isShown)).toEqual([false, false, false]);
  });

  test('can be switched off; the badge stays', async () => {
    const running = await started();
    await callBridge(running.page, 'changeDesktopSettings', { notifications: false });
    running.window.blur();
    await running.tell({ waitingOrders: 3 });
    await vi.waitUntil(() => running.control.badge === 3, patience);
    expect(running.control.notifications).toEqual([]);
  });

  test('a landing in trouble opens the window where there is none, though a screen is open', async () => {
    const running = await started({ supervision: { crashLimit: 1 } });
    await callBridge(running.page, 'showScreen', 'kitchen', null);
    running.window.close();
    running.behave('crash');
    process.kill(running.control.forked[0] ?? 0, 'SIGKILL');
    const again = await vi.waitUntil(() => running.control.windows[1], patience);
    await (await again.page).getByRole('heading', { name: 'Ordering is not running' }).waitFor();
  });
});

describe('with the computer', () => {
  test('starts hidden in the tray; the installed application can be told so, and the system’s word counts', async () => {
    const running = await started();
    const entry = join(running.folder, 'autostart/landing-desk.desktop');
    expect(await callBridge(running.page, 'openAtLogin')).toEqual({ ok: true, value: 'unavailable' });
    expect(await callBridge(running.page, 'setOpenAtLogin', true)).toEqual({ ok: false, error: 'failed' });
    running.control.packaged = true;
    expect(await callBridge(running.page, 'setOpenAtLogin', true)).toEqual({ ok: true, value: 'on' });
    expect(readFileSync(entry, 'utf8')).toContain(`Exec="${process.execPath}" "--hidden" "--data"`);
    expect(await callBridge(running.page, 'openAtLogin')).toEqual({ ok: true, value: 'on' });
    expect(await callBridge(running.page, 'setOpenAtLogin', false)).toEqual({ ok: true, value: 'off' });
    expect(existsSync(entry)).toBe(false);
    expect(await callBridge(running.page, 'setOpenAtLogin', 'yes')).toEqual({ ok: false, error: 'bad_payload' });
  });

  test('looks around when it wakes up', async () => {
    const running = await started();
    const { powerMonitor } = running.electron;
    powerMonitor.emit('suspend');
    powerMonitor.emit('resume');
    await expect.poll(() => running.looked(), patience).toBeGreaterThanOrEqual(1);
    expect(running.control.forked).toHaveLength(1);
  });

  test('keeps awake what the work and the person want', async () => {
    const running = await started();
    const { sleepBlockers } = running.control;
    const kept = () => [...sleepBlockers.values()];
    await running.tell({ holds: ['shift'] });
    await vi.waitFor(() => expect(kept()).toEqual(['prevent-app-suspension']), patience);
    await callBridge(running.page, 'changeDesktopSettings', { keepScreenAwake: true });
    expect(kept()).toEqual(['prevent-display-sleep']);
    await running.tell({ paused: true });
    await vi.waitFor(() => expect(kept()).toEqual([]), patience);
    await running.tell({});
    await vi.waitFor(() => expect(kept()).toEqual(['prevent-display-sleep']), patience);
  });
});
