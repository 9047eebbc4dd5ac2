import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const sources = [
  'src-{main,renderer,shared,server,cloud}/**/*',
  'assets/**/*',
  '{electron.vite,vite.cloud,vite.operator,vite.mtms}.config.ts',
  'scripts/page-build.ts',
  'package-lock.json',
];

/**
 * A value that changes when a source was added, removed or saved; reads no contents, so it costs milliseconds. Folders do
 * not count: a file that came and went leaves its folder changed, and the sources as they were.
 */
export function sourcesFingerprint(root: string): string {
  const hash = createHash('sha256');
  for (const path of globSync(sources, { cwd: root }).sort()) {
    const facts = statSync(join(root, path));
    if (facts.isFile()) hash.update(`${path}\0${facts.size}\0${facts.mtimeMs}\n`);
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

/** Runs a tool of node_modules. @throws Error with its output when it fails. */
async function runTool(root: string, path: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'node_modules', path), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
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
  await runTool(root, 'electron-vite/bin/electron-vite.js', ['build']);
  await runTool(root, 'vite/bin/vite.js', ['build', '--config', 'vite.operator.config.ts']);
  await runTool(root, 'vite/bin/vite.js', ['build', '--config', 'vite.mtms.config.ts']);
  await runTool(root, 'vite/bin/vite.js', ['build', '--config', 'vite.cloud.config.ts']);
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(stampOf(root), before);
}
