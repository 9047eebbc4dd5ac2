import { type SQL, sql } from 'drizzle-orm';

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
