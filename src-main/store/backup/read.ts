import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { PassThrough, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import Database from 'better-sqlite3';
import { AppError } from '#shared/errors.ts';
import { syncFile } from '../../sync-disk.ts';
import { requireRoom, writingError } from '../durable.ts';
import { beginStep, counted, type Task } from '../progress.ts';
import { type Applied, requireUsable } from '../verify.ts';
import { Opening } from './chunks.ts';
import { type BackupHeader, type BackupOutline, readOutline } from './format.ts';
import { digestFor, type FileKeys, type Unlock, unlockWith } from './keys.ts';

const chunkBytes = 262_144;
/** What the restored landing needs besides its database. */
const spareBytes = 16_000_000;

/** Hashes the file up to its end mark. Throws AppError backup_damaged where that is not what the file says. */
async function requireUnchanged(path: string, outline: BackupOutline, task: Task): Promise<void> {
  const hash = createHash('sha256');
  const sink = new Writable({
    write(chunk: Buffer, _encoding, next) {
      hash.update(chunk);
      next();
    },
  });
  const source = createReadStream(path, { end: outline.end - 1, highWaterMark: chunkBytes });
  await pipeline(source, counted(task, 'checking', outline.end), sink, { signal: task.signal });
  if (!hash.digest().equals(outline.sha256)) throw new AppError('backup_damaged', { file: basename(path) });
}

/** Unpacks the database; never writes more than the header announced. */
async function unpack(
  path: string,
  { header, start, end, bound }: BackupOutline,
  { staging, keys, task }: { staging: string; keys: FileKeys | undefined; task: Task },
): Promise<void> {
  const { size, sha256 } = header.database;
  const digest = digestFor(keys);
  let written = 0;
  const measured = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      written += chunk.length;
      digest.update(chunk);
      next(written > size ? new RangeError('larger than announced') : null, chunk);
    },
  });
  await pipeline(
    createReadStream(path, { start, end: end - 1, highWaterMark: chunkBytes }),
    keys ? new Opening(keys, bound) : new PassThrough(),
    createGunzip(),
    measured,
    counted(task, 'unpacking', size),
    createWriteStream(staging, { flags: 'wx', mode: 0o600 }),
    { signal: task.signal },
  );
  if (written !== size || digest.digest('hex') !== sha256)
    throw new AppError('backup_damaged', { file: basename(path) });
}

/** The keys of an encrypted backup. One that was damaged where its keys are told is not taken for one of another passphrase. */
async function unlocked(
  path: string,
  outline: BackupOutline,
  unlock: Unlock,
  task: Task,
): Promise<FileKeys | undefined> {
  const { encryption } = outline.header;
  if (!encryption) return undefined;
  try {
    return await unlock(encryption, basename(path));
  } catch (error) {
    if (error instanceof AppError && /^backup_passphrase_/.test(error.code)) {
      await beginStep(task, 'checking', outline.size);
      await requireUnchanged(path, outline, task);
    }
    throw error;
  }
}

/** Errors of this kind come from the contents, not from a disk. */
const isContents = (error: unknown) =>
  error instanceof RangeError || (error as NodeJS.ErrnoException)?.code?.startsWith('Z_') === true;

/** What is needed to read a backup. */
export interface Reading extends Task {
  /** The migrations this program knows. */
  readonly migrations: readonly Applied[];
  /** Opens encrypted ones; without it they are refused. */
  readonly unlock?: Unlock | undefined;
}

/**
 * Verifies a backup whole and unpacks it into `staging`: its passphrase first, then its own hash, the database's,
 * SQLite's integrity check and the migrations, before anything else is touched. Throws AppError backup_…; AbortError
 * when asked to end.
 */
export async function readBackup(path: string, staging: string, task: Reading): Promise<BackupHeader> {
  const folder = dirname(staging);
  const outline = readOutline(path);
  const keys = await unlocked(path, outline, task.unlock ?? unlockWith({}), task);
  await beginStep(task, 'checking', outline.size);
  await requireUnchanged(path, outline, task);
  requireRoom(folder, outline.header.database.size + spareBytes);
  await beginStep(task, 'unpacking', outline.header.database.size);
  try {
    await unpack(path, outline, { staging, keys, task });
    await beginStep(task, 'checking');
    requireUsable(staging, path, task.migrations, outline.header.app);
    syncFile(staging);
  } catch (error) {
    rmSync(staging, { force: true });
    if (isContents(error)) throw new AppError('backup_damaged', { file: basename(path) }, {}, { cause: error });
    throw writingError(folder, error);
  }
  return outline.header;
}

/** Verifies that a backup is whole and unchanged, without unpacking it: no passphrase is needed for that. Throws AppError backup_…. */
export async function verifyBackup(path: string, task: Task): Promise<BackupHeader> {
  const outline = readOutline(path);
  await beginStep(task, 'checking', outline.size);
  await requireUnchanged(path, outline, task);
  return outline.header;
}

/** Takes a plain SQLite file of a landing in the same way: a verified copy made before an upgrade, or one put aside. */
export async function readCopy(path: string, staging: string, task: Pick<Reading, 'migrations'> & Task): Promise<void> {
  const folder = dirname(staging);
  const file = basename(path);
  await beginStep(task, 'copying');
  let connection: Database.Database | undefined;
  try {
    connection = new Database(path, { readonly: true, fileMustExist: true });
    const pages = Number(connection.pragma('page_count', { simple: true }));
    requireRoom(folder, pages * Number(connection.pragma('page_size', { simple: true })) + spareBytes);
    connection.prepare('VACUUM INTO ?').run(staging);
    await beginStep(task, 'checking');
    requireUsable(staging, path, task.migrations, '?');
    syncFile(staging);
  } catch (error) {
    rmSync(staging, { force: true });
    const code = (error as { code?: string }).code ?? '';
    if (code === 'SQLITE_NOTADB') throw new AppError('backup_foreign', { file }, {}, { cause: error });
    if (code.startsWith('SQLITE_CORRUPT')) throw new AppError('backup_damaged', { file }, {}, { cause: error });
    throw writingError(folder, error);
  } finally {
    connection?.close();
  }
}
