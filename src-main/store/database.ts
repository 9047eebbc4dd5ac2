import { closeSync, existsSync, mkdirSync, openSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

/** Where systems put removable disks, and how many names below it lead to the disk itself. */
const mountPoints = /^(\/(?:media|run\/media)\/[^/]+\/[^/]+|\/(?:mnt|Volumes)\/[^/]+)/;

/** Where the removable disk of a folder appears while it is plugged in; undefined for a folder on none. */
export const diskOf = (folder: string): string | undefined => mountPoints.exec(folder)?.[1];

/**
 * Makes a folder of a landing's data. On a removable disk that is not there it makes nothing: an empty database in its
 * place would look like lost data. Throws StartupError disk_missing, disk_full or data_folder_unusable.
 */
export function makeDataFolder(folder: string): void {
  const disk = diskOf(folder);
  const parent = dirname(folder);
  if (disk !== undefined && disk !== folder && !existsSync(disk)) {
    throw new StartupError('disk_missing', { folder, parent: disk });
  }
  if (disk === folder && !existsSync(parent)) throw new StartupError('disk_missing', { folder, parent });
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw folderError(folder, cause);
  }
}

/** What is wrong with a folder that cannot be written, for the person at the computer. */
export function folderError(folder: string, cause: unknown): StartupError {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'SQLITE_FULL') {
    return new StartupError('disk_full', { folder }, { cause });
  }
  return new StartupError('data_folder_unusable', { folder, cause: message }, { cause });
}

/**
 * Takes the data folder for this process. The lock is an exclusive SQLite transaction on a file of its own, because
 * that is released by the operating system however the holder ends. Throws StartupError when another landing has it.
 */
export function lockFolder(folder: string): FolderLock {
  makeDataFolder(folder);
  try {
    closeSync(openSync(join(folder, '.writable'), 'w'));
    unlinkSync(join(folder, '.writable'));
  } catch (cause) {
    throw folderError(folder, cause);
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
    const { code } = cause as { code?: string };
    if (!code?.startsWith('SQLITE_BUSY')) throw folderError(folder, cause);
    throw new StartupError('data_folder_in_use', { folder }, { cause });
  }
  return { release: () => connection.close() };
}
