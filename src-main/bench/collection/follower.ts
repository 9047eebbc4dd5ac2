import { jitteredDelay } from '#shared/backoff.ts';
import { isBenchCode } from '#shared/bench/codes.ts';
import type { BenchProblem } from '#shared/bench/collection.ts';
import type { OperationView } from '#shared/bench/ops.ts';
import { benchItself } from '../record/record.ts';
import { act, type Desk } from './desk.ts';
import type { OperationRow } from './operations.ts';
import { sameProblem } from './problem.ts';

/** Operations that are asked after in one call. */
const atOnce = 500;

type Asked = Pick<OperationRow, 'opId' | 'serial' | 'state' | 'problem'>;

const problemIn = ({ code }: OperationView): BenchProblem | null =>
  code !== undefined && isBenchCode(code) ? { code, reason: 'mtms', params: {} } : null;

/** Asks the MTMS what became of the keys it took: often at first, then more and more seldom, until something changes. */
export class Follower {
  readonly #desk: Desk;
  readonly #onChange: () => void;
  #quietRounds = 0;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> = Promise.resolve();
  #asking = false;
  #closed = false;

  constructor(desk: Desk, onChange: () => void) {
    this.#desk = desk;
    this.#onChange = onChange;
  }

  /** There is something new to ask after, or the MTMS may be back. */
  wake(): void {
    this.#quietRounds = 0;
    this.#plan(0);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#turn;
  }

  #plan(ms: number): void {
    if (this.#closed || this.#asking) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#turn = this.#ask();
    }, ms).unref();
  }

  async #ask(): Promise<void> {
    const rows = this.#desk.operations.toAskAfter();
    if (rows.length === 0) return;
    this.#asking = true;
    let changed = false;
    try {
      for (let from = 0; from < rows.length; from += atOnce) {
        const some = rows.slice(from, from + atOnce);
        const known = new Map(some.map((row) => [row.opId, row]));
        for (const view of await this.#desk.calls.states([...known.keys()])) {
          const row = known.get(view.opId);
          if (row && (await this.#take(row, view))) changed = true;
        }
      }
    } catch (err) {
      this.#desk.log.debug({ err }, 'the MTMS could not be asked what became of keys');
    } finally {
      this.#asking = false;
    }
    this.#quietRounds = changed ? 0 : this.#quietRounds + 1;
    if (changed) this.#onChange();
    this.#plan(jitteredDelay(this.#quietRounds, Math));
  }

  /** Takes the MTMS's word over; true when something is new. */
  async #take(row: Asked, view: OperationView): Promise<boolean> {
    const { store, operations } = this.#desk;
    const { opId, serial } = row;
    const problem = problemIn(view);
    const isEnd = view.state === 'DELIVERED' || view.state === 'QUARANTINED';
    if (view.state === row.state || !isEnd) {
      if (sameProblem(problem, row.problem)) return false;
      await store.write(benchItself, (tx) => operations.change(tx, opId, [row.state], { problem }), { durable: false });
      return true;
    }
    const isDelivered = view.state === 'DELIVERED';
    await act(this.#desk, benchItself, (tx, tell) => {
      const trouble = problem ?? { code: 'E_KCV' as const, reason: 'quarantined', params: {} };
      operations.change(tx, opId, [row.state], { state: view.state, problem: isDelivered ? null : trouble });
      if (isDelivered) tell({ action: 'delivered', opId, serial });
      else tell({ action: 'quarantined', opId, serial, code: trouble.code });
    });
    return true;
  }
}
