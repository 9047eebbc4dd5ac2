import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { StartupError } from '../startup-error.ts';
import { type Driver, rowsOf, type Tx } from './driver.ts';

const journalSchema = z.object({ entries: z.array(z.object({ idx: z.number(), tag: z.string() })) });

interface Migration {
  readonly tag: string;
  readonly statements: readonly string[];
  readonly checksum: string;
}

function readMigrations(folder: string): Migration[] {
  const journal = journalSchema.parse(JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8')));
  return journal.entries
    .toSorted((a, b) => a.idx - b.idx)
    .map(({ tag }) => {
      const text = readFileSync(join(folder, `${tag}.sql`), 'utf8').replaceAll('\r\n', '\n');
      return {
        tag,
        statements: text.split('--> statement-breakpoint'),
        checksum: createHash('sha256').update(text).digest('hex'),
      };
    });
}

/** How many migrations this program knows. */
export const knownMigrations = (folder: string): number => readMigrations(folder).length;

/** What a program adds to its migrations, in the same transaction. */
export interface MigrationSteps {
  /** Statements before the first migration, e.g. roles. */
  readonly before?: readonly string[];
  /** Statements after the last one, every time: what must hold whatever a migration did. */
  readonly after?: readonly string[];
}

/** Any number, the same in every process. */
const migrationLock = 4_780_001;

async function applyPending(tx: Tx, migrations: readonly Migration[], after: readonly string[]): Promise<void> {
  await tx.execute(
    sql`create table if not exists schema_migration (idx integer primary key, tag text not null, checksum text not null, applied_at timestamptz not null default now())`,
  );
  const applied = await rowsOf<{ tag: string; checksum: string }>(
    tx,
    sql`select tag, checksum from schema_migration order by idx`,
  );
  if (applied.length > migrations.length) {
    throw new StartupError('database_newer', { found: applied.length, known: migrations.length });
  }
  for (const [index, { tag, checksum }] of applied.entries()) {
    const known = migrations[index];
    if (known?.tag !== tag || known.checksum !== checksum) {
      throw new StartupError('database_history', { tag });
    }
  }
  for (const [index, migration] of migrations.entries()) {
    if (index < applied.length) continue;
    for (const statement of migration.statements) await tx.execute(sql.raw(statement));
    await tx.execute(
      sql`insert into schema_migration (idx, tag, checksum) values (${index}, ${migration.tag}, ${migration.checksum})`,
    );
  }
  for (const text of after) await tx.execute(sql.raw(text));
}

/** PostgreSQL's lock_not_available: the tables are in use and did not become free in time. */
const lockNotAvailable = '55P03';
const insufficientPrivilege = '42501';
/** Changing a table waits this long for its readers; requests queue up behind it meanwhile. */
const tableLockMs = 5_000;
const attempts = 6;

function codeOf(error: unknown): string | undefined {
  const cause = (error as { cause?: unknown }).cause ?? error;
  return (cause as { code?: string }).code;
}

/**
 * Brings the database up to the migrations in `folder`, in one transaction under an advisory lock: of several processes
 * that start together one migrates and the others wait. Throws StartupError for a newer database, for one of another
 * history, when the login may not migrate, and when its tables stay in use.
 */
export async function migrate(driver: Driver, folder: string, steps: MigrationSteps = {}): Promise<void> {
  const migrations = readMigrations(folder);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await driver.transaction(async (tx) => {
        // Another process may migrate for as long as it takes.
        await tx.execute(sql`set local statement_timeout = 0`);
        await tx.execute(sql`set local lock_timeout = 0`);
        await tx.execute(sql`select pg_advisory_xact_lock(${migrationLock})`);
        await tx.execute(sql.raw(`set local lock_timeout = ${tableLockMs}`));
        for (const text of steps.before ?? []) await tx.execute(sql.raw(text));
        await applyPending(tx, migrations, steps.after ?? []);
      });
      return;
    } catch (error) {
      const code = codeOf(error);
      const cause = ((error as Error).cause as Error | undefined)?.message ?? (error as Error).message;
      if (code === insufficientPrivilege)
        throw new StartupError('database_rights', { address: 'DATABASE_URL', cause }, { cause: error });
      if (code !== lockNotAvailable) throw error;
      if (attempt === attempts) throw new StartupError('database_busy', { cause }, { cause: error });
    }
  }
}
