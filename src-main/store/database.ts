import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { type FolderLock, takeFolder } from '#server/folder-lock.ts';
import { StartupError } from '../startup-error.ts';
import { registerCapture } from './capture.ts';

export type SqliteConnection = Database.Database;

/**
 * Opens a landing's SQLite file as every connection of the product is opened: WAL, `synchronous=FULL` (an answer
 * "received" means on disk), foreign keys on, and the functions that the triggers of sync ask.
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
  registerCapture(connection);
  return connection;
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

/** Takes the data folder for this process. Throws StartupError when another landing has it, or it cannot be written. */
export function lockFolder(folder: string): FolderLock {
  makeDataFolder(folder);
  let lock: FolderLock | undefined;
  try {
    lock = takeFolder(folder, 'landing.lock');
  } catch (cause) {
    throw folderError(folder, cause);
  }
  if (!lock) throw new StartupError('data_folder_in_use', { folder });
  return lock;
}
