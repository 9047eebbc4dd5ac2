import { wasAnswered } from '#server/mutual-tls/client.ts';
import { jitteredDelay } from '#shared/backoff.ts';
import type { BenchOperationState, BenchProblem } from '#shared/bench/collection.ts';
import { benchError, reasonOf } from '#shared/bench/errors.ts';
import { AppError } from '#shared/errors.ts';
import { benchItself } from '../record/record.ts';
import { act, type Desk } from './desk.ts';
import { type OperationRow, purged } from './operations.ts';
import { problemOf, sameProblem } from './problem.ts';
import { checkReceipt } from './statements.ts';

/** Keys on their way at once, when the MTMS answers. */
const atOnce = 4;
const longestWaitMs = 6 * 60_000;

/** What becomes of an operation that was refused; undefined: it is tried again. */
interface End {
  readonly state: BenchOperationState;
  readonly action: 'expired' | 'void' | 'refused' | 'approval_refused';
}

/** Refusals that may be about this bench's own certificate, lists and clock instead of the key. */
const perhapsOurs: ReadonlySet<string> = new Set(['E_CERT_EXPIRED', 'E_CERT_REVOKED', 'E_ROLE']);
/** Refusals that pass: lists are fetched, clocks set, servers come back. */
const passing: ReadonlySet<string> = new Set(['rate_limited', 'E_CRL_STALE', 'E_CLOCK']);

/**
 * The queue: brings captured keys to the MTMS, those of one terminal in their order, each with the very same body until
 * there is a receipt or a refusal. While the MTMS is away a single one tries the way, so that a long queue is no storm.
 */
