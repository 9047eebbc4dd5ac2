import { newUlid } from '#server/ids.ts';
import type { BenchCode } from '#shared/bench/codes.ts';
import { benchError } from '#shared/bench/errors.ts';
import { kcvSchema } from '#shared/bench/kms.ts';
import type { OperationTicket } from '#shared/bench/ops.ts';
import { messageSchema } from '#shared/bench/wire.ts';
import { AppError } from '#shared/errors.ts';
import type { Actor } from '#shared/identity/actor.ts';
import { type BenchAct, benchItself } from '../record/record.ts';
import type { SealedKey, TerminalIdentity } from '../session.ts';
import type { Terminals } from '../terminals.ts';
import type { Batches } from './batches.ts';
import type { Cards } from './cards.ts';
import { act, type Desk, nameIn, personOf } from './desk.ts';
import { type OperationRow, purged, shownKcv } from './operations.ts';
import { problemOf } from './problem.ts';
import { isDown, rowOf, type Tickets, twice } from './tickets.ts';

interface FlowParts {
  readonly desk: Desk;
  readonly cards: Cards;
  readonly tickets: Tickets;
  readonly batches: Batches;
  /** The ports, held while something is done with a terminal. */
  readonly terminals: { hold(): Promise<Terminals>; release(): void };
  /** A key is queued. */
  readonly onQueued: () => void;
}

/** The cable, the plug, the terminal's power: the same operation goes on when the terminal is read again. */
const ofTheLine: ReadonlySet<string> = new Set<BenchCode>([
  'E_UNPLUGGED',
  'E_TIMEOUT',
  'E_FRAME',
  'E_LRC',
  'E_PORT_BUSY',
  'E_PORT_PERM',
  'E_CRL_STALE',
  'E_CLOCK',
]);

const acts: Readonly<Partial<Record<string, BenchAct>>> = {
  E_SN_CHANGED: 'terminal_swapped',
  E_UNPLUGGED: 'terminal_unplugged',
};

/** A terminal on a port: read, asked about, confirmed, its key made. One port never waits for another. */
export class Flow {
  readonly #parts: FlowParts;
  /** Ports on which something is under way, and what. */
  readonly #busy = new Map<string, Promise<unknown>>();
  /** Changes of customer that were asked for and not answered: asked again they are the same. */
  readonly #unanswered = new Map<string, string>();
  #closed = false;

  constructor(parts: FlowParts) {
    this.#parts = parts;
  }

  isBusy(port: string): boolean {
    return this.#busy.has(port);
  }

