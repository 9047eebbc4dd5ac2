import { sql } from 'drizzle-orm';
import { rowsOf, type Tx } from '../store/service.ts';
import { countOf, newContinuation } from './tokens.ts';

/** How far a device is, as the server has it. */
export interface Standing {
  readonly deviceId: string;
  readonly epoch: number;
  readonly lastSeq: number;
  readonly continuation: string;
  readonly previousContinuation: string | null;
  readonly previousSeq: number;
  /** Of each operation of the last push a hash of 8 hex digits, up to `lastSeq`. */
  readonly lastHashes: string;
  readonly lastAnswer: string | null;
  readonly clampedStamp: string | null;
  readonly ahead: boolean;
  readonly cursor: number;
  readonly lineage: readonly string[];
}

export interface StandingRow {
  readonly device_id: string;
  readonly epoch: number;
  readonly last_seq: string | number;
  readonly continuation: string;
  readonly previous_continuation: string | null;
  readonly previous_seq: string | number;
  readonly last_hashes: string;
  readonly last_answer: string | null;
  readonly clamped_stamp: string | null;
  readonly ahead: boolean;
  readonly cursor: string | number;
  readonly lineage: string[];
}

export const toStanding = (row: StandingRow): Standing => ({
  deviceId: row.device_id,
  epoch: row.epoch,
  lastSeq: Number(row.last_seq),
  continuation: row.continuation,
  previousContinuation: row.previous_continuation,
  previousSeq: Number(row.previous_seq),
  lastHashes: row.last_hashes,
  lastAnswer: row.last_answer,
  clampedStamp: row.clamped_stamp,
  ahead: row.ahead,
  cursor: Number(row.cursor),
  lineage: row.lineage,
});

/** How far a device is; undefined when it never said hello. */
export async function readStanding(tx: Tx, enterpriseId: string, deviceId: string): Promise<Standing | undefined> {
  const [row] = await rowsOf<StandingRow>(
    tx,
    sql`select * from sync_device where enterprise_id = ${enterpriseId} and device_id = ${deviceId}`,
  );
  return row && toStanding(row);
}

/**
 * A device begins, or begins anew with a database that was restored: nothing of this epoch is here yet. One that has a
 * token of a history that this database has lost keeps it: should it not hear the answer, it is no copy when it comes again.
 */
export async function beginEpoch(
  tx: Tx,
  { enterpriseId, deviceId, epoch, now }: { enterpriseId: string; deviceId: string; epoch: number; now: number },
  held?: string,
): Promise<Standing> {
  const continuation = held !== undefined && countOf(held) > 0 ? held : newContinuation(null);
  await tx.execute(sql`delete from sync_staged where enterprise_id = ${enterpriseId} and device_id = ${deviceId}`);
  const [row] = await rowsOf<StandingRow>(
    tx,
    sql`insert into sync_device (enterprise_id, device_id, epoch, continuation, seen_at)
      values (${enterpriseId}, ${deviceId}, ${epoch}, ${continuation}, ${now})
      on conflict (enterprise_id, device_id) do update set epoch = excluded.epoch, last_seq = 0,
        continuation = excluded.continuation, previous_continuation = null, previous_seq = 0, last_hashes = '',
        last_answer = null, ahead = false, seen_at = excluded.seen_at
        where sync_device.epoch < excluded.epoch
      returning *`,
  );
  // Somebody else began the same epoch meanwhile.
  const standing = row ? toStanding(row) : await readStanding(tx, enterpriseId, deviceId);
  if (!standing) throw new Error('the device is not there');
  return standing;
}

/** A device that goes on from a copy of another's database may go on with what that one began. */
export async function beginFork(
  tx: Tx,
  enterpriseId: string,
  of: Standing,
  deviceId: string,
  now: number,
): Promise<void> {
  const lineage = sql.param([of.deviceId, ...of.lineage]);
  await tx.execute(
    sql`insert into sync_device (enterprise_id, device_id, epoch, continuation, seen_at, lineage)
      values (${enterpriseId}, ${deviceId}, 0, ${newContinuation(null)}, ${now}, ${lineage}::uuid[])`,
  );
}

/**
 * What a device's continuation says of it. `previous`: it never heard the answer to its last push. `ahead`: this database
 * is older than what the device was told. `stale`: it is a copy of the device's database that was left behind.
 */
export function judgeContinuation(
  standing: Standing,
  continuation: string,
): 'current' | 'previous' | 'ahead' | 'stale' {
  if (continuation === standing.continuation) return 'current';
  if (continuation === standing.previousContinuation) return 'previous';
  return countOf(continuation) > countOf(standing.continuation) ? 'ahead' : 'stale';
}

/**
 * Whether operations that were numbered before are the same as those that were taken under these numbers, as far as
 * that is known: of the last push. Who sent that push has all of it and sends all of it again: who ends before is a copy
 * that was made in between, and would take the rest for its own.
 */
export function repeatsLast(
  standing: Standing,
  ops: readonly { readonly seq: number; readonly hash: string }[],
): boolean {
  const count = standing.lastHashes.length / 8;
  const first = standing.lastSeq - count + 1;
  const repeated = ops.filter(({ seq }) => seq >= first && seq <= standing.lastSeq);
  return (
    repeated.at(-1)?.seq === standing.lastSeq &&
    repeated.every(({ seq, hash }) => standing.lastHashes.slice((seq - first) * 8, (seq - first) * 8 + 8) === hash)
  );
}

/** A sign of life, and a cursor that stays where it is, are written at most this often. */
const noteEveryMs = 60 * 60_000;

/** Remembers how far a device has pulled: what it asks for next says what it has kept. */
export async function notePull(
  tx: Tx,
  enterpriseId: string,
  standing: Standing,
  cursor: number,
  now: number,
): Promise<void> {
  await tx.execute(
    sql`update sync_device set cursor = ${cursor}, cursor_at = ${now}, seen_at = ${now}
      where enterprise_id = ${enterpriseId} and device_id = ${standing.deviceId}
        and (cursor <> ${cursor} or cursor_at is null or seen_at < ${now - noteEveryMs})`,
  );
}
