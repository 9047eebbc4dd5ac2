import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { migrationsFolder } from '../paths.ts';
import { StartupError } from '../startup-error.ts';
import { folderError, lockFolder, openDatabase, type SqliteConnection } from './database.ts';
import { finishExchange } from './exchange.ts';
import { newId } from './ids.ts';
import { migrate, readMigrations } from './migrate.ts';
import { projectionsName, projectionsVersion, Store } from './store.ts';
import { landingTable } from './tables.ts';

/** An open data folder: its store, its raw connection for maintenance and tests, and the way to close it cleanly. */
export interface OpenStore {
  readonly store: Store;
  readonly connection: SqliteConnection;
  /** True when the last run on this folder did not end cleanly (and the integrity check since then passed). */
  readonly recovered: boolean;
  /** Where it lies. */
  readonly file: string;
  close(): Promise<void>;
}

export interface OpenStoreOptions {
  readonly folder: string;
  readonly now?: (() => number) | undefined;
  readonly onListenerError: (error: unknown) => void;
}

function readDeviceId(connection: SqliteConnection): string {
  const db = drizzle(connection);
  const known = db.select().from(landingTable).where(eq(landingTable.name, 'deviceId')).get();
  if (known) return known.value;
  const value = newId();
  db.insert(landingTable)
    .values([
      { name: 'deviceId', value },
      { name: projectionsName, value: projectionsVersion },
    ])
    .run();
  return value;
}

/** A store on a second connection to the file of an open landing; for work on a thread. */
export function storeOn(
  connection: SqliteConnection,
  options: Pick<OpenStoreOptions, 'now' | 'onListenerError'>,
): Store {
  return new Store(connection, { ...options, deviceId: readDeviceId(connection) });
}

/**
 * Opens a landing's data folder: takes its lock, checks the file after an unclean end (`quick_check`), migrates it
 * behind a verified copy. Throws StartupError with what to do; the data is never touched by a refusal.
 */
export function openStore(options: OpenStoreOptions): OpenStore {
  const { folder } = options;
  const lock = lockFolder(folder);
  const file = join(folder, 'landing.db');
  const backups = join(folder, 'backups');
  const runningMark = join(folder, 'running');
  let connection: SqliteConnection | undefined;
  try {
    finishExchange(folder);
    const recovered = existsSync(runningMark) && existsSync(file);
    connection = openDatabase(file);
    if (recovered) {
      const finding = connection.pragma('quick_check(10)', { simple: true });
      if (finding !== 'ok') throw new StartupError('database_corrupt', { finding: String(finding), file, backups });
    }
    migrate(connection, readMigrations(migrationsFolder), backups);
    writeFileSync(runningMark, `${process.pid}\n`);
    const store = new Store(connection, { ...options, deviceId: readDeviceId(connection) });
    const open = connection;
    return {
      store,
      connection,
      recovered,
      file,
      async close() {
        await store.close();
        open.close();
        rmSync(runningMark, { force: true });
        lock.release();
      },
    };
  } catch (error) {
    connection?.close();
    lock.release();
    if (error instanceof StartupError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
      throw new StartupError(
        'database_corrupt',
        { finding: (error as Error).message, file, backups },
        { cause: error },
      );
    }
    if (/^(ENOSPC|EDQUOT|EROFS|EACCES|EIO|SQLITE_(FULL|READONLY|IOERR|CANTOPEN))/.test(code)) {
      throw folderError(folder, error);
    }
    throw error;
  }
}
