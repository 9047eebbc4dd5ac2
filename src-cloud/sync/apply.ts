import { type RightsOf, refusalOf, type SyncDevice } from '#shared/sync/authorise.ts';
import { formatStamp, HybridClock } from '#shared/sync/clock.ts';
import { entityByName } from '#shared/sync/entities.ts';
import { type Merged, mergeDelete, mergePut, stampOf } from '#shared/sync/merge.ts';
import type { DeleteOperation, Fact, FactOperation, PutOperation } from '#shared/sync/operation.ts';
import type { Outcome } from '#shared/sync/push.ts';
import type { Leave, Tx } from '../store/service.ts';
import { type Clash, Conflicts } from './conflicts.ts';
import { KnownFacts, type StoredFact, saveFacts } from './facts.ts';
import { type Head, serverDevice } from './head.ts';
import { type LogEntry, saveLog } from './log.ts';
import type { ReadOperation } from './reading.ts';
import { loadRecords, makeRecords, recordKey, replaceRecords, type StoredRecord, weightOf } from './records.ts';
import { type EntitySums, SumChanges } from './sums.ts';
import { noWeight } from './weight.ts';

type Rejection = Extract<Outcome, { outcome: 'rejected' }>['code'];

/** Who sends what is applied, and when. */
export interface Sender {
  readonly enterpriseId: string;
  readonly device: SyncDevice;
  readonly epoch: number;
  readonly rightsOf: RightsOf;
  /** The sender and the devices its database was copied from; null while devices restate what a server lost. */
  readonly family: ReadonlySet<string> | null;
  readonly now: number;
}

/** Something that gets the next place in the log. */
type Step =
  | {
      readonly kind: 'record';
      readonly read: ReadOperation;
      readonly entity: string;
      readonly id: string;
      readonly merged: Merged;
    }
  | { readonly kind: 'fact'; readonly read: ReadOperation; readonly op: FactOperation }
  | { readonly kind: 'clash'; readonly tx: number; readonly clash: Clash };

const deletion = '*deleted';

const actorIn = (actors: StoredRecord['actors'], field: string) =>
  (Object.hasOwn(actors, field) ? actors[field] : actors['*']) ?? 'system';

/** What there is already of what operations speak of. */
export interface Known {
  readonly records: Map<string, StoredRecord>;
  readonly facts: KnownFacts;
}

/** Reads what there is of what operations speak of; the head has to be locked before. */
export async function loadKnown(tx: Tx, enterpriseId: string, ops: readonly ReadOperation[]): Promise<Known> {
  const all = ops.map(({ op }) => op).filter((op) => op !== undefined);
  const [records, facts] = await Promise.all([
    loadRecords(
      tx,
      enterpriseId,
      all.filter((op) => op.kind !== 'fact'),
    ),
    KnownFacts.load(
      tx,
      enterpriseId,
      all.filter((op) => op.kind === 'fact'),
    ),
  ]);
  return { records, facts };
}

/** Merges the operations of one push into an enterprise's records, facts and log; the head is locked meanwhile. */
export class Application {
  readonly #tx: Tx;
  readonly #leave: Leave;
  readonly #sender: Sender;
  readonly #clock: HybridClock;
  readonly #sums = new SumChanges();
  /** The records that are changed by what is being applied, as they stood before it. */
  readonly #before = new Map<string, StoredRecord['state'] | undefined>();
  #position: number;
  #stamp: string;
  /** The transaction that goes on, and the position of its first entry. */
  #open: { readonly tx: number; readonly first: number } | undefined;
  readonly outcomes: Outcome[] = [];
  conflicts = 0;

  /** Its writes are left on their way. */
  constructor(tx: Tx, leave: Leave, sender: Sender, head: Head) {
    this.#tx = tx;
    this.#leave = leave;
    this.#sender = sender;
    this.#position = head.position;
    this.#stamp = head.stamp;
    this.#clock = new HybridClock(serverDevice, () => sender.now, head.stamp);
  }

  /** The end of the log after what was applied. */
  get position(): number {
    return this.#position;
  }

  /** The last stamp of the server's own. */
  get stamp(): string {
    return this.#stamp;
  }

