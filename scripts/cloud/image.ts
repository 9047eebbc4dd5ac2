/**
 * `node scripts/cloud/image.ts FOLDER`: lays out what a server needs to run the cloud, and no more: the bundle, the screens
 * it serves, its migrations, and the packages the bundle leaves outside. The Dockerfile copies this folder.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findPackage } from '../dist/packed-folders.ts';
import { builtCloud, isBuilt } from '../start/screens.ts';
import { cloudPackages } from './packages.ts';

const root = join(import.meta.dirname, '..', '..');

/** Of the packages only what runs here: no sources, no maps, no extensions of PGlite, nobody else's binaries. */
function isWanted(path: string): boolean {
  if (!path.includes('node_modules')) return true;
  if (/\.(map|[cm]?ts|md|c|cc|cpp|h|hpp|gyp|gypi)$|pg-protocol\/src(\/|$)/.test(path)) return false;
  if (/better-sqlite3\/(deps|src)(\/|$)/.test(path)) return false;
  if (/better-sqlite3\/prebuilds\/[^/]+\.node$/.test(path)) return path.includes(`${process.platform}-${process.arch}`);
  if (/pglite\/dist\/(contrib|live|pg_dump|worker|vector)(\/|$)/.test(path)) return false;
  return !/pglite\/dist\/[^/]+\.(tar\.gz|cjs)$/.test(path);
}

/** The folders of these packages and of all that they need, as Node finds them. */
function withDependencies(names: readonly string[], from: string, found = new Set<string>()): Set<string> {
  for (const name of names) {
    const folder = findPackage(name, from, root);
    if (!folder || found.has(folder)) continue;
    found.add(folder);
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    withDependencies(Object.keys(dependencies), folder, found);
  }
  return found;
}

function layOut(target: string): void {
  const copy = (path: string) => {
    if (!existsSync(join(root, path))) throw new Error(`${path} is missing`);
    cpSync(join(root, path), join(target, path), { recursive: true, filter: isWanted });
  };
  mkdirSync(target, { recursive: true });
  for (const path of ['out/cloud', 'out/operator', 'migrations/cloud', 'LICENSE']) copy(path);
  for (const folder of withDependencies(cloudPackages, root)) copy(folder.slice(root.length + 1));
  const { name, version, license, type } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  writeFileSync(join(target, 'package.json'), `${JSON.stringify({ name, version, license, type, private: true })}\n`);
}

const [folder] = process.argv.slice(2);
if (folder === undefined || (existsSync(folder) && readdirSync(folder).length > 0)) {
  process.stderr.write('Give an empty folder: node scripts/cloud/image.ts FOLDER\n');
  process.exitCode = 2;
} else if (!isBuilt(root) || !existsSync(builtCloud(root))) {
  process.stderr.write('Build first: npm run build\n');
  process.exitCode = 2;
} else layOut(resolve(folder));
