import { getTableColumns, getTableName, is } from 'drizzle-orm';
import { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { describe, expect, it } from 'vitest';
import * as identityTables from '#main/identity/tables.ts';
import * as lanTables from '#main/lan/tables.ts';
import * as orderingTables from '#main/ordering/tables.ts';
import * as stickerTables from '#main/printing/stickers/tables.ts';
import * as printingTables from '#main/printing/tables.ts';
import * as reachTables from '#main/reach/tables.ts';
import * as reportTables from '#main/reports/tables.ts';
import { identityEntities } from '#shared/identity/entities.ts';
import { orderingEntities } from '#shared/ordering/entities.ts';
import { printingEntities } from '#shared/printing/entities.ts';
import { stickerEntities } from '#shared/printing/sticker-entities.ts';

const rooms = [identityTables, lanTables, orderingTables, printingTables, reachTables, stickerTables, reportTables];
const tables = rooms.flatMap((room) => Object.values(room)).filter((table) => is(table, SQLiteTable));
const entities = [...identityEntities, ...orderingEntities, ...printingEntities, ...stickerEntities];

/** Tables that are on purpose no entity: this landing's own sessions, devices, addresses, pictures (named by their content), and what is folded from the facts. */
const local = [
  'session',
  'attempt',
  'guest_session',
  'picture',
  'menu_change',
  'print_job',
  'print_cursor',
  'device',
  'lan_access',
  'phone_address',
  'printed_sticker',
];
const projections = [
  ...['tab', 'tab_order', 'ticket', 'payment', 'refund', 'guest_call', 'stock', 'shift', 'cash_move'],
  ...['sale', 'sale_line', 'sale_tax', 'sale_return', 'sale_discount', 'sale_void'],
];

describe('entities and tables', () => {
  it.each(entities.map((entity) => [entity.name, entity] as const))(
    '%s has the same fields in both',
    (name, entity) => {
      const table = tables.find((candidate) => getTableName(candidate) === name);
      if (!table) throw new Error(`no table ${name}`);
      const columns = getTableColumns(table);
      expect(Object.keys(columns).sort()).toEqual(Object.keys(entity.schema.shape).sort());
      for (const [field, column] of Object.entries(columns)) {
        const type = entity.schema.shape[field as keyof typeof entity.schema.shape] as { isNullable(): boolean };
        expect([field, type.isNullable()]).toEqual([field, !column.notNull]);
      }
    },
  );

  it('every table is declared: an entity, local on purpose, or a projection', () => {
    const declared = [...entities.map((entity) => entity.name), ...local, ...projections];
    expect(tables.map((table) => getTableName(table)).sort()).toEqual(declared.sort());
  });
});
