import { createPublicKey } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { jitteredDelay } from '#shared/backoff.ts';
import type {
  ApproverView,
  BatchProgress,
  BenchOperation,
  CollectionView,
  CustomerName,
  RecordEntry,
  RecordVerdict,
} from '#shared/bench/collection.ts';
import type { collectionInputs } from '#shared/bench/collection-inputs.ts';
import { reasonOf } from '#shared/bench/errors.ts';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { IdentityService } from '../../identity/service.ts';
import type { Store } from '../../store/service.ts';
import { Approvers } from '../approvers/approvers.ts';
import type { HeldTerminals } from '../held.ts';
import { BenchRecord } from '../record/record.ts';
import type { BenchStanding } from '../standing.ts';
import { Batches } from './batches.ts';
import { Cards } from './cards.ts';
import { BenchClock } from './clock.ts';
import { act, type Desk, nameIn } from './desk.ts';
import { Flow } from './flow.ts';
import { Follower } from './follower.ts';
import { MtmsCalls } from './mtms-calls.ts';
import { Operations } from './operations.ts';
import { Sender } from './sender.ts';
import { type FetchedAhead, Tickets } from './tickets.ts';

type Inputs = { [K in keyof typeof collectionInputs]: z.infer<(typeof collectionInputs)[K]> };

export interface CollectionOptions {
  readonly store: Store;
  readonly standing: BenchStanding;
  readonly people: Pick<IdentityService, 'permissionsOf'>;
  readonly terminals: Pick<HeldTerminals, 'hold' | 'release'>;
  readonly log: Logger;
}

/** How often tickets that ran out are ended, and entries of the record that no call took along are sent. */
const sweepMs = 15_000;
/** How long work under way may take when the landing ends. */
const closingMs = 2_000;

/** Collecting keys: from the terminal on the cable to the MTMS's receipt and what became of it. */
export class Collection {
  readonly #desk: Desk;
  readonly #cards: Cards;
  readonly #batches: Batches;
  readonly #tickets: Tickets;
  readonly #approvers: Approvers;
  readonly #sender: Sender;
  readonly #follower: Follower;
  readonly #flow: Flow;
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe = () => {};
  /** Failures in a row to send the record, and when it is tried again. */
  #failures = 0;
  #notBefore = 0;

