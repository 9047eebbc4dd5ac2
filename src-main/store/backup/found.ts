import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { backupExtension, type FoundBackup } from '#shared/desktop/rescue.ts';
import { AppError } from '#shared/errors.ts';
import { replacedDatabases } from '../exchange.ts';
import { aboutDatabase } from '../verify.ts';
import { readOutline } from './format.ts';

/** The folder within a data folder where its own backups and the copies made before upgrades are. */
export const backupsFolder = (data: string): string => join(data, 'backups');

/** At most this many are looked at; the newest by their names and times. */
const longestList = 100;

function describeCopy(file: string, kind: 'copy' | 'replaced', madeAt?: number): FoundBackup {
  let connection: Database.Database | undefined;
  try {
    const { size, mtimeMs } = statSync(file);
    connection = new Database(file, { readonly: true, fileMustExist: true });
    const about = aboutDatabase(connection);
    if (!about) throw new AppError('backup_foreign', { file: basename(file) });
    const { enterprise, deviceId } = about;
    return {
      file,
      kind,
      size,
      madeAt: madeAt ?? Math.round(mtimeMs),
      enterprise,
      deviceId,
      app: null,
      encrypted: false,
    };
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const known = { SQLITE_NOTADB: 'backup_foreign', SQLITE_CORRUPT: 'backup_damaged' } as const;
    const why = known[code as keyof typeof known] ?? 'backup_file_missing';
    throw new AppError(why, { file: basename(file), cause: message }, {}, { cause });
  } finally {
    connection?.close();
  }
}

/** What a backup, or a landing's database file, says of itself. Throws AppError backup_…. */
export function describeBackup(file: string): FoundBackup {
  try {
    const { size, header } = readOutline(file);
    const { madeAt, enterprise, deviceId, app, encryption } = header;
    return { file, kind: 'backup', size, madeAt, enterprise, deviceId, app, encrypted: encryption !== null };
  } catch (error) {
    if (error instanceof AppError && error.code === 'backup_foreign') return describeCopy(file, 'copy');
    throw error;
  }
}

function ifUsable(describe: () => FoundBackup): FoundBackup[] {
  try {
    return [describe()];
  } catch {
    return [];
  }
}

/** The backups and copies in a folder that look whole, newest first. */
export function backupsIn(folder: string): FoundBackup[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(backupExtension) || name.endsWith('.db'))
    .map((name) => ({ name, at: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .toSorted((a, b) => b.at - a.at)
    .slice(0, longestList)
    .flatMap(({ name }) => ifUsable(() => describeBackup(join(folder, name))))
    .toSorted((a, b) => b.madeAt - a.madeAt);
}

/** Everything within a data folder that could be restored, newest first. */
export function backupsOf(data: string): FoundBackup[] {
  const replaced = replacedDatabases(data)
    .filter(({ kind }) => kind !== 'recover')
    .flatMap(({ file, at }) => ifUsable(() => describeCopy(file, 'replaced', at)));
  return [...backupsIn(backupsFolder(data)), ...replaced].toSorted((a, b) => b.madeAt - a.madeAt);
}
