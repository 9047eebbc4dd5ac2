import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type ElectronApplication, _electron as electron, type Page } from '@playwright/test';
import { consoleShown } from '#tests/support/console-page.ts';
import { freePort } from '#tests/support/free-port.ts';
import { needsNoSandbox } from '../../scripts/start/browser.ts';
import { electronBinary, root, whyNoElectron } from './binary.ts';

/** Listens on a port of loopback; the system chooses one for 0. */
export async function listenOn(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

/** A folder and ports of its own for one desktop, so that nobody's own Landing Desk is touched. */
export class Place {
  readonly folder = mkdtempSync(join(tmpdir(), 'landing-electron-'));
  readonly data = join(this.folder, 'data');
  readonly port: number;
  readonly staffPort: number;

  constructor(port: number, staffPort: number) {
    this.port = port;
    this.staffPort = staffPort;
  }

  static async make(): Promise<Place> {
    return new Place(await freePort(), await freePort());
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What the desktop is started with after the program's path. */
  get args(): string[] {
    return [
      ...(needsNoSandbox() ? ['--no-sandbox'] : []),
      `--user-data-dir=${join(this.folder, 'profile')}`,
      '--lang=en-US',
      ...['--data', this.data, '--port', String(this.port), '--staff-port', String(this.staffPort)],
    ];
  }

  get env(): Record<string, string> {
    const inherited = Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined);
    return {
      ...Object.fromEntries(inherited),
      XDG_CONFIG_HOME: this.folder,
      LANG: 'en_US.UTF-8',
      LC_ALL: 'en_US.UTF-8',
    };
  }

  /** Whether the landing is running, or ended without closing its database. */
  get marked(): boolean {
    return existsSync(join(this.data, 'running'));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A desktop that runs in the real Electron. */
export class Desktop {
  readonly place: Place;
  readonly app: ElectronApplication;
  readonly page: Page;

  private constructor(place: Place, app: ElectronApplication, page: Page) {
    this.place = place;
    this.app = app;
    this.page = page;
  }

  static async start(place: Place): Promise<Desktop> {
    const app = await electron.launch({
      ...(electronBinary ? { executablePath: electronBinary } : {}),
      args: [root, ...place.args],
      env: place.env,
      cwd: place.folder,
    });
    return new Desktop(place, app, await app.firstWindow());
  }

  /** Waits for the console that the landing serves. */
  async console(): Promise<Page> {
    await consoleShown(this.page, this.place.origin);
    return this.page;
  }

  /** The process of the landing, as Electron's own list has it. */
  landingPid(): Promise<number | undefined> {
    return this.app.evaluate(
      ({ app }) =>
        app.getAppMetrics().find(({ name, serviceName }) => name === 'Landing' || serviceName === 'Landing')?.pid,
    );
  }

  /** Starts the program once more over the same folder; gives its exit code. */
  async startAgain(): Promise<number | null> {
    const child = spawn(electronBinary ?? '', [root, ...this.place.args], { env: this.place.env, stdio: 'ignore' });
    return new Promise((resolve) => child.once('close', resolve));
  }

  /** Quits as a person would; gives the exit code. */
  async quit(): Promise<number | null> {
    const process = this.app.process();
    const ended = new Promise<number | null>((resolve) => process.once('exit', resolve));
    await this.app.evaluate(({ app }) => app.quit()).catch(() => undefined);
    return ended;
  }
}

/** Each test gets a desktop in a fresh place. Every one is skipped where there is no Electron. */
export const test = base.extend<{ place: Place; desktop: Desktop }>({
  place: async ({ browserName: _ }, use, info) => {
    info.skip(!electronBinary, whyNoElectron);
    const place = await Place.make();
    await use(place);
    place.remove();
  },
  desktop: async ({ place }, use) => {
    const desktop = await Desktop.start(place);
    await use(desktop);
    await desktop.app.close();
  },
});
