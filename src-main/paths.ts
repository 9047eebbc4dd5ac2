import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Goes up from a folder to the first one that holds `path`. */
function findUp(from: string, path: string): string {
  let folder = from;
  while (!existsSync(join(folder, path))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`the program folder is incomplete: ${path} is missing`);
    folder = parent;
  }
  return folder;
}

/**
 * The folder that holds package.json, assets and the built screens; the same from source, from a bundle, and in a
 * package, where it is the archive (`resources/app.asar`) and reads like a folder.
 */
export const programRoot = findUp(import.meta.dirname, 'package.json');

/** In the program's folder, or in a package beside the archive, where an administrator can read them. */
export const migrationsFolder = join(
  findUp(programRoot, join('migrations', 'landing', 'meta', '_journal.json')),
  'migrations',
  'landing',
);
export const assetsFolder = join(programRoot, 'assets');
export const screensFolder = join(programRoot, 'out', 'renderer');
