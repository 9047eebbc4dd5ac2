import { type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { formatStamp } from '#shared/sync/clock.ts';
import { entityByName } from '#shared/sync/entities.ts';
import type { Fields, Operation } from '#shared/sync/operation.ts';
import { type CloudDatabase, rowsOf, type Tx } from '../store/service.ts';
import { Application } from './apply.ts';
import { conclude } from './commit.ts';
import { lockHead, serverDevice } from './head.ts';
import type { ReadOperation } from './reading.ts';
import { loadRecords, recordKey } from './records.ts';
import { readSums } from './sums.ts';

/** The first value of these that a field takes is what stands in place of a person. */
const neutral = (id: string) => [null, '', '—', `erased-${id.replaceAll('-', '').slice(-12)}`, 0, false, [], {}];

function neutralFields(entity: string, id: string): Fields {
  const declared = entityByName.get(entity);
  const shape: Readonly<Record<string, z.core.$ZodType>> = declared?.schema.shape ?? {};
  return Object.fromEntries(
    (declared?.personal ?? []).map((field) => {
      const schema = shape[field];
      const value = neutral(id).find((candidate) => schema && z.safeParse(schema, candidate).success);
      if (value === undefined) throw new Error(`nothing neutral fits ${entity}.${field}`);
      return [field, value];
    }),
  );
}

const read = (op: Operation): ReadOperation => ({ seq: op.seq, tx: op.tx, op, refusal: null, entity: op.entity });

/**
 * Erases a person: the fields of a record that are declared personal get a neutral value, as an ordinary change by the
 * server that travels to every device, and what the log and the conflicts still say of them is removed here. Gives
 * whether there was such a record.
 */
export function erasePerson(
  database: CloudDatabase,
  enterpriseId: string,
  { entity, id }: { readonly entity: string; readonly id: string },
  now: number,
): Promise<boolean> {
  return database.inEnterprise(enterpriseId, async (tx, leave) => {
    const head = await lockHead(tx, enterpriseId);
    const record = (await loadRecords(tx, enterpriseId, [{ entity, id }])).get(recordKey(entity, id));
    const fields = neutralFields(entity, id);
    if (!record || Object.keys(fields).length === 0) return false;
    const conflicts = await rowsOf<{ conflict_id: string }>(
      tx,
      sql`select conflict_id from sync_conflict where enterprise_id = ${enterpriseId} and entity = ${entity} and record_id = ${id}`,
    );
    const kept = await loadRecords(
      tx,
      enterpriseId,
      conflicts.map(({ conflict_id: conflict }) => ({ entity: 'conflict', id: conflict })),
    );
    const common = { tx: 1, stamp: formatStamp({ ms: now, counter: 0, device: serverDevice }), actor: 'system' };
    const { stamps, deleted } = record.state;
    const put: Operation = {
      ...common,
      seq: 1,
      kind: 'put',
      entity,
      id,
      whole: false,
      fields,
      before: {},
      base: stamps,
    };
    const removals = [...kept.values()]
      .filter(({ state }) => state.deleted === null)
      .map(
        ({ id: conflict, state }, index): Operation => ({
          ...common,
          seq: index + 2,
          kind: 'delete',
          entity: 'conflict',
          id: conflict,
          base: state.stamps,
        }),
      );
    const sums = await readSums(tx, enterpriseId);
    const device = { id: serverDevice, scope: 'enterprise', userId: null, administers: true } as const;
    const sender = { enterpriseId, device, epoch: 0, rightsOf: () => undefined, family: null, now };
    const application = new Application(tx, leave, sender, head);
    // A deleted record stays deleted: only what is kept of it is blanked.
    await application.apply((deleted === null ? [put, ...removals] : removals).map(read), () => false);
    conclude(tx, leave, enterpriseId, { application, from: head.position, sums, now });
    await blankHistory(tx, enterpriseId, entity, id, fields);
    for (const { conflict_id: conflict } of conflicts) await blankHistory(tx, enterpriseId, 'conflict', conflict, null);
    return true;
  });
}

/** Takes the old values out of the log and out of what is kept of deleted records. `fields` null takes all of them. */
async function blankHistory(tx: Tx, enterpriseId: string, entity: string, id: string, fields: Fields | null) {
  const own = sql`enterprise_id = ${enterpriseId} and entity = ${entity} and id = ${id}`;
  const blank = (text: string): string => {
    const all = JSON.parse(text) as Fields;
    const names = Object.keys(fields ?? all).filter((name) => Object.hasOwn(all, name));
    return JSON.stringify({ ...all, ...Object.fromEntries(names.map((name) => [name, fields?.[name] ?? null])) });
  };
  const entries = await rowsOf<{ position: string; fields: string }>(
    tx,
    sql`select position, fields from sync_log where ${own} and fields is not null`,
  );
  for (const entry of entries) {
    await tx.execute(
      sql`update sync_log set fields = ${blank(entry.fields)}, as_sent = false where enterprise_id = ${enterpriseId} and position = ${entry.position}`,
    );
  }
  const [tombstone] = await rowsOf<{ fields: string }>(
    tx,
    sql`select fields from sync_row where ${own} and deleted is not null`,
  );
  if (tombstone) await tx.execute(sql`update sync_row set fields = ${blank(tombstone.fields)} where ${own}`);
}

const pageRows = 2_000;

/**
 * Everything that sync has of an enterprise, one thing at a time: its records, tombstones too, then its facts in the
 * order they came. Files are named by their SHA-256.
 */
export async function* exportEnterprise(
  database: CloudDatabase,
  enterpriseId: string,
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  const pages = async function* (page: (after: string) => SQL): AsyncGenerator<Record<string, unknown>> {
    for (let after = ''; ; ) {
      const rows = await database.inEnterprise(enterpriseId, (tx) =>
        rowsOf<{ key: string; row: Record<string, unknown> }>(tx, page(after)),
      );
      for (const { row } of rows) yield row;
      const last = rows.at(-1);
      if (!last || rows.length < pageRows) return;
      after = last.key;
    }
  };
  yield* pages(
    (after) => sql`select entity || '/' || id as key, json_build_object('kind', 'record', 'entity', entity, 'id', id,
      'fields', fields::json, 'stamps', stamps::json, 'deleted', deleted) as row from sync_row
      where enterprise_id = ${enterpriseId} and (entity, id) > (${after.split('/')[0] ?? ''},
        ${after.split('/')[1] ?? '00000000-0000-0000-0000-000000000000'}::uuid)
      order by entity, id limit ${pageRows}`,
  );
  yield* pages(
    (after) => sql`select position::text as key, json_build_object('kind', 'fact', 'id', id, 'stream', stream,
      'streamId', stream_id, 'seq', seq, 'type', type, 'at', at, 'actor', actor, 'home', home, 'data', data::json) as row
      from sync_fact where enterprise_id = ${enterpriseId} and position > ${Number(after || 0)}
      order by position limit ${pageRows}`,
  );
  yield* pages(
    (
      after,
    ) => sql`select sha256 as key, json_build_object('kind', 'file', 'sha256', sha256, 'size', size, 'type', type) as row
      from blob where enterprise_id = ${enterpriseId} and complete_at is not null and sha256 > ${after}
      order by sha256 limit ${pageRows}`,
  );
}
