import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const sources = [
  'src-{main,renderer,shared,server,cloud}/**/*',
  'assets/**/*',
  '{electron.vite,vite.operator,vite.cloud}.config.ts',
  'package-lock.json',
];
/** Desktop, landing and its screens; then the screens of the cloud, and its program. */
const builders = [
  ['node_modules/electron-vite/bin/electron-vite.js', 'build'],
  ['node_modules/vite/bin/vite.js', 'build', '--config', 'vite.operator.config.ts'],
  ['node_modules/vite/bin/vite.js', 'build', '--config', 'vite.cloud.config.ts'],
] as const;

/** A value that changes when a source was added, removed or saved; reads no contents, so it costs milliseconds. */
export function sourcesFingerprint(root: string): string {
  const hash = createHash('sha256');
  for (const path of globSync(sources, { cwd: root }).sort()) {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

const stampOf = (root: string) => join(root, 'out', '.sources');

/** The landing as it is built for release: one bundle starts three times as fast as its sources do. */
export const builtLanding = (root: string) => join(root, 'out/main/landing.js');

/** The cloud as it is built for release. */
export const builtCloud = (root: string) => join(root, 'out/cloud/cloud.js');

/** Whether `out/` was built from the sources as they are now. */
export function isBuilt(root: string): boolean {
  const stamp = stampOf(root);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourcesFingerprint(root);
}

/** Runs a tool. @throws Error with its output when it fails. */
async function run(root: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
  }
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(output);
}

/** Builds main, preload, screens and cloud into `out/`. @throws Error with the builder's output when it fails. */
export async function build(root: string): Promise<void> {
  const before = sourcesFingerprint(root);
  for (const [builder, ...args] of builders) await run(root, [join(root, builder), ...args]);
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(stampOf(root), before);
}
