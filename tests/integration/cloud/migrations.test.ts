import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudMigrationsFolder } from '#cloud/paths.ts';
import { CloudDatabase, knownMigrations, migrate } from '#cloud/store/service.ts';
import { CloudProcess, runCloudCommand } from '#tests/support/cloud-process.ts';
import { TestPostgres } from '#tests/support/postgres.ts';

describe('migrations', () => {
  let postgres: TestPostgres;

  beforeAll(async () => {
    postgres = await TestPostgres.start();
  });

  afterAll(() => postgres.stop());

  const appliedIn = (database: string) =>
    postgres.query<{ idx: number; times: number }>(
      'select idx, count(*)::int as times from schema_migration group by idx order by idx',
      [],
      database,
    );

  it('three processes start at once over an empty database: one migrates, the others wait, all serve', async () => {
    const databaseUrl = await postgres.createDatabase('together');
    const clouds = await Promise.all([1, 2, 3].map(() => CloudProcess.start({ databaseUrl })));
    for (const { url } of clouds) expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const known = knownMigrations(cloudMigrationsFolder);
    expect(await appliedIn('together')).toEqual(Array.from({ length: known }, (_, idx) => ({ idx, times: 1 })));
    // One died: the others go on, and its jobs are theirs.
    await clouds[0]?.kill();
    for (const { url } of clouds.slice(1)) expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(await Promise.all(clouds.slice(1).map((cloud) => cloud.stop()))).toEqual([0, 0]);
  }, 90_000);

  it('at the very same moment too', async () => {
    // Makes the server's roles: making them would put the others in order too.
    const earlier = await CloudDatabase.open({ url: await postgres.createDatabase('earlier') });
    await migrate(earlier, cloudMigrationsFolder);
    await earlier.close();
    const url = await postgres.createDatabase('moment');
    const databases = await Promise.all([1, 2, 3, 4, 5].map(() => CloudDatabase.open({ url })));
    await Promise.all(databases.map((database) => migrate(database, cloudMigrationsFolder)));
    expect((await appliedIn('moment')).every(({ times }) => times === 1)).toBe(true);
    await Promise.all(databases.map((database) => database.close()));
  });

  it('several databases of one server are migrated at once, though their roles are the server’s', async () => {
    const names = ['one', 'two', 'three', 'four'];
    const urls = await Promise.all(names.map((name) => postgres.createDatabase(name)));
    const databases = await Promise.all(urls.map((url) => CloudDatabase.open({ url })));
    await Promise.all(databases.map((database) => migrate(database, cloudMigrationsFolder)));
    await Promise.all(databases.map((database) => database.close()));
  });

  it('refuses a database that a newer program wrote, and one of another history', async () => {
    const databaseUrl = await postgres.createDatabase('newer');
    const database = await CloudDatabase.open({ url: databaseUrl });
    await migrate(database, cloudMigrationsFolder);
    await postgres.query(`insert into schema_migration values (999, '0999_later', 'x')`, [], 'newer');
    const newer = await runCloudCommand(['--port', '0'], { databaseUrl });
    expect([newer.code, newer.said]).toEqual([2, expect.stringMatching(/written by a newer version of this program/)]);
    await postgres.query(`delete from schema_migration where idx = 999`, [], 'newer');
    await postgres.query(`update schema_migration set checksum = 'another' where idx = 0`, [], 'newer');
    const other = await runCloudCommand(['--port', '0'], { databaseUrl });
    expect([other.code, other.said]).toEqual([
      2,
      expect.stringMatching(/migration 0000_\w+ differs from this program/),
    ]);
    await database.close();
  });

  it('gives up on a statement and on a lock that take too long', async () => {
    const database = await CloudDatabase.open({ url: await postgres.createDatabase('limits') });
    await database.driver.transaction(async (tx) => {
      const { rows } = (await tx.execute(
        `select name, setting from pg_settings where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') order by name`,
      )) as unknown as { rows: { name: string; setting: string }[] };
      expect(rows.map(({ setting }) => Number(setting))).toEqual([60_000, 10_000, 30_000]);
    });
    await database.close();
  });

  it('a database restored to before the last migration makes its process not ready', async () => {
    const cloud = await CloudProcess.start({ databaseUrl: await postgres.createDatabase('restored') });
    await postgres.query('delete from schema_migration', [], 'restored');
    const answer = await fetch(`${cloud.url}/readyz`);
    expect([answer.status, await answer.json()]).toEqual([503, { status: 'not ready', reason: 'migrations' }]);
    await cloud.kill();
  });
});
