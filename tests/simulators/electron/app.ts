import { EventEmitter } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { closeChromium, launchChromium } from './chromium.ts';
import { control } from './control.ts';

/** An event that a listener can refuse, as Electron's. */
export function preventable<T extends object>(details: T) {
  const event = {
    ...details,
    defaultPrevented: false,
    preventDefault: () => {
      event.defaultPrevented = true;
    },
  };
  return event;
}

const about = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as {
  productName: string;
  version: string;
};

class App extends EventEmitter {
  #ready: Promise<void> | undefined;
  #isReady = false;
  #paths = new Map<string, string>();
  #closeLock: () => void = () => undefined;
  #notified: Promise<void> = Promise.resolve();
  #quitting = false;

  /** The stand-in runs from source, unless a test says it is installed. */
  get isPackaged(): boolean {
    return control.packaged;
  }

  readonly commandLine = {
    hasSwitch: (name: string): boolean => process.argv.some((argument) => argument.split('=')[0] === `--${name}`),
    removeSwitch: (name: string): void => void control.removedSwitches.push(name),
  };

  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox() belongs before the ready event.');
    control.sandboxed = true;
  }

  whenReady(): Promise<void> {
    this.#ready ??= launchChromium().then(() => {
      this.#isReady = true;
      this.emit('ready');
    });
    return this.#ready;
  }

  isReady(): boolean {
    return this.#isReady;
  }

  getName(): string {
    return about.productName;
  }

  getVersion(): string {
    return about.version;
  }

  getPath(name: string): string {
    const appData = process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config');
    const known =
      this.#paths.get(name) ??
      {
        appData,
        userData: join(appData, about.productName),
        exe: process.execPath,
        documents: join(appData, 'Documents'),
      }[name];
    if (known === undefined) throw new Error(`The stand-in knows no path "${name}".`);
    return known;
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }

  getPreferredSystemLanguages(): string[] {
    return [(process.env['LANG'] ?? 'en_US').replace(/\..*$/, '').replace('_', '-')];
  }

  setAppUserModelId(_id: string): void {}

  setBadgeCount(count = 0): boolean {
    control.badge = count;
    return true;
  }

  setLoginItemSettings({ openAtLogin = false, args = [] }: { openAtLogin?: boolean; args?: readonly string[] }): void {
    control.loginItem = { openAtLogin, args };
  }

  getLoginItemSettings({ args = [] }: { args?: readonly string[] } = {}) {
    const { openAtLogin } = control.loginItem;
    const same = control.loginItem.args.join(' ') === args.join(' ');
    return {
      openAtLogin: openAtLogin && same,
      executableWillLaunchAtLogin: openAtLogin,
      status: openAtLogin ? 'enabled' : 'not-registered',
      wasOpenedAtLogin: false,
    };
  }

  setAsDefaultProtocolClient(protocol: string, path?: string, args: readonly string[] = []): boolean {
    control.claimedSchemes.push({ protocol, path, args });
    return true;
  }

  requestSingleInstanceLock(): boolean {
    const folder = this.getPath('userData');
    mkdirSync(folder, { recursive: true });
    const lock = join(folder, 'SingletonLock');
    const socket = join(folder, 'SingletonSocket');
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
    } catch {
      this.#notified = new Promise((resolve, reject) => {
        connect(socket)
          .once('error', reject)
          .once('close', () => resolve())
          .end(JSON.stringify(process.argv));
      });
      return false;
    }
    const server = createServer((connection) => {
      let text = '';
      connection.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      connection.on('end', () => this.emit('second-instance', preventable({}), JSON.parse(text), process.cwd(), null));
    }).listen(socket);
    this.#closeLock = () => {
      server.close();
      rmSync(lock, { force: true });
    };
    return true;
  }

  releaseSingleInstanceLock(): void {
    this.#closeLock();
  }

  relaunch(): void {
    control.relaunches += 1;
  }

  quit(): void {
    if (this.#quitting) return;
    const before = preventable({});
    this.emit('before-quit', before);
    if (before.defaultPrevented) return;
    this.#quitting = true;
    for (const window of [...control.windows]) window.close();
    // A window that refuses to close ends the quitting.
    if (control.windows.length > 0) {
      this.#quitting = false;
      return;
    }
    const event = preventable({});
    this.emit('will-quit', event);
    // Who holds the end up is asked again by the next wish to quit.
    this.#quitting = false;
    if (!event.defaultPrevented) this.exit(0);
  }

  exit(code = 0): void {
    this.#quitting = true;
    this.emit('quit', preventable({}), code);
    this.#closeLock();
    void this.#notified.then(closeChromium).then(() => control.onExit(code));
  }

  /** Not Electron's: tells the app that its last window is gone. */
  static lastWindowClosed(app: App): void {
    if (app.#quitting) return;
    if (app.listenerCount('window-all-closed') === 0) app.quit();
    else app.emit('window-all-closed');
  }
}

export const app = new App();
export const lastWindowClosed = (): void => App.lastWindowClosed(app);
