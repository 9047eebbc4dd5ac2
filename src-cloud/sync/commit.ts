import { type SQL, sql } from 'drizzle-orm';
import { type Leave, Prepared, type Tx } from '../store/service.ts';
import type { Application } from './apply.ts';
import { type EntitySums, savingSums } from './sums.ts';
import { formatCursor, newTag } from './tokens.ts';
import { addingTraffic, type TrafficValues } from './traffic.ts';

/** Where pokes are said; the payload is the enterprise, and the cursor of the end of its log. */
export const pokeChannel = 'sync_poke';

/** Statements that write, and do not see what the others wrote, as one. */
function together(statements: readonly SQL[], last: SQL): SQL {
  const named = statements.map((statement, index) => sql`${sql.raw(`s${index}`)} as (${statement})`);
  return sql`with ${sql.join(named, sql`, `)} ${last}`;
}

const value = (name: string) => sql.placeholder(name);
const ofEnterprise = sql`enterprise_id = ${value('enterpriseId')}`;
const updatingDevice = sql`update sync_device set last_seq = ${value('lastSeq')}, continuation = ${value('continuation')},
    previous_continuation = ${value('previousContinuation')}, previous_seq = ${value('previousSeq')},
    last_hashes = ${value('lastHashes')}, last_answer = ${value('lastAnswer')}, clamped_stamp = ${value('clampedStamp')},
    ahead = false, seen_at = ${value('now')}
  where ${ofEnterprise} and device_id = ${value('deviceId')}`;
const committing = [
  savingSums,
  sql`insert into sync_commit (enterprise_id, position, tag, at)
    values (${value('enterpriseId')}, ${value('position')}, ${value('tag')}, ${value('now')})`,
  sql`update sync_head set position = ${value('position')}, tag = ${value('tag')}, stamp = ${value('stamp')}
    where ${ofEnterprise}`,
];
const poking = sql`select pg_notify(${pokeChannel}, ${value('poke')})`;

/** What a push leaves behind of its device. */
export interface DeviceValues extends TrafficValues {
  readonly lastSeq: number;
  readonly continuation: string;
  readonly previousContinuation: string;
  readonly previousSeq: number;
  readonly lastHashes: string;
  readonly lastAnswer: string;
  readonly clampedStamp: string | null;
}

type Common = { readonly enterpriseId: string; readonly now: number };
type CommitValues = Common & ReturnType<typeof commitValues>;
const ofDevice = [addingTraffic, updatingDevice];
const conclusions = {
  pushed: new Prepared<CommitValues & DeviceValues>(
    'sync_conclude_push',
    together([...ofDevice, ...committing], poking),
  ),
  changed: new Prepared<CommitValues>('sync_conclude_change', together(committing, poking)),
  idle: new Prepared<Common & DeviceValues>('sync_conclude_idle', together(ofDevice, sql`select 1`)),
};

function commitValues(enterpriseId: string, { application, sums }: Conclusion) {
  const { position, stamp } = application;
  const tag = newTag();
  const poke = `${enterpriseId} ${formatCursor({ position, tag, full: false })}`;
  return { ...application.sumsAfter(sums), position, stamp, tag, poke };
}

/** What ends a transaction that may have written to the log. */
export interface Conclusion {
  readonly application: Application;
  /** The end of the log before. */
  readonly from: number;
  /** The sums before. */
  readonly sums: EntitySums;
  readonly now: number;
  /** Where it is a push. */
  readonly device?: DeviceValues;
}

/**
 * Ends what was applied, in one statement: the commit and its tag, the head, the sums, the device, and the poke of
 * everybody else. Where nothing came of it, only the device is written.
 */
export function conclude(tx: Tx, leave: Leave, enterpriseId: string, conclusion: Conclusion): void {
  const { application, from, now, device } = conclusion;
  const common = { enterpriseId, now };
  if (application.position === from) {
    if (device) leave(conclusions.idle.rows(tx, { ...common, ...device }));
    return;
  }
  const values = { ...common, ...commitValues(enterpriseId, conclusion) };
  leave(device ? conclusions.pushed.rows(tx, { ...values, ...device }) : conclusions.changed.rows(tx, values));
}
