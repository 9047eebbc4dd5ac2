import { hash } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import { checksumText } from '#shared/sync/checksum.ts';
import type { RecordState } from '#shared/sync/merge.ts';
import type { Fields, Stamps } from '#shared/sync/operation.ts';
import { rowsOf, type Tx } from '../store/service.ts';
import { unnest } from './sql.ts';

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

/** Reads the records of the given keys, tombstones too, by `recordKey`. */
export async function loadRecords(
  tx: Tx,
  enterpriseId: string,
  keys: readonly { readonly entity: string; readonly id: string }[],
): Promise<Map<string, StoredRecord>> {
  if (keys.length === 0) return new Map();
  const rows = await rowsOf<RecordRow>(
    tx,
    // The lateral limit makes it look each one up: with statistics that are behind it would read the whole table.
    sql`select r.* from (select distinct * from ${unnest(keys, [
      ['text', ({ entity }) => entity],
      ['uuid', ({ id }) => id],
    ])} as k (entity, id)) k
      cross join lateral (select entity, id, fields, stamps, actors, deleted, position from sync_row
        where enterprise_id = ${enterpriseId} and entity = k.entity and id = k.id limit 1) r`,
  );
  return new Map(rows.map((row) => [recordKey(row.entity, row.id), toRecord(row)]));
}

/** The statement that writes records, new ones and known ones alike. */
export function savingRecords(enterpriseId: string, records: readonly StoredRecord[], now: number): SQL | undefined {
  if (records.length === 0) return undefined;
  const columns = unnest(records, [
    ['text', ({ entity }) => entity],
    ['uuid', ({ id }) => id],
    ['text', ({ state }) => JSON.stringify(state.fields)],
    ['text', ({ state }) => JSON.stringify(state.stamps)],
    ['text', ({ actors }) => JSON.stringify(actors)],
    ['text', ({ state }) => state.deleted],
    ['bigint', ({ position }) => position],
  ]);
  return sql`insert into sync_row (enterprise_id, entity, id, fields, stamps, actors, deleted, position, changed_at)
      select ${enterpriseId}::uuid, t.*, ${now}::bigint from ${columns} as t
      on conflict (enterprise_id, entity, id) do update set fields = excluded.fields, stamps = excluded.stamps,
        actors = excluded.actors, deleted = excluded.deleted, position = excluded.position,
        changed_at = excluded.changed_at`;
}

/** The first 64 bits of the SHA-256 of a text. */
export function hash64(text: string): bigint {
  return BigInt(`0x${hash('sha256', text, 'hex').slice(0, 16)}`);
}

/** What a record weighs in the sums; nothing when it is not there or deleted. */
export function weightOf(entity: string, id: string, state: RecordState | undefined) {
  if (!state || state.deleted !== null) return { rows: 0, sum: 0n, bytes: 0 };
  const text = checksumText(entity, id, state.fields, state.stamps);
  return { rows: 1, sum: hash64(text), bytes: Buffer.byteLength(text) };
}
