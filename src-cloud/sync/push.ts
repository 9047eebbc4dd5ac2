import { sql } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import type { SyncDevice } from '#shared/sync/authorise.ts';
import { tombstonesKeptMs } from '#shared/sync/protocol.ts';
import type { PushAnswer } from '#shared/sync/push.ts';
import { type Leave, Prepared, type Tx } from '../store/service.ts';
import { Application, loadKnown, refusesWhole, type Sender } from './apply.ts';
import { conclude } from './commit.ts';
import { lockHead, lockHeadIfThere } from './head.ts';
import { clampStamps, hashOf, type ReadOperation, type ReadPush } from './reading.ts';
import { loadRights } from './rights.ts';
import { Staged, type StagedPart } from './staged.ts';
import { judgeContinuation, repeatsLast, type Standing, type StandingRow, toStanding } from './standings.ts';
import { toSums } from './sums.ts';
import { newContinuation } from './tokens.ts';
import { trafficValues } from './traffic.ts';

/** What a push leads to: an answer, or the device is a copy that was left behind. */
export type Pushed =
  | { readonly kind: 'answer'; readonly answer: PushAnswer }
  | { readonly kind: 'forked'; readonly of: Standing };

export interface PushContext {
  readonly enterpriseId: string;
  readonly device: SyncDevice;
  readonly now: number;
  /** Size of the request as it came. */
  readonly bytes: number;
}

/** The operations whose transaction goes on in a later push: those of the last transaction of a push that says so. */
function splitOpen(ops: readonly ReadOperation[], isOpen: boolean) {
  const last = ops.at(-1)?.tx;
  const from = isOpen ? ops.findIndex(({ tx }) => tx === last) : ops.length;
  return { whole: ops.slice(0, from), open: ops.slice(from) };
}

/**
 * Takes a push, in one transaction: what is new of it is merged into the enterprise's data under the lock of its head.
 * Throws AppError sync_sequence_gap when something before it is missing.
 */
