import Database from 'better-sqlite3';
import { AppError } from '#shared/errors.ts';

function sqliteCode(error: unknown): string | undefined {
  const cause = error instanceof Error && error.cause instanceof Database.SqliteError ? error.cause : error;
  return cause instanceof Database.SqliteError ? cause.code : undefined;
}

const unavailable = [
  'SQLITE_IOERR',
  'SQLITE_READONLY',
  'SQLITE_CANTOPEN',
  'SQLITE_BUSY',
  'SQLITE_CORRUPT',
  'SQLITE_NOTADB',
];

/** True when the disk or the file failed, as opposed to the work being wrong. */
export function isStorageFailure(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === 'SQLITE_FULL' || unavailable.some((prefix) => code?.startsWith(prefix) ?? false);
}

/** A storage failure as the refusal a person reads; any other error unchanged. */
export function toStorageError(error: unknown): unknown {
  if (!isStorageFailure(error)) return error;
  const code = sqliteCode(error) === 'SQLITE_FULL' ? 'storage_full' : 'storage_unavailable';
  return new AppError(code, {}, {}, { cause: error });
}
