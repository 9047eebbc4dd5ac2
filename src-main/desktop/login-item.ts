import { join } from 'node:path';
import { app } from 'electron';
import type { OpenAtLogin } from '#shared/desktop/calls.ts';
import { Autostart } from './autostart.ts';

/** Windows takes the arguments as one line, so what holds a space has to be quoted beforehand. */
const forWindows = (argument: string) => (/[\s"]/.test(argument) ? `"${argument.replaceAll('"', '\\"')}"` : argument);

/**
 * Starting with the computer. Nothing is remembered here: the operating system is asked each time, since its own
 * settings can switch it too. Only the installed application can: what runs from its sources has no address that lasts.
 */
export class LoginItem {
  readonly #platform: NodeJS.Platform;
  readonly #args: readonly string[];

  /** `args` are given to the application when it is started at login; macOS gives none. */
  constructor(args: readonly string[], platform: NodeJS.Platform = process.platform) {
    this.#args = args;
    this.#platform = platform;
  }

  state(): OpenAtLogin {
    if (!app.isPackaged) return 'unavailable';
    if (this.#platform === 'linux') return this.#autostart().isOn() ? 'on' : 'off';
    if (this.#platform === 'darwin') {
      const { openAtLogin, status } = app.getLoginItemSettings();
      return status === 'requires-approval' ? 'needs_approval' : openAtLogin ? 'on' : 'off';
    }
    if (this.#platform !== 'win32') return 'unavailable';
    const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings({ args: this.#windowsArgs() });
    return openAtLogin && executableWillLaunchAtLogin ? 'on' : 'off';
  }

  /** Switches it, and gives what the system says then. Throws when the system did not do it. */
  set(wanted: boolean): OpenAtLogin {
    if (this.state() === 'unavailable') throw new Error('starting at login is not available here');
    if (this.#platform === 'linux') this.#autostart().set(wanted);
    else if (this.#platform === 'darwin') app.setLoginItemSettings({ openAtLogin: wanted });
    else app.setLoginItemSettings({ openAtLogin: wanted, enabled: wanted, args: this.#windowsArgs() });
    const state = this.state();
    const done = wanted ? state !== 'off' : state === 'off';
    if (!done)
      throw new Error(`the system says ${state} after starting at login was switched ${wanted ? 'on' : 'off'}`);
    return state;
  }

  /** Whether this start was the system's at login, as far as it tells by itself. */
  wasOpenedAtLogin(): boolean {
    return this.#platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
  }

  #windowsArgs(): string[] {
    return this.#args.map(forWindows);
  }

  /** An AppImage runs from a folder that is gone with it: what lasts is the file itself. */
  #autostart(): Autostart {
    const program = process.env['APPIMAGE'] ?? app.getPath('exe');
    return new Autostart(join(app.getPath('appData'), 'autostart', 'landing-desk.desktop'), [program, ...this.#args]);
  }
}
