import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import type { FoundBackup, Recovery, SalvagedChanges } from '#shared/desktop/rescue.ts';
import { AppError } from '#shared/errors.ts';
import { migrationsFolder } from '../paths.ts';
import { syncFile } from '../sync-disk.ts';
import { backupsIn, backupsOf, describeBackup } from './backup/found.ts';
import type { Unlock } from './backup/keys.ts';
import { readSchedule } from './backup/schedule-file.ts';
import { lockFolder, openDatabase, type SqliteConnection } from './database.ts';
import { writingError } from './durable.ts';
import { exchangeDatabase, finishExchange, isExchangePending } from './exchange.ts';
import { migrate, readMigrations } from './migrate.ts';
import { beginStep, type Task } from './progress.ts';
import { markRestored, stageBackup } from './restore.ts';
import type { SalvagedFacts } from './salvage-facts.ts';
import { aboutDatabase, findingOf } from './verify.ts';

/**
 * Takes what it can from a damaged database into the copy that replaces it. Both are open and nothing else uses them;
 * the damaged one can only be read, and reading any page of it may throw (`isDamage`). What it throws ends the recovery
 * with nothing changed.
 */
export type Salvage = (damaged: SqliteConnection, recovered: SqliteConnection, task: Task) => Promise<Salvaged>;

/** What the rooms took over. */
export interface Salvaged {
  readonly facts: SalvagedFacts;
  /** Of what the cloud did not have yet; null for a landing that does not sync. */
  readonly changes: SalvagedChanges | null;
}

export interface RecoverWish extends Task {
  /** The landing's data folder; no landing may be running on it. */
  readonly data: string;
  /** The copy to go back to; by default the newest good one that is found. */
  readonly file?: string | undefined;
  /** Another folder to look for copies in. */
  readonly folder?: string | undefined;
  readonly now: number;
  readonly unlock?: Unlock | undefined;
  /** What the rooms take over from the damaged database. */
  readonly salvage: Salvage;
}

const nothing: Salvaged = { facts: { returned: 0, unfit: 0, unreadable: 0, until: null }, changes: null };

/** Why a database is not sound; undefined when it is. */
function damageOf(file: string): string | undefined {
  let connection: SqliteConnection | undefined;
  try {
    connection = new Database(file, { readonly: true, fileMustExist: true });
    const finding = findingOf(connection);
    return finding === 'ok' ? undefined : finding;
  } catch (error) {
    return (error as Error).message;
  } finally {
    connection?.close();
  }
}

/** The damaged database for reading; undefined when not even its first page can be read. */
function openDamaged(file: string): SqliteConnection | undefined {
  let connection: SqliteConnection | undefined;
  try {
    connection = new Database(file, { readonly: true, fileMustExist: true });
    connection.prepare('SELECT count(*) FROM sqlite_schema').get();
    return connection;
  } catch {
    connection?.close();
    return undefined;
  }
}

function deviceOf(damaged: SqliteConnection | undefined, data: string): string | null {
  try {
    const told = damaged && aboutDatabase(damaged)?.deviceId;
    if (told) return told;
  } catch {
    // The page that says so is among the damaged ones.
  }
  return readSchedule(data)?.deviceId ?? null;
}

/** What could be gone back to, newest first: this landing's own copies, in its data folder and where its schedule puts them. */
function candidates({ data, file, folder }: RecoverWish, deviceId: string | null): FoundBackup[] {
  if (file !== undefined) return [describeBackup(file)];
  const folders = [readSchedule(data)?.plan?.folder, folder].filter((place) => place !== undefined);
  const found = [...backupsOf(data), ...folders.flatMap((place) => backupsIn(place))];
  const files = new Map(found.map((backup) => [resolve(backup.file), backup]));
  return [...files.values()]
    .filter(({ kind }) => kind !== 'replaced')
    .filter((backup) => deviceId === null || backup.deviceId === deviceId)
    .toSorted((a, b) => b.madeAt - a.madeAt);
}

const damages = ['backup_damaged', 'backup_incomplete', 'backup_foreign', 'backup_newer', 'backup_history'];

/** Stages the newest candidate that is good. Throws AppError recover_no_copy, or why the chosen one could not be opened. */
async function stageNewest(wish: RecoverWish, deviceId: string | null, staging: string) {
  const skipped: string[] = [];
  for (const backup of candidates(wish, deviceId)) {
    try {
      await stageBackup(backup.file, staging, { ...wish, migrations: readMigrations(migrationsFolder) });
      return { backup, skipped };
    } catch (error) {
      const isBad = error instanceof AppError && damages.includes(error.code);
      if (!isBad || wish.file !== undefined) throw error;
      skipped.push(basename(backup.file));
    }
  }
  throw new AppError('recover_no_copy', { folder: join(wish.data, 'backups'), skipped: skipped.length });
}

/** Brings the staged copy up to date and lets the rooms take over what they can. */
async function fill(wish: RecoverWish, staging: string, damaged: SqliteConnection | undefined): Promise<Salvaged> {
  const recovered = openDatabase(staging);
  try {
    migrate(recovered, readMigrations(migrationsFolder), join(staging, '..', 'before'));
    await beginStep(wish, 'salvaging');
    // Whole on the disk before it is put in place; until then it may be made again.
    recovered.pragma('synchronous = OFF');
    return damaged ? await wish.salvage(damaged, recovered, wish) : nothing;
  } finally {
    recovered.close();
  }
}

/**
 * Puts a damaged database aside (to `replaced/`, where it stays) and the newest good copy in its place, with what could
 * still be read of the log beyond that copy. Says what came back and what did not. Throws StartupError
 * data_folder_in_use, AppError database_missing, recover_not_needed, recover_no_copy, backup_…; AbortError when asked to
 * end. Whatever happens, the next start finds the damaged database or the recovered one, whole.
 */
export async function recoverDatabase(wish: RecoverWish): Promise<Recovery> {
  const { data, now } = wish;
  const database = join(data, 'landing.db');
  if (!existsSync(data)) throw new AppError('database_missing', { folder: data });
  const lock = lockFolder(data);
  const folder = join(data, 'restoring');
  const staging = join(folder, 'landing.db');
  let damaged: SqliteConnection | undefined;
  try {
    finishExchange(data);
    if (!existsSync(database)) throw new AppError('database_missing', { folder: data });
    await beginStep(wish, 'checking');
    const finding = damageOf(database);
    if (finding === undefined) throw new AppError('recover_not_needed');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    damaged = openDamaged(database);
    const { backup, skipped } = await stageNewest(wish, deviceOf(damaged, data), staging);
    const { facts, changes } = await fill(wish, staging, damaged);
    const opened = damaged !== undefined;
    damaged?.close();
    markRestored(staging, { at: now, madeAt: backup.madeAt });
    const wrong = damageOf(staging);
    if (wrong !== undefined) throw new Error(`the recovered database is not sound: ${wrong}`);
    syncFile(staging);
    await beginStep(wish, 'moving');
    const plan = { kind: 'recover', incoming: 'restoring', at: now, from: basename(backup.file) } as const;
    const quarantine = resolve(data, exchangeDatabase(data, plan));
    return { finding, backup, skipped, quarantine, facts: { ...facts, readable: opened }, changes };
  } catch (error) {
    throw writingError(data, error);
  } finally {
    damaged?.close();
    if (!isExchangePending(data)) rmSync(folder, { recursive: true, force: true });
    lock.release();
  }
}
