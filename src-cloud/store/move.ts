import { type SQL, sql } from 'drizzle-orm';
import { rowsOf, type Tx } from '#server/database/service.ts';
import { StartupError } from '#server/startup-error.ts';
import type { CloudDatabase } from './database.ts';
import { type TableShape, tablesOf } from './tables-of.ts';

/** What was moved of a table. */
export interface MovedTable {
  readonly table: string;
  readonly rows: number;
}

/** Rows fetched at a time: few where they may hold a document or a part of a file. */
const batch = { plain: 500, withBytes: 8 } as const;

const list = (parts: SQL[]): SQL => sql.join(parts, sql`, `);

/**
 * One row as JSON of each column's own text, in the same order on both sides: JSON's numbers would be rounded, and its
 * null is not SQL's.
 */
const rowText = ({ columns }: TableShape): SQL =>
  sql`(select row_to_json(one) from (select ${list(
    columns.map(({ name }) => sql`source.${sql.identifier(name)}::text as ${sql.identifier(name)}`),
  )}) one)::text`;

/** Number of rows, and a sum over their hashes that does not depend on their order. */
async function fingerprint(tx: Tx, table: TableShape): Promise<{ rows: number; sum: string }> {
  const [found] = await rowsOf<{ rows: number; sum: string }>(
    tx,
    sql`select count(*)::int as rows,
      coalesce(sum(('x' || substr(md5(${rowText(table)}), 1, 15))::bit(60)::bigint::numeric), 0)::text as sum
      from ${sql.identifier(table.name)} source`,
  );
  return found ?? { rows: 0, sum: '0' };
}

/** Both sides write times alike, nothing is cut off for taking long, and every enterprise's rows are there. */
async function prepare(tx: Tx): Promise<void> {
  await tx.execute(sql`set local statement_timeout = 0`);
  await tx.execute(sql`set local idle_in_transaction_session_timeout = 0`);
  await tx.execute(sql`set local timezone = 'UTC'`);
  await tx.execute(sql`set local datestyle = 'ISO'`);
  await tx.execute(sql`set local intervalstyle = 'iso_8601'`);
  await tx.execute(sql`set local bytea_output = 'hex'`);
  await tx.execute(sql`set local extra_float_digits = 3`);
  await tx.execute(sql`select set_config('role', 'landing_platform', true)`);
}

async function copy(source: Tx, target: Tx, table: TableShape): Promise<void> {
  const into = sql.identifier(table.name);
  const columns = table.columns.map(({ name, type }) => ({ name: sql.identifier(name), type: sql.raw(type) }));
  const size = table.hasBytes ? batch.withBytes : batch.plain;
  await source.execute(sql`declare moving no scroll cursor for select ${rowText(table)} as row from ${into} source`);
  for (;;) {
    const rows = await rowsOf<{ row: string }>(source, sql.raw(`fetch ${size} from moving`));
    if (rows.length === 0) break;
    const json = `[${rows.map(({ row }) => row).join(',')}]`;
    await target.execute(
      sql`insert into ${into} (${list(columns.map(({ name }) => sql`${name}`))}) overriding system value
        select ${list(columns.map(({ name, type }) => sql`${name}::${type}`))}
        from json_to_recordset(${json}::json) as one (${list(columns.map(({ name }) => sql`${name} text`))})`,
    );
  }
  await source.execute(sql`close moving`);
}

/** Sequences go on where they were. */
async function copySequences(source: Tx, target: Tx): Promise<void> {
  const sequences = await rowsOf<{ name: string; value: string }>(
    source,
    sql`select sequencename as name, last_value::text as value from pg_sequences
      where schemaname = 'public' and last_value is not null`,
  );
  for (const { name, value } of sequences) {
    await target.execute(sql`select setval(${`public.${name}`}::regclass, ${value}::bigint)`);
  }
}

/**
 * Copies every row of one database into another at the same migrations, in one transaction on each side: at the end all
 * is there and equal, or nothing is. `told` hears of each table that arrived. Throws StartupError when the target has
 * rows already, or a table arrived differently.
 */
export function moveAll(
  source: CloudDatabase,
  target: CloudDatabase,
  to: string,
  told: (moved: MovedTable) => void,
): Promise<MovedTable[]> {
  return source.driver.transaction((from) =>
    target.driver.transaction(async (into) => {
      await from.execute(sql`set transaction isolation level repeatable read, read only`);
      await prepare(from);
      const tables = await tablesOf(from);
      const empty = await tablesOf(into);
      // Nobody writes between the look whether they are empty and the end.
      for (const { name } of empty)
        await into.execute(sql`lock table ${sql.identifier(name)} in share row exclusive mode`);
      await prepare(into);
      for (const { name } of empty) {
        const [row] = await rowsOf(into, sql`select 1 from ${sql.identifier(name)} limit 1`);
        if (row) throw new StartupError('move_target_not_empty', { to, table: name });
      }
      const moved: MovedTable[] = [];
      for (const table of tables) {
        await copy(from, into, table);
        const [here, there] = [await fingerprint(from, table), await fingerprint(into, table)];
        if (here.rows !== there.rows || here.sum !== there.sum) {
          const side = ({ rows, sum }: typeof here) => `${rows}/${sum}`;
          throw new StartupError('move_differs', { table: table.name, source: side(here), target: side(there) });
        }
        const done = { table: table.name, rows: here.rows };
        moved.push(done);
        told(done);
      }
      // Sequences are the owner's alone.
      for (const tx of [from, into]) await tx.execute(sql`select set_config('role', 'none', true)`);
      await copySequences(from, into);
      return moved;
    }),
  );
}
