import { Learning } from '#shared/sync/knowledge.ts';
import { stampOf } from '#shared/sync/merge.ts';
import type { SnapshotChunk, SnapshotRow } from '#shared/sync/snapshot.ts';
import type { Change, SqliteConnection, Store, Transaction } from '../store/service.ts';
import { type Applier, Touched } from './apply.ts';
import type { FactIntake } from './facts.ts';
import type { PlaceKeeper } from './place.ts';
import type { RecordTable, StampBook } from './records.ts';
import type { Restatement } from './restate.ts';

interface Deps {
  readonly connection: SqliteConnection;
  readonly store: Store;
  readonly tables: ReadonlyMap<string, RecordTable>;
  readonly stamps: StampBook;
  readonly applier: Applier;
  readonly facts: FactIntake;
  readonly place: PlaceKeeper;
  readonly restatement: Restatement;
  /** Puts a large snapshot in its place on a thread of its own; gives what that changed. */
  readonly apart?: ((order: { restate: boolean }, signal?: AbortSignal) => Promise<readonly Change[]>) | undefined;
}

interface Staged {
  readonly n: number;
  readonly entity: string;
  readonly rowId: string;
  readonly content: string;
}

type RecordRow = Extract<SnapshotRow, { entity: string }>;
type FactRow = Extract<SnapshotRow, { fact: unknown }>;

const pageRows = 1_000;
/** How long one piece of work may hold up the others, about (ms). */
const turnMs = 15;
/** What a power cut undoes of it comes again. */
const fetchedAgain = { durable: false } as const;
/** Everything is written once and in order, so pages are hardly read again: the memory is better left free. */
const smallCache = 'cache_size = -8000';
/** What is larger is put in its place on a thread: this one answers people. */
const smallRows = 2_000;

/**
 * A snapshot of the enterprise. Its facts are taken as they come, as a pull would take them: they only ever add. Its
 * records are staged beside what is there, and put in its place in one transaction when all of it has come.
 */
export class SnapshotTaking {
  readonly #deps: Deps;
  readonly #stage;
  readonly #unstage;
  readonly #cache: string;

