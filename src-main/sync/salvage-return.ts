import type { SalvagedChanges } from '#shared/desktop/rescue.ts';
import { syncedStreams } from '#shared/sync/entities.ts';
import type { Stamps } from '#shared/sync/operation.ts';
import type { SqliteConnection, Store } from '../store/service.ts';
import { PlaceKeeper } from './place.ts';
import { RecordTable, StampBook } from './records.ts';
import { entityOf, syncedTables } from './registry.ts';
import type { SalvagedRow, SalvagedSync } from './salvage.ts';

/** What can become of an operation: it is sent, it is kept for a person, or nothing of it is left. */
type Fate = 'sent' | 'sync_row_missing' | 'sync_invalid' | 'gone';

interface Entry {
  readonly row: SalvagedRow;
  /** What the copy had pulled beneath it. */
  readonly beneath: string | null;
  /** Of a fact that is not in the log, the fact. */
  fields: unknown;
}

type OwnPending = ReadonlyMap<
  number,
  { readonly stamp: string; readonly beneath: string | null; readonly row: SalvagedRow }
>;

const streams = Object.keys(syncedStreams);

/**
 * Puts into a copy what a damaged database had not sent to the cloud yet, so that it is sent from there: the records as
 * they were written last, and the outbox with the same stamps. What cannot be put back by itself lies in the outbox as
 * rejected, for a person. Called within a transaction of the copy, after its facts; `factsAfter` is the last place of its
 * log before they came. Nothing of it is captured.
 */
export class OutboxReturn {
  readonly #connection: SqliteConnection;
  readonly #device: string;
  readonly #place: PlaceKeeper;
  readonly #stamps: StampBook;
  readonly #tables: ReadonlyMap<string, RecordTable>;
  readonly #add;
  /** Streams of which a fact could not be taken in: what follows it cannot either. */
  readonly #stopped = new Set<string>();

