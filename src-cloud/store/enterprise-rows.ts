import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '#server/database/service.ts';
import { rowsOf } from '#server/database/service.ts';
import type { CloudDatabase } from './database.ts';
import { type TableShape, tablesOf } from './tables-of.ts';

/** The tables whose rows belong to enterprises, each after those that its foreign keys point to. */
async function enterpriseTables(tx: Tx): Promise<TableShape[]> {
  const all = await tablesOf(tx);
  return all.filter(({ columns }) => columns.some(({ name }) => name === 'enterprise_id'));
}

/** Removes every row of an enterprise from every table, for good. Gives how many there were. */
export async function eraseEnterprise(tx: Tx, enterpriseId: string): Promise<number> {
  let count = 0;
  for (const { name } of (await enterpriseTables(tx)).toReversed()) {
    const own = sql`delete from ${sql.identifier(name)} where enterprise_id = ${enterpriseId}`;
    const [row] = await rowsOf<{ n: number }>(
      tx,
      sql`with gone as (${own} returning 1) select count(*)::int as n from gone`,
    );
    count += row?.n ?? 0;
  }
  return count;
}

/** What proves who somebody is; it is of no use to anybody else, and stays here. */
const isSecret = (column: string) => /hash|token|credential|continuation/.test(column) && column !== 'sha256';
const pageRows = 2_000;

/**
 * Every row of an enterprise in the tables that `wanted` names, as JSON, without bytes and without what only proves who
 * somebody is.
 */
export async function* enterpriseRows(
  database: CloudDatabase,
  enterpriseId: string,
  wanted: (table: string) => boolean,
): AsyncGenerator<{ readonly table: string; readonly row: Readonly<Record<string, unknown>> }> {
  const tables = await database.asPlatform(enterpriseTables);
  for (const { name, columns } of tables.filter((table) => wanted(table.name))) {
    const shown = columns.filter((column) => column.type !== 'bytea' && !isSecret(column.name));
    const pairs = shown.map((column) => sql`${column.name}::text, ${sql.identifier(column.name)}`);
    const page = (after: string): SQL =>
      sql`select ctid::text as place, jsonb_build_object(${sql.join(pairs, sql`, `)}) as row from ${sql.identifier(name)}
        where enterprise_id = ${enterpriseId} and ctid > ${after}::tid order by ctid limit ${pageRows}`;
    for (let after = '(0,0)'; ; ) {
      const rows = await database.inEnterprise(enterpriseId, (tx) =>
        rowsOf<{ place: string; row: Record<string, unknown> }>(tx, page(after)),
      );
      for (const { row } of rows) yield { table: name, row };
      const last = rows.at(-1);
      if (!last || rows.length < pageRows) break;
      after = last.place;
    }
  }
}
