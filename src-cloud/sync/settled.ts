import { sql } from 'drizzle-orm';
import { formatStamp } from '#shared/sync/clock.ts';
import type { Operation } from '#shared/sync/operation.ts';
import { settledKeptMs } from '#shared/sync/protocol.ts';
import { type CloudDatabase, rowsOf, type Tx } from '../store/service.ts';
import { Application } from './apply.ts';
import { conclude } from './commit.ts';
import { lockHead, serverDevice } from './head.ts';
import { loadRecords } from './records.ts';
import { readSums } from './sums.ts';

/** Conflicts that one transaction lets go: a push in between waits no longer than that takes. */
const batch = 200;

/** The oldest of those that were settled long ago, by this server's clock: a landing's may be wrong by years. */
async function longSettled(tx: Tx, enterpriseId: string, now: number, most: number): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    tx,
    sql`select id from sync_row where enterprise_id = ${enterpriseId} and entity = 'conflict' and deleted is null
      and changed_at < ${now - settledKeptMs} and fields::json ->> 'state' = 'settled' order by changed_at limit ${most}`,
  );
  return rows.map(({ id }) => id);
}

/**
 * Lets go of conflicts that a person settled 90 days ago. This is decided here alone and travels as any deletion, so that
 * cloud and landings go on weighing the same; who took a settlement back meanwhile and was offline brings the conflict
 * back, as an edit does with any deleted record. Gives how many it were. May be stopped at any point and begun again.
 */
export async function retireConflicts(
  database: CloudDatabase,
  enterpriseId: string,
  now: number,
  signal?: AbortSignal,
): Promise<number> {
  for (let total = 0; ; ) {
    // Pushes wait for nothing where there is nothing to do.
    const waiting = await database.inEnterprise(enterpriseId, (tx) => longSettled(tx, enterpriseId, now, 1));
    if (waiting.length === 0 || signal?.aborted) return total;
    const retired = await retireSome(database, enterpriseId, now);
    if (retired === 0) return total;
    total += retired;
  }
}

function retireSome(database: CloudDatabase, enterpriseId: string, now: number): Promise<number> {
  return database.inEnterprise(enterpriseId, async (tx, leave) => {
    const head = await lockHead(tx, enterpriseId);
    const ids = await longSettled(tx, enterpriseId, now, batch);
    const keys = ids.map((id) => ({ entity: 'conflict', id }));
    const records = [...(await loadRecords(tx, enterpriseId, keys)).values()];
    const stamp = formatStamp({ ms: now, counter: 0, device: serverDevice });
    const removals = records.map(({ id, state }, index): Operation => {
      const seq = index + 1;
      return { seq, tx: seq, stamp, actor: 'system', kind: 'delete', entity: 'conflict', id, base: state.stamps };
    });
    const sums = await readSums(tx, enterpriseId);
    const device = { id: serverDevice, scope: 'enterprise', userId: null, administers: true } as const;
    const sender = { enterpriseId, device, epoch: 0, rightsOf: () => undefined, family: null, now };
    const application = new Application(tx, leave, sender, head);
    await application.apply(
      removals.map((op) => ({ seq: op.seq, tx: op.tx, op, refusal: null, entity: op.entity })),
      () => false,
    );
    conclude(tx, leave, enterpriseId, { application, from: head.position, sums, now });
    return application.position - head.position;
  });
}
