import { join } from 'node:path';
import { type DatabaseOptions, type Driver, migrate, openDatabase } from '#server/database/service.ts';
import { programRoot } from '#server/program-root.ts';

const migrationsFolder = join(programRoot, 'migrations', 'mtms');

/** What is recorded is never changed: not by this program, and not by a slip of somebody at the database either. */
const keptForGood = `
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the record is only ever added to'; END $$;
CREATE OR REPLACE TRIGGER record_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON record
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`;

/** Opens the MTMS's database and brings it up to date. Throws StartupError when it cannot be used. */
export async function openStore(options: DatabaseOptions): Promise<Driver> {
  const driver = await openDatabase('landing-desk-mtms', options);
  try {
    await migrate(driver, migrationsFolder, { after: keptForGood.split(/;\n(?=CREATE)/) });
    return driver;
  } catch (error) {
    await driver.close();
    throw error;
  }
}
