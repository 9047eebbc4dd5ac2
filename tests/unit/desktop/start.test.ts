import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import jsQr from 'jsqr';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { browserArguments, findBrowser, hasDisplay } from '../../../scripts/start/browser.ts';
import { chooseWay } from '../../../scripts/start/choose.ts';
import { obtainElectron } from '../../../scripts/start/electron.ts';
import { landingArguments, readOptions, terminalLanguage } from '../../../scripts/start/options.ts';
import { sourcesFingerprint } from '../../../scripts/start/screens.ts';
import { speaker } from '../../../scripts/start/sentences.ts';
import { summarize } from '../../../scripts/start/summary.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'landing-desk-start-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const say = speaker('en');
const home = { XDG_CONFIG_HOME: '/home/shop/.config' };

describe('the options', () => {
  test('keep demo data apart from the shop’s, both outside the repository', () => {
    const real = readOptions([], home, 'linux');
    const demo = readOptions(['--demo'], home, 'linux');
    expect(real.data).toBe('/home/shop/.config/Landing Desk/landing');
    expect(demo.data).toBe('/home/shop/.config/Landing Desk Demo/landing');
    expect(landingArguments(demo)).toEqual([
      '--data',
      demo.data,
      '--port',
      '4780',
      '--staff-port',
      '4781',
      '--json',
      '--demo',
    ]);
  });
  test('give the demo a cloud of its own beside it, and nothing else one', () => {
    const cloudPort = (...args: string[]) => readOptions(args, home, 'linux').cloudPort;
    expect(cloudPort('--demo')).toBe(4790);
    expect(cloudPort('--demo', '--port', '5000')).toBe(5010);
    expect(cloudPort('--demo', '--port', '65535')).toBe(65_525);
    expect(cloudPort('--demo', '--cloud-port', '6000')).toBe(6000);
    expect([cloudPort(), cloudPort('--demo', '--no-cloud'), cloudPort('--demo', '--safe-mode')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    const demo = readOptions(['--demo'], home, 'linux');
    const cloud = { ready: true, url: 'http://127.0.0.1:4790' } as const;
    expect(landingArguments(demo, cloud)).toEqual(landingArguments(demo));
    expect(landingArguments(demo, { ...cloud, enrolmentCode: 'ABCDE12345' })).toEqual([
      ...landingArguments(demo),
      '--cloud',
      'http://127.0.0.1:4790',
      '--cloud-code',
      'ABCDE12345',
    ]);
  });
  test('give the demo a repair bench on nine ports beside it, and nothing else one', () => {
    const benchPort = (...args: string[]) => readOptions(args, home, 'linux').benchPort;
    expect(benchPort('--demo')).toBe(4800);
    expect(benchPort('--demo', '--port', '65510')).toBe(65_490);
    expect(benchPort('--demo', '--port', '65507')).toBe(65_527);
    expect(benchPort('--demo', '--bench-port', '6000')).toBe(6000);
    const without = [benchPort(), benchPort('--demo', '--no-bench'), benchPort('--demo', '--safe-mode')];
    expect(without).toEqual([undefined, undefined, undefined]);
  });
  test.each([
    ['--port', '0'],
    ['--cloud-port', '0'],
    ['--bench-port', '0'],
    ['--staff-port', '0'],
    ['--port', '70000'],
    ['--port', 'x'],
    ['--prot', '1'],
    ['--data'],
    ['stray'],
  ])('refuse %s %s', (...args) => {
    expect(() => readOptions(args.filter(Boolean), home, 'linux')).toThrow();
  });
  test.each([
    [{ LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
    [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'en_GB.UTF-8' }, 'en'],
    [{ LC_MESSAGES: 'zh_TW', LANG: 'en_US.UTF-8' }, 'zh-CN'],
    [{ LANG: 'fr_FR.UTF-8' }, 'en'],
  ])('hear the terminal’s language %j', (env, language) => {
    expect(terminalLanguage(env)).toBe(language);
  });
});

describe('the fingerprint of the sources', () => {
  test('changes when a file is saved, added or removed, and only then', () => {
    mkdirSync(join(root, 'src-main'));
    const file = join(root, 'src-main/a.ts');
    writeFileSync(file, 'export {};');
    const first = sourcesFingerprint(root);
    writeFileSync(join(root, 'README.md'), 'not a source');
    expect(sourcesFingerprint(root)).toBe(first);
    utimesSync(file, 1, 1);
    const saved = sourcesFingerprint(root);
    expect(saved).not.toBe(first);
    writeFileSync(join(root, 'src-main/b.ts'), '');
    const added = sourcesFingerprint(root);
    expect(added).not.toBe(saved);
    rmSync(file);
    const removed = sourcesFingerprint(root);
    expect(removed).not.toBe(added);
    mkdirSync(join(root, 'src-main/room'));
    // What came and went again leaves its folder touched, and every source as it was.
    expect(sourcesFingerprint(root)).toBe(removed);
  });
});

/** An Electron package whose installer does what the test wants. */
function plantElectron(install: string): void {
  const folder = join(root, 'node_modules/electron');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ version: '45.3.4', type: 'commonjs' }));
  writeFileSync(join(folder, 'install.js'), `require('fs').appendFileSync(__dirname + '/runs', '.');\n${install}`);
}
const binary = () => join(root, 'node_modules/electron/dist/electron');
const obtain = (more: { patient?: boolean; limitMs?: number } = {}) =>
  obtainElectron({ root, env: {}, patient: false, onStart: () => undefined, ...more });

