import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { build } from 'vite';
import { afterAll, vi } from 'vitest';
import type { PrintPatience } from '#main/desktop/printing.ts';
import type { SupervisorSettings } from '#main/desktop/supervisor.ts';
import type { UpdateParts } from '#main/desktop/updates/compose.ts';
import type { CallName } from '#shared/desktop/channels.ts';
import type { LandingStatus } from '#shared/desktop/landing-channel.ts';
import { keepChromium } from '#tests/simulators/electron/chromium.ts';
import type { FakeDisplay } from '#tests/simulators/electron/control.ts';
import { freePort } from '#tests/support/free-port.ts';
import { patience } from '#tests/support/patience.ts';
import { programs } from '#tests/support/programs.ts';

// One browser for all starts of a test file.
afterAll(keepChromium());

type Behaviour = 'serve' | 'crash' | 'refuse' | 'deaf';

const root = join(import.meta.dirname, '../../..');
export const landingScript = join(import.meta.dirname, 'fixtures/landing.ts');

/** Supervision at a pace for tests: five crashes are over in a blink, a child that cannot be stopped hangs the test. */
const quick: SupervisorSettings = {
  readyTimeoutMs: 60_000,
  stopTimeoutMs: 60_000,
  firstBackOffMs: 10,
  lastBackOffMs: 40,
  crashLimit: 3,
  crashWindowMs: 60_000,
  settledMs: 60_000,
};

/** No printer is given up because the computer is busy. */
const patientPrinting: PrintPatience = { loadMs: 60_000, printMs: 60_000, dialogMs: 60_000 };

let preloadFolder: Promise<string> | undefined;

/** The real preload, bundled as for release once for all tests of a file, to be read by the stand-in's windows. */
export async function buildPreload(): Promise<string> {
  preloadFolder ??= bundlePreload();
  return join(await preloadFolder, 'preload.cjs');
}

async function bundlePreload(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'landing-desk-preload-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await build({
    configFile: false,
    root,
    logLevel: 'silent',
    build: {
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      lib: { entry: join(root, 'src-main/desktop/preload.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
      rollupOptions: { external: ['electron'] },
    },
  });
  return folder;
}

interface AppOptions {
  readonly language?: string;
  readonly supervision?: Partial<SupervisorSettings>;
  /** What else stands on its command line. */
  readonly args?: readonly string[];
  readonly isTrayShown?: () => Promise<boolean>;
  readonly keyring?: { readonly backend?: string; readonly tag?: string; readonly available?: boolean };
  /** The key the landing asks for by name. */
  readonly wants?: string;
  /** As an installed program instead of one run from source. */
  readonly packaged?: boolean;
  readonly updates?: UpdateParts;
  /** The program that runs as the landing; a reduced one by default. */
  readonly landing?: string;
  /** What happens between the program's start and its being ready. */
  readonly beforeReady?: (electron: typeof import('#tests/simulators/electron/index.ts')) => void;
  /** Whether the system takes an icon. */
  readonly takesTrays?: boolean;
  /** What is plugged in at the start. */
  readonly displays?: readonly FakeDisplay[];
  /** The folder of an app that ran before and left it. */
  readonly folder?: string;
  /** How long a printer is waited for. */
  readonly printing?: Partial<PrintPatience>;
  /** Fills the data folder before the desktop starts. */
  readonly prepare?: (data: string) => Promise<void>;
}

