import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StartupError } from '../startup-error.ts';
import { dropCaptureTriggers } from './capture.ts';
import type { SqliteConnection } from './database.ts';
import { type Applied, copyChecked } from './verify.ts';

/** One migration as drizzle-kit wrote it. */
export interface Migration {
  readonly tag: string;
  readonly sql: string;
  /** SHA-256 of the SQL, hex. */
  readonly checksum: string;
}

const journalSchema = z.object({ entries: z.array(z.object({ idx: z.number(), tag: z.string() })) });

/** Reads drizzle-kit's migrations from a folder, in the order of its journal. */
export function readMigrations(folder: string): Migration[] {
  const journal = journalSchema.parse(JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8')));
  return journal.entries
    .toSorted((a, b) => a.idx - b.idx)
    .map(({ tag }) => {
      const sql = readFileSync(join(folder, `${tag}.sql`), 'utf8').replaceAll('\r\n', '\n');
      return { tag, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

function readApplied(connection: SqliteConnection): Applied[] {
  connection.exec(
    `CREATE TABLE IF NOT EXISTS schema_migration (
      idx INTEGER PRIMARY KEY, tag TEXT NOT NULL, checksum TEXT NOT NULL, applied_at INTEGER NOT NULL)`,
  );
  return connection.prepare<[], Applied>('SELECT tag, checksum FROM schema_migration ORDER BY idx').all();
}

/** Copies the database (`VACUUM INTO`) and checks the copy before anything is changed. Returns the copy's path. */
export function makeVerifiedCopy(connection: SqliteConnection, folder: string, name: string): string {
  const file = join(folder, name);
  // Only what was checked may carry the name of a copy.
  const unchecked = `${file}.unchecked`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    copyChecked(connection, unchecked);
    renameSync(unchecked, file);
  } catch (cause) {
    try {
      rmSync(unchecked, { force: true });
    } catch {
      // The reason below matters more than what is left lying there.
    }
    throw new StartupError('backup_failed', { cause: (cause as Error).message }, { cause });
  }
  return file;
}

/**
 * Brings a database up to the given migrations. What was applied must be a prefix of them, tag by tag and checksum by
 * checksum; a database from a newer program is refused. Before the first change to a database with data in it, a
 * verified copy is made in `backupFolder`. Each migration runs in one transaction, with the triggers that capture for
 * sync taken off. Throws StartupError.
 */
export function migrate(connection: SqliteConnection, migrations: readonly Migration[], backupFolder: string): void {
  const applied = readApplied(connection);
  if (applied.length > migrations.length) {
    throw new StartupError('database_newer', { found: applied.length, known: migrations.length });
  }
  for (const [index, { tag, checksum }] of applied.entries()) {
    const known = migrations[index];
    if (known?.tag !== tag || known.checksum !== checksum) throw new StartupError('database_history', { tag });
  }
  const pending = migrations.slice(applied.length);
  if (pending.length === 0) return;
  if (applied.length > 0) {
    makeVerifiedCopy(connection, backupFolder, `before-${pending[0]?.tag}-${Date.now()}.db`);
  }
  const record = connection.prepare(
    'INSERT INTO schema_migration (idx, tag, checksum, applied_at) VALUES (?, ?, ?, ?)',
  );
  for (const [index, migration] of pending.entries()) {
    connection.transaction(() => {
      dropCaptureTriggers(connection);
      connection.exec(migration.sql);
      record.run(applied.length + index, migration.tag, migration.checksum, Date.now());
    })();
  }
}
