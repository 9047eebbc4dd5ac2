import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Keeping, outdatedCopies } from '#shared/backup/rotation.ts';
import { AppError } from '#shared/errors.ts';
import { migrationsFolder } from '../../paths.ts';
import { readMigrations } from '../migrate.ts';
import { beginStep, type Task } from '../progress.ts';
import {
  type Copy,
  type CopyFolder,
  type CopyPlace,
  copyName,
  listCopies,
  makeCopyFolder,
  requireDisk,
  tidyParts,
} from './copies.ts';
import { type BackupKey, newKdf, stretch, unlockWith } from './keys.ts';
import { readBackup } from './read.ts';
import { type BackupWish, writeBackup } from './write.ts';

/** What looking through a copy again came to. `unopened`: its bytes are as they were written; what is in them needs another passphrase. */
export type CopyFinding = 'good' | 'damaged' | 'unopened';

type Plain<T> = Omit<T, keyof Task>;

/** A scheduled copy to be made. */
export interface CopyWish extends CopyFolder, CopyPlace, Pick<BackupWish, 'app' | 'now' | 'key' | 'reserve'> {
  /** A folder within it for the readable copy; never on the disk that copies go to. */
  readonly scratch: string;
  /** Copies that were found damaged: they stand in no good one's place. */
  readonly damaged: readonly string[];
  readonly house: { readonly timeZone: string; readonly cutoverHour: number };
  readonly keeping: Keeping;
}

/** A scheduled copy that was made, and what rotation removed for it. */
export interface MadeCopy {
  readonly name: string;
  readonly size: number;
  readonly sameDisk: boolean;
  readonly removed: readonly string[];
  /** Copies that should have gone and could not be removed. */
  readonly stuck: readonly string[];
}

async function copy(wish: CopyWish, task: Task): Promise<MadeCopy> {
  const { folder, deviceId, now, damaged, house, keeping } = wish;
  const { sameDisk } = makeCopyFolder(wish);
  tidyParts(wish);
  const name = copyName(now, deviceId);
  const database = join(wish.data, 'landing.db');
  // Twice within a second of a clock that was put back: the later one is as good.
  const { size } = await writeBackup({ ...wish, ...task, database, file: join(folder, name), replace: true });
  const own = listCopies(wish).filter((found) => found.own);
  const rotating = own.map((found) => ({ ...found, good: !found.broken && !damaged.includes(found.name) }));
  const outdated = outdatedCopies(rotating, { now, ...house, keeping }).filter((old) => old !== name);
  const stuck = outdated.filter((old) => !isRemoved(join(folder, old)));
  return { name, size, sameDisk, removed: outdated.filter((old) => !stuck.includes(old)), stuck };
}

/** What somebody reads, or a disk that takes no more changes, stays: the new copy is good all the same. */
function isRemoved(file: string): boolean {
  try {
    rmSync(file, { force: true });
    return true;
  } catch {
    return false;
  }
}

const damages: readonly string[] = [
  'backup_damaged',
  'backup_incomplete',
  'backup_foreign',
  'backup_newer',
  'backup_history',
];

/** Whether a copy opens, by opening it as a restore would. Throws what says nothing of the copy itself. */
async function findingOf(
  file: string,
  staging: string,
  task: Task & { key: BackupKey | undefined },
): Promise<CopyFinding> {
  const migrations = readMigrations(migrationsFolder);
  try {
    await readBackup(file, staging, { signal: task.signal, migrations, unlock: unlockWith(task) });
    return 'good';
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (damages.includes(error.code)) return 'damaged';
    if (error.code === 'backup_passphrase_needed') return 'unopened';
    throw error;
  } finally {
    rmSync(staging, { force: true });
  }
}

/** Looks through every copy of this landing in a folder, newest first. */
async function check(
  wish: CopyFolder & CopyPlace & { scratch: string; key?: BackupKey | undefined },
  task: Task,
): Promise<Record<string, CopyFinding>> {
  const { folder, scratch, key } = wish;
  requireDisk(wish);
  mkdirSync(scratch, { recursive: true, mode: 0o700 });
  const copies = listCopies(wish).filter(({ own }) => own);
  const total = copies.reduce((sum, { size }) => sum + size, 0);
  const found: Record<string, CopyFinding> = {};
  let done = 0;
  for (const { name, size } of copies) {
    await beginStep({ ...task, onProgress: ({ step }) => task.onProgress?.({ step, done, total }) }, 'checking');
    found[name] = await findingOf(join(folder, name), join(scratch, `${name}.check.part`), { ...task, key });
    done += size;
  }
  return found;
}

/** What is done on a thread of its own: it blocks for seconds, or waits for a disk that may not answer. */
export const backupTasks = {
  /** A backup that a person asked for. */
  write: async (wish: Plain<BackupWish>, task: Task): Promise<void> => void (await writeBackup({ ...wish, ...task })),
  copy,
  check,
  /** Makes the folder for copies. */
  inspect: async (place: CopyPlace): Promise<{ sameDisk: boolean }> => makeCopyFolder(place),
  list: async (wish: CopyFolder & CopyPlace): Promise<Copy[]> => {
    requireDisk(wish);
    return listCopies(wish);
  },
  /** Half a second of work and 64 MB of memory. */
  stretch: async ({ passphrase }: { passphrase: string }): Promise<BackupKey> => stretch(passphrase, newKdf()),
} as const;
export type BackupTasks = typeof backupTasks;
