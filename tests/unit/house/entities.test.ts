import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getTableColumns, getTableName, is } from 'drizzle-orm';
import { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { describe, expect, it } from 'vitest';
import { knownFacts, localTables, syncedTables } from '#main/sync/registry.ts';
import { syncedEntities, syncedStreams } from '#shared/sync/entities.ts';

const root = join(import.meta.dirname, '..', '..', '..');
// What drizzle-kit makes migrations of is every table there is.
const files = [...readFileSync(join(root, 'drizzle.config.ts'), 'utf8').matchAll(/'\.\/(src-main\/.*?)'/g)];
const rooms = (await Promise.all(files.map(([, file]) => import(join(root, file ?? ''))))) as Record<string, unknown>[];
const tables = rooms.flatMap((room) => Object.values(room)).filter((table) => is(table, SQLiteTable));

describe('entities and tables', () => {
  it('every table is declared: it travels, or stays here for a reason', () => {
    expect(files.length).toBeGreaterThan(8);
    const synced = syncedTables.map(({ table }) => getTableName(table));
    expect(tables.map((table) => getTableName(table)).sort()).toEqual([...synced, ...Object.keys(localTables)].sort());
    for (const reason of Object.values(localTables)) expect(reason.length).toBeGreaterThan(5);
  });

  it('every entity that travels has its table, and every table that travels is an entity', () => {
    const synced = syncedTables.map(({ table }) => getTableName(table));
    expect(synced.sort()).toEqual(syncedEntities.map(({ name }) => name).sort());
    expect(Object.keys(knownFacts).sort()).toEqual(Object.keys(syncedStreams).sort());
  });

  it.each(syncedEntities.map((entity) => [entity.name, entity] as const))(
    '%s has the same fields in both',
    (name, entity) => {
      const table = syncedTables.find((candidate) => getTableName(candidate.table) === name)?.table;
      if (!table) throw new Error(`no table ${name}`);
      const columns = getTableColumns(table);
      expect(Object.keys(columns).sort()).toEqual(Object.keys(entity.schema.shape).sort());
      for (const [field, column] of Object.entries(columns)) {
        const type = entity.schema.shape[field] as unknown as {
          isNullable(): boolean;
          safeParse(value: unknown): { success: boolean };
        };
        expect([field, type.isNullable()]).toEqual([field, !column.notNull]);
        // What the column's mapper gives must be of the kind that the entity names.
        const kinds = { boolean: [true], number: [1, 58, 12], json: undefined, string: undefined }[
          column.dataType as string
        ];
        if (kinds) expect([field, kinds.some((value) => type.safeParse(value).success)]).toEqual([field, true]);
        expect(['string', 'number', 'boolean', 'json']).toContain(column.dataType);
        const takesText = type.safeParse('0000000000000000000000000000000000').success || type.safeParse('').success;
        if (column.dataType === 'number' || column.dataType === 'boolean')
          expect([field, takesText]).toEqual([field, false]);
      }
    },
  );
});