export async function push(tx: Tx, leave: Leave, context: PushContext, frame: ReadPush): Promise<Pushed> {
  const { enterpriseId, device, now, bytes } = context;
  const { ops } = frame;
  const [before, hashes] = await Promise.all([
    readBefore(tx, enterpriseId, device.id, ops),
    // While the database reads.
    (async () => frame.sent.map(hashOf))(),
  ]);
  const { head, standing, parts, sums, known } = before;
  if (!standing || frame.epoch > standing.epoch)
    throw new AppError('sync_sequence_gap', { expected: 1 }, { expected: 1 });
  if (frame.epoch < standing.epoch) return { kind: 'forked', of: standing };
  const judged = judgeContinuation(standing, frame.continuation);
  const numbered = () => ops.map(({ seq }, index) => ({ seq, hash: hashes[index] ?? '' }));
  const repeats = judged === 'previous' || (judged === 'current' && frame.firstSeq <= standing.lastSeq);
  if (judged === 'stale' || (repeats && !repeatsLast(standing, numbered()))) {
    return { kind: 'forked', of: standing };
  }
  const fresh = ops.filter(({ seq }) => seq > standing.lastSeq);
  // Who never heard the last answer hears it now, together with what it sends beyond that.
  const unheard = repeats && standing.lastAnswer ? (JSON.parse(standing.lastAnswer) as PushAnswer) : undefined;
  const expected = standing.lastSeq + 1;
  const isGap = frame.firstSeq > expected && !standing.ahead;
  if (judged === 'ahead' || isGap) throw new AppError('sync_sequence_gap', { expected }, { expected });
  if (fresh.length === 0) {
    const { lastSeq, continuation } = standing;
    return { kind: 'answer', answer: unheard ?? { lastSeq, continuation, outcomes: [] } };
  }

  const isRestating = head.setBackAt !== null && now - head.setBackAt < tombstonesKeptMs;
  const sender: Sender = {
    enterpriseId,
    device,
    epoch: frame.epoch,
    rightsOf: await loadRights(tx, enterpriseId, device),
    family: isRestating && device.scope === 'enterprise' ? null : new Set([device.id, ...standing.lineage]),
    now,
  };
  const application = new Application(tx, leave, sender, head);
  const clamped = clampStamps(fresh, device.id, now, {
    last: standing.clampedStamp,
    known: unheard?.clamped ?? {},
  });
  const { whole, open } = splitOpen(clamped.ops, frame.open);
  const staged = new Staged(tx, enterpriseId, device.id, parts);
  const goesOn = staged.tx !== undefined && staged.tx === fresh[0]?.tx;
  if (staged.tx !== undefined && !(goesOn && whole.length === 0)) {
    // Its end is here: either in this push, or because another transaction begins.
    const end = goesOn ? whole.filter(({ tx: of }) => of === staged.tx) : [];
    const isRefused = staged.refused || end.some((op) => refusesWhole(op, sender));
    for await (const part of staged.parts()) await application.apply(part, () => isRefused);
    await application.apply(end, () => isRefused);
    await staged.clear();
  }
  const rest = goesOn ? whole.filter(({ tx: of }) => of !== staged.tx) : whole;
  const refused = new Set(rest.filter((op) => refusesWhole(op, sender)).map(({ tx: of }) => of));
  // What was read before does not know of the parts.
  await application.apply(rest, (of) => refused.has(of), parts.length === 0 ? known : undefined);
  if (open.length > 0)
    await staged.add(
      open,
      open.some((op) => refusesWhole(op, sender)),
      now,
    );

  const lastSeq = fresh.at(-1)?.seq ?? standing.lastSeq;
  const answer: PushAnswer = {
    lastSeq,
    continuation: newContinuation(standing.continuation),
    outcomes: [...(unheard?.outcomes ?? []), ...application.outcomes].toSorted((a, b) => a.seq - b.seq),
    ...(clamped.clamped.size > 0 ? { clamped: Object.fromEntries(clamped.clamped) } : {}),
  };
  // They are numbered without a gap: what is fresh is the end of it.
  const taken = hashes.slice(ops.length - fresh.length).join('');
  // As long as a device has heard nothing, it holds the token of before and sends everything since then again.
  const isUnheard = judged === 'previous';
  const heard = {
    previousContinuation: frame.continuation,
    previousSeq: isUnheard ? standing.previousSeq : standing.lastSeq,
    lastHashes: isUnheard ? standing.lastHashes + taken : taken,
  };
  const traffic = {
    pushes: 1,
    operations: lastSeq - standing.lastSeq,
    pushedBytes: bytes,
    conflicts: application.conflicts,
  };
  conclude(tx, leave, enterpriseId, {
    application,
    from: head.position,
    sums,
    now,
    device: {
      ...trafficValues(enterpriseId, device.id, now, traffic),
      lastSeq,
      continuation: answer.continuation,
      ...heard,
      lastAnswer: JSON.stringify(answer),
      clampedStamp: clamped.last,
    },
  });
  return { kind: 'answer', answer };
}

interface BeforeRow {
  readonly standing: StandingRow | null;
  readonly parts: readonly StagedPart[] | null;
  readonly sums: Parameters<typeof toSums>[0] | null;
}

const ofEnterprise = sql`enterprise_id = ${sql.placeholder('enterpriseId')}`;
const ofDevice = sql`${ofEnterprise} and device_id = ${sql.placeholder('deviceId')}`;
const readingBefore = new Prepared<{ enterpriseId: string; deviceId: string }, BeforeRow>(
  'sync_read_before_push',
  sql`select (select to_json(d) from sync_device d where ${ofDevice}) as standing,
    (select json_agg(json_build_object('first_seq', first_seq, 'tx', tx, 'operations', operations, 'refused', refused)
      order by first_seq) from sync_staged where ${ofDevice}) as parts,
    (select json_agg(s) from sync_sum s where ${ofEnterprise}) as sums`,
);

/** Locks the head and reads what a push has to know, as it is from then on: the questions go together, in this order. */
async function readBefore(tx: Tx, enterpriseId: string, deviceId: string, ops: readonly ReadOperation[]) {
  const [head, [row], known] = await Promise.all([
    lockHeadIfThere(tx, enterpriseId),
    readingBefore.rows(tx, { enterpriseId, deviceId }),
    loadKnown(tx, enterpriseId, ops),
  ]);
  if (!head) {
    // The first push of an enterprise: without a head nothing was locked when the rest was read.
    await lockHead(tx, enterpriseId);
    return readBefore(tx, enterpriseId, deviceId, ops);
  }
  return {
    head,
    standing: row?.standing ? toStanding(row.standing) : undefined,
    parts: row?.parts ?? [],
    sums: toSums(row?.sums ?? []),
    known,
  };
}