describe.skipIf(process.platform !== 'linux')('getting Electron', () => {
  test('uses what the installer brings', async () => {
    plantElectron("require('fs').cpSync(process.execPath, __dirname + '/dist/electron');");
    expect(await obtain()).toEqual({ outcome: 'obtained', path: binary() });
  });
  test('says why it failed, remembers it for a day, and tries again when asked', async () => {
    plantElectron("console.error('\\nError: connect ECONNREFUSED\\n    at here'); process.exit(1);");
    expect(await obtain()).toEqual({ outcome: 'failed', reason: 'Error: connect ECONNREFUSED' });
    expect(await obtain()).toEqual({ outcome: 'remembered' });
    expect(await obtain({ patient: true })).toMatchObject({ outcome: 'failed' });
    const memory = join(root, '.cache/electron-download.json');
    writeFileSync(memory, JSON.stringify({ version: '45.3.4', at: Date.now() - 25 * 3_600_000 }));
    expect(await obtain()).toMatchObject({ outcome: 'failed' });
    writeFileSync(memory, '{ half a file');
    expect(await obtain()).toMatchObject({ outcome: 'failed' });
  });
  test('does not wait for an installer that hangs', async () => {
    plantElectron('setInterval(() => {}, 1000);');
    expect(await obtain({ limitMs: 300 })).toEqual({ outcome: 'too_slow' });
    expect(await obtain()).toEqual({ outcome: 'remembered' });
  });
});

