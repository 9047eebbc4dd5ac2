import { newUlid } from '#server/ids.ts';
import { benchError, reasonOf } from '#shared/bench/errors.ts';
import { maxAhead, type OperationTicket, ticketMs } from '#shared/bench/ops.ts';
import { AppError } from '#shared/errors.ts';
import type { Actor } from '#shared/identity/actor.ts';
import { act, type Desk, nameIn } from './desk.ts';
import { type OperationRow, purged } from './operations.ts';
import { checkTicket } from './statements.ts';

/** What fetching tickets ahead gave. */
export interface FetchedAhead {
  readonly fetched: number;
  readonly refused: readonly { readonly serial: string; readonly code: string }[];
}

export const isDown = (error: unknown): boolean => error instanceof AppError && error.code === 'E_MTMS_DOWN';

/** Asks once more when the answer was lost: the same operation with the same words has the same answer. */
export async function twice<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!isDown(error) || reasonOf(error) === 'ECONNREFUSED') throw error;
    return ask();
  }
}

/** A new operation's row, from what the MTMS answered. */
export function rowOf(
  answer: OperationTicket,
  more: Pick<OperationRow, 'model' | 'state' | 'batch' | 'ahead' | 'port' | 'createdAt'>,
): OperationRow {
  const { opId, serial, customerCode, customerName, changesFrom, associationRevision, expected, expiresAt } = answer;
  return {
    ...{ opId, serial, customerCode, customerName, associationRevision, expected, expiresAt },
    changesFrom: changesFrom ?? null,
    ticket: answer.ticket,
    kmsCert: answer.kmsCert,
    ...{ cms: null, kcv: null, confirmedBy: null, confirmedById: null, approvedBy: null, receipt: null },
    ...{ problem: null, tries: 0, nextTryAt: null, settledAt: null },
    ...more,
    changedAt: more.createdAt,
  };
}

/** Tickets: asked for at the terminal, or fetched ahead for work without a network. */
export class Tickets {
  readonly #desk: Desk;
  /** Operations whose tickets were asked for and did not arrive, by serial number: asked again they are the same. */
  #unanswered: { readonly asked: string; readonly opIds: ReadonlyMap<string, string> } | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** The MTMS's answer to a terminal at hand, checked. Throws what `MtmsCalls.open` and `checkTicket` throw; E_CLOCK. */
  async ask(about: {
    readonly serial: string;
    readonly model: string;
    readonly certificate: Uint8Array;
    readonly batch: string | null;
  }): Promise<OperationTicket> {
    const { calls, clock, store } = this.#desk;
    const { serial, model, certificate, batch } = about;
    const opId = newUlid(store.now());
    const posCert = Buffer.from(certificate).toString('base64');
    const answer = await twice(() =>
      calls.open({ opId, serial, model, posCert, ...(batch === null ? {} : { batch }) }),
    );
    this.check(answer, opId, serial);
    clock.compare(answer.expiresAt - ticketMs);
    return answer;
  }

  check(answer: OperationTicket, opId: string, serial: string): void {
    const { standing, clock } = this.#desk;
    checkTicket(standing.member(), answer, { opId, serial, now: clock.now() });
  }

  /**
   * The ticket of a terminal that was fetched ahead, from now on in use: it is good for one key. Throws E_MTMS_DOWN
   * `no_ticket_ahead` when there is none.
   */
  async use(actor: string, serial: string, model: string, port: string): Promise<OperationRow> {
    const { operations, clock } = this.#desk;
    const now = clock.now();
    const [row] = operations.of(serial, ['AHEAD']).filter(({ expiresAt }) => expiresAt > now);
    if (!row) throw benchError('E_MTMS_DOWN', 'no_ticket_ahead', { params: { serial } });
    const { opId } = row;
    await act(this.#desk, actor, (tx, tell) => {
      operations.change(tx, opId, ['AHEAD'], { state: 'OPEN', model, port, createdAt: tx.at });
      tell({ action: 'ticket_used', opId, serial, details: { customer: row.customerCode } });
    });
    return operations.get(opId);
  }

  /** Fetches tickets; terminals that have one at hand are left out. */
  async fetch(actor: Actor, serials: readonly string[], hours: number, batch: string | null): Promise<FetchedAhead> {
    const { operations, clock } = this.#desk;
    const have = operations.ahead(clock.now());
    const wanted = [...new Set(serials)].filter((serial) => !have.has(serial)).slice(0, maxAhead);
    if (wanted.length === 0) return { fetched: 0, refused: [] };
    const asked = JSON.stringify([wanted, hours, batch]);
    const opIds =
      this.#unanswered?.asked === asked
        ? this.#unanswered.opIds
        : new Map(wanted.map((serial) => [serial, newUlid(this.#desk.store.now())]));
    this.#unanswered = { asked, opIds };
    const list = wanted.map((serial) => ({ opId: opIds.get(serial) ?? '', serial }));
    const body = { operations: list, hours, ...(batch === null ? {} : { batch }) };
    const { tickets, refused } = await twice(() => this.#desk.calls.fetchAhead(body));
    this.#unanswered = undefined;
    const serialOf = new Map(list.map(({ opId, serial }) => [opId, serial]));
    for (const ticket of tickets) this.check(ticket, ticket.opId, serialOf.get(ticket.opId) ?? '');
    const named = refused.map(({ opId, code }) => ({ serial: serialOf.get(opId) ?? '', code }));
    await act(this.#desk, nameIn(actor), (tx, tell) => {
      for (const ticket of tickets) {
        const more = { model: '', state: 'AHEAD', batch, ahead: true, port: null, createdAt: tx.at } as const;
        operations.insert(tx, rowOf(ticket, more));
      }
      const told = tickets.map(({ opId, serial }) => ({ opId, serial }));
      tell({ action: 'tickets_fetched', details: { hours, batch, tickets: told, refused: named } });
    });
    return { fetched: tickets.length, refused: named };
  }

  /** Ends what ran out before it was sent; unused tickets are dropped. */
  async sweep(): Promise<void> {
    const { operations, clock } = this.#desk;
    const overdue = operations.overdue(clock.now());
    if (overdue.length === 0) return;
    await act(this.#desk, 'bench', (tx, tell) => {
      for (const { opId, serial, state, kcv } of overdue) {
        if (state === 'AHEAD') {
          operations.delete(tx, opId);
          tell({ action: 'ticket_dropped', opId, serial });
          continue;
        }
        const reason = kcv === null ? 'not_captured_in_time' : 'not_approved_in_time';
        const problem = { code: 'E_TICKET_EXPIRED', reason, params: {} } as const;
        operations.change(tx, opId, [state], { state: 'EXPIRED', problem, ...purged });
        tell({ action: 'expired', opId, serial, details: { reason } });
      }
    });
  }
}
