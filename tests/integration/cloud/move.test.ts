import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudMigrationsFolder } from '#cloud/paths.ts';
import { CloudDatabase, migrate, moveAll, rowsOf } from '#cloud/store/service.ts';
import { CloudProcess, runCloudCommand } from '#tests/support/cloud-process.ts';
import { fillTables } from '#tests/support/cloud-rows.ts';
import { tempFolder } from '#tests/support/landing.ts';
import { TestPostgres } from '#tests/support/postgres.ts';

describe('moving from PGlite to PostgreSQL', () => {
  const folder = tempFolder();
  const data = join(folder.path, 'data');
  let postgres: TestPostgres;
  let rows: Record<string, number>;

  beforeAll(async () => {
    postgres = await TestPostgres.start();
    const source = await CloudDatabase.open({ folder: data });
    await migrate(source, cloudMigrationsFolder);
    rows = await fillTables(source, 1_100);
    await source.close();
  }, 240_000);

  afterAll(async () => {
    await postgres.stop();
    folder.remove();
  });

  it('refuses a folder without a database, and makes none there', async () => {
    const nowhere = join(folder.path, 'mistyped');
    const { code, said } = await runCloudCommand(['move', '--from', nowhere, '--to', postgres.url()]);
    expect([code, said]).toEqual([2, expect.stringContaining('There is no database')]);
    expect(existsSync(nowhere)).toBe(false);
  });

  it('refuses a target that has rows, and leaves both as they are', async () => {
    const url = await postgres.createDatabase('taken');
    const target = await CloudDatabase.open({ url });
    await migrate(target, cloudMigrationsFolder);
    await target.asPlatform((tx) => tx.execute(sql`insert into server_state values ('epoch', 'mine')`));
    const { code, said } = await runCloudCommand(['move', '--from', data, '--to', url]);
    expect([code, said]).toEqual([2, expect.stringMatching(/is not empty: table server_state has rows/)]);
    const [left] = await target.asPlatform((tx) => rowsOf(tx, sql`select count(*)::int as count from enterprise`));
    expect(left).toEqual({ count: 0 });
    await target.close();
  });

  it('when something arrives differently, nothing is there and the source can be used', async () => {
    const url = await postgres.createDatabase('differs');
    const target = await CloudDatabase.open({ url });
    await migrate(target, cloudMigrationsFolder);
    await target.driver.script(`
      create function spoil() returns trigger language plpgsql as $$ begin new.name := new.name || '!'; return new; end $$;
      create trigger spoil before insert on enterprise for each row execute function spoil();`);
    const { code, said } = await runCloudCommand(['move', '--from', data, '--to', url]);
    expect([code, said]).toEqual([
      2,
      expect.stringMatching(/Table enterprise arrived differently: \d+\/\d+ here, \d+\/\d+ there/),
    ]);
    for (const table of Object.keys(rows)) {
      const [left] = await target.asPlatform((tx) =>
        rowsOf(tx, sql`select count(*)::int as count from ${sql.identifier(table)}`),
      );
      expect([table, left]).toEqual([table, { count: 0 }]);
    }
    await target.close();
    const cloud = await CloudProcess.start({ args: ['--data', data] });
    expect(await cloud.stop()).toBe(0);
  }, 90_000);

  it('refuses while a cloud runs on the folder', async () => {
    const copy = join(folder.path, 'copy');
    cpSync(data, copy, { recursive: true });
    const cloud = await CloudProcess.start({ args: ['--data', copy] });
    const { code, said } = await runCloudCommand(['move', '--from', copy, '--to', postgres.url()]);
    expect([code, said]).toEqual([2, expect.stringMatching(/^Another process uses the data folder/)]);
    await cloud.kill();
    rmSync(copy, { recursive: true });
  });

  it('moves every row, equal by counts and checksums; the cloud runs on there, and no longer on the old folder', async () => {
    const url = await postgres.createDatabase('moved');
    const { code, said } = await runCloudCommand(['move', '--from', data, '--to', url]);
    expect(said).toContain('counts and checksums are equal');
    expect(code).toBe(0);
    for (const [table, count] of Object.entries(rows)) {
      // Who runs is not data: a process that starts forgets those that went silent.
      if (table === 'cloud_process') continue;
      const found = await postgres.query(`select count(*)::int as count from ${table}`, [], 'moved');
      expect([table, found]).toEqual([table, [{ count }]]);
    }
    const cloud = await CloudProcess.start({ databaseUrl: url });
    expect((await fetch(`${cloud.url}/readyz`)).status).toBe(200);
    expect(await cloud.stop()).toBe(0);
    const old = await runCloudCommand(['--port', '0', '--data', data]);
    expect([old.code, old.said]).toEqual([2, expect.stringMatching(/was moved to 127\.0\.0\.1:\d+\/moved on 20/)]);
    expect((await runCloudCommand(['move', '--from', data, '--to', url])).said).toMatch(/was moved to/);
  }, 120_000);

  it('numbers, times, bytes and every character are the same on both sides', async () => {
    const [from, to] = [
      await CloudDatabase.open({}),
      await CloudDatabase.open({ url: await postgres.createDatabase('odd') }),
    ];
    const strange = `create table odd (id bigint generated always as identity primary key, big bigint, exact numeric, real float8,
      at timestamptz, bytes bytea, words text[], doc jsonb, said text, twice bigint generated always as (big * 2) stored)`;
    for (const database of [from, to]) {
      await migrate(database, cloudMigrationsFolder);
      await database.driver.script(strange);
      await migrate(database, cloudMigrationsFolder);
    }
    await from.asPlatform(async (tx) => {
      await tx.execute(sql`insert into odd (big, exact, real, at, bytes, words, doc, said) values
        (4611686018427387903, 0.1234567890123456789, 0.1, '2026-11-20 10:00:00.123456+08', '\\x00ff22', '{"a,\\"b",null}', '{"深":[1.0]}', E'深圳 🍜 \\\\u0000 "\\n'),
        (null, null, 'NaN', 'infinity', '', '{}', 'null', '')`);
    });
    const moved = await moveAll(from, to, 'here', () => {});
    expect(moved.find(({ table }) => table === 'odd')).toEqual({ table: 'odd', rows: 2 });
    const read = (database: CloudDatabase) =>
      database.asPlatform((tx) => rowsOf(tx, sql`select odd::text from odd order by id`));
    expect(await read(to)).toEqual(await read(from));
    const [next] = await to.driver.transaction((tx) => rowsOf(tx, sql`select nextval('odd_id_seq')::int as id`));
    expect(next).toEqual({ id: 3 });
    await from.close();
    await to.close();
  }, 120_000);
});
