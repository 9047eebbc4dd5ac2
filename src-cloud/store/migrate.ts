import { migrate as migrateDatabase } from '#server/database/service.ts';
import type { CloudDatabase } from './database.ts';

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

/** Whose rows an enterprise sees. Asked once by a statement: without the `select` it would be asked again for each row. */
const ownRows = `enterprise_id = (SELECT current_setting('app.enterprise')::uuid)`;

/**
 * Row-level security for every table, after every migration: of a table with an `enterprise_id` an enterprise has its
 * own rows and nothing else; of any other table it has nothing. So a new table is closed before anybody thinks of it.
 */
const walls = `
DO $$ DECLARE t record; BEGIN
  FOR t IN
    SELECT c.oid, c.relname,
      EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'enterprise_id' AND NOT a.attisdropped) AS owned,
      EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'platform') AS walled,
      EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'own_rows'
        AND pg_get_expr(p.polqual, p.polrelid) LIKE '%SELECT%') AS asked_once
    FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
  LOOP
    IF NOT t.walled THEN
      EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', t.relname);
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO landing_platform', t.relname);
      EXECUTE format('CREATE POLICY platform ON %I TO landing_platform USING (true) WITH CHECK (true)', t.relname);
      IF t.owned THEN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO landing_enterprise', t.relname);
      END IF;
    END IF;
    IF t.owned AND NOT t.asked_once THEN
      EXECUTE format('DROP POLICY IF EXISTS own_rows ON %I', t.relname);
      EXECUTE format($policy$CREATE POLICY own_rows ON %I TO landing_enterprise USING (${ownRows}) WITH CHECK (${ownRows})$policy$, t.relname);
    END IF;
  END LOOP;
END $$`;

/** What is recorded for good: the program adds to it and reads it, and cannot take anything back. */
const records = ['audit_entry'];
const keptForGood = records
  .map((table) => `REVOKE UPDATE, DELETE, TRUNCATE ON ${table} FROM landing_platform, landing_enterprise;`)
  .join('\n');

/** What changes again and again keeps room for it on its page: the next version lies there, and no index is touched. */
const roomForChanges = `
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_class WHERE oid = 'sync_row'::regclass AND 'fillfactor=80' = ANY(reloptions)) THEN
    ALTER TABLE sync_row SET (fillfactor = 80);
  END IF;
END $$`;

/**
 * Brings the cloud's database up to the migrations in `folder` and closes its walls, in one transaction (see
 * src-server/database/migrate.ts).
 */
export function migrate(database: CloudDatabase, folder: string): Promise<void> {
  return migrateDatabase(database.driver, folder, { before: [roles], after: [walls, keptForGood, roomForChanges] });
}
