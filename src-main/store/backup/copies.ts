import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, parse, relative, resolve } from 'node:path';
import { backupExtension, stamp } from '#shared/desktop/rescue.ts';
import { AppError } from '#shared/errors.ts';
import { diskOf } from '../database.ts';
import { writingError } from '../durable.ts';
import { readOutline } from './format.ts';

/** Whose copies they are: the landing that makes them, by its id. Several landings may share a folder. */
export interface CopyFolder {
  readonly folder: string;
  readonly deviceId: string;
}

/** A file in the folder of scheduled copies. */
export interface Copy {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** UTC ms. */
  readonly madeAt: number;
  readonly encrypted: boolean;
  /** Made here by the schedule: rotation may remove it. Every other file is left alone. */
  readonly own: boolean;
  /** It does not even look whole. */
  readonly broken: boolean;
}

const markOf = (deviceId: string) => deviceId.replace(/[^0-9a-z]/gi, '').slice(-8);

/** The name of a scheduled copy made at a time (UTC ms): sorts by time, and no other landing's is the same. */
export const copyName = (now: number, deviceId: string): string =>
  `landing-desk-auto-${stamp(now)}-${markOf(deviceId)}${backupExtension}`;

const isOwnName = (name: string, deviceId: string) =>
  /^landing-desk-auto-\d{4}(-\d\d){5}-/.test(name) && name.slice(38) === `${markOf(deviceId)}${backupExtension}`;

/** The folder itself, or the nearest one above it that is there. */
function nearest(folder: string): string {
  let place = folder;
  while (!existsSync(place) && dirname(place) !== place) place = dirname(place);
  return place;
}

function isWithin(folder: string, data: string): boolean {
  const there = nearest(folder);
  const path = relative(realpathSync(data), resolve(realpathSync(there), relative(there, folder)));
  return path === '' || (!path.startsWith('..') && !isAbsolute(path));
}

/** Where copies go, as it was chosen. */
export interface CopyPlace {
  readonly folder: string;
  /** The landing's data folder. */
  readonly data: string;
  /**
   * Whether the folder was on another disk than the data when it was chosen: an empty mount point is not taken for it.
   */
  readonly otherDisk: boolean;
}

const deviceOf = (place: string) => statSync(place).dev;

/**
 * Makes sure that the disk of a folder is there; makes nothing. Throws AppError backup_folder_not_whole,
 * backup_folder_in_data, backup_disk_missing, backup_read_only or backup_not_written.
 */
export function requireDisk({ folder, data, otherDisk }: CopyPlace): void {
  if (!isAbsolute(folder)) {
    const example = process.platform === 'win32' ? 'E:\\Backups' : '/media/anna/USB/backups';
    throw new AppError('backup_folder_not_whole', { folder, example });
  }
  const disk = diskOf(folder) ?? parse(folder).root;
  if (!existsSync(disk)) throw new AppError('backup_disk_missing', { folder });
  try {
    if (isWithin(folder, data)) throw new AppError('backup_folder_in_data', { folder });
    if (otherDisk && deviceOf(nearest(folder)) === deviceOf(data))
      throw new AppError('backup_disk_missing', { folder });
  } catch (error) {
    throw writingError(nearest(folder), error);
  }
}

/** Makes the folder where its disk is there, and says whether that is the disk of the data. Throws as `requireDisk`. */
export function makeCopyFolder(place: CopyPlace): { sameDisk: boolean } {
  const { folder, data } = place;
  requireDisk(place);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return { sameDisk: deviceOf(folder) === deviceOf(data) };
  } catch (error) {
    throw writingError(nearest(folder), error);
  }
}

/**
 * The copies in a folder, newest first. A file with the name of one of ours that does not look whole is among them, as
 * broken; other files that are no backups are not.
 */
export function listCopies({ folder, deviceId }: CopyFolder): Copy[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(backupExtension))
    .flatMap((name): Copy[] => {
      const file = join(folder, name);
      const isOurs = isOwnName(name, deviceId);
      try {
        const { size, header } = readOutline(file);
        const own = isOurs && header.deviceId === deviceId;
        return [{ name, size, madeAt: header.madeAt, encrypted: header.encryption !== null, own, broken: false }];
      } catch {
        const found = isOurs ? statSync(file, { throwIfNoEntry: false }) : undefined;
        if (!found) return [];
        const { size, mtimeMs } = found;
        return [{ name, size, madeAt: Math.round(mtimeMs), encrypted: false, own: true, broken: true }];
      }
    })
    .toSorted((a, b) => b.madeAt - a.madeAt);
}

/** Removes what a copy left that was cut off: this landing's own half-made files, and nobody else's. */
export function tidyParts({ folder, deviceId }: CopyFolder): void {
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.part') && isOwnName(name.slice(0, -'.part'.length), deviceId)) {
      rmSync(join(folder, name), { force: true });
    }
  }
}
