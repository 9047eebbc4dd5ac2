import { stampOf } from '#shared/sync/merge.ts';
import type { Fact } from '#shared/sync/operation.ts';
import type { SnapshotChunk, SnapshotRow } from '#shared/sync/snapshot.ts';
import type { SqliteConnection, Store, Transaction } from '../store/service.ts';
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
}

interface Staged {
  readonly n: number;
  readonly entity: string;
  readonly rowId: string;
  readonly content: string;
}

const pageRows = 1_000;
/** Everything is written once and in order, so pages are hardly read again: the memory is better left free. */
const smallCache = 'cache_size = -16000';
/** From so many new facts on it takes less to play all of them again than to tell of each. */
const manyFacts = 2_000;

/** A snapshot of the enterprise: staged beside what is there, then put in its place in one transaction. */
export class SnapshotTaking {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Where a snapshot that was begun goes on; undefined when none was, or all of it is there. */
  resume(): { firstCursor: string; next: string; rows: number } | undefined {
    const { snapshotCursor: firstCursor, snapshotNext: next, snapshotRows: rows } = this.#deps.place.get();
    return firstCursor === null || next === null ? undefined : { firstCursor, next, rows };
  }

  /** Stages a chunk. The first one after a whole snapshot begins a new one. */
  async add(chunk: SnapshotChunk): Promise<void> {
    const { connection, place, store } = this.#deps;
    const insert = connection.prepare('INSERT INTO sync_staged (entity, row_id, content) VALUES (?, ?, ?)');
    await store.write('sync', () => {
      const { snapshotNext, snapshotCursor, snapshotRows } = place.get();
      const goesOn = snapshotNext !== null;
      if (!goesOn) connection.prepare('DELETE FROM sync_staged').run();
      for (const row of chunk.rows) insert.run('entity' in row ? row.entity : 'event', row.id, JSON.stringify(row));
      place.set({
        snapshotCursor: goesOn ? snapshotCursor : chunk.cursor,
        snapshotNext: chunk.next ?? null,
        snapshotRows: (goesOn ? snapshotRows : 0) + chunk.rows.length,
      });
    });
  }

  async drop(): Promise<void> {
    await this.#deps.store.write('sync', () => this.#forget());
  }

  #forget(): void {
    this.#deps.connection.prepare('DELETE FROM sync_staged').run();
    this.#deps.place.set({ snapshotCursor: null, snapshotNext: null, snapshotRows: 0 });
  }

  /**
   * Puts what was staged in the place of what is here, keeps what is on its way on top, and builds the projections anew
   * where it must. With `restate` the cloud was set back: what is newer here stays and becomes new operations, in a new
   * epoch.
   */
  async finish({ restate }: { restate: boolean }): Promise<void> {
    const { connection, place, store, restatement } = this.#deps;
    const cacheSize = Number(connection.pragma('cache_size', { simple: true }));
    await store
      .write('sync', (tx) => {
        const { snapshotCursor, snapshotNext } = place.get();
        if (snapshotCursor === null || snapshotNext !== null) throw new Error('the snapshot is not whole');
        const touched = new Touched();
        store.capture.paused(() => {
          connection.pragma(smallCache);
          // What the cloud had taken is in the snapshot, or was lost with it and is restated.
          connection.prepare("DELETE FROM sync_outbox WHERE state IN ('sent', 'seen')").run();
          const last = place.lastSeq();
          if (restate) restatement.records();
          this.#takeRecords(restate, touched);
          if (!restate) this.#dropUnknown(touched);
          this.#takeFacts(tx, touched);
          restatement.facts();
          if (restate) restatement.beginEpoch(last);
          place.set({ cursor: snapshotCursor });
          this.#forget();
          if (touched.displaced) store.replay(tx);
        });
        touched.tell(tx);
      })
      .finally(() => connection.pragma(`cache_size = ${cacheSize}`));
  }

  /** The staged rows in the order they came, never all at once. */
  *#staged(which: 'records' | 'facts'): Generator<SnapshotRow> {
    const page = this.#deps.connection.prepare<[number], Staged>(
      `SELECT n, entity, row_id AS rowId, content FROM sync_staged
       WHERE n > ? AND entity ${which === 'facts' ? '=' : '<>'} 'event' ORDER BY n LIMIT ${pageRows}`,
    );
    for (let after = 0; ; ) {
      const rows = page.all(after);
      for (const { n, content } of rows) {
        after = n;
        yield JSON.parse(content) as SnapshotRow;
      }
      if (rows.length === 0) return;
    }
  }

  #takeRecords(restate: boolean, touched: Touched): void {
    const { applier, place, stamps: book } = this.#deps;
    let newest = '';
    for (const row of this.#staged('records')) {
      if (!('entity' in row)) continue;
      const { entity, id, fields, stamps, deleted } = row;
      for (const stamp of [...Object.values(stamps), deleted ?? '']) if (stamp > newest) newest = stamp;
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
    place.observe([newest]);
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

  #takeFacts(tx: Transaction, touched: Touched): void {
    const { connection, facts } = this.#deps;
    const added = connection
      .prepare<[], number>(
        `SELECT count(*) FROM sync_staged
         WHERE entity = 'event' AND NOT EXISTS (SELECT 1 FROM event WHERE event.id = sync_staged.row_id)`,
      )
      .pluck()
      .get();
    const silently = (added ?? 0) > manyFacts;
    for (const row of this.#staged('facts')) {
      if ('fact' in row) touched.displaced = facts.take(tx, row.id, row.fact as Fact, silently) || touched.displaced;
    }
    if (silently) touched.displaced = true;
  }
}
