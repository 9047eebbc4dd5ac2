import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudMigrationsFolder, programRoot } from '#cloud/paths.ts';
import { CloudDatabase, migrate, rowsOf } from '#cloud/store/service.ts';
import { cloudTables } from '#tests/support/cloud-rows.ts';

describe('docs/operations/scaling.md', () => {
  let database: CloudDatabase;

  beforeAll(async () => {
    database = await CloudDatabase.open({});
    await migrate(database, cloudMigrationsFolder);
  });

  afterAll(() => database.close());

  it('has a statement that names every table once: spread by enterprise, or whole on every node', async () => {
    const text = readFileSync(join(programRoot, 'docs/operations/scaling.md'), 'utf8');
    const statement = /```sql\n([\s\S]+?);\n```/.exec(text)?.[1] ?? '';
    const rows = await database.driver.transaction((tx) => rowsOf<{ statement: string }>(tx, sql.raw(statement)));
    const pattern = /^SELECT create_(reference|distributed)_table\('(\w+)'(?:, 'enterprise_id'.*)?\);$/;
    const named = rows.map(({ statement: line }) => pattern.exec(line)?.[2]);
    const tables = await database.driver.transaction(async (tx) => [...(await cloudTables(tx)).keys()]);
    expect(named.toSorted()).toEqual(tables.toSorted());
    // Looked up by a credential, before anybody knows whose it is.
    expect(rows.map((row) => row.statement)).toContain(`SELECT create_reference_table('device');`);
  });
});
