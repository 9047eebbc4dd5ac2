import { type Column, getTableColumns, getTableName, is, SQL } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { SqliteConnection } from './database.ts';

/** The names of a table's columns, as the program has them. */
export type ColumnName<T extends SQLiteTable> = keyof T['$inferSelect'] & string;

/** Gives one parameter of a statement, as the database holds it. */
type Reader = (values: Readonly<Record<string, unknown>>) => unknown;

const quoted = (name: string) => `"${name}"`;
const encoded = (column: Column, value: unknown) => (value === null ? null : column.mapToDriverValue(value));

/** Runs a text with named values. It is compiled when it is first run: a start waits for none of them. */
function compiled(connection: SqliteConnection, sql: string, readers: readonly Reader[]) {
  let statement: ReturnType<SqliteConnection['prepare']> | undefined;
  return (values: Parameters<Reader>[0]) => {
    statement ??= connection.prepare(sql);
    return statement.run(readers.map((read) => read(values)));
  };
}

/** Inserts one row and gives its rowid. What is left out gets its column's default. */
export type InsertRow<T extends SQLiteTable> = (row: T['$inferInsert']) => number;

/** The insert of a row of a table, compiled once. */
export function insertOf<T extends SQLiteTable>(connection: SqliteConnection, table: T): InsertRow<T> {
  const columns = Object.entries<Column>(getTableColumns(table));
  const readers = columns.map(([field, column]): Reader => {
    if (is(column.default, SQL) || column.defaultFn) throw new Error(`${field} has a default that is computed`);
    const otherwise = encoded(column, column.default ?? null);
    return ({ [field]: value }) => (value === undefined ? otherwise : encoded(column, value));
  });
  const names = columns.map(([, { name }]) => quoted(name)).join(', ');
  const places = columns.map(() => '?').join(', ');
  const run = compiled(connection, `INSERT INTO ${quoted(getTableName(table))} (${names}) VALUES (${places})`, readers);
  return (row) => Number(run(row).lastInsertRowid);
}

/** Sets some columns of the rows that have the values of others. */
export type UpdateRows<T extends SQLiteTable, Set extends ColumnName<T>, By extends ColumnName<T>> = (
  values: Pick<T['$inferSelect'], Set | By>,
) => void;

/** The update of the columns `set` of a table where those of `by` are equal, compiled once. */
export function updateOf<T extends SQLiteTable, Set extends ColumnName<T>, By extends ColumnName<T>>(
  connection: SqliteConnection,
  table: T,
  set: readonly Set[],
  by: readonly By[],
): UpdateRows<T, Set, By> {
  const columns = getTableColumns(table) as Readonly<Record<string, Column>>;
  const named = [...set, ...by].map((field) => {
    const column = columns[field];
    if (!column) throw new Error(`no column is called ${field}`);
    return { field, column, is: `${quoted(column.name)} = ?` };
  });
  const sets = named.slice(0, set.length).map(({ is: equal }) => equal);
  const where = named.slice(set.length).map(({ is: equal }) => equal);
  const run = compiled(
    connection,
    `UPDATE ${quoted(getTableName(table))} SET ${sets.join(', ')} WHERE ${where.join(' AND ')}`,
    named.map(
      ({ field, column }): Reader =>
        ({ [field]: value }) =>
          encoded(column, value),
    ),
  );
  return (values) => void run(values);
}
