import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

function findProgramRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'migrations', 'landing'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('the program folder is incomplete: migrations/landing is missing');
    folder = parent;
  }
  return folder;
}

/** The folder that holds migrations, assets and the built screens; the same from source and from a bundle. */
export const programRoot = findProgramRoot();

export const migrationsFolder = join(programRoot, 'migrations', 'landing');
export const assetsFolder = join(programRoot, 'assets');
export const screensFolder = join(programRoot, 'out', 'renderer');