export class Sender {
  readonly #desk: Desk;
  readonly #onAccepted: () => void;
  readonly #underWay = new Map<string, Promise<void>>();
  #failures = 0;
  #pauseUntil = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(desk: Desk, onAccepted: () => void) {
    this.#desk = desk;
    this.#onAccepted = onAccepted;
  }

  /** Something is queued, or may go on. */
  wake(): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    const { operations, store } = this.#desk;
    const now = store.now();
    const serials = new Set(this.#underWay.keys());
    const waiting = operations.firstQueued().filter(({ serial }) => !serials.has(serial));
    if (waiting.length === 0) return;
    const most = this.#failures > 0 ? 1 : atOnce;
    let next = this.#left(this.#pauseUntil, now);
    for (const row of waiting) {
      const left = Math.max(this.#left(this.#pauseUntil, now), this.#left(row.nextTryAt ?? 0, now));
      if (left > 0) next = next === 0 ? left : Math.min(next, left);
      else if (this.#underWay.size < most) this.#begin(operations.get(row.opId));
    }
    if (next > 0) this.#timer = setTimeout(() => this.wake(), next).unref();
  }

  /** Tries at once what waits: one operation, or all. */
  async retry(opId?: string): Promise<void> {
    const { operations, store } = this.#desk;
    const waiting = operations.in(['QUEUED']).filter((row) => opId === undefined || row.opId === opId);
    await store.write(benchItself, (tx) => {
      for (const row of waiting) operations.change(tx, row.opId, ['QUEUED'], { nextTryAt: null });
    });
    this.resume();
  }

  /** The MTMS may be back. */
  resume(): void {
    this.#pauseUntil = 0;
    this.wake();
  }

  /** Begins nothing new; resolves when what is on its way has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await Promise.all(this.#underWay.values());
  }

  #left(until: number, now: number): number {
    const left = until - now;
    // A clock that was set back must not hold anything up.
    return left > longestWaitMs ? 0 : Math.max(0, left);
  }

  #begin(row: OperationRow): void {
    const sending = this.#send(row)
      .catch((err: unknown) => {
        this.#failures += 1;
        this.#pause(jitteredDelay(this.#failures, Math));
        this.#desk.log.warn({ err, opId: row.opId }, 'a key could not be sent');
      })
      .finally(() => {
        this.#underWay.delete(row.serial);
        this.wake();
      });
    this.#underWay.set(row.serial, sending);
  }

  async #send(row: OperationRow): Promise<void> {
    const { calls, standing, clock } = this.#desk;
    const { opId, cms, kcv, customerCode, associationRevision, confirmedBy, approvedBy } = row;
    if (cms === null || kcv === null || confirmedBy === null)
      throw new Error('an operation was queued without its key');
    let receipt: Buffer;
    try {
      const capture = { cms, kcv, customerCode, associationRevision, confirmedBy };
      const answer = await calls.send(opId, approvedBy === null ? capture : { ...capture, approvedBy });
      this.#failures = 0;
      receipt = Buffer.from(answer.receipt, 'base64');
    } catch (error) {
      await this.#failed(row, error);
      return;
    }
    try {
      const { acceptedAt } = checkReceipt(standing.member(), row, receipt, clock.now());
      await this.#accept(row, receipt, acceptedAt);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // Nothing is purged for a receipt that is none; the true one comes for the same body.
      await this.#wait(row, problemOf(error), 'receipt_refused');
    }
  }

  async #accept(row: OperationRow, receipt: Buffer, acceptedAt: number): Promise<void> {
    const { operations } = this.#desk;
    const { opId, serial } = row;
    await act(this.#desk, benchItself, (tx, tell) => {
      const done = { ...purged, receipt: receipt.toString('base64'), problem: null, tries: 0, nextTryAt: null };
      operations.change(tx, opId, ['QUEUED'], { state: 'ACCEPTED', ...done });
      tell({ action: 'receipt', opId, serial, details: { acceptedAt } });
    });
    this.#onAccepted();
  }

  async #failed(row: OperationRow, error: unknown): Promise<void> {
    const problem = problemOf(error);
    if (!wasAnswered(error) || error.status >= 500 || error.code === 'E_AUDIT') {
      this.#failures += 1;
      this.#pause(jitteredDelay(this.#failures, Math));
      const isLate = row.expiresAt <= this.#desk.clock.now();
      await this.#wait(row, isLate ? problemOf(benchError('E_TICKET_EXPIRED', 'mtms_away_too_long')) : problem);
      return;
    }
    if (error.code === 'rate_limited')
      this.#pause(Math.min(Number(problem.params['seconds'] ?? 60) * 1_000, longestWaitMs));
    const end = await this.#endOf(row, error);
    if (!end) {
      await this.#wait(row, problem);
      return;
    }
    const { opId, serial } = row;
    const { operations } = this.#desk;
    const isOver = end.state !== 'CAPTURED';
    await act(this.#desk, benchItself, (tx, tell) => {
      operations.change(tx, opId, ['QUEUED'], {
        ...{ state: end.state, problem, nextTryAt: null },
        ...(isOver ? purged : { approvedBy: null }),
      });
      tell({ action: end.action, opId, serial, code: problem.code, details: { reason: problem.reason } });
    });
  }

  async #endOf({ opId }: OperationRow, error: AppError): Promise<End | undefined> {
    const { code } = error;
    if (code === 'E_TICKET_EXPIRED') {
      if (reasonOf(error) === 'operation_void') return { state: 'VOID', action: 'void' };
      if (reasonOf(error) === 'operation_expired') return { state: 'EXPIRED', action: 'expired' };
    }
    // Somebody else may approve.
    if (code === 'E_APPROVAL') return { state: 'CAPTURED', action: 'approval_refused' };
    if (passing.has(code)) return undefined;
    if (perhapsOurs.has(code)) {
      const isOurs = await this.#desk.calls.states([opId]).then(
        () => false,
        () => true,
      );
      if (isOurs) return undefined;
    }
    return { state: 'REFUSED', action: 'refused' };
  }

  /** Keeps it in the queue; not before the pause of all is over, and later after each failure of its own. */
  async #wait(
    { opId, serial, tries, problem: before }: OperationRow,
    problem: BenchProblem,
    action?: 'receipt_refused',
  ) {
    const { operations, store } = this.#desk;
    const now = store.now();
    const nextTryAt = this.#pauseUntil > now ? this.#pauseUntil : now + jitteredDelay(tries + 1, Math);
    const wait = { problem, tries: tries + 1, nextTryAt };
    if (action === undefined || sameProblem(before, problem)) {
      await store.write(benchItself, (tx) => operations.change(tx, opId, ['QUEUED'], wait), { durable: false });
      return;
    }
    await act(this.#desk, benchItself, (tx, tell) => {
      operations.change(tx, opId, ['QUEUED'], wait);
      tell({ action, opId, serial, code: problem.code, details: { reason: problem.reason } });
    });
  }

  #pause(ms: number): void {
    this.#pauseUntil = this.#desk.store.now() + ms;
  }
}
