import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import Database from 'better-sqlite3';
import { AppError } from '#shared/errors.ts';
import { renameDurably, requireRoom, writingError } from '../durable.ts';
import { beginStep, counted, type Task } from '../progress.ts';
import { type Applied, aboutDatabase, copyChecked } from '../verify.ts';
import { Sealing } from './chunks.ts';
import { type BackupHeader, boundTo, encodeFoot, encodeHead } from './format.ts';
import { type BackupKey, digestFor, type FileKeys, newSeal, unlockWith } from './keys.ts';
import { readBackup } from './read.ts';

export interface BackupWish extends Task {
  /** The database to copy; it may be in use by a running landing. */
  readonly database: string;
  /** The backup to make. */
  readonly file: string;
  /** The program's version. */
  readonly app: string;
  readonly now: number;
  /** Encrypts it; without one it is readable for whoever finds it. */
  readonly key?: BackupKey | undefined;
  /** A folder for the readable copy while it is packed and looked through again; by default the backup's own. */
  readonly scratch?: string | undefined;
  /** Whether a file of that name may be replaced; otherwise that is refused. */
  readonly replace?: boolean | undefined;
  /** Left free on the scratch folder's disk, bytes: where orders are written to it meanwhile. */
  readonly reserve?: number | undefined;
}

const chunkBytes = 262_144;

/** A database with its log: what is newest may not be in the database's own file yet. Bytes. */
function sizeOf(database: string): number {
  const log = statSync(`${database}-wal`, { throwIfNoEntry: false });
  return statSync(database).size + (log?.size ?? 0);
}

/** The readable copy needs its own size, and the backup at most about as much again. */
function requireRoomFor({ database, file, scratch, reserve = 0 }: BackupWish): void {
  const size = sizeOf(database);
  const folder = dirname(file);
  if (scratch === undefined || statSync(scratch).dev === statSync(folder).dev) requireRoom(folder, size * 2 + reserve);
  else {
    requireRoom(folder, size);
    requireRoom(scratch, size + reserve);
  }
}

/** A copy of the database, and what it says of itself. Throws AppError backup_of_damaged. */
function copyDatabase(database: string, copy: string) {
  let connection: Database.Database | undefined;
  try {
    connection = new Database(database, { readonly: true });
    const about = aboutDatabase(connection);
    if (!about) throw new Error('schema_migration is missing');
    copyChecked(connection, copy);
    return about;
  } catch (error) {
    const said = writingError(dirname(copy), error);
    if (said !== error || !(error instanceof Error)) throw said;
    throw new AppError('backup_of_damaged', { cause: error.message }, {}, { cause: error });
  } finally {
    connection?.close();
  }
}

async function digestOf(file: string, keys: FileKeys | undefined, signal: AbortSignal | undefined): Promise<string> {
  const digest = digestFor(keys);
  for await (const chunk of createReadStream(file, { highWaterMark: chunkBytes, signal }))
    digest.update(chunk as Buffer);
  return digest.digest('hex');
}

/**
 * Makes a backup of a landing's database: a checked copy, compressed (and encrypted) in constant memory, on the disk,
 * then read back from there and opened as a restore would, before it carries its name. Throws AppError
 * database_missing, backup_file_exists, backup_no_room, backup_not_written, backup_read_only, backup_in_use,
 * backup_of_damaged, or backup_disk_unreliable when what was read back is not what was written; AbortError when `signal`
 * asked for an end. Leaves nothing behind then.
 */
export async function writeBackup(wish: BackupWish): Promise<{ file: string; size: number; header: BackupHeader }> {
  const { database, file, key, signal } = wish;
  const folder = dirname(file);
  const copy = join(wish.scratch ?? folder, `${basename(file)}.copy.part`);
  const part = `${file}.part`;
  if (!existsSync(database)) throw new AppError('database_missing', { folder: dirname(database) });
  if (existsSync(file) && !wish.replace) throw new AppError('backup_file_exists', { file });
  try {
    for (const place of [folder, dirname(copy)]) mkdirSync(place, { recursive: true, mode: 0o700 });
    requireRoomFor(wish);
    removeLeftovers(copy, part);
    await beginStep(wish, 'copying');
    const about = copyDatabase(database, copy);
    await beginStep(wish, 'checking');
    const { size } = statSync(copy);
    const sealed = key && newSeal(key);
    const header: BackupHeader = {
      kind: 'landing',
      app: wish.app,
      madeAt: wish.now,
      ...about,
      database: { size, sha256: await digestOf(copy, sealed?.keys, signal) },
      compression: 'gzip',
      encryption: sealed?.seal ?? null,
    };
    await beginStep(wish, 'packing', size);
    await pack(wish, { header, keys: sealed?.keys, copy, part });
    rmSync(copy);
    await readBack(wish, { part, copy, migrations: about.migrations });
    signal?.throwIfAborted();
    renameDurably(part, file);
    return { file, size: statSync(file).size, header };
  } catch (error) {
    throw writingError(folder, error);
  } finally {
    removeLeftovers(copy, part);
  }
}

/** What is not finished, or is not needed any more; SQLite's journal of the copy too, which it would take for a later one's. */
function removeLeftovers(copy: string, part: string): void {
  for (const leftover of [`${copy}-journal`, copy, part]) rmSync(leftover, { force: true });
}

/** Opens what was written as a restore would. Throws AppError backup_disk_unreliable where it is not what it should be. */
async function readBack(
  wish: BackupWish,
  { part, copy, migrations }: { part: string; copy: string; migrations: readonly Applied[] },
): Promise<void> {
  try {
    await readBackup(part, copy, { ...wish, migrations, unlock: unlockWith({ key: wish.key }) });
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code === 'backup_no_room') throw cause;
    throw new AppError('backup_disk_unreliable', { folder: dirname(part), cause: cause.code }, {}, { cause });
  }
}

async function pack(
  task: Task,
  { header, keys, copy, part }: { header: BackupHeader; keys: FileKeys | undefined; copy: string; part: string },
): Promise<void> {
  const handle = await open(part, 'wx', 0o600);
  try {
    const head = encodeHead(header);
    const hash = createHash('sha256').update(head);
    await handle.writeFile(head);
    await pipeline(
      createReadStream(copy, { highWaterMark: chunkBytes }),
      counted(task, 'packing', header.database.size),
      createGzip(),
      keys ? new Sealing(keys, boundTo(head)) : new PassThrough(),
      async (chunks: AsyncIterable<Buffer>) => {
        for await (const chunk of chunks) {
          hash.update(chunk);
          await handle.writeFile(chunk);
        }
      },
      { signal: task.signal },
    );
    await handle.writeFile(encodeFoot(hash.digest()));
    await handle.sync();
  } finally {
    await handle.close();
  }
}
