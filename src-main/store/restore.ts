import { closeSync, mkdirSync, openSync, readSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import type { FoundBackup } from '#shared/desktop/rescue.ts';
import { AppError } from '#shared/errors.ts';
import { migrationsFolder } from '../paths.ts';
import { syncFile } from '../sync-disk.ts';
import { describeBackup } from './backup/found.ts';
import type { Unlock } from './backup/keys.ts';
import { type Reading, readBackup, readCopy } from './backup/read.ts';
import { lockFolder } from './database.ts';
import { writingError } from './durable.ts';
import { exchangeDatabase, finishExchange, isExchangePending, replacedDatabases } from './exchange.ts';
import { readMigrations } from './migrate.ts';
import { beginStep, type Task } from './progress.ts';

export interface RestoreWish extends Task {
  /** The landing's data folder; no landing may be running on it. */
  readonly data: string;
  /** A `.ldbackup`, or a landing's database file. */
  readonly file: string;
  readonly now: number;
  /** Opens an encrypted backup; without it one is refused. */
  readonly unlock?: Unlock | undefined;
  /** Called after each step of the exchange (tests end it there). */
  readonly reached?: (step: string) => void;
}

function beginsLikeSqlite(path: string): boolean {
  const start = Buffer.alloc(16);
  const descriptor = openSync(path, 'r');
  try {
    readSync(descriptor, start, 0, start.length, 0);
  } finally {
    closeSync(descriptor);
  }
  return start.toString('latin1') === 'SQLite format 3\0';
}

/** Verifies a backup, or a plain copy of a landing's database, and unpacks it into `staging`. Throws AppError backup_…. */
export function stageBackup(file: string, staging: string, task: Reading): Promise<unknown> {
  return beginsLikeSqlite(file) ? readCopy(file, staging, task) : readBackup(file, staging, task);
}

/**
 * Prepares a restored database to live on: leaves the row `restored` by which sync will give it a new epoch
 * (a copy must not reuse sequence numbers), and ends everybody's sign-in, since a backup would bring back sessions that
 * were ended after it was made.
 */
export function markRestored(staging: string, restored: { at: number; madeAt: number }): void {
  const connection = new Database(staging);
  try {
    connection.transaction(() => {
      connection
        .prepare(
          'INSERT INTO landing (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
        )
        .run('restored', JSON.stringify(restored));
      connection.prepare('DELETE FROM session').run();
    })();
  } finally {
    connection.close();
  }
  syncFile(staging);
}

/**
 * Puts a backup in the place of the landing's database. It is verified whole first; the present database is moved to
 * `replaced/` and can be brought back (`undoRestore`). Gives what was restored and where the present one went.
 * Throws StartupError data_folder_in_use, AppError backup_…; AbortError when asked to end, which it heeds until the
 * exchange begins. Whatever happens, the next start finds the old database or the new one, whole.
 */
export async function restoreBackup(wish: RestoreWish): Promise<{ backup: FoundBackup; replaced: string | null }> {
  const { data, file, now } = wish;
  const lock = lockFolder(data);
  const folder = join(data, 'restoring');
  const staging = join(folder, 'landing.db');
  try {
    finishExchange(data);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const backup = describeBackup(file);
    await stageBackup(file, staging, { ...wish, migrations: readMigrations(migrationsFolder) });
    markRestored(staging, { at: now, madeAt: backup.madeAt });
    await beginStep(wish, 'moving');
    const plan = { kind: 'restore', incoming: 'restoring', at: now, from: basename(file) } as const;
    const replaced = exchangeDatabase(data, plan, wish.reached);
    const kept = replacedDatabases(data).some(({ folder: put }) => put === replaced);
    return { backup, replaced: kept ? resolve(data, replaced) : null };
  } catch (error) {
    throw writingError(data, error);
  } finally {
    if (!isExchangePending(data)) rmSync(folder, { recursive: true, force: true });
    lock.release();
  }
}

/**
 * Ends a restore that was cut off, so that what is read next is one database and not the half of one: its newest orders
 * may have been moved already. Does nothing without one. Throws StartupError data_folder_in_use, restore_unfinished.
 */
export function settleRestore(data: string): void {
  if (!isExchangePending(data)) return;
  const lock = lockFolder(data);
  try {
    finishExchange(data);
  } catch (error) {
    throw writingError(data, error);
  } finally {
    lock.release();
  }
}

/** The restore or recovery that could be taken back: the last exchange, if it was one. */
export function undoableRestore(data: string): { readonly folder: string; readonly at: number } | undefined {
  const last = replacedDatabases(data)[0];
  return last && last.kind !== 'undo' ? last : undefined;
}

/**
 * Brings back the database that the last restore put aside, exactly as it was; the restored one is kept in its turn.
 * Throws AppError restore_nothing_to_undo, StartupError data_folder_in_use.
 */
export async function undoRestore(wish: Omit<RestoreWish, 'file'>): Promise<{ replaced: string | null }> {
  const { data, now } = wish;
  const lock = lockFolder(data);
  try {
    finishExchange(data);
    const last = undoableRestore(data);
    if (!last) throw new AppError('restore_nothing_to_undo');
    await beginStep(wish, 'moving');
    const replaced = exchangeDatabase(data, { kind: 'undo', incoming: last.folder, at: now, from: '' }, wish.reached);
    return { replaced: resolve(data, replaced) };
  } catch (error) {
    throw writingError(data, error);
  } finally {
    lock.release();
  }
}
