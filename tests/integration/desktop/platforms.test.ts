import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LandingStatus } from '#shared/desktop/landing-channel.ts';
import type { Presence } from '#shared/desktop/presence.ts';
import { closeChromium } from '#tests/simulators/electron/chromium.ts';
import { control } from '#tests/simulators/electron/control.ts';
import * as electron from '#tests/simulators/electron/index.ts';

vi.mock('electron', () => import('#tests/simulators/electron/index.ts'));
const { Badge } = await import('#main/desktop/badge.ts');
const { LoginItem } = await import('#main/desktop/login-item.ts');
const { TrayIcon } = await import('#main/desktop/tray.ts');

const status = (part: Partial<LandingStatus>): Presence => ({
  state: { phase: 'ready', consoleUrl: 'http://127.0.0.1:1/' },
  status: { waitingOrders: 0, calls: 0, printersInTrouble: 0, paused: false, holds: [], ...part },
});
const actions = { open: vi.fn(), copy: vi.fn(), restart: vi.fn(), quit: vi.fn() };

beforeAll(() => electron.app.whenReady());
afterAll(closeChromium);
beforeEach(() => {
  control.trays.length = 0;
  control.packaged = true;
  control.loginItem = { openAtLogin: false, args: [] };
});

describe('the icon’s pictures', () => {
  test.each([
    ['darwin', 'Template'],
    ['win32', '-16'],
    ['linux', '-32'],
  ] as const)('are those of %s, and all there', (platform, suffix) => {
    const icon = new TrayIcon(actions, platform);
    const [tray] = control.trays;
    const seen = [tray?.picture()];
    for (const part of [{ waitingOrders: 1 }, { printersInTrouble: 1 }, {}]) {
      icon.update(status(part), 'en');
      seen.push(tray?.picture());
    }
    expect(seen).toEqual(['fine', 'waiting', 'trouble', 'fine'].map((mood) => `${mood}${suffix}`));
  });

  test('a click opens the window, but the menu on macOS', () => {
    for (const platform of ['win32', 'darwin'] as const) new TrayIcon(actions, platform);
    control.trays[1]?.click();
    expect(actions.open).not.toHaveBeenCalled();
    control.trays[0]?.click();
    expect(actions.open).toHaveBeenCalledOnce();
  });

  test('the menu is left alone while it would say the same', () => {
    const icon = new TrayIcon(actions, 'win32');
    icon.update(status({ waitingOrders: 1 }), 'en');
    const menu = control.trays[0]?.menu();
    icon.update(status({ waitingOrders: 1, holds: ['shift'] }), 'en');
    expect(control.trays[0]?.menu()).toBe(menu);
    icon.update(status({ waitingOrders: 1 }), 'zh-CN');
    expect(control.trays[0]?.menu()).not.toBe(menu);
  });
});

describe('the badge', () => {
  test('stands on every window of Windows, on new ones too, with words, and goes at zero', () => {
    const badge = new Badge(() => 'en', 'win32');
    const window = new electron.BrowserWindow();
    const adorn = (target: unknown) => badge.adorn(target as Parameters<typeof badge.adorn>[0]);
    badge.show(3);
    expect(control.windows[0]?.overlay).toEqual({ picture: '3', words: '3 things wait' });
    badge.show(120);
    expect(control.windows[0]?.overlay.picture).toBe('more');
    const later = new electron.BrowserWindow();
    adorn(later);
    expect(control.windows[1]?.overlay.picture).toBe('more');
    badge.show(0);
    expect(control.windows.map(({ overlay }) => overlay)).toEqual([
      { picture: '', words: '' },
      { picture: '', words: '' },
    ]);
    expect(control.badge).toBe(0);
    window.close();
    later.close();
  });
});

describe('starting at login', () => {
  test.each(['win32', 'darwin'] as const)('is what %s says', (platform) => {
    const item = new LoginItem(['--hidden', '--data', 'C:\\my shop'], platform);
    expect(item.state()).toBe('off');
    expect(item.set(true)).toBe('on');
    expect(control.loginItem.args).toEqual(platform === 'win32' ? ['--hidden', '--data', '"C:\\my shop"'] : []);
    control.loginItem = { openAtLogin: false, args: [] };
    expect(item.state()).toBe('off');
  });

  test('of another copy on Windows is not ours', () => {
    control.loginItem = { openAtLogin: true, args: ['--other'] };
    expect(new LoginItem(['--hidden'], 'win32').state()).toBe('off');
  });

  test('switched off in the task manager of Windows is off', () => {
    const answer = {
      openAtLogin: true,
      executableWillLaunchAtLogin: false,
      status: 'enabled',
      wasOpenedAtLogin: false,
    };
    const asked = vi.spyOn(electron.app, 'getLoginItemSettings').mockReturnValue(answer);
    expect(new LoginItem([], 'win32').state()).toBe('off');
    asked.mockRestore();
  });

  test('that macOS has not allowed yet is told as such', () => {
    const answer = {
      openAtLogin: false,
      executableWillLaunchAtLogin: false,
      status: 'requires-approval',
      wasOpenedAtLogin: false,
    };
    const asked = vi.spyOn(electron.app, 'getLoginItemSettings').mockReturnValue(answer);
    expect(new LoginItem([], 'darwin').set(true)).toBe('needs_approval');
    asked.mockRestore();
  });

  test('that the system did not accept is a failure, not a switch that lies', () => {
    const refused = vi.spyOn(electron.app, 'setLoginItemSettings').mockImplementation(() => undefined);
    expect(() => new LoginItem([], 'win32').set(true)).toThrow('the system says off');
    refused.mockRestore();
  });

  test('is not to be had for what runs from its sources, nor on other systems', () => {
    expect(new LoginItem([], 'freebsd').state()).toBe('unavailable');
    control.packaged = false;
    expect(new LoginItem([], 'win32').state()).toBe('unavailable');
    expect(() => new LoginItem([], 'win32').set(true)).toThrow();
    expect(control.loginItem.openAtLogin).toBe(false);
  });
});
