import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { type CloudDatabase, rowsOf, type Tx } from '#cloud/store/service.ts';

interface Column {
  readonly name: string;
  readonly type: string;
}

/** Every table of the cloud with its columns, but for the record of migrations. */
export async function cloudTables(tx: Tx): Promise<Map<string, Column[]>> {
  const found = await rowsOf<{ table: string } & Column>(
    tx,
    sql`select c.relname as table, a.attname as name, t.typname as type
      from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = a.atttypid
      where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
        and a.attgenerated = '' and a.attidentity = '' and c.relname <> 'schema_migration'
      order by c.relname, a.attnum`,
  );
  const tables = new Map<string, Column[]>();
  for (const { table, name, type } of found) tables.set(table, [...(tables.get(table) ?? []), { name, type }]);
  return tables;
}

/** A value that fits a column's type; text holds `mark`, so that it can be found in whatever somebody is given. */
function valueFor({ name, type }: Column, enterpriseId: string, mark: string): unknown {
  if (name === 'enterprise_id') return enterpriseId;
  const unique = randomUUID();
  switch (type) {
    case 'uuid':
      return unique;
    case '_uuid':
      return `{${unique}}`;
    case 'bool':
      return false;
    case 'int2':
      return randomBytes(1).readUInt8();
    case 'int4':
      return randomBytes(2).readUInt16BE();
    case 'int8':
      return randomBytes(6).readUIntBE(0, 6);
    case 'float8':
      return Math.random();
    case 'jsonb':
    case 'json':
      return JSON.stringify({ mark: `${mark}-${unique}` });
    case 'bytea':
      return createHash('sha256').update(`${mark}-${unique}`).digest();
    case 'timestamptz':
      return new Date().toISOString();
    default:
      return `${mark}-${unique}`;
  }
}

/** Writes a row of made-up values into a table; needs a database without foreign keys between its tables. */
export async function insertRow(tx: Tx, table: string, columns: readonly Column[], enterpriseId: string, mark: string) {
  const names = sql.join(
    columns.map(({ name }) => sql.identifier(name)),
    sql`, `,
  );
  const values = sql.join(
    columns.map((column) => sql`${valueFor(column, enterpriseId, mark)}`),
    sql`, `,
  );
  await tx.execute(sql`insert into ${sql.identifier(table)} (${names}) values (${values})`);
}

/** Fills every table with made-up rows of some enterprises; gives how many each has. */
export async function fillTables(database: CloudDatabase, rows: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  await database.asPlatform(async (tx) => {
    for (const [table, columns] of await cloudTables(tx)) {
      counts[table] = rows;
      for (let row = 0; row < rows; row += 1) await insertRow(tx, table, columns, randomUUID(), '深圳 "quoted"\n');
    }
  });
  return counts;
}
