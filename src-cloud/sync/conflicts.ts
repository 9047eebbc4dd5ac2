import { sql } from 'drizzle-orm';
import type { Stamp } from '#shared/sync/clock.ts';
import { entityByName } from '#shared/sync/entities.ts';
import type { Collision } from '#shared/sync/merge.ts';
import type { Fields } from '#shared/sync/operation.ts';
import { Lists, newId, Prepared, type Tx } from '../store/service.ts';
import { loadRecords, recordKey, type StoredRecord } from './records.ts';

/** A collision of a record or of a fact, and who stood on either side. */
export interface Clash {
  readonly entity: string;
  readonly recordId: string;
  readonly kind: Collision['kind'] | 'stream';
  readonly field: string | null;
  readonly winner: unknown;
  readonly loser: unknown;
  readonly original: unknown;
  readonly winnerStamp: Stamp;
  readonly loserStamp: Stamp;
  readonly winnerActor: string;
  readonly loserActor: string;
  /** What the sender knew of the field: the stamp of the value it replaced. */
  readonly knew: Stamp;
  /** Whether it is of what a device repeats for a server that was set back, and what became of that. */
  readonly repeated: 'no' | 'won' | 'lost';
}

const isSecret = (entity: string, field: string) => entityByName.get(entity)?.secret?.includes(field) ?? false;

function withoutSecrets(entity: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !isSecret(entity, name)));
}

function shown({ entity, kind, field }: Clash, value: unknown): Fields[string] {
  if (field !== null && isSecret(entity, field)) return null;
  return (kind === 'revived' ? withoutSecrets(entity, value) : (value ?? null)) as Fields[string];
}

/** The fields of the conflict record of a clash, except its id. */
function fieldsOf(clash: Clash, at: number): Fields {
  const { entity, recordId, kind, field, winnerStamp, loserStamp, winnerActor, loserActor } = clash;
  return {
    ...{ entity, recordId, kind, field, winnerStamp, loserStamp, winnerActor, loserActor, at },
    winner: shown(clash, clash.winner),
    loser: shown(clash, clash.loser),
    original: shown(clash, clash.original),
    state: 'open',
    choice: null,
    settledBy: null,
    settledAt: null,
  };
}

const keyOf = ({ entity, recordId, field }: Pick<Clash, 'entity' | 'recordId' | 'field'>) =>
  `${entity}/${recordId}/${field ?? ''}`;

const clashLists = new Lists<Clash>('clash', [
  ['text', ({ entity }) => entity],
  ['uuid', ({ recordId }) => recordId],
  ['text', ({ field }) => field ?? ''],
]);
const reading = new Prepared<
  { enterpriseId: string },
  { entity: string; record_id: string; field: string; conflict_id: string }
>(
  'sync_read_conflicts',
  sql`select distinct c.entity, c.record_id, c.field, c.conflict_id
    from ${clashLists.table} as k (entity, record_id, field)
    join sync_conflict c on c.enterprise_id = ${sql.placeholder('enterpriseId')} and c.entity = k.entity
      and c.record_id = k.record_id and c.field = k.field order by c.conflict_id`,
);

const stampLists = new Lists<Clash>('stamp', [
  ['text', ({ entity }) => entity],
  ['uuid', ({ recordId }) => recordId],
  ['text', ({ loserStamp }) => loserStamp],
]);
const readingStood = new Prepared<{ enterpriseId: string }, { stamp: string }>(
  'sync_read_stood',
  sql`select distinct k.stamp from ${stampLists.table} as k (entity, id, stamp)
    join sync_log l on l.enterprise_id = ${sql.placeholder('enterpriseId')} and l.entity = k.entity and l.id = k.id
      and strpos(l.stamps, k.stamp) > 0`,
);

interface Made {
  readonly clash: Clash;
  readonly id: string;
}

const madeLists = new Lists<Made>('made', [
  ['text', ({ clash }) => clash.entity],
  ['uuid', ({ clash }) => clash.recordId],
  ['text', ({ clash }) => clash.field ?? ''],
  ['uuid', ({ id }) => id],
]);
const saving = new Prepared<{ enterpriseId: string }>(
  'sync_save_conflicts',
  sql`insert into sync_conflict (enterprise_id, entity, record_id, field, conflict_id)
    select ${sql.placeholder('enterpriseId')}::uuid, t.* from ${madeLists.table} as t`,
);

