import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudMigrationsFolder } from '#cloud/paths.ts';
import { CloudDatabase, migrate, rowsOf, type Tx } from '#cloud/store/service.ts';
import { cloudTables, insertRow } from '#tests/support/cloud-rows.ts';
import { TestPostgres } from '#tests/support/postgres.ts';

interface TableWalls {
  readonly name: string;
  readonly owned: boolean;
  readonly enabled: boolean;
  readonly forced: boolean;
  readonly platform: number;
  readonly own: string | null;
  readonly others: number;
  readonly open: boolean;
}

const catalogue = sql`select c.relname as name,
    exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'enterprise_id' and not a.attisdropped) as owned,
    c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
    (select count(*)::int from pg_policy p where p.polrelid = c.oid and p.polroles = array['landing_platform'::regrole::oid]) as platform,
    (select pg_get_expr(p.polqual, p.polrelid) || ' / ' || pg_get_expr(p.polwithcheck, p.polrelid) from pg_policy p
      where p.polrelid = c.oid and p.polroles = array['landing_enterprise'::regrole::oid] and p.polpermissive) as own,
    (select count(*)::int from pg_policy p where p.polrelid = c.oid
      and not p.polroles <@ array['landing_enterprise'::regrole::oid, 'landing_platform'::regrole::oid]) as others,
    has_table_privilege('landing_enterprise', c.oid, 'select, insert, update, delete, truncate, references, trigger')
      or has_any_column_privilege('landing_enterprise', c.oid, 'select, insert, update') as open
  from pg_class c where c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relnamespace = 'public'::regnamespace order by c.relname`;

const ownRows = `(enterprise_id = ( SELECT (current_setting('app.enterprise'::text))::uuid AS current_setting))`;

