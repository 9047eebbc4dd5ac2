import { renameSync, statfsSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { syncFolder } from '../sync-disk.ts';

/** How long it is waited for a file that another program holds, in milliseconds, each time once more. */
const waitsMs = [20, 50, 100, 200, 400, 800, 1600];

/**
 * Tries again while another program holds the file: on Windows virus scanners and indexers do for moments, above all a
 * file that was just written. Elsewhere such a refusal is final.
 */
export function whenFree(deed: () => void, platform: NodeJS.Platform = process.platform): void {
  for (const waitMs of platform === 'win32' ? waitsMs : []) {
    try {
      deed();
      return;
    } catch (error) {
      if (!['EPERM', 'EACCES', 'EBUSY'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMs);
  }
  deed();
}

/** Renames a file durably: after a power cut it has the old name or the new one. */
export function renameDurably(from: string, to: string): void {
  whenFree(() => renameSync(from, to));
  syncFolder(dirname(to));
  if (dirname(from) !== dirname(to)) syncFolder(dirname(from));
}

/**
 * Writes a small file so that it is there whole, or as it was before, whatever happens meanwhile. The draft lies in
 * `draftFolder`: on another disk than the file it is refused (EXDEV) and nothing is written.
 */
export function writeDurably(file: string, text: string, draftFolder: string): void {
  const draft = join(draftFolder, `${basename(file)}.part`);
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  renameDurably(draft, file);
}

const megabytes = (bytes: number) => Math.ceil(bytes / 1_000_000);

/** Refuses when a folder's disk has less room than needed (bytes). Throws AppError backup_no_room. */
export function requireRoom(folder: string, needed: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free < needed) {
    throw new AppError('backup_no_room', { folder, needed: megabytes(needed), free: Math.floor(free / 1_000_000) });
  }
}

const writingTroubles = [
  [/^(EROFS|EACCES|EPERM|SQLITE_READONLY)/, 'backup_read_only'],
  [/^(EBUSY|ETXTBSY|SQLITE_BUSY)/, 'backup_in_use'],
  [/^(E[A-Z]+|SQLITE_(IOERR|CANTOPEN))/, 'backup_not_written'],
] as const;

/** What went wrong while writing in a folder, in words; what is in words already stays. */
export function writingError(folder: string, error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error) || error.name === 'AbortError') return error;
  const { code = '' } = error as NodeJS.ErrnoException;
  if (/^(ENOSPC|EDQUOT|SQLITE_FULL)/.test(code)) {
    const { bavail, bsize } = statfsSync(folder);
    const free = Math.floor((bavail * bsize) / 1_000_000);
    return new AppError('backup_no_room', { folder, needed: free + 1, free }, {}, { cause: error });
  }
  const params = { folder, cause: error.message };
  for (const [codes, why] of writingTroubles)
    if (codes.test(code)) return new AppError(why, params, {}, { cause: error });
  return error;
}