/** The conflict records of the fields that clashed, and what a new clash does to them. */
export class Conflicts {
  readonly #known: ReadonlyMap<string, readonly string[]>;
  readonly #stood: ReadonlySet<Stamp>;
  readonly #made: Made[] = [];

  private constructor(known: ReadonlyMap<string, readonly string[]>, stood: ReadonlySet<Stamp>) {
    this.#known = known;
    this.#stood = stood;
  }

  /** Reads what there is about these clashes; the records of it are added to `records`. */
  static async load(
    tx: Tx,
    enterpriseId: string,
    clashes: readonly Clash[],
    records: Map<string, StoredRecord>,
  ): Promise<Conflicts> {
    if (clashes.length === 0) return new Conflicts(new Map(), new Set());
    const lost = clashes.filter(({ repeated }) => repeated === 'lost');
    const stood = lost.length === 0 ? [] : await readingStood.rows(tx, { enterpriseId, ...stampLists.of(lost) });
    const rows = await reading.rows(tx, { enterpriseId, ...clashLists.of(clashes) });
    const missing = rows
      .map(({ conflict_id: id }) => ({ entity: 'conflict', id }))
      .filter(({ entity, id }) => !records.has(recordKey(entity, id)));
    for (const [key, record] of await loadRecords(tx, enterpriseId, missing)) records.set(key, record);
    const known = Map.groupBy(rows, ({ entity, record_id: recordId, field }) => keyOf({ entity, recordId, field }));
    return new Conflicts(
      new Map([...known].map(([key, group]) => [key, group.map((row) => row.conflict_id)])),
      new Set(stood.map(({ stamp }) => stamp)),
    );
  }

  /**
   * The conflict record a clash is written to, and what is written. An open one is brought up to date if the sender knew
   * the value that this pushes out of it; else that value would be lost, and the clash gets a record of its own.
   * Undefined for a repetition of what some conflict keeps already, or kept until a person settled it, and of what stood
   * here until somebody who knew it wrote another: then another device had repeated it before.
   */
  recordFor(
    clash: Clash,
    records: ReadonlyMap<string, StoredRecord>,
    at: number,
  ): { readonly id: string; readonly isNew: boolean; readonly fields: Fields } | undefined {
    const key = keyOf(clash);
    const candidates = [
      ...(this.#known.get(key) ?? []),
      ...this.#made.filter((made) => keyOf(made.clash) === key).map(({ id }) => id),
    ];
    const stateOf = (id: string) => {
      const state = records.get(recordKey('conflict', id))?.state;
      return state?.deleted === null ? state.fields : undefined;
    };
    const keeps = (id: string) => {
      const state = stateOf(id);
      return state !== undefined && [state['winnerStamp'], state['loserStamp']].includes(clash.loserStamp);
    };
    if (clash.repeated !== 'no' && candidates.some(keeps)) return undefined;
    if (clash.repeated === 'lost' && this.#stood.has(clash.loserStamp)) return undefined;
    const open = candidates.find((id) => {
      const state = stateOf(id);
      if (state?.['state'] !== 'open') return false;
      const { winnerStamp, loserStamp, kind } = state;
      const kept = [clash.winnerStamp, clash.loserStamp];
      return (
        kind === clash.kind &&
        [winnerStamp, loserStamp].every((stamp) => kept.includes(String(stamp)) || stamp === clash.knew)
      );
    });
    const fields = fieldsOf(clash, at);
    if (open !== undefined) {
      // What both saw first is what a person wants to compare with.
      const { original: _, ...changed } = fields;
      return { id: open, isNew: false, fields: changed };
    }
    const id = newId();
    this.#made.push({ clash, id });
    return { id, isNew: true, fields };
  }

  /** Writes down where the new ones are found. */
  async save(tx: Tx, enterpriseId: string): Promise<void> {
    if (this.#made.length > 0) await saving.rows(tx, { enterpriseId, ...madeLists.of(this.#made) });
  }
}
