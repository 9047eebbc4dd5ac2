/**
 * `npm run dist`: builds, gathers the licences, checks that every native part is there, and has electron-builder make the
 * packages of this platform. docs/operations/release.md walks through a release.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { missingNatives } from './dist/natives.ts';
import {
  type Architecture,
  architectures,
  builderArguments,
  type DistOptions,
  missingForRelease,
  readDistOptions,
  usage,
} from './dist/options.ts';
import { describeSizes } from './dist/sizes.ts';
import { makeStandIn } from './dist/stand-in.ts';
import { thirdPartyText } from './dist/third-party.ts';
import { build, isBuilt } from './start/screens.ts';
import { runStep } from './steps.ts';

const root = join(import.meta.dirname, '..');
const say = (text: string) => void process.stdout.write(`${text}\n`);
const complain = (text: string) => void process.stderr.write(`${text}\n`);

/** The processors that are packed for: the one asked for, this one for a folder, else those in electron-builder.yml. */
function wantedArchitectures({ arch, dir }: DistOptions): readonly Architecture[] {
  if (arch) return [arch];
  if (dir) return architectures.filter((known) => known === process.arch);
  return process.platform === 'win32' ? ['x64'] : architectures;
}

function electronVersion(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

async function pack(options: DistOptions): Promise<boolean> {
  const ours = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const standIn = options.standIn ? mkdtempSync(join(tmpdir(), 'stand-in-')) : undefined;
  try {
    if (standIn) makeStandIn(standIn, electronVersion());
    const args = builderArguments(options, process.platform, process.env, standIn ?? ours);
    return await runStep({ name: 'electron-builder', command: ['electron-builder', ...args] });
  } finally {
    if (standIn) rmSync(standIn, { recursive: true, force: true });
  }
}

async function main(): Promise<number> {
  let options: DistOptions;
  try {
    options = readDistOptions(process.argv.slice(2));
  } catch (error) {
    complain(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  if (options.standIn && process.platform !== 'linux') {
    complain('The stand-in is made for Linux only; leave --stand-in away where the binary can be had.');
    return 2;
  }
  const lacking = options.release ? missingForRelease(process.platform, process.env) : [];
  for (const arch of wantedArchitectures(options)) {
    const natives = missingNatives(root, process.platform, arch);
    if (natives.length === 0) continue;
    lacking.push(
      `For ${process.platform}-${arch} these are not installed: ${natives.join(', ')}. ` +
        `Build on such a computer, or run: npm ci --cpu=${arch}, or choose another with --arch.`,
    );
  }
  if (lacking.length > 0) {
    for (const sentence of lacking) complain(sentence);
    return 2;
  }

  if (!isBuilt(root)) {
    say('▸ building the screens and programs');
    await build(root);
  }
  writeFileSync(join(root, 'out', 'third-party.txt'), thirdPartyText(root));
  if (!(await pack(options))) return 1;
  say('');
  for (const line of describeSizes(resolve(root, options.out))) say(line);
  return 0;
}

process.exitCode = await main();
