import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { runFolder } from './run-folder.ts';

/** What the first of a run's processes that needs it makes for all: `make` leaves it at the path it is given. */
async function madeOnce(name: string, make: (path: string) => Promise<void>): Promise<string | undefined> {
  const shared = runFolder();
  if (shared === undefined) return undefined;
  const made = join(shared, name);
  if (existsSync(made)) return made;
  const making = mkdtempSync(join(shared, 'making-'));
  await make(join(making, name));
  try {
    renameSync(join(making, name), made);
  } catch (error) {
    // Another process was quicker.
    if (!existsSync(made)) throw error;
  }
  rmSync(making, { recursive: true, force: true });
  return made;
}

let seed: Promise<Blob | undefined> | undefined;

/**
 * An empty database of PGlite, as its own `initdb` makes one, without a table of ours: migrations run on it all the same.
 * To make it takes a second of processor time, to load it a third of that. Undefined outside of a run of tests.
 */
export function databaseSeed(): Promise<Blob | undefined> {
  seed ??= madeOnce('database.tar', async (path) => {
    const pglite = await PGlite.create();
    writeFileSync(path, Buffer.from(await (await pglite.dumpDataDir('none')).arrayBuffer()));
    await pglite.close();
  }).then((path) => (path === undefined ? undefined : new Blob([readFileSync(path)])));
  return seed;
}

/** Lays the same into the data folder of a cloud or an MTMS that never ran there. */
export async function seedFolder(folder: string): Promise<void> {
  const database = join(folder, 'database');
  if (existsSync(database)) return;
  const made = await madeOnce('database', async (path) => {
    const pglite = await PGlite.create(path);
    await pglite.close();
  });
  if (made === undefined) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  cpSync(made, database, { recursive: true });
}
