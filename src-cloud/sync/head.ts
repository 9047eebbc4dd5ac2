import { sql } from 'drizzle-orm';
import { formatStamp } from '#shared/sync/clock.ts';
import { Prepared, rowsOf, type Tx } from '../store/service.ts';
import { beginning, type Cursor } from './tokens.ts';

/** The end of an enterprise's log. */
export interface Head {
  readonly position: number;
  readonly tag: string;
  readonly floor: number;
  readonly stamp: string;
  readonly setBackAt: number | null;
}

/** In stamps the server calls itself so. */
export const serverDevice = '00000000-0000-0000-0000-000000000000';
const firstStamp = formatStamp({ ms: 0, counter: 0, device: serverDevice });

interface HeadRow {
  readonly position: string;
  readonly tag: string;
  readonly floor: string;
  readonly stamp: string;
  readonly set_back_at: string | null;
}

const toHead = (row: HeadRow): Head => ({
  position: Number(row.position),
  tag: row.tag,
  floor: Number(row.floor),
  stamp: row.stamp,
  setBackAt: row.set_back_at === null ? null : Number(row.set_back_at),
});

/** The head as it is now; what lies at or before its position is committed. */
export async function readHead(tx: Tx, enterpriseId: string): Promise<Head> {
  const [row] = await rowsOf<HeadRow>(
    tx,
    sql`select position, tag, floor, stamp, set_back_at from sync_head where enterprise_id = ${enterpriseId}`,
  );
  return row
    ? toHead(row)
    : { position: beginning.position, tag: beginning.tag, floor: 0, stamp: firstStamp, setBackAt: null };
}

const locking = new Prepared<{ enterpriseId: string }, HeadRow>(
  'sync_lock_head',
  sql`select position, tag, floor, stamp, set_back_at from sync_head
    where enterprise_id = ${sql.placeholder('enterpriseId')} for update`,
);

/**
 * The head, locked until the transaction ends: pushes of an enterprise come one after the other. Undefined where there is
 * none yet: then nothing is locked.
 */
export async function lockHeadIfThere(tx: Tx, enterpriseId: string): Promise<Head | undefined> {
  const [row] = await locking.rows(tx, { enterpriseId });
  return row && toHead(row);
}

/** The same of an enterprise that may not have one. */
export async function lockHead(tx: Tx, enterpriseId: string): Promise<Head> {
  const head = await lockHeadIfThere(tx, enterpriseId);
  if (head) return head;
  await tx.execute(
    sql`insert into sync_head (enterprise_id, tag, stamp) values (${enterpriseId}, ${beginning.tag}, ${firstStamp}) on conflict do nothing`,
  );
  const made = await lockHeadIfThere(tx, enterpriseId);
  if (!made) throw new Error('the head of the log is not there');
  return made;
}

/** The tag of the commit that a position lies in; undefined when no commit reaches so far. */
async function tagAt(tx: Tx, enterpriseId: string, head: Head, position: number): Promise<string | undefined> {
  if (position === head.position) return head.tag;
  if (position === 0) return beginning.tag;
  const [commit] = await rowsOf<{ tag: string }>(
    tx,
    sql`select tag from sync_commit where enterprise_id = ${enterpriseId} and position >= ${position} order by position limit 1`,
  );
  return commit?.tag;
}

/** The cursor of a position of the log. */
export async function cursorAt(tx: Tx, enterpriseId: string, head: Head, position: number): Promise<Cursor> {
  return { position, tag: (await tagAt(tx, enterpriseId, head, position)) ?? beginning.tag, full: false };
}

/** Where a cursor leads: on, or nowhere, and why. */
export async function judgeCursor(
  tx: Tx,
  enterpriseId: string,
  head: Head,
  cursor: Pick<Cursor, 'position' | 'tag'>,
): Promise<'good' | 'compacted' | 'set_back'> {
  if (cursor.position > head.position) return 'set_back';
  if (cursor.position < head.floor) return 'compacted';
  if (cursor.position === 0) return 'good';
  return (await tagAt(tx, enterpriseId, head, cursor.position)) === cursor.tag ? 'good' : 'set_back';
}

/** Remembers that the database is an older copy of itself: from now on devices restate what it lost. */
export async function markSetBack(tx: Tx, enterpriseId: string, now: number): Promise<void> {
  await tx.execute(sql`update sync_head set set_back_at = ${now} where enterprise_id = ${enterpriseId}`);
}