  constructor({ connection, store }: { connection: SqliteConnection; store: Store }) {
    this.#connection = connection;
    this.#device = store.deviceId;
    this.#place = new PlaceKeeper(connection, store);
    this.#stamps = new StampBook(connection);
    this.#tables = new Map(syncedTables.map((one) => [entityOf(one).name, new RecordTable(connection, one)]));
    this.#add = connection.prepare(
      `INSERT INTO sync_outbox (tx, stamp, at, actor, entity, row_id, kind, state, code, fields, before, base, beneath, restates)
       VALUES (@tx, @stamp, @at, @actor, @entity, @id, @kind, @state, @code, @fields, @before, @base, @beneath, @restates)`,
    );
  }

  run(salvaged: SalvagedSync, factsAfter: number): SalvagedChanges {
    this.#stopped.clear();
    this.#takePlace(salvaged);
    const isOn = this.#place.get().enabled === 1;
    const own = this.#ownPending();
    const sent: Entry[] = [];
    const kept: [Entry, SalvagedRow['code']][] = [];
    let gone = 0;
    for (const entry of this.#inOrder(salvaged, own)) {
      const stays = entry.row.state === 'rejected' || salvaged.foreign || !isOn;
      const fate = stays ? this.#keptFate(entry, salvaged) : this.#fateOf(entry, salvaged);
      if (fate === 'sent') sent.push(entry);
      else if (fate === 'gone') gone += 1;
      else kept.push([entry, entry.row.code ?? fate]);
    }
    this.#connection.prepare("DELETE FROM sync_outbox WHERE state <> 'rejected'").run();
    let tx = this.#place.lastTx();
    const keep = kept.filter(([{ row }]) => !this.#isKept(row));
    for (const [entry, code] of keep) {
      tx += 1;
      this.#insert(entry, { tx, state: 'rejected', code });
    }
    const last = this.#place.lastSeq();
    this.#place.set({ offset: last, acknowledged: last, continuation: null });
    if (isOn) this.#insertSent(sent, this.#unaccounted(salvaged, factsAfter), tx);
    const refused = keep.filter(([{ row }]) => row.state === 'rejected').length;
    return { returned: sent.length, kept: keep.length - refused, lost: salvaged.lost + gone };
  }

  /** The damaged database was the same device, and further on. */
  #takePlace({ place, cloud, foreign }: SalvagedSync): void {
    const own = this.#place.get();
    if (place?.enabled !== 1 || foreign) return;
    this.#place.set({ epoch: Math.max(own.epoch, place.epoch) });
    if (own.enabled === 1 || !cloud) return;
    // The copy is from before there was a cloud: everything is taken from there.
    const columns = Object.keys(cloud);
    this.#connection
      .prepare(
        `INSERT OR REPLACE INTO cloud (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`,
      )
      .run(cloud);
    this.#place.set({ enabled: 1, cursor: null, serverEpoch: place.server_epoch });
  }

  #ownPending(): OwnPending {
    const rows = this.#connection
      .prepare<[], Record<string, string | number | null>>("SELECT * FROM sync_outbox WHERE state = 'pending'")
      .all();
    return new Map(
      rows.map((raw) => {
        const text = (name: string) => JSON.parse(String(raw[name])) as never;
        const restates = raw['restates'] === null ? null : text('restates');
        const read = { fields: text('fields'), before: text('before'), base: text('base'), restates };
        const row = { ...raw, ...read } as unknown as SalvagedRow;
        return [row.seq, { stamp: row.stamp, beneath: raw['beneath'] as string | null, row }];
      }),
    );
  }

  /** The operations of the damaged database, and those of the copy that are not there any more but may be unsent. */
  #inOrder({ rows, place }: SalvagedSync, own: OwnPending): Entry[] {
    const entries = new Map<number, Entry>();
    for (const { row, beneath } of own.values()) {
      if (place === undefined || row.seq > place.acknowledged)
        entries.set(row.seq, { row, beneath, fields: row.fields });
    }
    for (const row of rows) {
      const known = own.get(row.seq);
      entries.set(row.seq, { row, beneath: known?.stamp === row.stamp ? known.beneath : null, fields: row.fields });
    }
    return [...entries.values()].toSorted((a, b) => a.row.seq - b.row.seq);
  }

  #fateOf(entry: Entry, salvaged: SalvagedSync): Fate {
    const { row } = entry;
    if (row.kind === 'fact') return this.#fact(entry, salvaged);
    // It only repeats what a cloud that was set back may lack.
    if (row.restates !== null) return 'sent';
    const table = this.#tables.get(row.entity);
    if (!table) return 'sync_invalid';
    try {
      return this.#write(table, row, salvaged);
    } catch (error) {
      const isRefused =
        error instanceof SyntaxError || /^SQLITE_CONSTRAINT/.test((error as { code?: string }).code ?? '');
      if (isRefused) return 'sync_invalid';
      throw error;
    }
  }

  #keptFate(entry: Entry, { facts }: SalvagedSync): Fate {
    const fact = entry.row.kind === 'fact' ? facts.get(entry.row.row_id) : undefined;
    if (fact) entry.fields = fact;
    return entry.row.kind === 'fact' && !fact ? 'gone' : 'sync_invalid';
  }

  #write(table: RecordTable, row: SalvagedRow, salvaged: SalvagedSync): Fate {
    const { entity, row_id: id, stamp } = row;
    if (row.kind === 'delete') {
      table.remove(id);
      this.#stamps.setDeleted(entity, id, stamp);
      return 'sent';
    }
    const fields = table.toWire(row.fields);
    if (!Object.entries(fields).every(([field, value]) => table.takes(field, value))) return 'sync_invalid';
    if (row.kind === 'whole') {
      if (!table.update(id, fields)) table.insert(id, fields);
      this.#stamps.set(entity, id, { '*': stamp });
      return 'sent';
    }
    if (!table.update(id, fields)) {
      // Made after the copy: the rest of it is known to the cloud, and to the damaged database.
      const raw = salvaged.record(entity, id, table.columns);
      const whole = raw && table.toWire(table.named(raw));
      if (!whole || !Object.entries(whole).every(([field, value]) => table.takes(field, value)))
        return 'sync_row_missing';
      table.insert(id, { ...whole, ...fields });
    }
    const known = this.#stamps.get(entity, id).stamps;
    const now: Stamps = Object.fromEntries(Object.keys(fields).map((field) => [field, stamp]));
    this.#stamps.set(entity, id, { ...known, ...now });
    return 'sent';
  }

  /** A fact that is not in the log waits for those before it, where the cloud may have them. */
  #fact(entry: Entry, { facts }: SalvagedSync): Fate {
    const { row_id: id } = entry.row;
    if (this.#connection.prepare('SELECT 1 FROM event WHERE id = ?').get(id)) return 'sent';
    const fact = facts.get(id);
    if (!fact) return 'gone';
    entry.fields = fact;
    const stream = `${fact.streamId}\n${fact.home}`;
    const length = this.#connection
      .prepare<[string, string], number>('SELECT count(*) FROM event WHERE stream_id = ? AND home = ?')
      .pluck()
      .get(fact.streamId, fact.home);
    if (this.#stopped.has(stream) || fact.seq <= (length ?? 0) + 1) {
      this.#stopped.add(stream);
      return 'sync_invalid';
    }
    this.#connection
      .prepare('INSERT OR IGNORE INTO sync_waiting_fact (id, stream_id, home, seq, fact) VALUES (?, ?, ?, ?, ?)')
      .run(id, fact.streamId, fact.home, fact.seq, JSON.stringify(fact));
    return 'sent';
  }

  #isKept({ stamp, row_id: id, entity }: SalvagedRow): boolean {
    const same = "SELECT 1 FROM sync_outbox WHERE state = 'rejected' AND stamp = ? AND entity = ? AND row_id = ?";
    return this.#connection.prepare(same).get(stamp, entity, id) !== undefined;
  }

  /** Facts that came back, and of which it is not known whether the cloud has them: it unites them by their ids. */
  #unaccounted({ place, lost, rows }: SalvagedSync, factsAfter: number): Map<string, number> {
    const placed = this.#connection
      .prepare<unknown[], { id: string; position: number }>(
        `SELECT id, position FROM event WHERE home = ? AND stream IN (${streams.map(() => '?').join(', ')})
           AND position > ? ORDER BY position`,
      )
      .all(this.#device, ...streams, factsAfter);
    const accounted = new Set(rows.map((row) => row.row_id));
    const isWhole = place !== undefined && lost === 0;
    return new Map(placed.filter(({ id }) => !isWhole && !accounted.has(id)).map(({ id, position }) => [id, position]));
  }

  /** Writes the outbox: the operations in their order, and each fact after those before it in the log. */
  #insertSent(sent: readonly Entry[], unaccounted: Map<string, number>, lastTx: number): void {
    const positionOf = this.#connection.prepare<[string], number>('SELECT position FROM event WHERE id = ?').pluck();
    this.#place.observe(sent.map(({ row }) => row.stamp));
    let tx = lastTx;
    let of: number | undefined;
    const addFactsBefore = (position: number) => {
      for (const [id, at] of unaccounted) {
        if (at >= position) return;
        unaccounted.delete(id);
        of = undefined;
        tx += 1;
        this.#insertFact(id, tx);
      }
    };
    for (const entry of sent) {
      const { row } = entry;
      if (row.kind === 'fact') addFactsBefore(positionOf.get(row.row_id) ?? 0);
      if (row.tx !== of) tx += 1;
      of = row.tx;
      this.#insert(entry, { tx, state: 'pending', code: null });
    }
    addFactsBefore(Number.MAX_SAFE_INTEGER);
  }

  #insert({ row, beneath, fields }: Entry, as: { tx: number; state: string; code: SalvagedRow['code'] }): void {
    const { stamp, at, actor, entity, row_id: id, kind, before, base, restates } = row;
    const text = (value: unknown) => JSON.stringify(value);
    this.#add.run({
      ...{ ...as, stamp, at, actor, entity, id, kind, beneath },
      ...{ fields: text(fields), before: text(before), base: text(base) },
      restates: restates === null ? null : text(restates),
    });
  }

  #insertFact(id: string, tx: number): void {
    this.#connection
      .prepare(
        `INSERT INTO sync_outbox (tx, stamp, at, actor, entity, row_id, kind)
         SELECT ?, ?, at, actor, 'event', id, 'fact' FROM event WHERE id = ?`,
      )
      .run(tx, this.#place.clock.tick(), id);
  }
}
