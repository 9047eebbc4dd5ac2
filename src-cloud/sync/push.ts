import { sql } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import type { SyncDevice } from '#shared/sync/authorise.ts';
import { schemasAccepted, schemaVersion, tombstonesKeptMs } from '#shared/sync/protocol.ts';
import type { PushAnswer } from '#shared/sync/push.ts';
import { rowsOf, type Tx } from '../store/service.ts';
import { Application, refusesWhole, type Sender } from './apply.ts';
import { commit } from './commit.ts';
import { lockHead } from './head.ts';
import { clampStamps, hashOf, type PushFrame, type ReadOperation, readOperation } from './reading.ts';
import { loadRights } from './rights.ts';
import { Staged, type StagedPart } from './staged.ts';
import { judgeContinuation, repeatsLast, type Standing, type StandingRow, toStanding } from './standings.ts';
import { type EntitySums, toSums } from './sums.ts';
import { newContinuation } from './tokens.ts';
import { addTraffic } from './traffic.ts';

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

/** Reads the operations of a push; whatever is wrong with its frame refuses all of it before anything moves. */
function read(push: PushFrame): { readonly ops: ReadOperation[]; readonly hashes: string[] } {
  if (push.schema < schemaVersion - schemasAccepted) throw new AppError('sync_protocol_unknown');
  for (const [index, { seq }] of push.ops.entries()) {
    if (seq !== push.firstSeq + index) throw new AppError('malformed_request');
  }
  return { ops: push.ops.map((op) => readOperation(op, push.schema)), hashes: push.ops.map(hashOf) };
}

/** The operations whose transaction goes on in a later push: those of the last transaction of a push that says so. */
function splitOpen(ops: readonly ReadOperation[], isOpen: boolean) {
  const last = ops.at(-1)?.tx;
  const from = isOpen ? ops.findIndex(({ tx }) => tx === last) : ops.length;
  return { whole: ops.slice(0, from), open: ops.slice(from) };
}

/**
 * Takes a push, in one transaction: what is new of it is merged into the enterprise's data under the lock of its head.
 * Throws AppError sync_sequence_gap when something before it is missing, sync_protocol_unknown, malformed_request.
 */
export async function push(tx: Tx, context: PushContext, frame: PushFrame): Promise<Pushed> {
  const { enterpriseId, device, now } = context;
  const { ops, hashes } = read(frame);
  const head = await lockHead(tx, enterpriseId);
  const { standing, parts, sums } = await readBefore(tx, enterpriseId, device.id);
  if (!standing || frame.epoch > standing.epoch)
    throw new AppError('sync_sequence_gap', { expected: 1 }, { expected: 1 });
  if (frame.epoch < standing.epoch) return { kind: 'forked', of: standing };
  const judged = judgeContinuation(standing, frame.continuation);
  const numbered = ops.map(({ seq }, index) => ({ seq, hash: hashes[index] ?? '' }));
  const repeats = judged === 'previous' || (judged === 'current' && frame.firstSeq <= standing.lastSeq);
  if (judged === 'stale' || (repeats && !repeatsLast(standing, numbered))) {
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
  const application = new Application(tx, sender, head);
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
  await application.apply(rest, (of) => refused.has(of));
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
  const lastHashes = numbered
    .filter(({ seq }) => seq > standing.lastSeq)
    .map(({ hash }) => hash)
    .join('');
  await conclude(tx, context, {
    application,
    sums,
    from: head.position,
    answer,
    standing,
    // As long as a device has heard nothing, it holds the token of before and sends everything since then again.
    heard:
      judged === 'previous'
        ? { continuation: standing.previousContinuation, seq: standing.previousSeq }
        : { continuation: standing.continuation, seq: standing.lastSeq },
    lastHashes: judged === 'previous' ? standing.lastHashes + lastHashes : lastHashes,
    clampedStamp: clamped.last,
  });
  return { kind: 'answer', answer };
}

/** The last statement: the commit, the head, the device, and the poke of everybody else. */
async function conclude(
  tx: Tx,
  { enterpriseId, device, now, bytes }: PushContext,
  done: {
    readonly application: Application;
    readonly sums: EntitySums;
    readonly from: number;
    readonly answer: PushAnswer;
    readonly standing: Standing;
    /** The last token and number that the device is known to have heard of. */
    readonly heard: { readonly continuation: string | null; readonly seq: number };
    readonly lastHashes: string;
    readonly clampedStamp: string | null;
  },
): Promise<void> {
  const { application, sums, from, answer, standing, heard, lastHashes, clampedStamp } = done;
  const traffic = addTraffic(enterpriseId, device.id, now, {
    pushes: 1,
    operations: answer.lastSeq - standing.lastSeq,
    pushedBytes: bytes,
    conflicts: application.conflicts,
  });
  const deviceUpdate = sql`update sync_device set last_seq = ${answer.lastSeq}, continuation = ${answer.continuation},
      previous_continuation = ${heard.continuation}, previous_seq = ${heard.seq}, last_hashes = ${lastHashes},
      last_answer = ${JSON.stringify(answer)}, clamped_stamp = ${clampedStamp}, ahead = false, seen_at = ${now}
    where enterprise_id = ${enterpriseId} and device_id = ${device.id}`;
  await commit(tx, enterpriseId, { application, from, sums, by: device.id, now, beside: [traffic, deviceUpdate] });
}

/** What a push has to know before it begins, as it is once the head is locked. */
async function readBefore(tx: Tx, enterpriseId: string, deviceId: string) {
  const device = sql`enterprise_id = ${enterpriseId} and device_id = ${deviceId}`;
  const [row] = await rowsOf<{
    readonly standing: StandingRow | null;
    readonly parts: readonly StagedPart[] | null;
    readonly sums: Parameters<typeof toSums>[0] | null;
  }>(
    tx,
    sql`select (select to_json(d) from sync_device d where ${device}) as standing,
      (select json_agg(json_build_object('first_seq', first_seq, 'tx', tx, 'operations', operations, 'refused', refused)
        order by first_seq) from sync_staged where ${device}) as parts,
      (select json_agg(s) from sync_sum s where enterprise_id = ${enterpriseId}) as sums`,
  );
  return {
    standing: row?.standing ? toStanding(row.standing) : undefined,
    parts: row?.parts ?? [],
    sums: toSums(row?.sums ?? []),
  };
}
