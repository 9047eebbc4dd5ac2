import { type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../store/service.ts';

type ColumnType = 'uuid' | 'text' | 'bigint' | 'integer' | 'boolean';

/**
 * Many rows in one statement: `unnest` of one list by column. Lists travel as one parameter each (drizzle would write
 * them out), so the statement is the same for any number of rows.
 */
export function unnest<Row>(
  rows: readonly Row[],
  columns: readonly (readonly [ColumnType, (row: Row) => unknown])[],
): SQL {
  const lists = columns.map(([type, of]) => sql`${sql.param(rows.map(of))}::${sql.raw(type)}[]`);
  return sql`unnest(${sql.join(lists, sql`, `)})`;
}

/** Runs statements that write, and do not see what the others wrote, as one: a way to the database less for each. */
export async function together(tx: Tx, statements: readonly (SQL | undefined)[], last = sql`select 1`): Promise<void> {
  const all = statements.filter((statement) => statement !== undefined);
  if (all.length === 0) return;
  const named = all.map((statement, index) => sql`${sql.raw(`s${index}`)} as (${statement})`);
  await tx.execute(sql`with ${sql.join(named, sql`, `)} ${last}`);
}