  constructor(deps: Deps) {
    this.#deps = deps;
    const { connection } = deps;
    this.#cache = `cache_size = ${Number(connection.pragma('cache_size', { simple: true }))}`;
    this.#stage = connection.prepare<[string, string, string]>(
      'INSERT INTO sync_staged (entity, row_id, content) VALUES (?, ?, ?)',
    );
    this.#unstage = connection.prepare<[]>(
      `DELETE FROM sync_staged WHERE n IN (SELECT n FROM sync_staged LIMIT ${pageRows})`,
    );
  }

  /**
   * Where a snapshot that was begun goes on; without `next` all of it is there and waits for `finish`. Undefined when
   * none was begun.
   */
  resume(): { firstCursor: string; next: string | undefined; rows: number } | undefined {
    const { snapshotCursor: firstCursor, snapshotNext: next, snapshotRows: rows } = this.#deps.place.get();
    return firstCursor === null ? undefined : { firstCursor, next: next ?? undefined, rows };
  }

  /** Takes a chunk: stages its records, and takes in its facts. The first one after a whole snapshot begins a new one. */
  async add(chunk: SnapshotChunk): Promise<void> {
    const { place, store, connection } = this.#deps;
    if (place.get().snapshotNext === null) await this.drop();
    connection.pragma(smallCache);
    const facts = chunk.rows.filter((row): row is FactRow => 'fact' in row);
    for (let from = 0; from < facts.length; ) from = await this.#takeFacts(facts, from);
    await store.write(
      'sync',
      () => {
        const { snapshotNext, snapshotCursor, snapshotRows } = place.get();
        const goesOn = snapshotNext !== null;
        for (const row of chunk.rows) if ('entity' in row) this.#stage.run(row.entity, row.id, JSON.stringify(row));
        place.set({
          snapshotCursor: goesOn ? snapshotCursor : chunk.cursor,
          snapshotNext: chunk.next ?? null,
          snapshotRows: snapshotRows + chunk.rows.length,
        });
      },
      fetchedAgain,
    );
  }

  /**
   * Takes in facts for as long as a turn lasts, and notes that the cloud has them; gives where to go on. After a crash
   * the chunk comes again, and what is known of it already is passed over.
   */
  #takeFacts(rows: readonly FactRow[], from: number): Promise<number> {
    const { store, facts } = this.#deps;
    return store.write(
      'sync',
      (tx) =>
        store.capture.paused(() => {
          const until = performance.now() + turnMs;
          let next = from;
          let displaced = false;
          for (const row of rows.slice(from)) {
            if (next > from && performance.now() > until) break;
            this.#stage.run('event', row.id, '');
            displaced = facts.take(tx, row.id, row.fact) || displaced;
            next += 1;
          }
          if (displaced) store.replay(tx);
          return next;
        }),
      fetchedAgain,
    );
  }

  /** Forgets a snapshot that was begun. */
  async drop(): Promise<void> {
    const { store, place, connection } = this.#deps;
    connection.pragma(this.#cache);
    await store.write('sync', () => place.set({ snapshotCursor: null, snapshotNext: null, snapshotRows: 0 }));
    while (await store.write('sync', () => this.#unstage.run().changes > 0, fetchedAgain));
  }

  /**
   * Puts the records that were staged in the place of what is here, with what is on its way on top. With `restate` the
   * cloud was set back: what is newer here stays and becomes new operations, in a new epoch. All of it happens in one
   * transaction; a large one on a thread, which `signal` ends.
   */
  async finish({ restate, signal }: { restate: boolean; signal?: AbortSignal }): Promise<void> {
    const { store, place, apart, connection } = this.#deps;
    connection.pragma(this.#cache);
    if (!apart || this.#isSmall()) {
      await store.write('sync', (tx) => this.#replace(tx, restate));
      return;
    }
    await store.standAside(() => apart({ restate }, signal));
    place.lookAgain();
  }

  #isSmall(): boolean {
    const { connection, place } = this.#deps;
    const here = connection
      .prepare<[], number>(
        `SELECT (SELECT count(*) FROM (SELECT 1 FROM event LIMIT ${smallRows}))
              + (SELECT count(*) FROM (SELECT 1 FROM sync_stamp LIMIT ${smallRows}))`,
      )
      .pluck()
      .get();
    return Math.max(place.get().snapshotRows, here ?? 0) < smallRows;
  }

  #replace(tx: Transaction, restate: boolean): void {
    const { connection, place, store, restatement } = this.#deps;
    const { snapshotCursor, snapshotNext } = place.get();
    if (snapshotCursor === null || snapshotNext !== null) throw new Error('the snapshot is not whole');
    const touched = new Touched();
    store.capture.paused(() => {
      // What the cloud had taken is in the snapshot, or was lost with it and is restated.
      connection.prepare("DELETE FROM sync_outbox WHERE state IN ('sent', 'seen')").run();
      const last = place.lastSeq();
      if (restate) restatement.records();
      this.#takeRecords(restate, touched);
      if (!restate) this.#dropUnknown(touched);
      restatement.facts();
      if (restate) restatement.beginEpoch(last);
      place.set({ cursor: snapshotCursor, snapshotCursor: null, snapshotNext: null, snapshotRows: 0 });
      connection.prepare('DELETE FROM sync_staged').run();
    });
    touched.tell(tx);
  }

  /** The staged records in the order they came, never all at once. */
  *#staged(): Generator<RecordRow> {
    const page = this.#deps.connection.prepare<[number], Staged>(
      `SELECT n, entity, row_id AS rowId, content FROM sync_staged
       WHERE n > ? AND entity <> 'event' ORDER BY n LIMIT ${pageRows}`,
    );
    for (let after = 0; ; ) {
      const rows = page.all(after);
      for (const { n, content } of rows) {
        after = n;
        yield JSON.parse(content) as RecordRow;
      }
      if (rows.length === 0) return;
    }
  }

  #takeRecords(restate: boolean, touched: Touched): void {
    const { applier, place, stamps: book } = this.#deps;
    const learning = new Learning();
    for (const { entity, id, fields, stamps, deleted } of this.#staged()) {
      for (const stamp of [...Object.values(stamps), deleted ?? '']) learning.see(stamp);
      const known = book.get(entity, id);
      if (deleted !== undefined) {
        const isNewer = Object.values(known.stamps).every((stamp) => deleted > stamp);
        if (known.deleted !== deleted && (isNewer || !restate)) applier.delete({ entity, id, stamp: deleted }, touched);
        continue;
      }
      const newer = Object.keys(fields).filter((field) => {
        const standing = known.deleted ?? stampOf(known.stamps, field);
        const there = stampOf(stamps, field);
        return restate ? there > standing : there !== standing;
      });
      if (newer.length === 0) continue;
      // A record that came back comes whole: nothing of it is left here.
      const taken = known.deleted === null ? newer : Object.keys(fields);
      const whole = taken.length === Object.keys(fields).length;
      const part = whole ? fields : Object.fromEntries(taken.map((field) => [field, fields[field] ?? null]));
      applier.put({ entity, id, whole, fields: part, stamps }, touched);
    }
    const learnt = Object.values(learning.knowledge);
    place.observe(learnt);
    book.see(learnt);
  }

  /** What the snapshot does not have was deleted while its deletion is forgotten; unless it is new here. */
  #dropUnknown(touched: Touched): void {
    const { applier, connection, tables } = this.#deps;
    for (const entity of tables.keys()) {
      const ids = connection
        .prepare<[string, string], string>(
          `SELECT id FROM "${entity}" t
           WHERE NOT EXISTS (SELECT 1 FROM sync_staged s WHERE s.entity = ? AND s.row_id = t.id)
             AND NOT EXISTS (SELECT 1 FROM sync_outbox o WHERE o.entity = ? AND o.row_id = t.id
                             AND o.kind = 'whole' AND o.state = 'pending')`,
        )
        .pluck()
        .all(entity, entity);
      for (const id of ids) applier.delete({ entity, id, stamp: '' }, touched);
    }
  }
}
