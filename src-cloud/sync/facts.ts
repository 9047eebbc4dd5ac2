import { sql } from 'drizzle-orm';
import { sameJson } from '#shared/sync/canonical.ts';
import { factChecksumText } from '#shared/sync/checksum.ts';
import { syncedStreams } from '#shared/sync/entities.ts';
import type { Fact, FactOperation } from '#shared/sync/operation.ts';
import { Lists, Prepared, type Tx } from '../store/service.ts';
import type { Origin } from './log.ts';
import { type Weight, weightOfText } from './weight.ts';

/** A fact and its place in the log. */
export interface StoredFact {
  readonly id: string;
  readonly fact: Fact;
  readonly position: number;
  readonly tx: number;
  /** Its number in the outbox of its device. */
  readonly opSeq: number;
}

export interface FactRow {
  readonly id: string;
  readonly stream: string;
  readonly stream_id: string;
  readonly seq: string;
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly home: string;
  readonly data: string;
}

export const toFact = (row: FactRow): Fact => ({
  stream: row.stream,
  streamId: row.stream_id,
  seq: Number(row.seq),
  type: row.type,
  at: Number(row.at),
  actor: row.actor,
  home: row.home,
  data: JSON.parse(row.data) as Fact['data'],
});

/** Who numbers what: a stream with a home by its place alone, a shared one by landing. */
const placeOf = ({ stream, streamId, seq, home }: Fact) =>
  `${streamId}/${seq}/${syncedStreams[stream] === 'home' ? '' : home}`;

type Verdict =
  | { readonly kind: 'new' | 'known' | 'foreign' | 'different' }
  | { readonly kind: 'taken'; readonly by: Fact };

const idLists = new Lists<FactOperation>('id', [['uuid', ({ id }) => id]]);
const placeLists = new Lists<FactOperation>('place', [
  ['uuid', ({ fact }) => fact.streamId],
  ['bigint', ({ fact }) => fact.seq],
]);
const streamLists = new Lists<string>('stream', [['uuid', (id) => id]]);
const columns = sql.raw('id, stream, stream_id, seq, type, at, actor, home, data');
const ofEnterprise = sql`enterprise_id = ${sql.placeholder('enterpriseId')}`;
// Lateral limits, so that each is looked up (see `loadRecords`).
const reading = new Prepared<{ enterpriseId: string }, FactRow>(
  'sync_read_facts',
  sql`select f.* from ${idLists.table} as k (id)
      cross join lateral (select ${columns} from sync_fact where ${ofEnterprise} and id = k.id limit 1) f
    union all
    select f.* from ${placeLists.table} as k (stream_id, seq)
      cross join lateral (select ${columns} from sync_fact
        where ${ofEnterprise} and stream_id = k.stream_id and seq = k.seq limit 1000) f
    union all
    select f.* from ${streamLists.table} as k (stream_id)
      cross join lateral (select ${columns} from sync_fact
        where ${ofEnterprise} and stream_id = k.stream_id order by seq limit 1) f`,
);

/** The facts that a batch of operations has to do with. */
export class KnownFacts {
  readonly #byId = new Map<string, Fact>();
  readonly #byPlace = new Map<string, Fact>();
  readonly #homes = new Map<string, string>();
  /** What those that are asked about weigh. */
  readonly #weights: ReadonlyMap<Fact, Weight>;

  private constructor(weights: ReadonlyMap<Fact, Weight>) {
    this.#weights = weights;
  }

  /** Reads what is there of the same ids, the same places, and the same streams. */
  static async load(tx: Tx, enterpriseId: string, ops: readonly FactOperation[]): Promise<KnownFacts> {
    if (ops.length === 0) return new KnownFacts(new Map());
    const streams = [...new Set(ops.map(({ fact }) => fact.streamId))];
    const reads = reading.rows(tx, {
      enterpriseId,
      ...idLists.of(ops),
      ...placeLists.of(ops),
      ...streamLists.of(streams),
    });
    // They are weighed while the database reads: nearly all are new.
    const known = new KnownFacts(new Map(ops.map(({ id, fact }) => [fact, weightOfFact(id, fact)])));
    for (const row of await reads) known.add(row.id, toFact(row));
    return known;
  }

  /** What one of the facts that were asked about weighs in the sums. */
  weightOf(id: string, fact: Fact): Weight {
    return this.#weights.get(fact) ?? weightOfFact(id, fact);
  }

  /** Takes note of a fact that was taken. */
  add(id: string, fact: Fact): void {
    this.#byId.set(id, fact);
    this.#byPlace.set(placeOf(fact), fact);
    if (!this.#homes.has(fact.streamId)) this.#homes.set(fact.streamId, fact.home);
  }

  /**
   * What a fact is to what is there. `family` are the sender and the devices it was copied from; null lets a device
   * repeat what others told it.
   */
  judge(id: string, fact: Fact, family: ReadonlySet<string> | null): Verdict {
    const same = this.#byId.get(id);
    if (same) {
      const isSame = placeOf(same) === placeOf(fact) && same.type === fact.type && sameJson(same.data, fact.data);
      return { kind: isSame ? 'known' : 'different' };
    }
    const by = this.#byPlace.get(placeOf(fact));
    if (by) return { kind: 'taken', by };
    if (family === null) return { kind: 'new' };
    const home = syncedStreams[fact.stream] === 'home' ? this.#homes.get(fact.streamId) : undefined;
    return { kind: family.has(fact.home) && (home === undefined || family.has(home)) ? 'new' : 'foreign' };
  }
}

const factLists = new Lists<StoredFact>('fact', [
  ['uuid', ({ id }) => id],
  ['bigint', ({ position }) => position],
  ['bigint', ({ tx: first }) => first],
  ['bigint', ({ opSeq }) => opSeq],
  ['text', ({ fact }) => fact.stream],
  ['uuid', ({ fact }) => fact.streamId],
  ['bigint', ({ fact }) => fact.seq],
  ['text', ({ fact }) => fact.type],
  ['bigint', ({ fact }) => fact.at],
  ['text', ({ fact }) => fact.actor],
  ['uuid', ({ fact }) => fact.home],
  ['text', ({ fact }) => JSON.stringify(fact.data)],
]);
const saving = new Prepared<{ enterpriseId: string } & Origin>(
  'sync_save_facts',
  sql`insert into sync_fact (enterprise_id, device_id, epoch, id, position, tx, op_seq, stream, stream_id, seq, type, at, actor, home, data)
    select ${sql.placeholder('enterpriseId')}::uuid, ${sql.placeholder('deviceId')}::uuid, ${sql.placeholder('epoch')}::integer, t.*
    from ${factLists.table} as t`,
);

/** Writes new facts that one device sent. */
export async function saveFacts(
  tx: Tx,
  enterpriseId: string,
  { deviceId, epoch }: Origin,
  facts: readonly StoredFact[],
): Promise<void> {
  if (facts.length > 0) await saving.rows(tx, { enterpriseId, deviceId, epoch, ...factLists.of(facts) });
}

/** What a fact weighs in the sums. */
export function weightOfFact(id: string, fact: Fact): Weight {
  return weightOfText(factChecksumText(id, fact));
}
