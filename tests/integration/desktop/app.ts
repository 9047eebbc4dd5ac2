import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { build } from 'vite';
import { vi } from 'vitest';
import type { SupervisorSettings } from '#main/desktop/supervisor.ts';

type Behaviour = 'serve' | 'crash' | 'refuse' | 'deaf';

const root = join(import.meta.dirname, '../../..');
export const landingScript = join(import.meta.dirname, 'fixtures/landing.ts');

/** Supervision at a pace for tests: five crashes are over in a blink, a child that cannot be stopped hangs the test. */
const quick: SupervisorSettings = {
  readyTimeoutMs: 20_000,
  stopTimeoutMs: 60_000,
  firstBackOffMs: 10,
  lastBackOffMs: 40,
  crashLimit: 3,
  crashWindowMs: 60_000,
  settledMs: 60_000,
};

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** The real preload, bundled as for release, to be read by the stand-in's windows. */
export async function buildPreload(folder: string): Promise<string> {
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
  return join(folder, 'preload.cjs');
}

/** Starts the real desktop over the stand-in, with a folder of its own. */
export async function startApp(
  behaviour: Behaviour,
  {
    language = 'en_US.UTF-8',
    supervision = {},
    program = landingScript,
    args = [],
  }: {
    language?: string;
    supervision?: Partial<SupervisorSettings>;
    /** What runs as the landing: the fixture, or the real one. */
    program?: string;
    args?: readonly string[];
  } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'landing-desk-'));
  const data = join(folder, 'data');
  mkdirSync(data);
  const behave = (next: Behaviour) => writeFileSync(join(data, 'behaviour'), next);
  behave(behaviour);
  const port = await freePort();
  const preload = await buildPreload(folder);

  vi.stubEnv('XDG_CONFIG_HOME', folder);
  vi.stubEnv('LANG', language);
  const argv = process.argv;
  process.argv = [process.execPath, 'main.js', '--data', data, '--port', String(port), ...args];
  vi.resetModules();
  vi.doMock('electron', () => import('#tests/simulators/electron/index.ts'));
  const { control } = await import('#tests/simulators/electron/control.ts');
  const electron = await import('#tests/simulators/electron/index.ts');
  const { startDesktop } = await import('#main/desktop/desktop.ts');
  const exited = new Promise<number>((resolve) => {
    control.onExit = resolve;
  });
  startDesktop({ landingScript: program, preload, supervision: { ...quick, ...supervision } });
  await electron.app.whenReady();
  process.argv = argv;
  const window = await vi.waitUntil(() => control.windows[0]);
  const page = await window.page;

  return {
    control,
    electron,
    window,
    page,
    folder,
    data,
    origin: `http://127.0.0.1:${port}`,
    behave,
    exited,
    endedCleanly: () => existsSync(join(data, 'ended')) && readFileSync(join(data, 'ended'), 'utf8') === 'cleanly',
    /** Ends the application; its folder is still there. */
    async stop() {
      electron.app.quit();
      await exited;
    },
    async quit() {
      electron.app.quit();
      await exited;
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type RunningApp = Awaited<ReturnType<typeof startApp>>;

/** Calls the bridge from the page, as a page's own script would. */
export function callBridge(page: Page, call: 'landingState' | 'retryLanding', ...args: unknown[]): Promise<unknown> {
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