  /** Resolves when nothing is under way any more; begins nothing new. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#busy.values());
  }

  /** Begins with the terminal that is on the port; the card tells how it goes on. */
  collect(actor: Actor, port: string, serial: string): void {
    this.#parts.desk.standing.member();
    if (this.#busy.has(port)) return;
    this.#parts.cards.show(port, 'reading', { serial, model: '', opId: null });
    this.#begin(port, actor, async (terminals) => {
      const identity = await this.#read(terminals, actor, port, serial);
      const row = await this.#operation(actor, port, identity);
      if (row.state === 'OPEN' && row.confirmedBy !== null) await this.#capture(terminals, actor, port, row);
      else if (row.state === 'OPEN') this.#parts.cards.show(port, 'confirm', { ...row });
      else this.#parts.cards.follow(port, row);
    });
  }

  /** The person has seen the customer. Throws AppError bench_step_over, E_ASSOC_STALE. */
  async confirm(actor: Actor, opId: string, customerCode: string): Promise<void> {
    const { desk } = this.#parts;
    const { operations } = desk;
    const row = operations.get(opId);
    const port = row.port ?? '';
    if (row.state !== 'OPEN') throw new AppError('bench_step_over');
    if (this.#busy.has(port)) {
      // The same key pressed twice.
      if (row.confirmedBy !== null) return;
      throw new AppError('bench_at_work', { port });
    }
    if (row.customerCode !== customerCode) throw benchError('E_ASSOC_STALE', 'another_than_shown');
    await this.#alone(port, async () => {
      await act(desk, nameIn(actor), (tx, tell) => {
        operations.change(tx, opId, ['OPEN'], {
          confirmedBy: personOf(actor),
          confirmedById: actor.userId,
          problem: null,
        });
        tell({ action: 'confirmed', opId, serial: row.serial, details: { customer: customerCode } });
      });
    });
    this.#goOn(actor, port, opId);
  }

  /**
   * Another customer was chosen: a new operation takes the place of this one, whose key, if there is one, is void.
   * Throws what the MTMS refuses with, AppError bench_step_over and bench_at_work.
   */
  async changeCustomer(actor: Actor, opId: string, customerCode: string): Promise<void> {
    const { desk, batches, tickets } = this.#parts;
    const { operations, calls, store } = desk;
    const old = operations.get(opId);
    const port = old.port ?? '';
    if (old.state !== 'OPEN' && old.state !== 'CAPTURED') throw new AppError('bench_step_over');
    const confirmedBy = personOf(actor);
    const key = JSON.stringify([opId, customerCode, confirmedBy]);
    const next = this.#unanswered.get(key) ?? newUlid(store.now());
    await this.#alone(port, async () => {
      let answer: OperationTicket;
      try {
        this.#unanswered.set(key, next);
        answer = await twice(() => calls.changeCustomer(opId, { opId: next, customerCode, confirmedBy }));
        tickets.check(answer, next, old.serial);
        if (answer.customerCode !== customerCode) throw benchError('E_SIG', 'ticket_of_something_else');
      } catch (error) {
        if (!isDown(error)) this.#unanswered.delete(key);
        await this.#changeRefused(actor, old, error);
        throw error;
      }
      this.#unanswered.delete(key);
      await act(desk, nameIn(actor), (tx, tell) => {
        operations.change(tx, opId, ['OPEN', 'CAPTURED'], { state: 'VOID', ...purged });
        tell({ action: 'void', opId, serial: old.serial });
        const { model, batch } = old;
        const more = {
          model,
          batch: batch ?? batches.current,
          port,
          ahead: false,
          createdAt: tx.at,
          state: 'OPEN',
        } as const;
        operations.insert(tx, { ...rowOf(answer, more), confirmedBy, confirmedById: actor.userId });
        const details = { from: answer.changesFrom?.customerCode ?? old.customerCode, to: customerCode, instead: opId };
        tell({ action: 'customer_changed', opId: next, serial: old.serial, details });
      });
    });
    this.#goOn(actor, port, next);
  }

  /** Puts a card away; what was not sent yet is cancelled. Throws AppError bench_at_work while the terminal is at work. */
  async dismiss(actor: Actor, port: string): Promise<void> {
    const { desk, cards } = this.#parts;
    if (this.#busy.has(port)) throw new AppError('bench_at_work', { port });
    const opId = cards.find(port)?.operation?.opId;
    const row = opId === undefined ? undefined : desk.operations.find(opId);
    if (row && (row.state === 'OPEN' || row.state === 'CAPTURED')) {
      await act(desk, nameIn(actor), (tx, tell) => {
        desk.operations.change(tx, row.opId, ['OPEN', 'CAPTURED'], { state: 'CANCELLED', ...purged });
        tell({ action: 'cancelled', opId: row.opId, serial: row.serial });
      });
    }
    cards.remove(port);
  }

  /** Makes the key of a confirmed operation, in the background. */
  #goOn(actor: Actor, port: string, opId: string): void {
    const row = this.#parts.desk.operations.get(opId);
    this.#parts.cards.show(port, 'capturing', { ...row });
    this.#begin(port, actor, (terminals) => this.#capture(terminals, actor, port, row));
  }

  #begin(port: string, actor: Actor, work: (terminals: Terminals) => Promise<void>): void {
    const { terminals, desk } = this.#parts;
    this.#alone(port, async () => {
      try {
        await work(await terminals.hold());
      } catch (error) {
        await this.#failed(port, actor, error);
      } finally {
        terminals.release();
      }
    }).catch((err) => desk.log.warn({ err, port }, 'what happened on a port could not be written down'));
  }

  async #alone<T>(port: string, work: () => Promise<T>): Promise<T> {
    if (this.#closed || this.#busy.has(port)) throw new AppError('bench_at_work', { port });
    const working = work();
    this.#busy.set(port, working);
    try {
      return await working;
    } finally {
      this.#busy.delete(port);
    }
  }

  async #read(terminals: Terminals, actor: Actor, port: string, serial: string): Promise<TerminalIdentity> {
    const { desk, cards } = this.#parts;
    const identity = await terminals.use(port, (session) => session.identify());
    const { model } = identity;
    await act(desk, nameIn(actor), (_, tell) =>
      tell({ action: 'read', serial: identity.serial, details: { model, port } }),
    );
    // Somebody looked at one terminal and pressed when another was there.
    if (identity.serial !== serial) throw benchError('E_SN_CHANGED', 'terminal_swapped');
    cards.show(port, 'asking', { serial, model });
    return identity;
  }

  /** The operation that the terminal is in the middle of, or a new one. */
  async #operation(
    actor: Actor,
    port: string,
    { serial, model, certificates }: TerminalIdentity,
  ): Promise<OperationRow> {
    const { desk, tickets, batches } = this.#parts;
    const { operations, clock } = desk;
    const now = clock.now();
    const under = operations.of(serial, ['OPEN', 'CAPTURED']).filter(({ expiresAt }) => expiresAt > now);
    const halfWay = under.find(({ state, confirmedBy }) => state === 'CAPTURED' || confirmedBy !== null);
    if (halfWay) return this.#atPort(halfWay, port);
    const batch = batches.current;
    let answer: OperationTicket;
    try {
      answer = await tickets.ask({ serial, model, certificate: certificates[0] ?? new Uint8Array(), batch });
    } catch (error) {
      if (!isDown(error)) throw error;
      // What was asked for before, or fetched ahead, serves while the MTMS is away.
      const [open] = under;
      const row = open ? await this.#atPort(open, port) : await tickets.use(nameIn(actor), serial, model, port);
      return this.#expected(actor, row);
    }
    const isExpected = this.#isExpected(answer, batch);
    await act(desk, nameIn(actor), (tx, tell) => {
      for (const { opId } of under) {
        operations.change(tx, opId, ['OPEN'], { state: 'CANCELLED', ...purged });
        tell({ action: 'cancelled', opId, serial, details: { instead: answer.opId } });
      }
      const row = rowOf(answer, { model, batch, port, ahead: false, createdAt: tx.at, state: 'OPEN' });
      const confirmed = isExpected ? { confirmedBy: personOf(actor), confirmedById: actor.userId } : {};
      operations.insert(tx, { ...row, ...confirmed });
      const { opId, customerCode: customer, associationRevision } = answer;
      tell({ action: 'shown', opId, serial, details: { customer, associationRevision, batch } });
      if (isExpected) tell({ action: 'confirmed', opId, serial, details: { customer, batch } });
    });
    return operations.get(answer.opId);
  }

  #isExpected(
    { expected, changesFrom }: Pick<OperationTicket, 'expected'> & { changesFrom?: unknown },
    batch: string | null,
  ) {
    return expected && batch !== null && (changesFrom ?? null) === null;
  }

  /** One key press is enough offline too, for a terminal whose ticket was fetched for the order at work. */
  async #expected(actor: Actor, row: OperationRow): Promise<OperationRow> {
    const { desk, batches } = this.#parts;
    const { opId, serial, batch, customerCode: customer } = row;
    const isExpected = batch === batches.current && this.#isExpected(row, batch);
    await act(desk, nameIn(actor), (tx, tell) => {
      tell({ action: 'shown', opId, serial, details: { customer, batch, offline: true } });
      if (!isExpected) return;
      desk.operations.change(tx, opId, ['OPEN'], { confirmedBy: personOf(actor), confirmedById: actor.userId });
      tell({ action: 'confirmed', opId, serial, details: { customer, batch } });
    });
    return desk.operations.get(opId);
  }

  async #atPort(row: OperationRow, port: string): Promise<OperationRow> {
    const { store, operations } = this.#parts.desk;
    const { opId } = row;
    if (row.port === port) return row;
    await store.write(benchItself, (tx) => operations.change(tx, opId, [row.state], { port }));
    return operations.get(opId);
  }

  async #capture(terminals: Terminals, actor: Actor, port: string, row: OperationRow): Promise<void> {
    const { desk, cards, onQueued } = this.#parts;
    const { operations, clock, standing } = desk;
    const { opId, serial, ticket, kmsCert, expiresAt, changesFrom } = row;
    cards.show(port, 'capturing', { ...row });
    let key: SealedKey;
    try {
      if (expiresAt <= clock.now()) throw benchError('E_TICKET_EXPIRED', 'before_key');
      const order = {
        ...{ opId, serial, bundle: standing.member().bundle },
        ticket: Buffer.from(ticket ?? '', 'base64'),
        kmsCertificate: Buffer.from(kmsCert?.[0] ?? '', 'base64'),
      };
      key = await terminals.use(port, (session) => session.generateKey(order));
    } catch (error) {
      await this.#notCaptured(row, error);
      throw error;
    }
    const cms = messageSchema.safeParse(Buffer.from(key.cms).toString('base64'));
    const kcv = kcvSchema.safeParse(Buffer.from(key.kcv).toString('hex'));
    if (!cms.success || !kcv.success) throw benchError('E_CMS', 'not_of_agreed_size');
    const state = changesFrom === null ? 'QUEUED' : 'CAPTURED';
    await act(desk, nameIn(actor), (tx, tell) => {
      operations.change(tx, opId, ['OPEN'], { state, cms: cms.data, kcv: kcv.data, problem: null, port });
      tell({ action: 'captured', opId, serial, details: { kcv: shownKcv(kcv.data) } });
      if (state === 'QUEUED') tell({ action: 'queued', opId, serial });
    });
    cards.follow(port, row);
    if (state === 'QUEUED') onQueued();
  }

  /** What becomes of an operation for which the terminal made no key. */
  async #notCaptured({ opId, serial, expiresAt }: OperationRow, error: unknown): Promise<void> {
    if (!(error instanceof AppError) || ofTheLine.has(error.code)) return;
    const { desk } = this.#parts;
    const problem = problemOf(error);
    const isSwapped = error.code === 'E_SN_CHANGED';
    const isExpired = error.code === 'E_TICKET_EXPIRED' || expiresAt <= desk.clock.now();
    const state = isSwapped ? 'CANCELLED' : isExpired ? 'EXPIRED' : 'REFUSED';
    await act(desk, benchItself, (tx, tell) => {
      desk.operations.change(tx, opId, ['OPEN'], { state, problem, ...purged });
      const action = isSwapped ? 'cancelled' : isExpired ? 'expired' : 'refused';
      tell({ action, opId, serial, code: problem.code, details: { reason: problem.reason, by: 'terminal' } });
    });
  }

  /** A change that the MTMS refuses because of the operation ends the operation; otherwise another one may be chosen. */
  async #changeRefused(actor: Actor, { opId, serial }: OperationRow, error: unknown): Promise<void> {
    if (!(error instanceof AppError) || isDown(error)) return;
    const { desk } = this.#parts;
    const problem = problemOf(error);
    const state = ({ E_ASSOC_STALE: 'REFUSED', E_TICKET_EXPIRED: 'EXPIRED' } as const)[error.code as string];
    await act(desk, nameIn(actor), (tx, tell) => {
      if (state) desk.operations.change(tx, opId, ['OPEN', 'CAPTURED'], { state, problem, ...purged });
      tell({
        action: 'refused',
        opId,
        serial,
        code: problem.code,
        details: { reason: problem.reason, asked: 'customer' },
      });
    });
  }

  async #failed(port: string, actor: Actor, error: unknown): Promise<void> {
    const { desk, cards } = this.#parts;
    if (!(error instanceof AppError)) desk.log.error({ err: error, port }, 'collecting a key failed');
    const problem = problemOf(error);
    const { code, reason } = problem;
    const { serial = '', operation } = cards.find(port) ?? {};
    const about = { ...(serial === '' ? {} : { serial }), opId: operation?.opId };
    try {
      await act(desk, nameIn(actor), (_, tell) =>
        tell({ action: acts[code] ?? 'failed', ...about, code, details: { reason, port } }),
      );
    } finally {
      cards.show(port, 'failed', { problem });
    }
  }
}
