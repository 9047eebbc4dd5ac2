import { createHash } from 'node:crypto';
import type { Leave, Tx, Work } from '#server/database/service.ts';
import type { AuditHead } from '#shared/bench/audit.ts';
import { isBenchCode } from '#shared/bench/codes.ts';
import { reasonOf } from '#shared/bench/errors.ts';
import { AppError } from '#shared/errors.ts';
import { canonicalJson } from '#shared/sync/canonical.ts';
import { type Bench, followBench, markFault } from './benches.ts';
import type { MtmsContext } from './context.ts';

/** What a bench asked for, as the record tells it. */
export interface Asked {
  readonly action: string;
  readonly opId?: string;
  readonly serial?: string;
  readonly customer?: string;
}

/** Faults of a record, as `followBench` finds them. */
const faults: ReadonlySet<string | undefined> = new Set(['audit_rewritten', 'audit_truncated']);

/**
 * The hash of a request, for telling a repeated one from another with the same id. The bench's record goes on between
 * two tries, so its head does not count.
 */
export function hashOfRequest({ auditHead: _, ...request }: Readonly<Record<string, unknown>>): string {
  return createHash('sha256').update(canonicalJson(request)).digest('hex');
}

/** A transaction that appends to the record; once it is committed, the record knows its new head. */
export async function recorded<T>({ driver, record }: MtmsContext, work: Work<T>): Promise<T> {
  let used: Tx | undefined;
  const result = await driver.transaction((tx, leave) => {
    used = tx;
    return work(tx, leave);
  });
  if (used) record.committed(used);
  return result;
}

/**
 * Does what a bench asks, in one transaction; `work` calls `follow` for the bench's record before its first write. A
 * refusal takes everything back and is recorded by itself; a record that went wrong closes the bench.
 */
export async function act<T>(
  context: MtmsContext,
  bench: Bench,
  head: AuditHead,
  asked: Asked,
  work: (tx: Tx, follow: () => Promise<void>, leave: Leave) => Promise<T>,
): Promise<T> {
  const { now } = context;
  try {
    return await recorded(context, (tx, leave) =>
      work(tx, () => followBench(tx, context.benchHeads, bench.id, head, now()), leave),
    );
  } catch (error) {
    if (error instanceof AppError && isBenchCode(error.code)) await refused(context, bench, head, asked, error);
    throw error;
  }
}

async function refused(context: MtmsContext, bench: Bench, head: AuditHead, asked: Asked, error: AppError) {
  const { driver, record, now, log } = context;
  const reason = reasonOf(error);
  if (reason === 'audit_gap') return;
  const { action, ...about } = asked;
  const at = now();
  const actor = `bench:${bench.id}`;
  log.warn({ bench: bench.id, code: error.code, reason, ...asked }, 'refused');
  await recorded(context, async (tx) => {
    if (faults.has(reason)) await markFault(tx, bench.id, reason ?? '', at);
    const details = { asked: action, code: error.code, ...(reason === undefined ? {} : { reason }), ...about };
    await record.add(tx, { at, actor, action: faults.has(reason) ? 'bench_fault' : 'refused', details });
  });
  if (error.code === 'E_AUDIT') return;
  // Its record went on although what it asked for was refused.
  await driver
    .transaction((tx) => followBench(tx, context.benchHeads, bench.id, head, at))
    .catch((cause: unknown) => {
      if (!(cause instanceof AppError)) throw cause;
    });
}
