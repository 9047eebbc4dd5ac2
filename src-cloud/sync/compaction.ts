import { sql } from 'drizzle-orm';
import { tombstonesKeptMs } from '#shared/sync/protocol.ts';
import { type CloudDatabase, rowsOf, type Tx } from '../store/service.ts';
import { lockHead } from './head.ts';
import { dayOf } from './traffic.ts';

const dayMs = 24 * 60 * 60_000;
/** What is younger is kept for who is reading a snapshot now. */
const youngMs = 60 * 60_000;
/** A log of so many entries is worth no thought. */
const smallLog = 10_000;
/** Rows that one statement removes: a push in between waits no longer than that takes. */
const batch = 20_000;

/** What was tidied away. */
export interface Compacted {
  readonly floor: number;
  readonly entries: number;
  readonly tombstones: number;
}

/** The end of the last commit at or before a position. */
async function commitBefore(tx: Tx, enterpriseId: string, position: number): Promise<number> {
  const [row] = await rowsOf<{ position: string }>(
    tx,
    sql`select position from sync_commit where enterprise_id = ${enterpriseId} and position <= ${position}
      order by position desc limit 1`,
  );
  return Number(row?.position ?? 0);
}

/**
 * Where the log may begin. `passed`: everything before it every device that was seen in 90 days has. `floor` may be
 * beyond that: where the log has become longer than the records, who is behind is better off with a snapshot.
 */
async function floors(tx: Tx, enterpriseId: string, now: number): Promise<{ passed: number; floor: number }> {
  const [row] = await rowsOf<{ passed: string; aged: string; young: string; records: string }>(
    tx,
    sql`select
      (select coalesce(min(cursor), 0) from sync_device where enterprise_id = ${enterpriseId}
        and cursor_at is not null and seen_at >= ${now - tombstonesKeptMs}) as passed,
      (select coalesce(max(position), 0) from sync_commit where enterprise_id = ${enterpriseId} and at < ${now - dayMs}) as aged,
      (select coalesce(max(position), 0) from sync_commit where enterprise_id = ${enterpriseId} and at < ${now - youngMs}) as young,
      (select coalesce(sum(rows), 0) from sync_sum where enterprise_id = ${enterpriseId} and entity <> 'event') as records`,
  );
  if (!row) return { passed: 0, floor: 0 };
  const passed = Math.min(Number(row.passed), Number(row.aged));
  const kept = Math.max(smallLog, Number(row.records));
  const [long] = await rowsOf<{ position: string }>(
    tx,
    sql`select position from sync_log where enterprise_id = ${enterpriseId} order by position desc offset ${kept} limit 1`,
  );
  const tooLong = Math.min(Number(long?.position ?? 0), Number(row.young));
  return { passed, floor: Math.max(passed, tooLong) };
}

/**
 * Tidies an enterprise's log: removes entries, tombstones and commits that no device needs any more, and the figures of
 * traffic after 90 days. A device that is behind the new beginning takes a snapshot. May be stopped at any point and
 * begun again; several at once do no harm.
 */
export async function compact(
  database: CloudDatabase,
  enterpriseId: string,
  now: number,
  signal?: AbortSignal,
): Promise<Compacted> {
  const { passed, floor } = await database.inEnterprise(enterpriseId, async (tx) => {
    const wanted = await floors(tx, enterpriseId, now);
    const next = await commitBefore(tx, enterpriseId, wanted.floor);
    // The lock keeps the beginning from passing what a push is reading.
    const head = await lockHead(tx, enterpriseId);
    const moved = Math.max(head.floor, next);
    if (moved > head.floor) {
      await tx.execute(sql`update sync_head set floor = ${moved} where enterprise_id = ${enterpriseId}`);
    }
    return { passed: wanted.passed, floor: moved };
  });
  const removeAll = async (remove: () => ReturnType<typeof sql>): Promise<number> => {
    for (let total = 0; ; ) {
      const removed = await database.inEnterprise(enterpriseId, (tx) => rowsOf<object>(tx, remove()));
      total += removed.length;
      if (removed.length < batch || signal?.aborted) return total;
    }
  };
  const entries = await removeAll(
    () => sql`delete from sync_log where enterprise_id = ${enterpriseId} and position in (
      select position from sync_log where enterprise_id = ${enterpriseId} and position <= ${floor}
      order by position limit ${batch}) returning 1`,
  );
  const tombstones = await removeAll(
    () => sql`delete from sync_row where enterprise_id = ${enterpriseId} and (entity, id) in (
      select entity, id from sync_row where enterprise_id = ${enterpriseId} and deleted is not null
        and position <= ${floor} and (position <= ${passed} or changed_at < ${now - tombstonesKeptMs})
      limit ${batch}) and deleted is not null returning 1`,
  );
  await database.inEnterprise(enterpriseId, async (tx) => {
    // The commit that a cursor at the beginning lies in stays.
    await tx.execute(sql`delete from sync_commit where enterprise_id = ${enterpriseId} and position < ${floor}`);
    await tx.execute(
      sql`delete from sync_traffic where enterprise_id = ${enterpriseId} and day < ${dayOf(now - tombstonesKeptMs)}`,
    );
    // Where a settled one is found is kept as long as it is: it holds values that an erasure has to find.
    await tx.execute(
      sql`delete from sync_conflict c using sync_row r where c.enterprise_id = ${enterpriseId}
        and r.enterprise_id = ${enterpriseId} and r.entity = 'conflict' and r.id = c.conflict_id
        and r.deleted is not null`,
    );
  });
  return { floor, entries, tombstones };
}
