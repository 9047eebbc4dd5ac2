import { type SQL, sql } from 'drizzle-orm';
import fc from 'fast-check';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloudMigrationsFolder } from '#cloud/paths.ts';
import { CloudDatabase, Lists, migrate, Prepared, rowsOf } from '#cloud/store/service.ts';
import { replaceRecords } from '#cloud/sync/records.ts';
import { TestPostgres } from '#tests/support/postgres.ts';

const commit = (enterpriseId: string, position: number) =>
  sql`insert into sync_commit (enterprise_id, position, tag, at) values (${enterpriseId}, ${position}, 't', 1)`;
const codeOf = (error: unknown) => (error as { cause?: { code?: string } }).cause?.code;
const uniqueViolation = '23505';

describe.each(['PostgreSQL', 'PGlite'])('transactions, on %s', (kind) => {
  let postgres: TestPostgres | undefined;
  let database: CloudDatabase;

  beforeAll(async () => {
    if (kind === 'PostgreSQL') postgres = await TestPostgres.start();
    // One connection, so that whatever one transaction leaves on it the next one meets.
    database = await CloudDatabase.open({ url: await postgres?.createDatabase('tx'), connections: 1 });
    await migrate(database, cloudMigrationsFolder);
  }, 120_000);

  afterAll(async () => {
    await database.close();
    await postgres?.stop();
  });

  const positions = (enterpriseId: string) =>
    database.inEnterprise(enterpriseId, async (tx) =>
      (await rowsOf<{ position: string }>(tx, sql`select position from sync_commit order by position`)).map((row) =>
        Number(row.position),
      ),
    );

  it('keep what was left on its way, in its order', async () => {
    const id = v7();
    const seen = await database.inEnterprise(id, async (tx, leave) => {
      leave(tx.execute(commit(id, 1)));
      leave(tx.execute(commit(id, 2)));
      const [row] = await rowsOf<{ n: number }>(tx, sql`select count(*)::int as n from sync_commit`);
      leave(tx.execute(commit(id, 3)));
      return row?.n;
    });
    expect(seen).toBe(2);
    expect(await positions(id)).toEqual([1, 2, 3]);
  });

  it('keep nothing when a write that was left fails, and tell its error', async () => {
    const id = v7();
    const failed = database.inEnterprise(id, async (tx, leave) => {
      leave(tx.execute(commit(id, 1)));
      leave(tx.execute(commit(id, 1)));
      leave(tx.execute(commit(id, 2)));
      return 'taken';
    });
    expect(codeOf(await failed.catch((error: unknown) => error))).toBe(uniqueViolation);
    expect(await positions(id)).toEqual([]);
  });

  it('tell the error that came first, also where the work failed of it', async () => {
    const id = v7();
    const failed = database.inEnterprise(id, async (tx, leave) => {
      leave(tx.execute(commit(id, 1)));
      leave(tx.execute(commit(id, 1)));
      return rowsOf(tx, sql`select 1`);
    });
    expect(codeOf(await failed.catch((error: unknown) => error))).toBe(uniqueViolation);
    const thrown = database.inEnterprise(id, async (tx, leave) => {
      leave(tx.execute(commit(id, 7)));
      throw new Error('the work itself');
    });
    await expect(thrown).rejects.toThrow('the work itself');
    expect(await positions(id)).toEqual([]);
  });

  it('show a prepared statement the rows of who asks, one after the other over one connection', async () => {
    const [a, b] = [v7(), v7()];
    const counting = new Prepared<object, { enterprise_id: string }>(
      `test_walls_${kind}`,
      sql`select enterprise_id from sync_commit where at = 1 and enterprise_id = any(${sql.placeholder('ids')}::uuid[])`,
    );
    for (const id of [a, b]) await database.inEnterprise(id, (tx) => tx.execute(commit(id, 1)));
    const ids = `{${a},${b}}`;
    for (let round = 0; round < 8; round += 1) {
      for (const id of [a, b]) {
        const rows = await database.inEnterprise(id, (tx) => counting.rows(tx, { ids }));
        expect(rows).toEqual([{ enterprise_id: id }]);
      }
      expect(await database.asPlatform((tx) => counting.rows(tx, { ids }))).toHaveLength(2);
    }
  });

  it('plan a named statement once, and keep it through its errors and those of others', async () => {
    const name = `test_named_${kind}`;
    const dividing = new Prepared<{ by: number | null; bytes: Buffer; note: string }, { n: number | null }>(
      name,
      sql`select 12 / ${sql.placeholder('by')}::int as n, ${sql.placeholder('bytes')}::bytea as bytes,
        ${sql.placeholder('note')}::text as note`,
    );
    const rest = { bytes: Buffer.from([0, 255, 92]), note: "it's \\ 表" };
    const ask = (by: number | null) => database.asPlatform((tx) => dividing.rows(tx, { by, ...rest }));
    const divisionByZero = '22012';
    for (let round = 1; round <= 8; round += 1) {
      expect(await ask(round)).toEqual([{ n: Math.floor(12 / round), bytes: expect.anything(), note: rest.note }]);
      expect(codeOf(await ask(0).catch((error: unknown) => error))).toBe(divisionByZero);
    }
    const [row] = await ask(null);
    expect(row).toMatchObject({ n: null, note: rest.note });
    expect(Buffer.from((row as unknown as { bytes: Uint8Array }).bytes)).toEqual(rest.bytes);
    const other = new Prepared(name, sql`select 1`);
    await expect(database.asPlatform((tx) => other.rows(tx, {}))).rejects.toThrow();
    const [kept] = await database.asPlatform((tx) =>
      rowsOf<{ planned: number; used: number }>(
        tx,
        sql`select custom_plans::int as planned, generic_plans::int as used from pg_prepared_statements where name = ${name}`,
      ),
    );
    // PostgreSQL plans five times with the values at hand before it settles on one plan for all.
    expect(kept?.planned).toBe(5);
    expect(kept?.used).toBeGreaterThan(5);
  });

  it('refuse a named statement after their end, also one that was never heard of', async () => {
    const asking = new Prepared(`test_ended_${kind}`, sql`select 1 as one`);
    const wrong = new Prepared(`test_wrong_${kind}`, sql`select from where`);
    await expect(database.asPlatform((tx) => wrong.rows(tx, {}))).rejects.toThrow();
    expect(await database.asPlatform((tx) => asking.rows(tx, {}))).toEqual([{ one: 1 }]);
  });

  it('take lists as they are, of every type', async () => {
    const cell = fc.record({
      uuid: fc.option(fc.uuid()),
      text: fc.option(fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0') && text.isWellFormed())),
      bigint: fc.option(fc.maxSafeInteger()),
      integer: fc.option(fc.integer()),
      boolean: fc.option(fc.boolean()),
    });
    const lists = new Lists<typeof cell extends fc.Arbitrary<infer Row> ? Row : never>('test', [
      ['uuid', ({ uuid }) => uuid],
      ['text', ({ text }) => text],
      ['bigint', ({ bigint }) => bigint],
      ['integer', ({ integer }) => integer],
      ['boolean', ({ boolean }) => boolean],
    ]);
    const echo = new Prepared(
      `test_lists_${kind}`,
      sql`select uuid, text, bigint::text, integer, boolean from ${lists.table} as t (uuid, text, bigint, integer, boolean)`,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 20 }), async (rows) => {
        const back = await database.asPlatform((tx) => echo.rows(tx, lists.of(rows)));
        const sent = rows.map(({ bigint, ...row }) => ({ ...row, bigint: bigint === null ? null : String(bigint) }));
        expect(back).toEqual(sent);
      }),
      { numRuns: 50 },
    );
    const wrong = ['', 'x', '01-97-a0-d1-c3-f0-7abc8def0123456789', `${v7()}0`, v7().replace(/.$/, 'g')];
    const one = { uuid: null, text: null, bigint: null, integer: null, boolean: null };
    for (const uuid of wrong) expect(() => lists.of([{ ...one, uuid }])).toThrow(RangeError);
    for (const bigint of [1.5, 2 ** 53, Number.NaN]) expect(() => lists.of([{ ...one, bigint }])).toThrow(RangeError);
  });

  it.runIf(kind === 'PostgreSQL')('change a record where it lies, without touching an index', async () => {
    const id = v7();
    const records = Array.from({ length: 200 }, (_, n) => ({
      entity: 'category',
      id: v7(),
      state: { fields: { position: n }, stamps: { '*': 's' }, deleted: null },
      actors: { '*': 'system' },
      position: n + 1,
    }));
    for (let round = 1; round <= 10; round += 1) {
      const moved = records.map((record, index) => ({ ...record, position: round * 1_000 + index }));
      await database.inEnterprise(id, (tx) => replaceRecords(tx, id, moved, 1));
    }
    const ask = <Row>(query: SQL) => database.driver.transaction((tx) => rowsOf<Row>(tx, query));
    await ask(sql`select pg_stat_force_next_flush()::text`);
    const [row] = await ask<{ changed: number; inPlace: number }>(
      sql`select n_tup_upd::int as changed, n_tup_hot_upd::int as "inPlace" from pg_stat_user_tables where relname = 'sync_row'`,
    );
    expect(row?.changed).toBe(9 * records.length);
    expect(row?.inPlace).toBeGreaterThan((9 * records.length) / 2);
  });
});