/** Starts the real desktop over the stand-in, with a folder of its own, whether it opens a window or not. */
export async function launchApp(
  behaviour: Behaviour,
  {
    language = 'en_US.UTF-8',
    supervision = {},
    keyring = {},
    wants,
    packaged = false,
    updates,
    args = [],
    isTrayShown = async () => true,
    landing = landingScript,
    beforeReady = () => undefined,
    takesTrays = true,
    displays,
    prepare = async () => {},
    printing = {},
    ...options
  }: AppOptions = {},
) {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'landing-desk-'));
  const data = join(folder, 'data');
  mkdirSync(data, { recursive: true });
  const behave = (next: Behaviour) => writeFileSync(join(data, 'behaviour'), next);
  behave(behaviour);
  if (wants) writeFileSync(join(data, 'wants'), wants);
  await prepare(data);
  const port = await freePort();
  const preload = await buildPreload();

  vi.stubEnv('XDG_CONFIG_HOME', folder);
  vi.stubEnv('LANG', language);
  const argv = process.argv;
  process.argv = [process.execPath, 'main.js', '--data', data, '--port', String(port), ...args];
  vi.resetModules();
  vi.doMock('electron', () => import('#tests/simulators/electron/index.ts'));
  const { control } = await import('#tests/simulators/electron/control.ts');
  Object.assign(control.keyring, keyring);
  control.packaged = packaged;
  control.takesTrays = takesTrays;
  const electron = await import('#tests/simulators/electron/index.ts');
  if (displays) control.setDisplays(displays);
  const { startDesktop } = await import('#main/desktop/desktop.ts');
  const exited = new Promise<number>((resolve) => {
    control.onExit = resolve;
  });
  startDesktop({
    landingScript: landing,
    rescueScript: programs.rescue,
    preload,
    supervision: { ...quick, ...supervision },
    isTrayShown,
    printing: { ...patientPrinting, ...printing },
    ...(updates && { updates }),
  });
  beforeReady(electron);
  await electron.app.whenReady();
  process.argv = argv;
  const origin = `http://127.0.0.1:${port}`;

  return {
    control,
    electron,
    folder,
    data,
    /** What the landing was told of its key so far. */
    told: () =>
      existsSync(join(data, 'told'))
        ? readFileSync(join(data, 'told'), 'utf8')
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line) as { type: string; key?: string; reason?: string; replaces?: string[] })
        : [],
    origin,
    behave,
    /** Resolves when the landing answers. */
    async served(): Promise<void> {
      await vi.waitUntil(() => fetch(`${origin}/looked`).catch(() => undefined), patience);
    },
    /** Has the landing tell its supervisor how things stand in the shop. */
    async tell(status: Partial<LandingStatus>): Promise<void> {
      const quiet: LandingStatus = { waitingOrders: 0, calls: 0, printersInTrouble: 0, paused: false, holds: [] };
      await fetch(`${origin}/tell`, { method: 'POST', body: JSON.stringify({ ...quiet, ...status }) });
    },
    /** How often the landing was told to look around. */
    looked: async () => Number(await (await fetch(`${origin}/looked`)).text()),
    exited,
    endedCleanly: () => existsSync(join(data, 'ended')) && readFileSync(join(data, 'ended'), 'utf8') === 'cleanly',
    /** Where the app keeps what it knows of itself. */
    userData: electron.app.getPath('userData'),
    /** Ends it, whatever it still asks; `leave` keeps its folder for the next start. */
    async quit({ leave = false } = {}) {
      control.answerMessage = (options) => (options['buttons'] as readonly string[]).length - 1;
      electron.app.quit();
      await exited;
      vi.unstubAllEnvs();
      if (!leave) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts the real desktop over the stand-in and waits for its window. */
export async function startApp(behaviour: Behaviour, options: AppOptions = {}) {
  const app = await launchApp(behaviour, options);
  const window = await vi.waitUntil(() => app.control.windows[0], patience);
  return { ...app, window, page: await window.page };
}

export type RunningApp = Awaited<ReturnType<typeof startApp>>;

/** Calls the bridge from the page, as a page's own script would. */
export function callBridge(page: Page, call: CallName, ...args: unknown[]): Promise<unknown> {
  return page.evaluate(
    ([name, values]) =>
      (window as unknown as { landingDesk: Record<string, (...all: unknown[]) => unknown> }).landingDesk[name]?.(
        ...values,
      ),
    [call, args] as const,
  );
}

/** Whether a process is still there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
