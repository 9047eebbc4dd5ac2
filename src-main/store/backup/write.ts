import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import Database from 'better-sqlite3';
import { AppError } from '#shared/errors.ts';
import { type BackupHeader, encodeFoot, encodeHead } from './format.ts';
import { renameDurably, requireRoom, writingError } from '../durable.ts';
import { beginStep, counted, type Task } from '../progress.ts';
import { aboutDatabase, copyChecked } from '../verify.ts';

export interface BackupWish extends Task {
  /** The database to copy; it may be in use by a running landing. */
  readonly database: string;
  /** The backup to make. */
  readonly file: string;
  /** The program's version. */
  readonly app: string;
  readonly now: number;
  /** Whether a file of that name may be replaced; otherwise that is refused. */
  readonly replace?: boolean | undefined;
  /** Left free on the disk, bytes: where orders are written to it meanwhile. */
  readonly reserve?: number | undefined;
}

/** The copy needs its own size, and the backup at most about as much again. */
const roomFactor = 2;
const chunkBytes = 262_144;

/** A database with its log: what is newest may not be in the database's own file yet. Bytes. */
function sizeOf(database: string): number {
  const log = statSync(`${database}-wal`, { throwIfNoEntry: false });
  return statSync(database).size + (log?.size ?? 0);
}

/** The database's copy beside the backup, and what it says of itself. Throws AppError backup_of_damaged. */
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

async function hashOf(file: string, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: chunkBytes }), hash, { signal });
  return hash.digest('hex');
}

/**
 * Makes a backup of a landing's database: a verified copy, compressed in constant memory, whole and on the disk before
 * it carries its name. Throws AppError database_missing, backup_file_exists, backup_no_room, backup_not_written or
 * backup_of_damaged; AbortError when `signal` asked for an end. Leaves nothing behind then.
 */
export async function writeBackup(wish: BackupWish): Promise<{ file: string; size: number; header: BackupHeader }> {
  const { database, file, signal } = wish;
  const folder = dirname(file);
  const copy = `${file}.copy.part`;
  const part = `${file}.part`;
  if (!existsSync(database)) throw new AppError('database_missing', { folder: dirname(database) });
  if (existsSync(file) && !wish.replace) throw new AppError('backup_file_exists', { file });
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    requireRoom(folder, sizeOf(database) * roomFactor + (wish.reserve ?? 0));
    for (const leftover of [copy, part]) rmSync(leftover, { force: true });
    await beginStep(wish, 'copying');
    const about = copyDatabase(database, copy);
    await beginStep(wish, 'checking');
    const size = statSync(copy).size;
    const header: BackupHeader = {
      kind: 'landing',
      app: wish.app,
      madeAt: wish.now,
      ...about,
      database: { size, sha256: await hashOf(copy, signal) },
      compression: 'gzip',
      encryption: null,
    };
    await beginStep(wish, 'packing', size);
    await pack(wish, header, copy, part);
    signal?.throwIfAborted();
    renameDurably(part, file);
    return { file, size: statSync(file).size, header };
  } catch (error) {
    throw writingError(folder, error);
  } finally {
    for (const leftover of [copy, part]) rmSync(leftover, { force: true });
  }
}

async function pack(task: Task, header: BackupHeader, copy: string, part: string): Promise<void> {
  const handle = await open(part, 'wx', 0o600);
  try {
    const head = encodeHead(header);
    const hash = createHash('sha256').update(head);
    await handle.writeFile(head);
    await pipeline(
      createReadStream(copy, { highWaterMark: chunkBytes }),
      counted(task, 'packing', header.database.size),
      createGzip(),
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
