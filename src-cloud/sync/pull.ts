import { type SQL, sql } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import type { SyncDevice } from '#shared/sync/authorise.ts';
import type { Change, Fields, Stamps } from '#shared/sync/operation.ts';
import type { PullAnswer, PullQuery } from '#shared/sync/pull.ts';
import { rowsOf, type Tx } from '../store/service.ts';
import { type FactRow, toFact } from './facts.ts';
import { cursorAt, type Head, judgeCursor, markSetBack, readHead } from './head.ts';
import type { Standing } from './standings.ts';
import { beginning, type Cursor, formatCursor, parseCursor } from './tokens.ts';
import { visibleEntities, visibleFacts, withoutSecrets } from './visibility.ts';

interface EntryRow extends FactRow {
  readonly position: string;
  readonly tx: string;
  readonly device_id: string | null;
  readonly epoch: number | null;
  readonly op_seq: string | null;
  readonly as_sent: boolean;
  readonly entity: string;
  readonly kind: 'put' | 'delete' | 'fact';
  readonly whole: boolean;
  readonly fields: string | null;
  readonly stamps: string | null;
}

/** The entries after a position that a device may see, in order: of the records' log and of the facts. */
function entriesAfter(enterpriseId: string, device: SyncDevice, after: number, head: Head, limit: number): SQL {
  const range = sql`enterprise_id = ${enterpriseId} and position > ${after} and position <= ${head.position}`;
  return sql`select * from (
      (select position, tx, device_id, epoch, seq as op_seq, as_sent, entity, id, kind, whole, fields, stamps,
        null as stream, null::uuid as stream_id, null::bigint as seq, null as type, null::bigint as at, null as actor,
        null::uuid as home, null as data
        from sync_log where ${range} and ${visibleEntities(device)} order by position limit ${limit})
      union all
      (select position, tx, device_id, epoch, op_seq, true, 'event', id, 'fact', false, null, null,
        stream, stream_id, seq, type, at, actor, home, data
        from sync_fact where ${range} and ${visibleFacts(device)} order by position limit ${limit})
    ) entries order by position limit ${limit}`;
}

/**
 * The entries of whole transactions after a position, about `limit` of them: a transaction is never broken, so one that
 * is larger comes alone.
 */
async function wholeTransactions(
  tx: Tx,
  enterpriseId: string,
  device: SyncDevice,
  from: number,
  head: Head,
  limit: number,
) {
  const rows: EntryRow[] = [];
  for (let after = from; ; ) {
    const page = await rowsOf<EntryRow>(tx, entriesAfter(enterpriseId, device, after, head, limit + 1));
    rows.push(...page);
    if (page.length <= limit) return { rows, until: head.position };
    const last = page.at(-1);
    const cut = rows.findLastIndex(({ tx: of }) => of !== last?.tx) + 1;
    // What is cut off begins a transaction; everything before that is covered, also what the device may not see.
    if (cut > 0) return { rows: rows.slice(0, cut), until: Number(last?.tx) - 1 };
    after = Number(last?.position);
  }
}

function toChange(row: EntryRow, last: boolean, device: SyncDevice, epoch: number, isFull: boolean): Change {
  const { entity, id, kind } = row;
  const place = { position: Number(row.position), last, entity, id };
  const isOwn = row.device_id === device.id && row.epoch === epoch && row.op_seq !== null;
  const seq = Number(row.op_seq);
  if (isOwn && row.as_sent && !isFull) return { ...place, kind: 'own', seq };
  const own = isOwn ? { seq } : {};
  if (kind === 'fact') return { ...place, ...own, kind, fact: toFact(row) };
  if (kind === 'delete') return { ...place, ...own, kind, stamp: row.stamps ?? '' };
  const content = {
    fields: JSON.parse(row.fields ?? '{}') as Fields,
    stamps: JSON.parse(row.stamps ?? '{}') as Stamps,
  };
  return { ...place, ...own, kind, whole: row.whole, ...withoutSecrets(device, entity, id, content) };
}

/** Reads a cursor and says whether it still leads on. Throws AppError sync_cursor_gone with its `reason`. */
export async function followCursor(tx: Tx, enterpriseId: string, head: Head, text: string): Promise<Cursor> {
  const cursor = parseCursor(text);
  if (!cursor) throw new AppError('malformed_request');
  const judged = await judgeCursor(tx, enterpriseId, head, cursor);
  if (judged !== 'good') throw new AppError('sync_cursor_gone', {}, { reason: judged });
  return cursor;
}

/** Whether this database is an older copy than the one that said what is safe, whatever the cursor of who asks. */
function lacks(standing: Standing | undefined, { epoch = 0, acknowledged = 0 }: PullQuery): boolean {
  const here = standing && standing.epoch >= epoch ? standing : undefined;
  return acknowledged > 0 && (here === undefined || (here.epoch === epoch && here.lastSeq < acknowledged));
}

/** What happened after a cursor, as a device may see it. Throws AppError sync_cursor_gone. */
export async function pull(
  tx: Tx,
  {
    enterpriseId,
    device,
    standing,
  }: { readonly enterpriseId: string; readonly device: SyncDevice; readonly standing: Standing | undefined },
  query: PullQuery,
): Promise<PullAnswer & { readonly from: number }> {
  if (lacks(standing, query)) throw new AppError('sync_cursor_gone', {}, { reason: 'set_back' });
  const epoch = standing?.epoch ?? 0;
  const head = await readHead(tx, enterpriseId);
  const from =
    query.cursor === undefined ? beginningOf(head) : await followCursor(tx, enterpriseId, head, query.cursor);
  const { rows, until } = await wholeTransactions(tx, enterpriseId, device, from.position, head, query.limit);
  const changes = rows.map((row, index) => toChange(row, rows[index + 1]?.tx !== row.tx, device, epoch, from.full));
  const more = until < head.position;
  const cursor = { ...(await cursorAt(tx, enterpriseId, head, until)), full: from.full && more };
  return { changes, cursor: formatCursor(cursor), more, from: from.position };
}

/** Who never pulled begins where the log begins, while that is still there. */
function beginningOf(head: Head): Cursor {
  if (head.floor > 0) throw new AppError('sync_cursor_gone', {}, { reason: 'compacted' });
  return beginning;
}

/** Remembers that a device came with a cursor that this database does not know. */
export async function noteSetBack(tx: Tx, enterpriseId: string, error: unknown, now: number): Promise<void> {
  if (!(error instanceof AppError) || error.code !== 'sync_cursor_gone') return;
  const details = typeof error.details === 'function' ? error.details('en') : error.details;
  if (details['reason'] === 'set_back') await markSetBack(tx, enterpriseId, now);
}
