import { hash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import type { SyncDevice } from '#shared/sync/authorise.ts';
import { snapshotChunkRows } from '#shared/sync/protocol.ts';
import type { SnapshotChunk, SnapshotRow } from '#shared/sync/snapshot.ts';
import { rowsOf, type Tx } from '../store/service.ts';
import { type FactRow, toFact } from './facts.ts';
import { readHead } from './head.ts';
import { toRecord } from './records.ts';
import { readSums } from './sums.ts';
import { formatCursor } from './tokens.ts';
import { visibleEntities, visibleFacts, withoutSecrets } from './visibility.ts';

/** A chunk ends at so many rows or bytes of content, whichever comes first, so that memory stays flat on both sides and reading one
 * holds nobody up. */
const chunkBytes = 512 * 1024;

/** Where the next chunk begins: after a record, or after a fact's position. */
type Place =
  | { readonly kind: 'record'; readonly entity: string; readonly id: string }
  | { readonly kind: 'fact'; readonly position: number };

const start: Place = { kind: 'record', entity: '', id: '00000000-0000-0000-0000-000000000000' };

const format = (place: Place) =>
  place.kind === 'record' ? `r.${place.entity}.${place.id}` : `f.${place.position.toString(36)}`;

function parse(text: string): Place {
  const [kind, first = '', id = ''] = text.split('.');
  if (kind === 'r' && /^[a-z][a-z0-9_]{0,40}$/.test(first) && /^[0-9a-f-]{36}$/.test(id)) {
    return { kind: 'record', entity: first, id };
  }
  if (kind === 'f' && /^[0-9a-z]{1,10}$/.test(first)) return { kind: 'fact', position: Number.parseInt(first, 36) };
  throw new AppError('malformed_request');
}

interface Page {
  readonly rows: SnapshotRow[];
  readonly next: Place | undefined;
}

async function recordsAfter(
  tx: Tx,
  enterpriseId: string,
  device: SyncDevice,
  after: Extract<Place, { kind: 'record' }>,
): Promise<Page> {
  const rows = await rowsOf<Parameters<typeof toRecord>[0]>(
    tx,
    sql`select entity, id, fields, stamps, actors, deleted, position from (
        select *, sum(length(fields) + length(stamps)) over (order by entity, id) - length(fields) - length(stamps) as before
        from (select * from sync_row where enterprise_id = ${enterpriseId} and (entity, id) > (${after.entity}, ${after.id}::uuid)
          and ${visibleEntities(device)} order by entity, id limit ${snapshotChunkRows}) page) sized
      where before < ${chunkBytes} order by entity, id`,
  );
  const records = rows.map(toRecord);
  const last = records.at(-1);
  return {
    rows: records.map(({ entity, id, state: { fields, stamps, deleted } }) => ({
      entity,
      id,
      ...(deleted === null
        ? withoutSecrets(device, entity, id, { fields, stamps })
        : { fields: {}, stamps: {}, deleted }),
    })),
    next: last ? { kind: 'record', entity: last.entity, id: last.id } : { kind: 'fact', position: 0 },
  };
}

async function factsAfter(
  tx: Tx,
  enterpriseId: string,
  device: SyncDevice,
  after: Extract<Place, { kind: 'fact' }>,
): Promise<Page> {
  const rows = await rowsOf<FactRow & { readonly position: string }>(
    tx,
    sql`select * from (
        select *, sum(length(data)) over (order by position) - length(data) as before
        from (select * from sync_fact where enterprise_id = ${enterpriseId} and position > ${after.position}
          and ${visibleFacts(device)} order by position limit ${snapshotChunkRows}) page) sized
      where before < ${chunkBytes} order by position`,
  );
  const last = rows.at(-1);
  return {
    rows: rows.map((row) => ({ id: row.id, fact: toFact(row) })),
    next: last ? { kind: 'fact', position: Number(last.position) } : undefined,
  };
}

/**
 * The next chunk of what an enterprise has, as a device may see it: the records by entity and id, then the facts in the
 * order they came. Nothing is kept between chunks, and rows may change meanwhile: they are newer than the cursor of the
 * first chunk, never older. Throws AppError malformed_request.
 */
export async function snapshot(
  tx: Tx,
  enterpriseId: string,
  device: SyncDevice,
  after: string | undefined,
): Promise<SnapshotChunk> {
  // Read before the rows: these may only be newer.
  const { position, tag } = await readHead(tx, enterpriseId);
  const from = after === undefined ? start : parse(after);
  const first = from.kind === 'record' ? await recordsAfter(tx, enterpriseId, device, from) : undefined;
  const isPastRecords = first === undefined || first.rows.length === 0;
  const page = isPastRecords
    ? await factsAfter(tx, enterpriseId, device, from.kind === 'fact' ? from : { kind: 'fact', position: 0 })
    : first;
  const sums = await readSums(tx, enterpriseId);
  return {
    rows: page.rows,
    sha256: hash('sha256', JSON.stringify(page.rows), 'hex'),
    cursor: formatCursor({ position, tag, full: true }),
    ...(page.next && page.rows.length > 0 ? { next: format(page.next) } : {}),
    total: [...sums.values()].reduce((sum, { rows }) => sum + rows, 0),
  };
}
