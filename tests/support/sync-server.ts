/**
 * A cloud for tests: what the protocol says of the server, in memory and pure (no clock but the one it is given, no
 * input or output). It merges by the same rules as the real one.
 */
import { hash } from 'node:crypto';
import { type Checksums, checksumText, factChecksumText } from '#shared/sync/checksum.ts';
import { formatStamp, parseStamp, stampMs } from '#shared/sync/clock.ts';
import { syncedStreams } from '#shared/sync/entities.ts';
import { type Collision, mergeDelete, mergePut, type RecordState, stampOf } from '#shared/sync/merge.ts';
import type { Change, Fact, Operation, Stamps } from '#shared/sync/operation.ts';
import { clockTolerance } from '#shared/sync/protocol.ts';
import type { PullAnswer } from '#shared/sync/pull.ts';
import type { Outcome, Push, PushAnswer } from '#shared/sync/push.ts';
import type { SnapshotChunk, SnapshotRow } from '#shared/sync/snapshot.ts';

/** Why a request was refused, as the API's code. */
export class SyncRefusal extends Error {
  readonly code: 'sync_sequence_gap' | 'sync_device_forked' | 'compacted' | 'set_back';
  readonly expected: number | undefined;

  constructor(code: SyncRefusal['code'], expected?: number) {
    super(code);
    this.code = code;
    this.expected = expected;
  }
}

interface DeviceState {
  epoch: number;
  lastSeq: number;
  continuation: string;
  /** The one before: its answer may have been lost on the way. */
  previous: string;
  /** The parts of a transaction that is not whole yet. */
  readonly parts: Operation[];
  /** What became of operations, for a device that did not hear the answer. */
  readonly outcomes: Map<number, Outcome>;
  readonly clamped: Map<string, string>;
  /** The stamps that were taken, by number: a copy of a database sends others. */
  readonly taken: Map<number, string>;
}

interface LogEntry {
  readonly change: Change;
  readonly device: string;
  readonly epoch: number;
  /** The author's own number, where it stands exactly as it was sent. */
  readonly ownSeq: number | null;
}

type Rejection = Extract<Outcome, { outcome: 'rejected' }>['code'];
export type Refuse = (op: Operation, device: string) => Rejection | null;

const key = (entity: string, id: string) => `${entity} ${id}`;

export class SyncServer {
  readonly epoch: string;
  readonly collisions: (Collision & { entity: string; id: string })[] = [];
  #records = new Map<string, RecordState>();
  #facts = new Map<string, Fact>();
  #places = new Map<string, string>();
  #log: LogEntry[] = [];
  #devices = new Map<string, DeviceState>();
  #now: () => number;
  #refuse: Refuse;
  #setBack = 0;
  #tokens = 0;

  constructor(options: { now?: () => number; refuse?: Refuse; epoch?: string } = {}) {
    this.#now = options.now ?? (() => 0);
    this.#refuse = options.refuse ?? (() => null);
    this.epoch = options.epoch ?? 'e';
  }

  /** A device says who it is. Throws SyncRefusal sync_device_forked for a copy of a database. */
  hello(device: string, epoch: number, continuation?: string | null): { lastSeq: number; continuation: string } {
    const known = this.#devices.get(device);
    if (known && known.epoch === epoch) {
      if (continuation != null && ![known.continuation, known.previous].includes(continuation))
        throw new SyncRefusal('sync_device_forked');
      return { lastSeq: known.lastSeq, continuation: known.continuation };
    }
    const made: DeviceState = {
      epoch,
      lastSeq: 0,
      continuation: this.#token(),
      previous: '',
      parts: [],
      outcomes: new Map(),
      clamped: new Map(),
      taken: new Map(),
    };
    this.#devices.set(device, made);
    return { lastSeq: 0, continuation: made.continuation };
  }

