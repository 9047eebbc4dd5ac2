import { eq, lt } from 'drizzle-orm';
import type { Logger } from 'pino';
import { toAppError } from '#server/problems.ts';
import type { Subsystem } from '#shared/enterprises/switches.ts';
import { AppError, toProblem } from '#shared/errors.ts';
import type { Actor } from '#shared/identity/actor.ts';
import type { Language } from '#shared/languages.ts';
import type { CommandResult, StaffCommand } from '#shared/relay/commands.ts';
import type { RelayAnswer, RelayRequest } from '#shared/relay/requests.ts';
import type { IdentityService } from '../identity/service.ts';
import type { OrderingService } from '../ordering/service.ts';
import { requestHash, type Store, type Transaction } from '../store/service.ts';
import { staffCommandTable } from './tables.ts';

type CommandRequest = Extract<RelayRequest, { kind: 'command' }>;

/** Longer than the cloud keeps asking. */
const keptMs = 60 * 24 * 60 * 60_000;

/**
 * Does what staff at another landing of the house asks of a tab of this one: with the same use-cases as this landing's own
 * consoles, in the name and with the rights of that person as this landing knows them. The answer is written down in the
 * same piece of work as what was done, so that it is done once and answered alike however often it is asked.
 */
export class StaffCommands {
  readonly #store: Store;
  readonly #identity: IdentityService;
  readonly #ordering: OrderingService;
  readonly #requireSubsystem: (subsystem: Subsystem) => void;
  readonly #log: Logger;
  readonly #running = new Map<string, Promise<RelayAnswer>>();

  constructor(deps: {
    store: Store;
    identity: IdentityService;
    ordering: OrderingService;
    requireSubsystem: (subsystem: Subsystem) => void;
    log: Logger;
  }) {
    this.#store = deps.store;
    this.#identity = deps.identity;
    this.#ordering = deps.ordering;
    this.#requireSubsystem = deps.requireSubsystem;
    this.#log = deps.log;
  }

  /** Answers a command; never throws. One word is given for each id. */
  async answer(request: CommandRequest): Promise<RelayAnswer> {
    // It may come again over a new connection while it is being done.
    const running = this.#running.get(request.id);
    if (running) await running;
    const known = this.#wordOn(request);
    if (known) return known;
    const doing = this.#do(request);
    this.#running.set(request.id, doing);
    try {
      return await doing;
    } finally {
      this.#running.delete(request.id);
    }
  }

  /** Forgets what the cloud does not ask about any more. */
  forgetOld(tx: Transaction): void {
    tx.db
      .delete(staffCommandTable)
      .where(lt(staffCommandTable.at, tx.at - keptMs))
      .run();
  }

  #wordOn(request: CommandRequest): RelayAnswer | undefined {
    const row = this.#store.db.select().from(staffCommandTable).where(eq(staffCommandTable.id, request.id)).get();
    if (row && row.hash !== hashOf(request)) return refusal(new AppError('idempotency_key_reused'), request.language);
    return row?.answer;
  }

  async #do(request: CommandRequest): Promise<RelayAnswer> {
    const { id, command, language } = request;
    try {
      if (request.offeredAt >= request.expiresAt) throw new AppError('command_expired');
      this.#requireSubsystem('landing_ordering');
      const actor = this.#identity.actorAway(request.actor);
      let word: RelayAnswer | undefined;
      await this.#store.writeAlong(
        (tx, outcome) => {
          word = { ok: true, body: resultOf(command, outcome) };
          this.#writeDown(tx, request, word);
        },
        () => this.#run(actor, id, command, language),
      );
      if (!word) throw new Error('a command was done without a word');
      return word;
    } catch (error) {
      const known = toAppError(error);
      const answer = refusal(known, language);
      if (known.status >= 500) {
        // Nothing was written; the cloud asks again.
        this.#log.error({ err: known.cause ?? error, kind: command.kind }, 'a command could not be done');
        return answer;
      }
      return await this.#store
        .write(request.actor, (tx) => {
          this.#writeDown(tx, request, answer);
          return answer;
        })
        .catch((err: unknown) => {
          this.#log.error({ err, kind: command.kind }, 'a refusal could not be written down');
          return refusal(toAppError(err), language);
        });
    }
  }

  /** Begins the use-case; what it writes is one piece of work, handed to the store before this returns. */
  #run(actor: Actor, id: string, command: StaffCommand, language: Language): Promise<unknown> {
    const { orders, kitchen, calls } = this.#ordering;
    switch (command.kind) {
      case 'order.accept':
        return orders.accept(actor, command.input.orderId, language);
      case 'order.reject':
        return orders.reject(actor, command.input, language);
      case 'order.place':
        return orders.place(actor, { ...command.input, idempotencyKey: id }, language);
      case 'ticket.ready':
        return kitchen.advance(actor, command.input, 'order.prepared');
      case 'ticket.serve':
        return kitchen.advance(actor, command.input, 'order.served');
      case 'call.answer':
        return calls.answer(actor, command.input.callId);
    }
  }

  #writeDown(tx: Transaction, request: CommandRequest, answer: RelayAnswer): void {
    const { id, from: fromDevice, actor, command } = request;
    const row = { id, fromDevice, actor, kind: command.kind, hash: hashOf(request), answer, at: tx.at };
    tx.db.insert(staffCommandTable).values(row).run();
  }
}

/** What of a command makes it the same one; when it is offered changes from time to time. */
function hashOf({ from, actor, command }: CommandRequest): string {
  return requestHash({ from, actor, command });
}

/** What an order came out as: the one thing its sender wants to know. */
function resultOf({ kind }: StaffCommand, outcome: unknown): CommandResult {
  if (kind !== 'order.place') return { order: null };
  const { order } = JSON.parse(String(outcome)) as { order: { id: string; number: number } };
  return { order: { id: order.id, number: order.number } };
}

function refusal(error: AppError, language: Language): RelayAnswer {
  return { ok: false, problem: JSON.parse(JSON.stringify(toProblem(error, language))) };
}
