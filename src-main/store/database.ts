import { closeSync, existsSync, mkdirSync, openSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { StartupError } from '../startup-error.ts';

export type SqliteConnection = Database.Database;

/**
 * Opens a landing's SQLite file as every connection of the product is opened: WAL, `synchronous=FULL` (an answer
 * "received" means on disk), foreign keys on.
 */
export function openDatabase(file: string): SqliteConnection {
  const connection = new Database(file);
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = FULL');
  connection.pragma('foreign_keys = ON');
  connection.pragma('recursive_triggers = ON');
  connection.pragma('busy_timeout = 5000');
  connection.pragma('cache_size = -64000');
  connection.pragma('wal_autocheckpoint = 4000');
  connection.pragma('journal_size_limit = 67108864');
  connection.pragma('temp_store = MEMORY');
  return connection;
}

/** Holds a data folder for one landing; the operating system releases it when the process dies in any way. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes the data folder for this process. The lock is an exclusive SQLite transaction on a file of its own, because
 * that is released by the operating system however the holder ends. Throws StartupError when another landing has it.
 */
export function lockFolder(folder: string): FolderLock {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    closeSync(openSync(join(folder, '.writable'), 'w'));
    unlinkSync(join(folder, '.writable'));
  } catch (cause) {
    throw new StartupError('data_folder_unusable', { folder, cause: (cause as Error).message }, { cause });
  }
  const file = join(folder, 'landing.lock');
  const fresh = !existsSync(file);
  const connection = new Database(file, { timeout: 0 });
  try {
    connection.pragma('locking_mode = EXCLUSIVE');
    if (fresh) connection.pragma('journal_mode = DELETE');
    connection.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    connection.close();
    throw new StartupError('data_folder_in_use', { folder }, { cause });
  }
  return { release: () => connection.close() };
}