  #token(): string {
    this.#tokens += 1;
    return `t${this.#setBack}.${this.#tokens}`;
  }

  /** Takes a push. Throws SyncRefusal sync_sequence_gap. */
  push(push: Pick<Push, 'device' | 'epoch' | 'firstSeq' | 'ops' | 'open'>): PushAnswer {
    const device = this.#devices.get(push.device);
    if (!device || device.epoch !== push.epoch) throw new SyncRefusal('sync_sequence_gap', 1);
    const had = device.lastSeq + device.parts.length;
    if (push.firstSeq > had + 1) throw new SyncRefusal('sync_sequence_gap', device.lastSeq + 1);
    const clamped: Record<string, string> = {};
    for (const op of structuredClone(push.ops) as Operation[]) {
      const known = device.clamped.get(op.stamp);
      if (known !== undefined) clamped[op.stamp] = known;
      if (op.seq > had) device.parts.push(op);
      const taken = device.taken.get(op.seq);
      if (taken !== undefined && taken !== op.stamp) throw new SyncRefusal('sync_device_forked');
      device.taken.set(op.seq, op.stamp);
    }
    if (!push.open) {
      for (const op of device.parts.splice(0)) {
        const now = this.#clamp(op, device);
        if (now !== op.stamp) clamped[op.stamp] = now;
        this.#take(this.#renamed(op, device), push.device, device);
        device.lastSeq = op.seq;
      }
      this.#closeTransaction();
    }
    device.previous = device.continuation;
    device.continuation = this.#token();
    const outcomes = push.ops.flatMap(({ seq }) => device.outcomes.get(seq) ?? []);
    const answer = { lastSeq: device.lastSeq, continuation: device.continuation, outcomes };
    return Object.keys(clamped).length > 0 ? { ...answer, clamped } : answer;
  }

  #clamp({ stamp }: Operation, device: DeviceState): string {
    const latest = this.#now() + clockTolerance;
    if (this.#now() === 0 || stampMs(stamp) <= latest) return stamp;
    const { device: by } = parseStamp(stamp);
    const previous = [...device.clamped.values()].at(-1);
    const ms = Math.max(latest, previous === undefined ? 0 : stampMs(previous) + 1);
    const now = formatStamp({ ms, counter: 0, device: by });
    device.clamped.set(stamp, now);
    return now;
  }

  /** An operation with the stamps that were clamped in the places of those that were sent. */
  #renamed(op: Operation, device: DeviceState): Operation {
    if (device.clamped.size === 0) return op;
    let text = JSON.stringify(op);
    for (const [from, to] of device.clamped) text = text.replaceAll(from, to);
    return JSON.parse(text) as Operation;
  }

  #take(op: Operation, id: string, device: DeviceState): void {
    const code = this.#refuse(op, id) ?? (op.kind === 'fact' ? this.#refuseFact(op.id, op.fact) : null);
    if (code !== null) {
      device.outcomes.set(op.seq, { seq: op.seq, outcome: 'rejected', code });
      return;
    }
    if (op.kind === 'fact') {
      if (this.#facts.has(op.id)) return;
      this.#facts.set(op.id, op.fact);
      this.#places.set(key(`${op.fact.streamId} ${op.fact.home}`, String(op.fact.seq)), op.id);
      this.#append({ kind: 'fact', entity: 'event', id: op.id, fact: op.fact }, id, device.epoch, op.seq);
      return;
    }
    const at = key(op.entity, op.id);
    const merged = op.kind === 'put' ? mergePut(this.#records.get(at), op) : mergeDelete(this.#records.get(at), op);
    if (merged.outcome === 'missing') {
      device.outcomes.set(op.seq, { seq: op.seq, outcome: 'rejected', code: 'sync_row_missing' });
      return;
    }
    if (merged.outcome === 'merged') device.outcomes.set(op.seq, { seq: op.seq, outcome: 'merged' });
    if (merged.state) this.#records.set(at, merged.state);
    const stood = (stamp: string) =>
      this.#log.some(({ change }) => change.id === op.id && JSON.stringify(change).includes(stamp));
    const collisions = merged.collisions.filter(
      ({ loserStamp }) =>
        op.restates === undefined || !JSON.stringify(op.restates).includes(loserStamp) || !stood(loserStamp),
    );
    this.collisions.push(...collisions.map((one) => ({ ...one, entity: op.entity, id: op.id })));
    if (!merged.effect) return;
    const own = merged.outcome === 'accepted' && op.restates === undefined ? op.seq : null;
    this.#append({ ...merged.effect, entity: op.entity, id: op.id }, id, device.epoch, own);
  }

  #refuseFact(id: string, fact: Fact): Rejection | null {
    if (syncedStreams[fact.stream] === undefined) return 'sync_unknown_entity';
    const occupant = this.#places.get(key(`${fact.streamId} ${fact.home}`, String(fact.seq)));
    return occupant === undefined || occupant === id ? null : 'sync_stream_taken';
  }

  #append(
    effect: Change extends infer C ? (C extends Change ? Omit<C, 'position' | 'last'> : never) : never,
    device: string,
    epoch: number,
    ownSeq: number | null,
  ): void {
    const change = { ...effect, position: this.#log.length + 1, last: false } as Change;
    this.#log.push({ change, device, epoch, ownSeq });
  }

  #closeTransaction(): void {
    const entry = this.#log.at(-1);
    if (entry) this.#log[this.#log.length - 1] = { ...entry, change: { ...entry.change, last: true } };
  }

  /** What a device has not pulled yet. Throws SyncRefusal set_back when the cursor is of a lost history. */
  pull(device: string, cursor: string | null, limit = 2000): PullAnswer {
    const from = this.#position(cursor);
    let to = Math.min(from + limit, this.#log.length);
    while (to < this.#log.length && !this.#log[to - 1]?.change.last) to += 1;
    const epoch = this.#devices.get(device)?.epoch;
    const changes = this.#log.slice(from, to).map((entry) => this.#seenBy(entry, device, epoch));
    return structuredClone({ changes, cursor: this.#cursor(to), more: to < this.#log.length });
  }

  #seenBy({ change, device: by, epoch: of, ownSeq }: LogEntry, device: string, epoch: number | undefined): Change {
    if (by !== device || of !== epoch || ownSeq === null) return change;
    const { position, last, entity, id } = change;
    return { position, last, entity, id, kind: 'own', seq: ownSeq };
  }

  #cursor(position: number): string {
    return `${this.#setBack}:${position}`;
  }

  #position(cursor: string | null): number {
    if (cursor === null) return 0;
    const [history, position] = cursor.split(':').map(Number);
    if (history !== this.#setBack) throw new SyncRefusal('set_back');
    return position ?? 0;
  }

  /** A chunk of everything there is; rows by entity and id, facts in the order of the log. */
  snapshot(after: string | undefined, rowsAtOnce = 5000): SnapshotChunk {
    const all: SnapshotRow[] = [
      ...[...this.#records].map(([at, { fields, stamps, deleted }]) => {
        const [entity = '', id = ''] = at.split(' ');
        return { entity, id, fields, stamps, ...(deleted !== null && { deleted }) };
      }),
      ...[...this.#facts].map(([id, fact]) => ({ id, fact })),
    ];
    const from = after === undefined ? 0 : Number(after);
    const rows = structuredClone(all.slice(from, from + rowsAtOnce));
    const to = from + rows.length;
    return {
      rows,
      sha256: hash('sha256', JSON.stringify(rows)),
      cursor: this.#cursor(this.#log.length),
      ...(to < all.length && { next: String(to) }),
      total: all.length,
    };
  }

  /** What the server's disk would hold at this moment. */
  backUp(): () => void {
    const kept = structuredClone({
      records: this.#records,
      facts: this.#facts,
      places: this.#places,
      log: this.#log,
      devices: this.#devices,
    });
    return () => {
      this.#records = structuredClone(kept.records);
      this.#facts = structuredClone(kept.facts);
      this.#places = structuredClone(kept.places);
      this.#log = structuredClone(kept.log);
      this.#devices = structuredClone(kept.devices);
      this.#setBack += 1;
    };
  }

  /** A change that another, newer program made. */
  inject(change: Change extends infer C ? (C extends Change ? Omit<C, 'position' | 'last'> : never) : never): void {
    this.#append(change, 'other', 1, null);
    this.#closeTransaction();
    if (change.kind === 'put') {
      const at = key(change.entity, change.id);
      const state = this.#records.get(at);
      const stamps = Object.fromEntries(
        Object.keys(change.fields).map((field) => [field, stampOf(change.stamps, field)]),
      );
      this.#records.set(at, {
        fields: { ...state?.fields, ...change.fields },
        stamps: { ...state?.stamps, ...stamps },
        deleted: null,
      });
    } else if (change.kind === 'fact') this.#facts.set(change.id, change.fact);
  }

  record(entity: string, id: string): RecordState | undefined {
    return this.#records.get(key(entity, id));
  }

  stamps(entity: string, id: string): Stamps {
    const state = this.record(entity, id);
    return Object.fromEntries(
      Object.keys(state?.fields ?? {}).map((field) => [field, stampOf(state?.stamps ?? {}, field)]),
    );
  }

  checksums(): Checksums['entities'] {
    const sums = new Map<string, { rows: number; sum: bigint }>();
    const add = (entity: string, text: string) => {
      const known = sums.get(entity) ?? { rows: 0, sum: 0n };
      const sum = (known.sum + BigInt(`0x${hash('sha256', text).slice(0, 16)}`)) % (1n << 64n);
      sums.set(entity, { rows: known.rows + 1, sum });
    };
    for (const [at, { fields, stamps, deleted }] of this.#records) {
      const [entity = '', id = ''] = at.split(' ');
      if (deleted === null) add(entity, checksumText(entity, id, fields, stamps));
    }
    for (const [id, fact] of this.#facts) add('event', factChecksumText(id, fact));
    return Object.fromEntries(
      [...sums].map(([entity, { rows, sum }]) => [entity, { rows, sum: sum.toString(16).padStart(16, '0') }]),
    );
  }
}