  /**
   * Applies operations that follow one another. `isRefusedWhole` says of a transaction that nothing of it may be taken:
   * of people and their rights a part is worse than nothing. `known` is what there is of them, where it was read already
   * and nothing was applied since.
   */
  async apply(ops: readonly ReadOperation[], isRefusedWhole: (tx: number) => boolean, known?: Known): Promise<void> {
    const allowed = ops.filter((read) => this.#isAllowed(read, isRefusedWhole));
    const { records, facts } = known ?? (await loadKnown(this.#tx, this.#sender.enterpriseId, allowed));
    const steps = allowed.flatMap((read) => this.#step(read, records, facts));
    await this.#write(steps, records, facts);
  }

  /** The values of the sums after what was applied. `sums` are those of before. */
  sumsAfter(sums: EntitySums): Record<string, Buffer> {
    return this.#sums.after(sums);
  }

  #reject(seq: number, code: Rejection): never[] {
    this.outcomes.push({ seq, outcome: 'rejected', code });
    return [];
  }

  #isAllowed({ op, seq, tx, refusal }: ReadOperation, isRefusedWhole: (tx: number) => boolean): boolean {
    const code = refusal ?? (op ? refusalOf(op, this.#sender.device, this.#sender.rightsOf) : 'sync_invalid');
    if (code !== null) this.#reject(seq, code);
    else if (isRefusedWhole(tx)) this.#reject(seq, 'sync_forbidden');
    else return true;
    return false;
  }

  #step(read: ReadOperation, records: Map<string, StoredRecord>, facts: KnownFacts): Step[] {
    const { op } = read;
    if (!op) return [];
    return op.kind === 'fact' ? this.#fact(read, op, facts) : this.#record(read, op, records);
  }

  #fact(read: ReadOperation, op: FactOperation, facts: KnownFacts): Step[] {
    const { id, fact, seq } = op;
    const verdict = facts.judge(id, fact, this.#sender.family);
    if (verdict.kind === 'taken') return this.#taken(read, op, verdict.by);
    if (verdict.kind === 'known') return [];
    if (verdict.kind === 'foreign') return this.#reject(seq, 'sync_not_home');
    if (verdict.kind === 'different') return this.#reject(seq, 'sync_invalid');
    facts.add(id, fact);
    return [{ kind: 'fact', read, op }];
  }

  /** Another copy of a landing has written something else at this place: both are kept, the first one counts. */
  #taken(read: ReadOperation, { id, fact, seq, stamp, actor }: FactOperation, by: Fact): Step[] {
    this.#reject(seq, 'sync_stream_taken');
    const winnerStamp = formatStamp({ ms: Math.max(0, by.at), counter: 0, device: by.home });
    const clash: Clash = {
      entity: 'event',
      recordId: id,
      kind: 'stream',
      field: null,
      winner: by,
      loser: fact,
      original: null,
      winnerStamp,
      loserStamp: stamp,
      winnerActor: by.actor,
      loserActor: actor,
      knew: '',
      repeated: 'no',
    };
    return [{ kind: 'clash', tx: read.tx, clash }];
  }

  #record(read: ReadOperation, op: PutOperation | DeleteOperation, records: Map<string, StoredRecord>): Step[] {
    const { entity, id } = op;
    const key = recordKey(entity, id);
    const before = records.get(key);
    const merged = op.kind === 'put' ? mergePut(before?.state, op) : mergeDelete(before?.state, op);
    const { state, outcome } = merged;
    if (!state) return this.#reject(op.seq, 'sync_row_missing');
    if (outcome === 'merged') this.outcomes.push({ seq: op.seq, outcome });
    if (state !== before?.state) {
      this.#change(records, { entity, id, state, actors: actorsAfter(before, state, op), position: 0 });
    }
    // Two people who settle the same conflict have settled it.
    const collisions = entity === 'conflict' ? [] : merged.collisions;
    return [
      { kind: 'record', read, entity, id, merged },
      ...collisions.map((collision): Step => {
        const won = op.kind === 'put' && isOf(op, collision.winnerStamp) && !isOf(op, collision.loserStamp);
        const actors = before?.actors ?? {};
        const other =
          collision.kind === 'field' && collision.field !== null
            ? actorIn(actors, collision.field)
            : actorIn(actors, op.kind === 'put' ? deletion : writerOf(before, collision.winnerStamp));
        return {
          kind: 'clash',
          tx: read.tx,
          clash: {
            ...collision,
            entity,
            recordId: id,
            winnerActor: won ? op.actor : other,
            loserActor: won ? other : op.actor,
            knew: op.restates === undefined ? stampOf(op.base, collision.field ?? '*') : '',
            repeated: op.restates === undefined ? 'no' : won ? 'won' : 'lost',
          },
        };
      }),
    ];
  }

  async #write(steps: readonly Step[], records: Map<string, StoredRecord>, known: KnownFacts): Promise<void> {
    const { enterpriseId, device, epoch, now } = this.#sender;
    const clashes = steps.filter((step) => step.kind === 'clash').map(({ clash }) => clash);
    const conflicts = await Conflicts.load(this.#tx, enterpriseId, clashes, records);
    const entries: LogEntry[] = [];
    const facts: StoredFact[] = [];
    /** By record its last entry. */
    const changed = new Map<string, number>();
    const place = (entry: Omit<LogEntry, 'position' | 'tx'>, of: number) => {
      const { position, tx } = this.#next(of);
      const { seq, asSent, entity, id, written } = entry;
      entries.push({ position, tx, seq, asSent, entity, id, written });
      changed.set(recordKey(entity, id), position);
    };
    for (const step of steps) {
      if (step.kind === 'fact') {
        const { id, fact, seq } = step.op;
        facts.push({ id, fact, ...this.#next(step.read.tx), opSeq: seq });
      } else if (step.kind === 'record') {
        const { read, entity, id, merged } = step;
        const asSent = merged.outcome === 'accepted' && read.isClamped !== true;
        place({ seq: read.seq, asSent, entity, id, written: written(merged.effect) }, read.tx);
      } else {
        const conflict = this.#conflict(step.clash, conflicts, records);
        if (conflict) place(conflict, step.tx);
      }
    }
    const made: StoredRecord[] = [];
    const replaced: StoredRecord[] = [];
    for (const [key, position] of changed) {
      const record = records.get(key);
      const isNew = this.#before.has(key) && this.#before.get(key) === undefined;
      if (record) (isNew ? made : replaced).push({ ...record, position });
    }
    const origin = { deviceId: device.id, epoch };
    // Each is on its way while the next is made ready, the quickest to make ready first, and the sums while all are written.
    this.#leave(makeRecords(this.#tx, enterpriseId, made, now));
    this.#leave(replaceRecords(this.#tx, enterpriseId, replaced, now));
    this.#leave(saveLog(this.#tx, enterpriseId, origin, entries));
    this.#leave(saveFacts(this.#tx, enterpriseId, origin, facts));
    this.#leave(conflicts.save(this.#tx, enterpriseId));
    for (const { id, fact } of facts) this.#sums.change('event', noWeight, known.weightOf(id, fact));
    for (const [key, before] of this.#before) {
      const { entity, id, state } = records.get(key) as StoredRecord;
      this.#sums.change(entity, weightOf(entity, id, before), weightOf(entity, id, state));
    }
    this.#before.clear();
  }

  /** A record stands differently from now on. */
  #change(records: Map<string, StoredRecord>, record: StoredRecord): void {
    const key = recordKey(record.entity, record.id);
    if (!this.#before.has(key)) this.#before.set(key, records.get(key)?.state);
    records.set(key, record);
  }

  /** Writes a clash into its conflict record, as an ordinary change by the server. */
  #conflict(clash: Clash, conflicts: Conflicts, records: Map<string, StoredRecord>) {
    const made = conflicts.recordFor(clash, records, this.#sender.now);
    if (!made) return undefined;
    const { id, isNew, fields } = made;
    const before = records.get(recordKey('conflict', id));
    this.#stamp = this.#clock.tick();
    const stamps = isNew ? { '*': this.#stamp } : Object.fromEntries(Object.keys(fields).map((f) => [f, this.#stamp]));
    const state = {
      fields: { ...before?.state.fields, ...fields },
      stamps: { ...before?.state.stamps, ...stamps },
      deleted: null,
    };
    this.#change(records, { entity: 'conflict', id, state, actors: { '*': 'system' }, position: 0 });
    this.conflicts += 1;
    const effect = { kind: 'put', whole: isNew, fields, stamps } as const;
    return { seq: null, asSent: false, entity: 'conflict', id, written: written(effect) };
  }

  #next(tx: number): { readonly position: number; readonly tx: number } {
    this.#position += 1;
    if (this.#open?.tx !== tx) this.#open = { tx, first: this.#position };
    return { position: this.#position, tx: this.#open.first };
  }
}

/** Whether an operation that is refused takes its whole transaction with it. */
export function refusesWhole({ op, entity }: ReadOperation, sender: Pick<Sender, 'device' | 'rightsOf'>): boolean {
  if (entityByName.get(entity)?.administered !== true) return false;
  return !op || refusalOf(op, sender.device, sender.rightsOf) !== null;
}

function written(effect: Merged['effect']): LogEntry['written'] {
  if (!effect) throw new Error('an operation that was taken has an effect');
  return effect.kind === 'put'
    ? {
        kind: 'put',
        whole: effect.whole,
        fields: JSON.stringify(effect.fields),
        stamps: JSON.stringify(effect.stamps),
      }
    : { kind: 'delete', whole: true, fields: null, stamps: effect.stamp };
}

/** Whether a stamp is of an operation, or of what it repeats. */
function isOf(op: PutOperation | DeleteOperation, stamp: string): boolean {
  if (op.restates === undefined) return stamp === op.stamp;
  return typeof op.restates === 'string' ? stamp === op.restates : Object.values(op.restates).includes(stamp);
}

function writerOf(before: StoredRecord | undefined, stamp: string): string {
  const { fields, stamps } = before?.state ?? { fields: {}, stamps: {} };
  return Object.keys(fields).find((field) => stampOf(stamps, field) === stamp) ?? '*';
}

function actorsAfter(
  before: StoredRecord | undefined,
  state: StoredRecord['state'],
  op: PutOperation | DeleteOperation,
): StoredRecord['actors'] {
  const actors = before?.actors ?? { '*': op.actor };
  if (op.kind === 'delete') return state.deleted === null ? actors : { ...actors, [deletion]: op.actor };
  const taken = Object.keys(op.fields).filter(
    (field) => stampOf(state.stamps, field) === op.stamp && actorIn(actors, field) !== op.actor,
  );
  if (taken.length === 0) return actors;
  return { ...actors, ...Object.fromEntries(taken.map((field) => [field, op.actor])) };
}
