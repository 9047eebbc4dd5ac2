import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { StartupError } from '../startup-error.ts';
import { type CloudDatabase, rowsOf } from './database.ts';
import type { Tx } from './driver.ts';

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

/**
 * The roles that rows are read and written as; neither can step over row-level security. Roles belong to the whole
 * server, so another database of it may be making them at the same moment.
 */
const roles = `
DO $$ DECLARE wanted text; BEGIN
  FOREACH wanted IN ARRAY ARRAY['landing_enterprise', 'landing_platform'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOBYPASSRLS', wanted);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END;
    END IF;
    IF NOT pg_has_role(current_user, wanted, 'SET') THEN
      EXECUTE format('GRANT %I TO %I', wanted, current_user);
    END IF;
  END LOOP;
END $$`;

/**
 * Row-level security for every table, after every migration: of a table with an `enterprise_id` an enterprise has its
 * own rows and nothing else; of any other table it has nothing. So a new table is closed before anybody thinks of it.
 */
const walls = `
DO $$ DECLARE t record; BEGIN
  FOR t IN
    SELECT c.oid, c.relname,
      EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'enterprise_id' AND NOT a.attisdropped) AS owned
    FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
  LOOP
    CONTINUE WHEN EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND p.polname = 'platform');
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t.relname);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO landing_platform', t.relname);
    EXECUTE format('CREATE POLICY platform ON %I TO landing_platform USING (true) WITH CHECK (true)', t.relname);
    IF t.owned THEN
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO landing_enterprise', t.relname);
      EXECUTE format(
        'CREATE POLICY own_rows ON %I TO landing_enterprise USING (enterprise_id = current_setting(''app.enterprise'')::uuid) WITH CHECK (enterprise_id = current_setting(''app.enterprise'')::uuid)',
        t.relname);
    END IF;
  END LOOP;
END $$`;

/** What is recorded for good: the program adds to it and reads it, and cannot take anything back. */
const records = ['audit_entry'];
const keptForGood = records
  .map((table) => `REVOKE UPDATE, DELETE, TRUNCATE ON ${table} FROM landing_platform, landing_enterprise;`)
  .join('\n');

/** Any number, the same in every process. */
const migrationLock = 4_780_001;

async function applyPending(tx: Tx, migrations: readonly Migration[]): Promise<void> {
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
  await tx.execute(sql.raw(walls));
  await tx.execute(sql.raw(keptForGood));
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
export async function migrate(database: CloudDatabase, folder: string): Promise<void> {
  const migrations = readMigrations(folder);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await database.driver.transaction(async (tx) => {
        // Another process may migrate for as long as it takes.
        await tx.execute(sql`set local statement_timeout = 0`);
        await tx.execute(sql`set local lock_timeout = 0`);
        await tx.execute(sql`select pg_advisory_xact_lock(${migrationLock})`);
        await tx.execute(sql.raw(`set local lock_timeout = ${tableLockMs}`));
        await tx.execute(sql.raw(roles));
        await applyPending(tx, migrations);
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