  constructor({ store, standing, people, terminals, log }: CollectionOptions) {
    const record = new BenchRecord(store);
    const operations = new Operations(store);
    const clock = new BenchClock(() => store.now(), record.lastAt ?? 0);
    const calls = new MtmsCalls(standing, record);
    this.#desk = { store, standing, record, operations, clock, calls, log };
    this.#cards = new Cards(
      operations,
      () => store.now(),
      () => store.feed.publish([{ topic: 'bench', id: 'bench' }]),
    );
    this.#batches = new Batches(this.#desk);
    this.#tickets = new Tickets(this.#desk);
    this.#approvers = new Approvers(this.#desk, people);
    this.#follower = new Follower(this.#desk, () => this.#batches.refresh());
    this.#sender = new Sender(this.#desk, () => {
      this.#follower.wake();
      this.#batches.refresh();
    });
    this.#flow = new Flow({
      ...{ desk: this.#desk, cards: this.#cards, tickets: this.#tickets, batches: this.#batches, terminals },
      onQueued: () => this.#sender.wake(),
    });
  }

  /** Goes on with what the last run left: what is queued is sent, what was sent is asked after, open cards come back. */
  start(): void {
    const { standing, operations, store } = this.#desk;
    for (const row of operations.in(['OPEN', 'CAPTURED'])) if (row.port) this.#cards.restore(row.port, row);
    this.#unsubscribe = standing.onChange(() => {
      store.feed.publish([{ topic: 'bench', id: 'bench' }]);
      if (standing.view.state === 'ready') this.#wake();
    });
    this.#timer = setInterval(() => this.#sweep(), sweepMs).unref();
    this.#sweep();
    this.#wake();
  }

  get view(): CollectionView {
    const { standing, operations, clock } = this.#desk;
    return {
      mtms: standing.view,
      batch: this.#batches.progress,
      cards: this.#cards.view,
      queue: operations.counts(clock.now()),
    };
  }

  collect(actor: Actor, { port, serial }: Inputs['collect']): void {
    requirePermission(actor, 'terminal_key', 'create');
    this.#flow.collect(actor, port, serial);
  }

  confirm(actor: Actor, { opId, customerCode }: Inputs['confirm']): Promise<void> {
    requirePermission(actor, 'terminal_key', 'create');
    return this.#flow.confirm(actor, opId, customerCode);
  }

  /** A customer's name by its exact code. Throws E_CUST_UNKNOWN; rate_limited with its seconds. */
  async lookUp(actor: Actor, { customerCode }: Inputs['lookUp']): Promise<CustomerName> {
    requirePermission(actor, 'terminal_key', 'assign');
    await act(this.#desk, nameIn(actor), (_, tell) =>
      tell({ action: 'looked_up', details: { customer: customerCode } }),
    );
    return this.#desk.calls.customer(customerCode);
  }

  changeCustomer(actor: Actor, { opId, customerCode }: Inputs['changeCustomer']): Promise<void> {
    requirePermission(actor, 'terminal_key', 'assign');
    return this.#flow.changeCustomer(actor, opId, customerCode);
  }

  /**
   * The second person approves, at the screen of the first: who is signed in need not be the one who approves, whose
   * passphrase says who it is.
   */
  async approve(actor: Actor, { opId, approver, passphrase }: Inputs['approve']): Promise<void> {
    requirePermission(actor, 'terminal_key', 'read');
    const { operations, clock } = this.#desk;
    const row = operations.get(opId);
    const { serial, changesFrom, customerCode: to, confirmedBy, confirmedById } = row;
    if (row.state !== 'CAPTURED' || changesFrom === null || confirmedBy === null || confirmedById === null)
      throw new AppError('bench_step_over');
    if (row.expiresAt <= clock.now()) {
      await this.#tickets.sweep();
      throw new AppError('bench_step_over');
    }
    const asked = { opId, serial, from: changesFrom.customerCode, to, confirmedBy, confirmedById };
    const approvedBy = await this.#approvers.sign(approver, passphrase, asked).catch(async (error: unknown) => {
      if (error instanceof AppError) {
        const details = { approver, reason: reasonOf(error) ?? '' };
        await act(this.#desk, nameIn(actor), (_, tell) =>
          tell({ action: 'approval_refused', opId, serial, code: error.code, details }),
        );
      }
      throw error;
    });
    await act(this.#desk, `approver:${approver}`, (tx, tell) => {
      operations.change(tx, opId, ['CAPTURED'], {
        state: 'QUEUED',
        approvedBy,
        problem: null,
        tries: 0,
        nextTryAt: null,
      });
      tell({ action: 'approved', opId, serial, details: { from: asked.from, to, asked: confirmedBy } });
      tell({ action: 'queued', opId, serial });
    });
    this.#sender.wake();
  }

  dismiss(actor: Actor, { port }: Inputs['dismiss']): Promise<void> {
    requirePermission(actor, 'terminal_key', 'create');
    return this.#flow.dismiss(actor, port);
  }

  setBatch(actor: Actor, { batch }: Inputs['batch']): Promise<BatchProgress | null> {
    requirePermission(actor, 'terminal_key', 'create');
    return this.#batches.set(actor, batch);
  }

  fetchAhead(actor: Actor, { hours, serials }: Inputs['fetchAhead']): Promise<FetchedAhead> {
    requirePermission(actor, 'terminal_key', 'create');
    const batch = this.#batches.current;
    return this.#tickets.fetch(actor, serials ?? this.#batches.waiting, hours, batch);
  }

  operations(actor: Actor, wanted: Inputs['operations']): BenchOperation[] {
    requirePermission(actor, 'terminal_key', 'read');
    return this.#desk.operations.page(wanted);
  }

  async retry(actor: Actor, { opId }: Inputs['retry']): Promise<void> {
    requirePermission(actor, 'terminal_key', 'create');
    await this.#sender.retry(opId);
    this.#follower.wake();
  }

  async settle(actor: Actor, { opId }: Inputs['settle']): Promise<void> {
    requirePermission(actor, 'terminal_key', 'create');
    const { operations } = this.#desk;
    const { serial } = operations.get(opId);
    await act(this.#desk, nameIn(actor), (tx, tell) => {
      operations.change(tx, opId, ['QUARANTINED', 'REFUSED', 'EXPIRED'], { settledAt: tx.at });
      tell({ action: 'settled', opId, serial });
    });
  }

  record(actor: Actor, wanted: Inputs['record']): RecordEntry[] {
    requirePermission(actor, 'terminal_key', 'read');
    return this.#desk.record.page(wanted);
  }

  /** Goes through the whole record and asks the MTMS how far it follows. */
  async verifyRecord(actor: Actor): Promise<RecordVerdict> {
    requirePermission(actor, 'terminal_key', 'read');
    const { record, standing, calls } = this.#desk;
    const { recordKey } = standing.member();
    let disowned: 'rewritten' | 'truncated' | undefined;
    const proven = await calls.followRecord().catch((error: unknown) => {
      const reason = reasonOf(error);
      if (reason === 'audit_rewritten') disowned = 'rewritten';
      if (reason === 'audit_truncated') disowned = 'truncated';
      return record.followed;
    });
    const verdict = await record.verify(recordKey, proven);
    if (disowned === undefined || verdict.fault) return verdict;
    return { ...verdict, provenUpTo: 0, fault: { seq: verdict.entries, fault: disowned } };
  }

  /** All of the record, one JSON entry a line, up to the entry that says who took it along. */
  async exportRecord(actor: Actor): Promise<AsyncIterable<string>> {
    requirePermission(actor, 'terminal_key', 'export');
    await act(this.#desk, nameIn(actor), (_, tell) => tell({ action: 'record_exported' }));
    return this.#desk.record.lines();
  }

  /** What the record is verified with, PEM. */
  recordPublicKey(actor: Actor): string {
    requirePermission(actor, 'terminal_key', 'export');
    return createPublicKey(this.#desk.standing.member().recordKey).export({ type: 'spki', format: 'pem' }).toString();
  }

  approvers(actor: Actor): ApproverView[] {
    requirePermission(actor, 'terminal_key', 'read');
    return this.#approvers.list();
  }

  enrolApprover(actor: Actor, { code, passphrase }: Inputs['enrolApprover']): Promise<ApproverView> {
    requirePermission(actor, 'key_approval', 'create');
    return this.#approvers.enrol(actor, code, passphrase);
  }

  removeApprover(actor: Actor, { id }: Inputs['removeApprover']): Promise<void> {
    requirePermission(actor, 'key_approval', 'create');
    return this.#approvers.remove(actor, id);
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    clearInterval(this.#timer);
    this.#batches.close();
    const ended = Promise.all([this.#flow.close(), this.#sender.close(), this.#follower.close()]);
    // A call that hangs is not waited for: the same is asked again at the next start.
    const patience = new AbortController();
    await Promise.race([ended, setTimeout(closingMs, undefined, { signal: patience.signal })]);
    patience.abort();
  }

  #wake(): void {
    this.#notBefore = 0;
    this.#sender.resume();
    this.#follower.wake();
    this.#batches.refresh();
  }

  #sweep(): void {
    const { log, standing } = this.#desk;
    if (standing.view.state === 'none' || standing.view.state === 'locked') return;
    Promise.all([this.#tickets.sweep(), this.#followUp()]).catch((err) =>
      log.debug({ err }, 'the bench could not tidy up'),
    );
  }

  /** Sends what of the record no call took along; more and more seldom while the MTMS is away. */
  async #followUp(): Promise<void> {
    const { record, calls } = this.#desk;
    // Not the clock of the day, which somebody may set back.
    const now = performance.now();
    if (record.head.seq <= record.followed || now < this.#notBefore) return;
    try {
      await calls.followRecord();
      this.#failures = 0;
    } catch (error) {
      this.#failures += 1;
      this.#notBefore = now + jitteredDelay(this.#failures, Math);
      throw error;
    }
  }
}
