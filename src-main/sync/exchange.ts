import type { z } from 'zod';
import type { HelloAnswer } from '#shared/sync/hello.ts';
import { protocolVersion, pullLimit, pushLimit, schemaVersion } from '#shared/sync/protocol.ts';
import type { GoneReason, PullQuery } from '#shared/sync/pull.ts';
import type { PushAnswer } from '#shared/sync/push.ts';
import { refusalMembers } from '#shared/sync/refusals.ts';
import { ProtocolUnknown } from './failure.ts';
import type { Journal } from './journal.ts';
import { CloudRefusal, type CloudTransport, CloudUnreachable } from './transport.ts';

/** The cursor leads nowhere: everything is taken anew. */
export class CursorGone extends Error {
  readonly reason: GoneReason;

  constructor(reason: GoneReason) {
    super(reason);
    this.reason = reason;
  }
}

/** This database is a copy: it goes on as another device. */
export class Forked extends Error {
  readonly device: string;
  readonly credential: string;

  constructor({ device, credential }: { device: string; credential: string }) {
    super('forked');
    this.device = device;
    this.credential = credential;
  }
}

export interface ExchangeOptions {
  readonly journal: Journal;
  readonly transport: CloudTransport;
  /** Who this landing is at the cloud. */
  readonly device: () => string;
  /** So many operations became safe. */
  readonly pushed: (operations: number) => void;
}

type Limits = HelloAnswer['limits'];

const ownLimits: Limits = { ...pushLimit, changes: pullLimit };

/** The reading of a problem's members; what does not have them is not the cloud. */
function membersOf<Schema extends z.ZodType>(refusal: CloudRefusal, schema: Schema): z.output<Schema> {
  const read = schema.safeParse(refusal.members);
  if (!read.success) throw new CloudUnreachable('cloud_answer_unreadable', { cause: read.error });
  return read.data;
}

/** Throws what a refusal of the sync API means beyond itself: Forked or CursorGone; else the refusal. */
function interpret(error: unknown): never {
  if (error instanceof CloudRefusal) {
    if (error.code === 'sync_device_forked') throw new Forked(membersOf(error, refusalMembers.forked));
    if (error.status === 410) throw new CursorGone(membersOf(error, refusalMembers.gone).reason);
  }
  throw error;
}

/** The moves of the protocol, each until it is done: hello, everything that is pending, everything that is new. */
export class Exchange {
  readonly #options: ExchangeOptions;
  #limits = ownLimits;

  constructor(options: ExchangeOptions) {
    this.#options = options;
  }

