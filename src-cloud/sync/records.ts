import { sql } from 'drizzle-orm';
import { checksumText } from '#shared/sync/checksum.ts';
import type { RecordState } from '#shared/sync/merge.ts';
import type { Fields, Stamps } from '#shared/sync/operation.ts';
import { Lists, Prepared, type Tx } from '../store/service.ts';
import { noWeight, type Weight, weightOfText } from './weight.ts';

/** A record as it is kept. */
export interface StoredRecord {
  readonly entity: string;
  readonly id: string;
  readonly state: RecordState;
  /** By field who wrote it; `*` stands for those that are not named. */
  readonly actors: Readonly<Record<string, string>>;
  readonly position: number;
}

interface RecordRow {
  readonly entity: string;
  readonly id: string;
  readonly fields: string;
  readonly stamps: string;
  readonly actors: string;
  readonly deleted: string | null;
  readonly position: string;
}

export function toRecord(row: RecordRow): StoredRecord {
  return {
    entity: row.entity,
    id: row.id,
    state: {
      fields: JSON.parse(row.fields) as Fields,
      stamps: JSON.parse(row.stamps) as Stamps,
      deleted: row.deleted,
    },
    actors: JSON.parse(row.actors) as Record<string, string>,
    position: Number(row.position),
  };
}

export const recordKey = (entity: string, id: string) => `${entity}/${id}`;

interface Key {
  readonly entity: string;
  readonly id: string;
}

const keyLists = new Lists<Key>('key', [
  ['text', ({ entity }) => entity],
  ['uuid', ({ id }) => id],
]);
// The lateral limit makes it look each one up: with statistics that are behind it would read the whole table.
const reading = new Prepared<{ enterpriseId: string }, RecordRow>(
  'sync_read_records',
  sql`select r.* from ${keyLists.table} as k (entity, id)
    cross join lateral (select entity, id, fields, stamps, actors, deleted, position from sync_row
      where enterprise_id = ${sql.placeholder('enterpriseId')} and entity = k.entity and id = k.id limit 1) r`,
);

/** Reads the records of the given keys, tombstones too, by `recordKey`. */
export async function loadRecords(
  tx: Tx,
  enterpriseId: string,
  keys: readonly Key[],
): Promise<Map<string, StoredRecord>> {
  if (keys.length === 0) return new Map();
  const each = new Map(keys.map((key) => [recordKey(key.entity, key.id), key]));
  const rows = await reading.rows(tx, { enterpriseId, ...keyLists.of([...each.values()]) });
  return new Map(rows.map((row) => [recordKey(row.entity, row.id), toRecord(row)]));
}

const recordLists = new Lists<StoredRecord>('record', [
  ['text', ({ entity }) => entity],
  ['uuid', ({ id }) => id],
  ['text', ({ state }) => JSON.stringify(state.fields)],
  ['text', ({ state }) => JSON.stringify(state.stamps)],
  ['text', ({ actors }) => JSON.stringify(actors)],
  ['text', ({ state }) => state.deleted],
  ['bigint', ({ position }) => position],
]);
const inserting = sql`insert into sync_row (enterprise_id, entity, id, fields, stamps, actors, deleted, position, changed_at)
  select ${sql.placeholder('enterpriseId')}::uuid, t.*, ${sql.placeholder('now')}::bigint from ${recordLists.table} as t`;
interface Saving {
  readonly enterpriseId: string;
  readonly now: number;
}
const making = new Prepared<Saving>('sync_make_records', inserting);
const replacing = new Prepared<Saving>(
  'sync_replace_records',
  sql`${inserting} on conflict (enterprise_id, entity, id) do update set fields = excluded.fields,
    stamps = excluded.stamps, actors = excluded.actors, deleted = excluded.deleted, position = excluded.position,
    changed_at = excluded.changed_at`,
);

/** Writes records that are not there yet; the head is locked, so nobody else makes them. */
export async function makeRecords(
  tx: Tx,
  enterpriseId: string,
  records: readonly StoredRecord[],
  now: number,
): Promise<void> {
  if (records.length > 0) await making.rows(tx, { enterpriseId, now, ...recordLists.of(records) });
}

/** Writes records that were there; a tombstone of them may have been tidied away meanwhile. */
export async function replaceRecords(
  tx: Tx,
  enterpriseId: string,
  records: readonly StoredRecord[],
  now: number,
): Promise<void> {
  if (records.length > 0) await replacing.rows(tx, { enterpriseId, now, ...recordLists.of(records) });
}

/** What a record weighs in the sums; nothing when it is not there or deleted. */
export function weightOf(entity: string, id: string, state: RecordState | undefined): Weight {
  if (!state || state.deleted !== null) return noWeight;
  return weightOfText(checksumText(entity, id, state.fields, state.stamps));
}
