import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { rowsOf, type Tx } from '#server/database/service.ts';

/** A table as the catalogue of the database describes it. */
export interface TableShape {
  readonly name: string;
  /** Every column that is stored, by name; a generated one follows from the others. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly hasBytes: boolean;
}

const shapeSchema = z.object({
  name: z.string(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })),
  hasBytes: z.boolean(),
  needs: z.array(z.string()),
});

/**
 * The tables of the cloud, each after those that its foreign keys point to; not the runner's own record of migrations,
 * which every database writes for itself.
 */
export async function tablesOf(tx: Tx): Promise<TableShape[]> {
  const rows = await rowsOf(
    tx,
    sql`select c.relname as name,
      (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attname) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
      exists (select from pg_attribute a where a.attrelid = c.oid and a.atttypid = 'bytea'::regtype and not a.attisdropped) as "hasBytes",
      coalesce((select json_agg(f.relname) from pg_constraint n join pg_class f on f.oid = n.confrelid
        where n.conrelid = c.oid and n.contype = 'f' and f.oid <> c.oid), '[]') as needs
    from pg_class c
    where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = 'public'::regnamespace
      and c.relname <> 'schema_migration'
    order by c.relname`,
  );
  const waiting = z.array(shapeSchema).parse(rows);
  const ordered: TableShape[] = [];
  while (waiting.length > 0) {
    const index = waiting.findIndex(({ needs }) => !waiting.some(({ name }) => needs.includes(name)));
    const [next] = waiting.splice(Math.max(0, index), 1);
    if (index < 0 || !next) throw new Error('foreign keys of the tables form a circle');
    ordered.push(next);
  }
  return ordered;
}
