import { type ChildProcess, execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { freePort } from '#tests/support/free-port.ts';
import { startScript } from '#tests/support/spoken.ts';

const root = join(import.meta.dirname, '../../..');
const patience = { timeout: 120_000, interval: 50 };

let folder: string;
let port: number;
let started: ChildProcess | undefined;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'landing-desk-start-'));
  // Its cloud is ten further on.
  port = await freePort(10);
});
afterEach(() => {
  started?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** `npm start` on a computer that has nothing but what `env` says. */
function start(args: string[], env: Record<string, string> = {}) {
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...here } = process.env;
  const running = startScript('scripts/start.ts', ['--port', String(port), ...args], {
    ...here,
    LANG: 'en_US.UTF-8',
    LC_ALL: '',
    XDG_CONFIG_HOME: folder,
    ...env,
  });
  started = running.child;
  return running;
}

function plant(name: string, script: string): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** The processes that a process started. */
function children(parent: number): { pid: number; command: string }[] {
  return execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [])
    .filter(([, , ppid]) => Number(ppid) === parent)
    .map(([, pid, , command = '']) => ({ pid: Number(pid), command }));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const answers = async () => (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined))?.status;

describe.skipIf(process.platform === 'win32')('npm start', { timeout: 240_000 }, () => {
  test('without a display prints addresses, accounts and a code, keeps demo data apart, and ends on SIGTERM', async () => {
    const { child, said, exit, says } = start(['--demo', '--no-bench']);
    await says('Scan to order');
    expect(said.out).toContain('Printing the addresses only: this computer has no display.');
    expect(said.out).toMatch(/Console +http:\/\//);
    expect(said.out).toMatch(/Account +\S+ \/ \S+/);
    const cloud = /Cloud +(http:\S+)/.exec(said.out)?.[1] ?? '';
    expect(new URL(cloud).port).toBe(String(port + 10));
    expect((await fetch(`${cloud}/readyz`)).status).toBe(200);
    expect(existsSync(join(folder, 'Landing Desk Demo/landing/cloud/database'))).toBe(true);
    await vi.waitFor(() => expect(said.out).toMatch(/[▀▄█]{10}/), patience);
    expect(existsSync(join(folder, 'Landing Desk Demo/landing'))).toBe(true);
    expect(existsSync(join(folder, 'Landing Desk/landing'))).toBe(false);
    expect(await answers()).toBe(200);
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
    expect(await answers()).toBeUndefined();
    await expect(fetch(cloud)).rejects.toThrow();
  });

  test('runs the sample restaurant without its cloud where that cannot be, and says why', async () => {
    const other = createServer().listen(port + 10, '127.0.0.1');
    try {
      const { child, said, exit, says } = start(['--demo', '--no-bench']);
      await says('Scan to order');
      expect(said.out).toContain(`runs without its cloud: Port ${port + 10} is taken`);
      expect(said.out).not.toMatch(/Cloud +http/);
      expect(await answers()).toBe(200);
      child.kill('SIGTERM');
      expect(await exit).toBe(0);
    } finally {
      other.close();
    }
  });

  test('starts the cloud again when it crashes, and takes it along when it is killed itself', async () => {
    const { child, said, exit, says } = start(['--demo', '--no-window', '--no-bench']);
    await says('Scan to order');
    const cloud = /Cloud +(http:\S+)/.exec(said.out)?.[1] ?? '';
    const ready = async () => (await fetch(`${cloud}/readyz`).catch(() => undefined))?.status;
    const pid = () => children(child.pid ?? 0).find((one) => one.command.includes('cloud.ts'))?.pid ?? 0;
    const first = pid();
    process.kill(first, 'SIGKILL');
    await vi.waitFor(async () => expect([await ready(), pid() !== first]).toEqual([200, true]), patience);
    const second = pid();
    child.kill('SIGKILL');
    await exit;
    await vi.waitFor(async () => expect([await ready(), isAlive(second)]).toEqual([undefined, false]), patience);
  });

  test('takes the landing along when it is killed itself', async () => {
    const { child, exit, says } = start(['--no-window']);
    await says('Landing Desk is running');
    expect(await answers()).toBe(200);
    child.kill('SIGKILL');
    await exit;
    await vi.waitFor(async () => expect(await answers()).toBeUndefined(), patience);
  });

  test('opens the console in a browser’s app window, and ends when that is closed', async () => {
    const log = join(folder, 'arguments');
    const browser = plant('chromium', `printf '%s\\n' "$@" > '${log}'\nsleep 3.2`);
    const { said, exit, says } = start(['--no-electron'], { DISPLAY: ':0', CHROME_PATH: browser });
    await says('Opening the console as an app window of chromium: Electron was not wanted.');
    await vi.waitFor(() => expect(existsSync(log) && readFileSync(log, 'utf8')).toBeTruthy(), patience);
    expect(readFileSync(log, 'utf8')).toMatch(new RegExp(`^--app=http://(127\\.0\\.0\\.1|localhost):${port}/`));
    expect(await exit).toBe(0);
    expect(said.err).toBe('');
    expect(await answers()).toBeUndefined();
  });

  test('says in one sentence that the port is taken, and ends with 2', async () => {
    const other = createServer().listen(port, '0.0.0.0');
    try {
      const { said, exit } = start(['--no-window']);
      expect(await exit).toBe(2);
      expect(said.err).toContain(`Port ${port} is taken`);
      expect(said.err).not.toContain('    at ');
    } finally {
      other.close();
    }
  });

  test('refuses an option it does not know, with the list of those it does', async () => {
    const { said, exit } = start(['--prot', '1']);
    expect(await exit).toBe(2);
    expect(said.err).toContain('--no-window');
  });

  test('runs the built desktop in Electron, prints what it says, and ends it on SIGTERM', async () => {
    const electron = join(folder, 'dist');
    mkdirSync(electron);
    const main = `exec '${process.execPath}' --import '${root}/tests/simulators/electron/register.ts' '${root}/out/main/main.js' "$@"`;
    plant('dist/electron', main);
    const { child, said, exit, says } = start(['--demo', '--no-cloud', '--no-bench'], {
      DISPLAY: ':0',
      ELECTRON_OVERRIDE_DIST_PATH: electron,
    });
    await says('Scan to order');
    expect(said.out).toContain('Opening the Electron window.');
    expect(await answers()).toBe(200);
    child.kill('SIGTERM');
    expect([await exit, said.err]).toEqual([0, '']);
    expect(await answers()).toBeUndefined();
  });

  test('falls back when Electron is there but cannot run', async () => {
    const electron = join(folder, 'dist');
    mkdirSync(electron);
    plant('dist/electron', 'echo "libnss3.so: cannot open shared object file" >&2; exit 127');
    const browser = plant('chromium', 'sleep 3.2');
    const env = { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: electron, CHROME_PATH: browser };
    const { exit, says } = start([], env);
    await says('Opening the console as an app window of chromium: Electron did not start (exit code 127).');
    expect(await exit).toBe(0);
  });
});
