import { getTableName } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { AnyEntity } from '#shared/entities.ts';
import { stockEventSchemas, tabEventSchemas } from '#shared/ordering/events.ts';
import { shiftEventSchemas } from '#shared/ordering/shifts.ts';
import { entityByName } from '#shared/sync/entities.ts';
import { enterpriseTable, roleTable, userTable } from '../identity/tables.ts';
import {
  categoryTable,
  diningTableTable,
  itemTable,
  optionGroupTable,
  orderingSettingsTable,
  serviceNoticeTable,
} from '../ordering/tables.ts';
import { guestWifiTable, stickerSettingsTable } from '../printing/stickers/tables.ts';
import { printerTable, printSettingsTable } from '../printing/tables.ts';
import { repairTicketTable } from '../repairs/tables.ts';
import { conflictTable } from './tables.ts';

/** A table whose records travel. */
export interface SyncedTable {
  readonly table: SQLiteTable;
  /** Who hears that a record changed: what the rooms themselves say after their own writes. */
  readonly topics: readonly string[];
}

/** Every table of records that travel; each is named as its entity. */
export const syncedTables: readonly SyncedTable[] = [
  { table: enterpriseTable, topics: ['enterprise'] },
  { table: userTable, topics: ['rights'] },
  { table: roleTable, topics: ['rights'] },
  { table: categoryTable, topics: ['menu'] },
  { table: optionGroupTable, topics: ['menu'] },
  { table: itemTable, topics: ['menu'] },
  { table: diningTableTable, topics: ['table'] },
  { table: orderingSettingsTable, topics: ['settings', 'menu'] },
  { table: serviceNoticeTable, topics: ['notice'] },
  { table: printerTable, topics: ['printing'] },
  { table: printSettingsTable, topics: ['printing'] },
  { table: stickerSettingsTable, topics: ['stickers'] },
  { table: guestWifiTable, topics: ['stickers'] },
  { table: repairTicketTable, topics: ['repair'] },
  { table: conflictTable, topics: ['conflict'] },
];

/** Tables that on purpose stay on their landing, and why. */
export const localTables: Readonly<Record<string, string>> = {
  event: 'travels fact by fact, by the kind of its stream (syncedStreams)',
  landing: 'is about this file',
  session: 'people sign in on this landing',
  attempt: 'locks out on this landing',
  guest_session: 'a phone speaks only to the landing whose code it scanned',
  picture: 'named by its content; fetched beside the operations',
  menu_change: 'undo belongs to where it was done',
  print_job: 'the queue of the printers on this landing',
  print_cursor: 'how far this landing printed',
  device: 'paired with this landing',
  lan_access: 'the network of this landing',
  cloud: 'the way of this landing to the cloud',
  phone_address: 'another computer has other addresses',
  printed_sticker: 'names this landing',
  staff_command: 'what this landing answered to others',
  counter: 'what this landing last heard the others are called',
  bench_operation: 'belongs to the terminals on this computer, its sealed keys to nobody else',
  bench_record: 'a chain of this bench alone; the MTMS follows it',
  bench_approver: 'a credential that was taken at this bench',
  bench_enrolment: 'the way of this bench to its MTMS',
  bench_batch: 'the order that is worked on here',
  ...Object.fromEntries(
    [
      ...['tab', 'tab_order', 'ticket', 'payment', 'refund', 'guest_call', 'shift', 'cash_move'],
      ...['stock', 'stock_count', 'stock_movement'],
      ...['sale', 'sale_line', 'sale_tax', 'sale_return', 'sale_discount', 'sale_void'],
    ].map((name) => [name, 'follows from the facts']),
  ),
  ...Object.fromEntries(
    ['sync_outbox', 'sync_stamp', 'sync_place', 'sync_aside', 'sync_waiting_fact', 'sync_staged'].map((name) => [
      name,
      'where sync of this landing stands',
    ]),
  ),
};

/** The entity of a synced table. Throws Error when nothing of its name was declared. */
export function entityOf({ table }: SyncedTable): AnyEntity {
  const name = getTableName(table);
  const entity = entityByName.get(name);
  if (!entity) throw new Error(`no entity is called ${name}`);
  return entity;
}

/** The types of facts this program knows, by the kind of their stream; null where it reads none of them. */
export const knownFacts: Readonly<Record<string, ReadonlySet<string> | null>> = {
  tab: new Set(Object.keys(tabEventSchemas)),
  stock: new Set(Object.keys(stockEventSchemas)),
  shift: new Set(Object.keys(shiftEventSchemas)),
  identity: null,
};
