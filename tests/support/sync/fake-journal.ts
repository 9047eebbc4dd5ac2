import type { Journal, Outgoing, Place } from '#main/sync/journal.ts';
import { formatStamp } from '#shared/sync/clock.ts';
import type { Change, Operation } from '#shared/sync/operation.ts';
import type { PushAnswer } from '#shared/sync/push.ts';
import type { SnapshotChunk, SnapshotRow } from '#shared/sync/snapshot.ts';
import type { OutboxEntry } from '#shared/sync/views.ts';

/** A journal in memory, as far as the engine needs one: a record is a name with a value. */
export class FakeJournal implements Journal {
  enabled = true;
  device: string;
  records = new Map<string, string>();
  pending: Operation[] = [];
  rejected: { op: Operation; code: OutboxEntry['code'] }[] = [];
  staged: { firstCursor: string; next: string; rows: SnapshotRow[] } | undefined;
  readonly finished: { restate: boolean }[] = [];
  readonly forks: string[] = [];
  /** Makes the next write fail, as a full disk would. */
  fails: Error | undefined;
  #place: Place = { epoch: 1, cursor: null, continuation: null, serverEpoch: null, lastSyncedAt: null };
  #seq = 0;
  #safe = 0;
  #tx = 0;
  #ms = 1;

  constructor(device: string) {
    this.device = device;
  }

  /** Writes a record on this landing; several together are one transaction. */
  write(...pairs: (readonly [id: string, value: string])[]): void {
    this.#tx += 1;
    for (const [id, value] of pairs) {
      this.#seq += 1;
      this.#ms += 1;
      this.records.set(id, value);
      this.pending.push({
        kind: 'put',
        seq: this.#seq,
        tx: this.#tx,
        stamp: formatStamp({ ms: this.#ms, counter: 0, device: this.device }),
        actor: 'system',
        entity: 'thing',
        id,
        whole: true,
        fields: { value },
        before: {},
        base: {},
      });
    }
  }

  async start(): Promise<void> {}

  place(): Place {
    return this.#place;
  }

  safe(): number {
    return this.#safe;
  }

  async enable(): Promise<void> {
    this.enabled = true;
  }

  async disable(): Promise<void> {
    this.enabled = false;
  }

  next(afterSeq: number, limits: { operations: number; bytes: number }): Outgoing | undefined {
    const ops = this.pending.filter(({ seq }) => seq > afterSeq).slice(0, limits.operations);
    const [first] = ops;
    if (!first) return undefined;
    const last = ops.at(-1);
    const after = this.pending.find(({ seq }) => seq === (last?.seq ?? 0) + 1);
    return { firstSeq: first.seq, ops, open: after !== undefined && after.tx === last?.tx };
  }

  async acknowledge(answer: PushAnswer): Promise<void> {
    this.#mayFail();
    for (const outcome of answer.outcomes) {
      const op = this.pending.find(({ seq }) => seq === outcome.seq);
      if (op && outcome.outcome === 'rejected') this.rejected.push({ op, code: outcome.code });
    }
    this.pending = this.pending.filter(({ seq }) => seq > answer.lastSeq);
    this.#safe = answer.lastSeq;
    this.#place = { ...this.#place, continuation: answer.continuation };
  }

  async apply(changes: readonly Change[], cursor: string): Promise<void> {
    this.#mayFail();
    const mine = new Set(this.pending.map(({ id }) => id));
    for (const change of changes) {
      if (change.kind === 'put' && !mine.has(change.id)) this.records.set(change.id, String(change.fields['value']));
    }
    this.#place = { ...this.#place, cursor };
  }

  readonly snapshot: Journal['snapshot'] = {
    resume: () =>
      this.staged && {
        firstCursor: this.staged.firstCursor,
        next: this.staged.next || undefined,
        rows: this.staged.rows.length,
      },
    add: async (chunk: SnapshotChunk) => {
      this.#mayFail();
      this.staged ??= { firstCursor: chunk.cursor, next: '', rows: [] };
      this.staged.rows.push(...chunk.rows);
      this.staged.next = chunk.next ?? '';
    },
    finish: async ({ restate }) => {
      this.#mayFail();
      const { rows = [], firstCursor = '0' } = this.staged ?? {};
      const before = this.records;
      this.records = new Map(rows.flatMap((row) => ('fields' in row ? [[row.id, String(row.fields['value'])]] : [])));
      if (restate) {
        // A new epoch: the server's numbers are not this device's any more.
        const lost = [...before].filter(([id]) => !this.records.has(id));
        this.pending = [];
        this.#seq = 0;
        this.#safe = 0;
        this.#place = { ...this.#place, epoch: this.#place.epoch + 1 };
        for (const pair of lost) this.write(pair);
      } else for (const op of this.pending) if (op.kind === 'put') this.records.set(op.id, String(op.fields['value']));
      this.staged = undefined;
      this.finished.push({ restate });
      this.#place = { ...this.#place, cursor: firstCursor };
    },
    drop: async () => {
      this.staged = undefined;
    },
  };

  async fork(newDevice: string): Promise<void> {
    this.#mayFail();
    this.device = newDevice;
    this.forks.push(newDevice);
    this.pending = this.pending.map((op, index) => ({ ...op, seq: index + 1 }));
    this.#seq = this.pending.length;
    this.#safe = 0;
    this.#place = { ...this.#place, continuation: null };
  }

  async remember(place: Partial<Place>): Promise<void> {
    this.#place = { ...this.#place, ...place };
  }

  standing() {
    return {
      pending: this.pending.length,
      pendingSince: this.pending.length > 0 ? 1 : null,
      rejected: this.rejected.length,
      conflicts: 0,
    };
  }

  checksums() {
    const sum = [...this.records].reduce((total, [id, value]) => total + id.length + value.length, 0);
    return { thing: { rows: this.records.size, sum: sum.toString(16).padStart(16, '0') } };
  }

  async sums() {
    return { cursor: this.#place.cursor, pending: this.pending.length, entities: this.checksums() };
  }

  entries(after: number, limit: number): OutboxEntry[] {
    return this.pending
      .filter(({ seq }) => seq > after)
      .slice(0, limit)
      .map((op) => ({
        seq: op.seq,
        at: 1,
        actor: op.actor,
        entity: op.entity,
        id: op.id,
        kind: op.kind,
        state: 'pending',
        code: null,
        content: op.kind === 'put' ? JSON.stringify(op.fields) : '',
      }));
  }

  async retry(): Promise<void> {}

  async discard(seq: number): Promise<void> {
    this.pending = this.pending.filter((op) => op.seq !== seq);
  }

  #mayFail(): void {
    const { fails } = this;
    this.fails = undefined;
    if (fails) throw fails;
  }
}
