import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { type CloudDatabase, rowsOf, type Tx } from './database.ts';

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

/** The roles that rows are read and written as; neither can step over row-level security. */
const roles = `
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'landing_enterprise') THEN
    CREATE ROLE landing_enterprise NOLOGIN NOBYPASSRLS;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'landing_platform') THEN
    CREATE ROLE landing_platform NOLOGIN NOBYPASSRLS;
  END IF;
  EXECUTE format('GRANT landing_enterprise, landing_platform TO %I', current_user);
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
  if (applied.length > migrations.length) throw new Error('the database belongs to a newer program');
  for (const [index, { tag, checksum }] of applied.entries()) {
    const known = migrations[index];
    if (known?.tag !== tag || known.checksum !== checksum) {
      throw new Error(`the database has another history: ${tag} is not the migration this program knows`);
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

/**
 * Brings the database up to the migrations in `folder`, in one transaction under an advisory lock: of several processes
 * that start together one migrates and the others wait. A newer database and one of another history are refused.
 */
export async function migrate(database: CloudDatabase, folder: string): Promise<void> {
  const migrations = readMigrations(folder);
  await database.driver.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${migrationLock})`);
    await tx.execute(sql.raw(roles));
    await applyPending(tx, migrations);
  });
}
