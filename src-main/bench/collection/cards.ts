import type { CardStep, CollectionCard } from '#shared/bench/collection.ts';
import { type OperationRow, type Operations, viewOf } from './operations.ts';

/** Steps that belong to a run; the others follow from where the operation is. */
type RunStep = Extract<CardStep, 'reading' | 'asking' | 'confirm' | 'capturing' | 'failed'>;

interface Card extends Omit<CollectionCard, 'step' | 'operation'> {
  /** Null: where the operation is says it. */
  readonly step: RunStep | null;
  readonly opId: string | null;
}

/** Where an operation is says what its card shows once nobody works with the terminal. */
function stepOf({ state, confirmedBy, problem }: OperationRow): CardStep {
  switch (state) {
    case 'OPEN':
    case 'AHEAD':
      return confirmedBy === null ? 'confirm' : 'failed';
    case 'CAPTURED':
      return 'approve';
    case 'QUEUED':
      // Safe in the queue; but what came too late will hardly be taken.
      return problem === null ? 'sending' : problem.code === 'E_TICKET_EXPIRED' ? 'failed' : 'done';
    case 'ACCEPTED':
    case 'DELIVERED':
      return 'done';
    default:
      return 'failed';
  }
}

/** What happens on each port, for whoever looks on. */
export class Cards {
  readonly #operations: Operations;
  readonly #now: () => number;
  readonly #onChange: () => void;
  readonly #cards = new Map<string, Card>();

  constructor(operations: Operations, now: () => number, onChange: () => void) {
    this.#operations = operations;
    this.#now = now;
    this.#onChange = onChange;
  }

  get view(): CollectionCard[] {
    const cards = [...this.#cards.values()].map((card) => this.#view(card));
    return cards.toSorted((a, b) => a.port.localeCompare(b.port, 'en', { numeric: true }));
  }

  find(port: string): CollectionCard | undefined {
    const card = this.#cards.get(port);
    return card && this.#view(card);
  }

  /** A terminal is at work, or its run ended in a problem. */
  show(port: string, step: RunStep, about: Partial<Pick<Card, 'serial' | 'model' | 'opId' | 'problem'>> = {}): void {
    const before = this.#cards.get(port);
    const known = { serial: '', model: '', opId: null, ...before };
    this.#cards.set(port, { ...known, problem: null, ...about, port, step, since: this.#now() });
    this.#onChange();
  }

  /** From here on the card shows what becomes of the operation. */
  follow(port: string, { opId, serial, model }: OperationRow): void {
    this.#cards.set(port, { port, serial, model, opId, problem: null, step: null, since: this.#now() });
    this.#onChange();
  }

  /** Brings back what the last run of the program left: a key that was being made is one interrupted. */
  restore(port: string, row: OperationRow): void {
    this.follow(port, row);
    if (row.state !== 'OPEN' || row.confirmedBy === null) return;
    this.show(port, 'failed', { problem: { code: 'bench_interrupted', reason: 'restart', params: {} } });
  }

  remove(port: string): void {
    this.#cards.delete(port);
    this.#onChange();
  }

  #view({ port, step, since, serial, model, opId, problem }: Card): CollectionCard {
    const row = opId === null ? undefined : this.#operations.find(opId);
    const operation = row ? viewOf(row) : null;
    if (step !== null || !row) return { port, step: step ?? 'failed', since, serial, model, operation, problem };
    const now = stepOf(row);
    return { port, step: now, since: row.changedAt, serial, model, operation, problem: row.problem };
  }
}