describe.skipIf(process.platform !== 'linux')('the way chosen', () => {
  const printed: string[] = [];
  const choose = (args: string[], env: Record<string, string>) =>
    chooseWay(readOptions(args, home, 'linux'), { root, env, say, print: (text) => printed.push(text) });
  const plantBrowser = () => {
    mkdirSync(join(root, 'bin'));
    const path = join(root, 'bin/chromium');
    writeFileSync(path, '#!/bin/sh\n');
    chmodSync(path, 0o755);
    return path;
  };

  test('without a display or when no window is wanted, prints addresses and downloads nothing', async () => {
    plantElectron('process.exit(1);');
    expect(await choose([], {})).toEqual({ kind: 'addresses', why: say('noDisplay') });
    expect(await choose(['--no-window'], { DISPLAY: ':0' })).toEqual({ kind: 'addresses', why: say('notWanted') });
    expect(existsSync(join(root, 'node_modules/electron/runs'))).toBe(false);
  });
  test('prefers Electron, also where ELECTRON_OVERRIDE_DIST_PATH says', async () => {
    mkdirSync(join(root, 'elsewhere'));
    writeFileSync(join(root, 'elsewhere/electron'), '');
    const way = await choose([], { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: join(root, 'elsewhere') });
    expect(way).toEqual({ kind: 'electron', path: join(root, 'elsewhere/electron') });
  });
  test('else takes an installed browser, and says why', async () => {
    plantElectron("console.error('no network'); process.exit(1);");
    const path = plantBrowser();
    const env = { WAYLAND_DISPLAY: 'wayland-0', PATH: join(root, 'bin') };
    expect(await choose([], env)).toEqual({
      kind: 'browser',
      path,
      why: say('electronFailed', { reason: 'no network' }),
    });
    expect(await choose([], env)).toEqual({ kind: 'browser', path, why: say('electronRemembered') });
    expect(await choose(['--no-electron'], env)).toEqual({ kind: 'browser', path, why: say('electronSkipped') });
  });
  test('else addresses', async () => {
    const way = await choose(['--no-electron'], { DISPLAY: ':0', PATH: root });
    expect(way).toEqual({ kind: 'addresses', why: say('alsoNoBrowser', { why: say('electronSkipped') }) });
  });
  test('the browser gets a profile of its own, and no sandbox only as root', () => {
    const page = { url: 'http://127.0.0.1:4780/', width: 1440, height: 900 };
    const args = browserArguments(page, '/profile', false);
    expect(args).toContain('--app=http://127.0.0.1:4780/');
    expect(args).toContain('--user-data-dir=/profile');
    expect(args).not.toContain('--no-sandbox');
    expect(browserArguments(page, '/p', true)).toEqual(expect.arrayContaining(['--no-sandbox', '--test-type']));
    expect(hasDisplay({}, 'darwin')).toBe(true);
    expect(findBrowser({ PATH: '' }, 'win32')).toBeUndefined();
  });
});

/** What a phone reads from a QR code printed with half blocks, black on white. */
function scan(text: string): string | undefined {
  const rows = text
    .split('\n')
    .filter((line) => line.startsWith('\u001b[47m\u001b[30m ') && !line.includes('\u001b[37m'));
  const scale = 4;
  const quiet = 4;
  const modules = rows.flatMap((row) => {
    const cells = [...stripVTControlCharacters(row)];
    return [cells.map((cell) => '▀█'.includes(cell)), cells.map((cell) => '▄█'.includes(cell))];
  });
  const side = (Math.max(modules.length, modules[0]?.length ?? 0) + 2 * quiet) * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).map((_, index) => {
    const pixel = Math.floor(index / 4);
    const row = Math.floor(pixel / side / scale) - quiet;
    const column = Math.floor((pixel % side) / scale) - quiet;
    return index % 4 !== 3 && modules[row]?.[column] ? 0 : 255;
  });
  return jsQr(pixels, side, side)?.data;
}

test('the summary lines up, also in Chinese, and ends with a code to scan', async () => {
  const ready = {
    ready: true as const,
    consoleUrl: 'http://127.0.0.1:4780/',
    guest: [{ table: 'A1', url: 'http://192.168.1.9:4780/t/token' }],
    accounts: [{ enterpriseId: '1001', username: 'owner', password: 'green tea', role: 'Owner' }],
  };
  const options = readOptions(['--demo'], home, 'linux');
  const english = await summarize(ready, options, say);
  expect(english).toContain('  Console   http://127.0.0.1:4780/\n');
  expect(english).toContain('  Account   owner / green tea  (Owner, enterprise 1001)\n');
  expect(english).toContain('  Table A1  http://192.168.1.9:4780/t/token\n');
  expect(scan(english)).toBe('http://192.168.1.9:4780/t/token');
  const chinese = await summarize(ready, options, speaker('zh-CN'));
  expect(chinese).toContain('  控制台    http://127.0.0.1:4780/\n');
  expect(chinese).not.toMatch(/\{\w+\}/);
});