describe.each(['PostgreSQL', 'PGlite'])('the walls of the rows, on %s', (kind) => {
  const [a, b] = [randomUUID(), randomUUID()];
  let postgres: TestPostgres | undefined;
  let database: CloudDatabase;
  let owned: string[];

  beforeAll(async () => {
    if (kind === 'PostgreSQL') postgres = await TestPostgres.start();
    database = await CloudDatabase.open({ url: await postgres?.createDatabase('walls') });
    await migrate(database, cloudMigrationsFolder);
    owned = await database.asPlatform(async (tx) => {
      const names: string[] = [];
      for (const [table, columns] of await cloudTables(tx)) {
        for (const id of [a, b]) await insertRow(tx, table, columns, id, id === a ? 'of a' : 'of b');
        if (columns.some(({ name }) => name === 'enterprise_id')) names.push(table);
      }
      return names;
    });
    expect(owned).toContain('device');
  }, 120_000);

  afterAll(async () => {
    await database.close();
    await postgres?.stop();
  });

  it('stand around every table that is there', async () => {
    const tables = await database.driver.transaction((tx) => rowsOf<TableWalls>(tx, catalogue));
    expect(tables.length).toBeGreaterThan(3);
    for (const { name, owned: isOwned, ...walls } of tables) {
      const expected = { enabled: true, forced: true, platform: 1, others: 0 };
      expect([name, walls]).toEqual([
        name,
        { ...expected, own: isOwned ? `${ownRows} / ${ownRows}` : null, open: isOwned },
      ]);
    }
  });

  it('of a database from before are asked once by a statement, too', async () => {
    const before = `enterprise_id = current_setting('app.enterprise')::uuid`;
    await database.driver.script(`
      drop policy own_rows on device;
      create policy own_rows on device to landing_enterprise using (${before}) with check (${before})`);
    await migrate(database, cloudMigrationsFolder);
    const tables = await database.driver.transaction((tx) => rowsOf<TableWalls>(tx, catalogue));
    expect(tables.find(({ name }) => name === 'device')?.own).toBe(`${ownRows} / ${ownRows}`);
  });

  it('neither role can step over them, own a table, or log in', async () => {
    const roles = await database.driver.transaction((tx) =>
      rowsOf(
        tx,
        sql`select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcanlogin,
            exists (select from pg_auth_members m where m.member = r.oid) as "isMember",
            exists (select from pg_class c where c.relowner = r.oid) as "ownsTable",
            has_schema_privilege(r.oid, 'public', 'create') as creates
          from pg_roles r where rolname in ('landing_enterprise', 'landing_platform') order by rolname`,
      ),
    );
    const nothing = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcanlogin: false };
    const neither = { isMember: false, ownsTable: false, creates: false };
    expect(roles).toEqual([
      { rolname: 'landing_enterprise', ...nothing, ...neither },
      { rolname: 'landing_platform', ...nothing, ...neither },
    ]);
  });

  const refusal = async (id: string, work: (tx: Tx) => Promise<unknown>) => {
    const error = await database.inEnterprise(id, work).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return ((error as Error | undefined)?.cause as { code?: string } | undefined)?.code;
  };
  const insufficientPrivilege = '42501';

  it('show an enterprise its own rows and nothing else, whatever its statement says', async () => {
    const conditions = [
      'true',
      `enterprise_id = '${b}'`,
      `enterprise_id <> '${a}'`,
      'enterprise_id is not null',
      '1 = 1 or false',
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...owned), fc.constantFrom(...conditions), async (table, condition) => {
        const name = sql.identifier(table);
        const where = sql.raw(condition);
        await database.inEnterprise(a, async (tx) => {
          const seen = await rowsOf<{ id: string }>(tx, sql`select enterprise_id as id from ${name} where ${where}`);
          for (const { id } of seen) expect(id).toBe(a);
          const joined = sql`select 1 from ${name} one join ${name} other on true where other.enterprise_id = ${b}`;
          expect(await rowsOf(tx, joined)).toEqual([]);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('let it change nothing of another, take nothing from it, and give it nothing', async () => {
    const all = async () =>
      database.asPlatform(async (tx) => {
        const found: unknown[] = [];
        for (const table of owned)
          found.push(
            await rowsOf(
              tx,
              sql`select one::text from ${sql.identifier(table)} one where enterprise_id = ${b} order by 1`,
            ),
          );
        return found;
      });
    const before = await all();
    const columns = await database.asPlatform(cloudTables);
    for (const table of owned) {
      const name = sql.identifier(table);
      // Some tables only grow: then the right to change them is missing altogether, which is as good.
      const touch = (statement: ReturnType<typeof sql>) =>
        refusal(a, async (tx) => expect(await rowsOf(tx, sql`${statement} returning 1`)).toEqual([]));
      expect([undefined, insufficientPrivilege]).toContain(
        await touch(sql`update ${name} set enterprise_id = enterprise_id where enterprise_id = ${b}`),
      );
      expect([undefined, insufficientPrivilege]).toContain(
        await touch(sql`delete from ${name} where enterprise_id = ${b}`),
      );
      expect(await refusal(a, (tx) => tx.execute(sql`update ${name} set enterprise_id = ${b}`))).toBe(
        insufficientPrivilege,
      );
      expect(await refusal(a, (tx) => tx.execute(sql`truncate ${name}`))).toBe(insufficientPrivilege);
      expect(await refusal(a, (tx) => insertRow(tx, table, columns.get(table) ?? [], b, 'planted'))).toBe(
        insufficientPrivilege,
      );
    }
    expect(await all()).toEqual(before);
  });

  it('are closed where nobody said who is asking, and to who is not an id', async () => {
    const asNobody = database.driver.transaction(async (tx) => {
      await tx.execute(sql`select set_config('role', 'landing_enterprise', true)`);
      return rowsOf(tx, sql`select * from device`);
    });
    await expect(asNobody).rejects.toThrow();
    await expect(database.inEnterprise('', (tx) => rowsOf(tx, sql`select * from device`))).rejects.toThrow();
    await expect(database.inEnterprise(`' or true`, (tx) => rowsOf(tx, sql`select * from device`))).rejects.toThrow();
  });

  it('of the tables that are the platform’s an enterprise sees nothing at all', async () => {
    for (const statement of [
      sql`select * from server_state`,
      sql`select * from schema_migration`,
      sql`create table mine (id int)`,
    ])
      expect(await refusal(a, (tx) => tx.execute(statement))).toBe(insufficientPrivilege);
  });

  it('what an enterprise was is forgotten with its transaction', async () => {
    await database.inEnterprise(a, (tx) => rowsOf(tx, sql`select 1`));
    const [now] = await database.driver.transaction((tx) =>
      rowsOf<{ role: string; enterprise: string }>(
        tx,
        sql`select current_setting('role') as role, coalesce(current_setting('app.enterprise', true), '') as enterprise`,
      ),
    );
    expect(now).toEqual({ role: 'none', enterprise: '' });
  });
});
