import { stampOf } from '#shared/sync/merge.ts';
import type { Change, Fields, Stamps } from '#shared/sync/operation.ts';
import type { SqliteConnection, Transaction } from '../store/service.ts';
import type { Aside } from './aside.ts';
import type { FactIntake } from './facts.ts';
import type { InFlight } from './in-flight.ts';
import type { OutboxRow } from './outbox.ts';
import type { PlaceKeeper } from './place.ts';
import { type RecordTable, type StampBook, shortStamps } from './records.ts';

interface ApplierDeps {
  readonly connection: SqliteConnection;
  readonly tables: ReadonlyMap<string, RecordTable>;
  readonly stamps: StampBook;
  readonly inFlight: InFlight;
  readonly aside: Aside;
  readonly facts: FactIntake;
  readonly place: PlaceKeeper;
}

/** The cloud speaks of an own operation that was never written here: this database is a copy of the one that wrote it. */
export class NotOwn extends Error {}

/** Where more records of a topic changed, its listeners are told once, without an id. */
const worthNaming = 500;

/** What one piece of applying has touched, for those who listen. */
export class Touched {
  readonly #records = new Map<string, Set<string>>();
  /** Whether own facts left their place, so that projections must be built again. */
  displaced = false;

  add(topics: readonly string[], id: string): void {
    for (const topic of topics) {
      const ids = this.#records.get(topic) ?? new Set();
      // Beyond that nobody reads them, and a snapshot has a million.
      if (ids.size <= worthNaming) ids.add(id);
      this.#records.set(topic, ids);
    }
  }

  /** Tells caches and feed. */
  tell(tx: Transaction): void {
    for (const [topic, ids] of this.#records) {
      if (ids.size > worthNaming) tx.changed(topic, '');
      else for (const id of ids) tx.changed(topic, id);
    }
  }
}

/** Applies what comes from the cloud, in the order of its log; called with capture off. */
export class Applier {
  readonly #deps: ApplierDeps;
  readonly #rowAt;
  readonly #passUpTo;
  /** What was written before this program started may have been sent by an earlier run of it, up to this row. */
  readonly #writtenBefore: number;
  #offered = 0;

