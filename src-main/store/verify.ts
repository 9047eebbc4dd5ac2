import { basename } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '#shared/errors.ts';
import type { SqliteConnection } from './database.ts';

/** The first finding of SQLite's full check of a database file; `ok` stands for none. */
export function findingOf(connection: SqliteConnection): string {
  return String(connection.pragma('integrity_check(1)', { simple: true }));
}

/** Copies a database whole (`VACUUM INTO`) and checks the copy. Throws what SQLite throws, or Error with the finding. */
export function copyChecked(connection: SqliteConnection, file: string): void {
  connection.prepare('VACUUM INTO ?').run(file);
  const copy = new Database(file, { readonly: true });
  try {
    const finding = findingOf(copy);
    if (finding !== 'ok') throw new Error(finding);
  } finally {
    copy.close();
  }
}

export interface Applied {
  readonly tag: string;
  readonly checksum: string;
}

const hasTable = (connection: SqliteConnection, table: string) =>
  connection.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?").get(table) !== undefined;

/** What a database says of itself; undefined when it is none of a landing's. */
export function aboutDatabase(
  connection: SqliteConnection,
): { enterprise: string | null; deviceId: string | null; migrations: Applied[] } | undefined {
  if (!hasTable(connection, 'schema_migration')) return undefined;
  const first = (table: string, sql: string) =>
    hasTable(connection, table) ? (connection.prepare<[], string>(sql).pluck().get() ?? null) : null;
  return {
    enterprise: first('enterprise', 'SELECT name FROM enterprise LIMIT 1'),
    deviceId: first('landing', "SELECT value FROM landing WHERE name = 'deviceId'"),
    migrations: connection.prepare<[], Applied>('SELECT tag, checksum FROM schema_migration ORDER BY idx').all(),
  };
}

/**
 * Refuses a database this program could not open: damaged, not a landing's, from a newer program, or with another
 * history. Throws AppError; `file` is the name a person knows it by.
 */
export function requireUsable(database: string, path: string, known: readonly Applied[], app: string): void {
  const file = basename(path);
  let connection: SqliteConnection | undefined;
  try {
    connection = new Database(database, { readonly: true });
    if (findingOf(connection) !== 'ok') throw new AppError('backup_damaged', { file });
    const about = aboutDatabase(connection);
    if (!about || about.migrations.length === 0) throw new AppError('backup_foreign', { file });
    if (about.migrations.length > known.length) throw new AppError('backup_newer', { file, version: app });
    for (const [index, { tag, checksum }] of about.migrations.entries()) {
      if (known[index]?.tag !== tag || known[index].checksum !== checksum) {
        throw new AppError('backup_history', { file, migration: tag });
      }
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError('backup_damaged', { file }, {}, { cause });
  } finally {
    connection?.close();
  }
}