  /** Says who it is and how far. Throws ProtocolUnknown when the two do not speak one language. */
  async hello(signal: AbortSignal): Promise<HelloAnswer> {
    const { journal, transport, device } = this.#options;
    const { epoch, cursor, continuation } = journal.place();
    const answer = await transport
      .hello(
        {
          device: device(),
          epoch,
          protocol: protocolVersion,
          schema: schemaVersion,
          ...(cursor === null ? {} : { cursor }),
          ...(continuation === null ? {} : { continuation }),
        },
        signal,
      )
      .catch(interpret);
    const { protocol, schema, limits } = answer;
    const speaks = ({ from, to }: { from: number; to: number }, version: number) => from <= version && version <= to;
    if (!speaks(protocol, protocolVersion) || !speaks(schema, schemaVersion)) throw new ProtocolUnknown();
    const within = (theirs: number, ours: number) => Math.max(1, Math.min(theirs, ours));
    this.#limits = {
      operations: within(limits.operations, ownLimits.operations),
      bytes: within(limits.bytes, ownLimits.bytes),
      changes: within(limits.changes, ownLimits.changes),
    };
    if (continuation === null && answer.lastSeq > 0) {
      // The same backup was restored before, and what was written then has these numbers already.
      await journal.remember({ epoch: epoch + 1 });
      return this.hello(signal);
    }
    // Kept before it is used: should the answer to a push be lost, the same token goes with the same batch again.
    if (answer.continuation !== continuation) await journal.remember({ continuation: answer.continuation });
    return answer;
  }

  /**
   * Sends what is pending until nothing is. A batch whose answer was lost is sent again as it was, with the same
   * continuation. Gives how many operations became safe. Throws CursorGone `set_back` when the server lacks what it had
   * said is safe, and Forked.
   */
  async push(signal: AbortSignal): Promise<number> {
    const { journal, transport, device, pushed } = this.#options;
    let after = 0;
    let total = 0;
    let backTo: number | undefined;
    for (;;) {
      signal.throwIfAborted();
      const batch = journal.next(after, this.#limits);
      if (!batch) return total;
      // The server wants what is no longer kept here because it had said that it is safe.
      if (backTo !== undefined && batch.firstSeq > backTo) throw new CursorGone('set_back');
      const { epoch, continuation } = journal.place();
      const { firstSeq, ops, open } = batch;
      try {
        const answer = await transport.push(
          {
            device: device(),
            epoch,
            schema: schemaVersion,
            firstSeq,
            continuation: continuation ?? '',
            ops: [...ops],
            open,
          },
          signal,
        );
        await this.#doubt(answer, signal);
        await journal.acknowledge(answer);
        const last = ops.at(-1)?.seq ?? firstSeq;
        // Of a transaction that goes on, nothing is safe yet; the rest of it is sent all the same.
        const next = open ? Math.max(last, answer.lastSeq) : answer.lastSeq;
        if (next < firstSeq) throw new CloudUnreachable('cloud_answer_unreadable');
        const safe = Math.max(0, Math.min(answer.lastSeq, last) - firstSeq + 1);
        total += safe;
        pushed(safe);
        after = next;
        backTo = undefined;
      } catch (error) {
        if (error instanceof CloudRefusal && error.status === 413 && ops.length > 1) {
          // Something on the way takes less than the cloud.
          this.#limits = { ...this.#limits, operations: Math.ceil(ops.length / 2) };
          continue;
        }
        if (!(error instanceof CloudRefusal) || error.code !== 'sync_sequence_gap') return interpret(error);
        const { expected } = membersOf(error, refusalMembers.gap);
        // It has been sent just that: what comes before is not to be had here any more.
        if (expected >= firstSeq) throw new CursorGone('set_back');
        backTo = expected;
        after = expected - 1;
      }
    }
  }

  /**
   * A record that is there to be changed here and not at the cloud may have been lost by it: then nothing is refused, all
   * of it is restated. Asked before the answer is taken, because what is refused is taken back. Throws CursorGone.
   */
  async #doubt({ outcomes }: PushAnswer, signal: AbortSignal): Promise<void> {
    const { journal, transport } = this.#options;
    const isDoubtful = outcomes.some((one) => one.outcome === 'rejected' && one.code === 'sync_row_missing');
    if (isDoubtful && journal.place().cursor !== null) await transport.pull(this.#query(1), signal).catch(interpret);
  }

  /**
   * Takes what is new until nothing is; never while a push is on its way (see `Journal.apply`). Gives how many changes came.
   * `settled` is false when something was sent and not answered. Throws CursorGone.
   */
  async pull(signal: AbortSignal, settled = true): Promise<number> {
    const { journal, transport } = this.#options;
    let total = 0;
    for (;;) {
      signal.throwIfAborted();
      const query = this.#query(this.#limits.changes);
      const answer = await transport.pull(query, signal).catch(interpret);
      const moved = answer.cursor !== query.cursor;
      await journal.apply(answer.changes, answer.cursor, answer.more || !settled);
      total += answer.changes.length;
      if (!answer.more) return total;
      // "More" without going on would never end.
      if (!moved) throw new CloudUnreachable('cloud_answer_unreadable');
    }
  }

  /** What comes after where this landing stands, and how much of its own the cloud must have for that to be true. */
  #query(limit: number): PullQuery {
    const { journal } = this.#options;
    const { cursor, epoch } = journal.place();
    return { cursor: cursor ?? undefined, limit, epoch, acknowledged: journal.safe() };
  }
}