  constructor(deps: ApplierDeps) {
    this.#deps = deps;
    this.#rowAt = deps.connection.prepare<[number], { state: string; entity: string; id: string }>(
      "SELECT state, entity, row_id AS id FROM sync_outbox WHERE seq = ? AND state <> 'rejected'",
    );
    this.#writtenBefore = deps.place.lastSeq();
    this.#passUpTo = deps.connection.prepare<[number]>("DELETE FROM sync_outbox WHERE seq <= ? AND state = 'sent'");
  }

  change(tx: Transaction, change: Change, touched: Touched): void {
    switch (change.kind) {
      case 'own':
        this.#own(change);
        break;
      case 'fact':
        touched.displaced = this.#deps.facts.take(tx, change.id, change.fact) || touched.displaced;
        break;
      case 'put':
        this.#cameOf(change);
        this.put(change, touched);
        break;
      case 'delete':
        this.#cameOf(change);
        this.delete(change, touched);
        break;
    }
  }

  /** What came of a repetition stands as it is told, also where something else stands here. */
  #cameOf({ seq, entity, id }: Extract<Change, { kind: 'put' | 'delete' }>): void {
    if (seq === undefined) return;
    const row = seq + this.#deps.place.get().offset;
    const of = this.#deps.inFlight.of(entity, id).find((one) => one.seq === row && one.restates !== null);
    if (of) this.#deps.inFlight.pass(of);
  }

  /** This row of the outbox is sent from now on. */
  offered(row: number): void {
    this.#offered = Math.max(this.#offered, row);
  }

  /**
   * An own operation came to its place in the log, and with it every own one before. Nothing comes back that was never
   * sent: then the number is that of another copy's operation, and what was written here under it is still to be sent.
   */
  #own({ seq, entity, id }: Extract<Change, { kind: 'own' }>): void {
    const row = seq + this.#deps.place.get().offset;
    const written = this.#rowAt.get(row);
    const isAnother = written !== undefined && (written.entity !== entity || written.id !== id);
    if (row > Math.max(this.#offered, this.#writtenBefore) || isAnother) throw new NotOwn();
    if (written?.state === 'pending') {
      this.#deps.connection.prepare("UPDATE sync_outbox SET state = 'seen' WHERE seq = ?").run(row);
    }
    this.#passUpTo.run(row);
  }

  /** Sets fields to what stands at the cloud, but not those that an own operation on its way has written. */
  put(put: { entity: string; id: string; whole: boolean; fields: Fields; stamps: Stamps }, touched: Touched): void {
    const { inFlight, aside, stamps: book } = this.#deps;
    const { entity, id, whole } = put;
    const table = this.#deps.tables.get(entity);
    const { id: _, ...fields } = put.fields;
    const stamps = Object.fromEntries(Object.keys(fields).map((field) => [field, stampOf(put.stamps, field)]));
    if (!table) {
      aside.keep(entity, id, fields, stamps);
      return;
    }
    const understood = Object.keys(fields).filter((field) => table.takes(field, fields[field]));
    const others = Object.keys(fields).filter((field) => !understood.includes(field));
    const pick = <T>(from: Readonly<Record<string, T>>, names: readonly string[]) =>
      Object.fromEntries(names.map((field) => [field, from[field] as T]));
    const rows = inFlight.passed(inFlight.of(entity, id), understood, stamps);
    const free = rows.length === 0 ? understood : inFlight.putBeneath(rows, understood, { fields, stamps });
    if (others.length > 0) aside.keep(entity, id, pick(fields, others), pick(stamps, others));
    if (free.length === 0) return;
    touched.add(table.topics, id);
    const known = book.get(entity, id);
    const written = this.#write(table, id, whole, pick(fields, free));
    if (!written) {
      aside.keep(entity, id, pick(fields, free), pick(stamps, free));
      return;
    }
    const before = known.deleted === null ? known.stamps : {};
    book.set(
      entity,
      id,
      whole && free.length === understood.length ? shortStamps(stamps) : { ...before, ...pick(stamps, free) },
    );
    aside.drop(entity, id, [...free]);
  }

  /** Gives whether the record could be written; what cannot is kept aside rather than stopping everything behind it. */
  #write(table: RecordTable, id: string, whole: boolean, fields: Fields): boolean {
    try {
      if (table.update(id, fields)) return true;
      const kept = this.#deps.aside.get(table.entity.name, id);
      const all = whole ? fields : { ...understoodOf(table, kept?.fields), ...fields };
      if (table.lacks(all)) return false;
      table.insert(id, all);
      return true;
    } catch (error) {
      if ((error as { code?: string }).code?.startsWith('SQLITE_CONSTRAINT')) return false;
      throw error;
    }
  }

  /**
   * Deletes a record, unless an own change of it is on its way, which will bring it back: also one that is older than
   * the deletion and was taken, since its place in the log comes later.
   */
  delete(gone: { entity: string; id: string; stamp: string }, touched: Touched): void {
    const { inFlight, aside, stamps } = this.#deps;
    const { entity, id, stamp } = gone;
    const table = this.#deps.tables.get(entity);
    if (!table) {
      aside.keepDeletion(entity, id, stamp);
      return;
    }
    const rows = inFlight.of(entity, id).filter((row) => {
      const isPassed = row.stamp === stamp;
      if (isPassed) inFlight.pass(row);
      return !isPassed && !isRepeatedBefore(row, stamp);
    });
    const [first] = rows;
    if (first && rows.some(({ kind }) => kind !== 'delete')) {
      inFlight.deleteBeneath(first, stamp);
      return;
    }
    table.remove(id);
    aside.drop(entity, id);
    stamps.setDeleted(entity, id, stamp);
    touched.add(table.topics, id);
  }

  /** Uses what was kept aside of records that this program knows by now. */
  takeAside(touched: Touched): void {
    const { aside, tables } = this.#deps;
    for (const { entity, id, fields, stamps, deleted } of aside.all()) {
      const table = tables.get(entity);
      if (!table) continue;
      if (deleted !== null) {
        aside.drop(entity, id);
        this.delete({ entity, id, stamp: deleted }, touched);
        continue;
      }
      const known = Object.keys(fields).filter((field) => table.takes(field, fields[field]));
      if (known.length === 0) continue;
      const pick = <T>(from: Readonly<Record<string, T>>) =>
        Object.fromEntries(known.map((field) => [field, from[field] as T]));
      this.put({ entity, id, whole: false, fields: pick(fields), stamps: pick(stamps) }, touched);
    }
  }
}

/** Whether an own operation only repeats what was written before a deletion. */
function isRepeatedBefore({ restates }: OutboxRow, deleted: string): boolean {
  if (restates === null) return false;
  const repeated = JSON.parse(restates) as Stamps | string;
  return Object.values(typeof repeated === 'string' ? [repeated] : repeated).every((stamp) => stamp < deleted);
}

function understoodOf(table: RecordTable, fields: Fields = {}): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([field, value]) => table.takes(field, value)));
}
