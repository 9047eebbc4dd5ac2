import { closeSync, existsSync, openSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Holds a data folder for one process; the operating system releases it when the process dies in any way. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes a folder for this process, by a lock file of that name in it; gives undefined when another process has it. The
 * lock is an exclusive SQLite transaction on a file of its own, because that is released by the operating system however
 * the holder ends. Throws the file system's or SQLite's error when the folder cannot be written.
 */
export function takeFolder(folder: string, name: string): FolderLock | undefined {
  closeSync(openSync(join(folder, '.writable'), 'w'));
  unlinkSync(join(folder, '.writable'));
  const file = join(folder, name);
  const fresh = !existsSync(file);
  const connection = new Database(file, { timeout: 0 });
  try {
    connection.pragma('locking_mode = EXCLUSIVE');
    if (fresh) connection.pragma('journal_mode = DELETE');
    connection.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    connection.close();
    if ((cause as { code?: string }).code?.startsWith('SQLITE_BUSY')) return undefined;
    throw cause;
  }
  return { release: () => connection.close() };
}
