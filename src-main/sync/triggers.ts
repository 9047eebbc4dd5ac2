import { getTableColumns, getTableName } from 'drizzle-orm';
import { syncedStreams } from '#shared/sync/entities.ts';
import { captureTriggerPrefix, dropCaptureTriggers, type SqliteConnection } from '../store/service.ts';
import type { SyncedTable } from './registry.ts';

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const name = (value: string) => `"${value.replaceAll('"', '""')}"`;

/** The fields of a table but its id, and the columns they are in. */
function columnsOf({ table }: SyncedTable): { field: string; column: string }[] {
  return Object.entries(getTableColumns(table))
    .filter(([field]) => field !== 'id')
    .map(([field, column]) => ({ field, column: column.name }));
}

const outbox = 'INSERT INTO sync_outbox (tx, stamp, at, actor, entity, row_id, kind, fields, before, base)';
const row = (row: 'NEW' | 'OLD', columns: readonly { field: string; column: string }[]) =>
  `json_object(${columns.map(({ field, column }) => `${text(field)}, ${row}.${name(column)}`).join(', ')})`;
const values = (entity: string, id: string) =>
  `sync_tx(), sync_tick(), sync_at(), sync_actor(), ${text(entity)}, ${id}`;

/** The values of one side of an update, of the columns that really changed. */
function changed(side: 'NEW' | 'OLD', columns: readonly { field: string; column: string }[]): string {
  const each = columns.map(
    ({ field, column }, index) =>
      `SELECT ${text(field)}${index === 0 ? ' AS f' : ''}, ${side}.${name(column)}${index === 0 ? ' AS v' : ''} WHERE NEW.${name(column)} IS NOT OLD.${name(column)}`,
  );
  return `(SELECT json_group_object(f, v) FROM (${each.join(' UNION ALL ')}))`;
}

function recordTriggers(synced: SyncedTable): [string, string][] {
  const table = getTableName(synced.table);
  const columns = columnsOf(synced);
  const stampsOf = (id: string) => `FROM sync_stamp WHERE entity = ${text(table)} AND row_id = ${id}`;
  const isChanged = columns.map(({ column }) => `NEW.${name(column)} IS NOT OLD.${name(column)}`).join(' OR ');
  const trigger = (what: string, when: string, body: string): [string, string] => {
    const called = `${captureTriggerPrefix}${table}_${what}`;
    return [
      called,
      `CREATE TRIGGER ${name(called)} AFTER ${what.toUpperCase()} ON ${name(table)} WHEN ${when} BEGIN\n${body}\nEND`,
    ];
  };
  return [
    trigger(
      'insert',
      'sync_capturing()',
      `${outbox} VALUES (${values(table, 'NEW.id')}, 'whole', ${row('NEW', columns)}, '{}',
  coalesce((SELECT json_object('*', deleted) ${stampsOf('NEW.id')} AND deleted IS NOT NULL), '{}'));
INSERT INTO sync_stamp (entity, row_id, stamps) VALUES (${text(table)}, NEW.id, json_object('*', sync_ticked()))
  ON CONFLICT (entity, row_id) DO UPDATE SET stamps = excluded.stamps, deleted = NULL;`,
    ),
    trigger(
      'update',
      `sync_capturing() AND (NEW.id IS NOT OLD.id OR ${isChanged})`,
      `SELECT RAISE(ABORT, 'the id of a synced record never changes') WHERE NEW.id IS NOT OLD.id;
${outbox} VALUES (${values(table, 'NEW.id')}, 'put', ${changed('NEW', columns)}, ${changed('OLD', columns)},
  coalesce((SELECT stamps ${stampsOf('NEW.id')}), '{}'));
INSERT INTO sync_stamp (entity, row_id, stamps)
  SELECT ${text(table)}, NEW.id, json_group_object(key, sync_ticked())
  FROM json_each((SELECT fields FROM sync_outbox WHERE seq = last_insert_rowid())) WHERE true
  ON CONFLICT (entity, row_id) DO UPDATE SET stamps = json_patch(stamps, excluded.stamps);`,
    ),
    trigger(
      'delete',
      'sync_capturing()',
      `${outbox} VALUES (${values(table, 'OLD.id')}, 'delete', '{}', ${row('OLD', columns)},
  coalesce((SELECT stamps ${stampsOf('OLD.id')}), '{}'));
INSERT INTO sync_stamp (entity, row_id, stamps, deleted) VALUES (${text(table)}, OLD.id, '{}', sync_ticked())
  ON CONFLICT (entity, row_id) DO UPDATE SET stamps = '{}', deleted = excluded.deleted;`,
    ),
  ];
}

const streams = Object.keys(syncedStreams).map(text).join(', ');

function factTrigger(device: string): [string, string] {
  const called = `${captureTriggerPrefix}event_insert`;
  return [
    called,
    `CREATE TRIGGER ${name(called)} AFTER INSERT ON event
WHEN sync_capturing() AND NEW.home = ${text(device)} AND NEW.stream IN (${streams}) BEGIN
INSERT INTO sync_outbox (tx, stamp, at, actor, entity, row_id, kind)
  VALUES (sync_tx(), sync_tick(), NEW.at, NEW.actor, 'event', NEW.id, 'fact');
END`,
  ];
}

/** The triggers that capture what changes in some tables, and the facts of a device, by name. */
export function captureTriggers(tables: readonly SyncedTable[], device: string): ReadonlyMap<string, string> {
  return new Map([...tables.flatMap(recordTriggers), factTrigger(device)]);
}

/** Puts the triggers on, where those that are there are not exactly these. */
export function installTriggers(connection: SqliteConnection, tables: readonly SyncedTable[], device: string): void {
  const wanted = captureTriggers(tables, device);
  const present = new Map(
    connection
      .prepare<[string], { name: string; sql: string }>(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name GLOB ?",
      )
      .all(`${captureTriggerPrefix}*`)
      .map(({ name: called, sql }) => [called, sql]),
  );
  if (present.size === wanted.size && [...wanted].every(([called, sql]) => present.get(called) === sql)) return;
  dropCaptureTriggers(connection);
  for (const sql of wanted.values()) connection.exec(sql);
}

/**
 * Makes what is there the first operations, each a transaction of its own, and gives it its stamps. In SQL: a hundred
 * thousand rows in about a second.
 */
export function captureAll(connection: SqliteConnection, tables: readonly SyncedTable[], device: string): void {
  for (const synced of tables) {
    const table = getTableName(synced.table);
    const fields = columnsOf(synced).map(({ field, column }) => `${text(field)}, ${name(column)}`);
    connection.exec(
      `INSERT INTO sync_outbox (tx, stamp, at, actor, entity, row_id, kind, fields)
       SELECT sync_next_tx(), sync_tick(), sync_at(), sync_actor(), ${text(table)}, id, 'whole', json_object(${fields.join(', ')})
       FROM ${name(table)} ORDER BY id`,
    );
  }
  connection.exec(
    `INSERT INTO sync_stamp (entity, row_id, stamps)
     SELECT entity, row_id, json_object('*', stamp) FROM sync_outbox WHERE kind = 'whole' AND state = 'pending'`,
  );
  connection
    .prepare(
      `INSERT INTO sync_outbox (tx, stamp, at, actor, entity, row_id, kind)
       SELECT sync_next_tx(), sync_tick(), at, actor, 'event', id, 'fact' FROM event
       WHERE home = ? AND stream IN (${streams}) ORDER BY position`,
    )
    .run(device);
}
