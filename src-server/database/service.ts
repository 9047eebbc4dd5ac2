/** PostgreSQL, or PGlite in this process: what every server program of ours stores its data in. */

import type { DatabaseOptions, Driver } from './driver.ts';
import { openEmbedded } from './embedded.ts';
import { openPostgres } from './postgres.ts';

export { bytea } from './columns.ts';
export { type DatabaseOptions, type Driver, type Leave, rowsOf, type Tx, type Work } from './driver.ts';
export { databaseFolder, markMoved } from './embedded.ts';
export { knownMigrations, migrate } from './migrate.ts';
export { addressOf } from './postgres.ts';
export { Prepared } from './prepared.ts';
export { databaseTrouble } from './trouble.ts';

/** Opens PostgreSQL or PGlite for a program; nothing is migrated yet. Throws StartupError when it cannot be used. */
export function openDatabase(program: string, options: DatabaseOptions): Promise<Driver> {
  const { url, folder, seed, connections = 10, patienceMs = 0, onWaiting } = options;
  return url === undefined
    ? openEmbedded(folder, seed)
    : openPostgres(url, { program, connections, patienceMs, onWaiting });
}
