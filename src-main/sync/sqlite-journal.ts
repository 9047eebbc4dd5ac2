import { AppError } from '#shared/errors.ts';
import type { Checksums } from '#shared/sync/checksum.ts';
import type { Change, Fields } from '#shared/sync/operation.ts';
import type { PushAnswer } from '#shared/sync/push.ts';
import type { OutboxEntry } from '#shared/sync/views.ts';
import { dropCaptureTriggers, type SqliteConnection, type Store, type Transaction } from '../store/service.ts';
import { Acknowledger } from './acknowledge.ts';
import { Applier, Touched } from './apply.ts';
import { Aside } from './aside.ts';
import { checksumsOf } from './checksums.ts';
import { FactIntake } from './facts.ts';
import { readdress } from './fork.ts';
import { InFlight } from './in-flight.ts';
import type { Journal, Outgoing, Place, Sums } from './journal.ts';
import { OutboxReader, type OutboxRow, outboxColumns } from './outbox.ts';
import { PlaceKeeper } from './place.ts';
import { RecordTable, StampBook } from './records.ts';
import { entityOf, type SyncedTable, syncedTables } from './registry.ts';
import { Restatement } from './restate.ts';
import { SnapshotTaking } from './snapshot.ts';
import type { JournalThread } from './thread.ts';
import { captureAll, installTriggers } from './triggers.ts';

/** The journal in a landing's SQLite file. Made before anything is written, so that nothing escapes the triggers. */
export class SqliteJournal implements Journal {
  readonly snapshot: SnapshotTaking;
  readonly #connection: SqliteConnection;
  readonly #store: Store;
  readonly #synced: readonly SyncedTable[];
  readonly #tables: ReadonlyMap<string, RecordTable>;
  readonly #place: PlaceKeeper;
  readonly #outbox: OutboxReader;
  readonly #aside: Aside;
  readonly #facts: FactIntake;
  readonly #applier: Applier;
  readonly #acknowledger: Acknowledger;
  readonly #inFlight: InFlight;
  readonly #stamps: StampBook;
  readonly #thread: JournalThread | undefined;
  readonly #counts;

  /**
   * `synced` are the tables this program knows (tests give fewer: an older program). What takes long is done on
   * `thread`, where there is one.
   */
  constructor(
    opened: { store: Store; connection: SqliteConnection },
    synced: readonly SyncedTable[] = syncedTables,
    thread?: JournalThread,
  ) {
    const { connection, store } = opened;
    this.#connection = connection;
    this.#store = store;
    this.#synced = synced;
    this.#thread = thread;
    this.#tables = new Map(synced.map((one) => [entityOf(one).name, new RecordTable(connection, one)]));
    this.#place = new PlaceKeeper(connection, store);
    this.#outbox = new OutboxReader(connection, this.#tables);
    this.#aside = new Aside(connection);
    this.#facts = new FactIntake(connection);
    const stamps = new StampBook(connection);
    this.#stamps = stamps;
    const inFlight = new InFlight(connection, stamps);
    this.#inFlight = inFlight;
    const common = { connection, store, tables: this.#tables, place: this.#place, stamps, inFlight };
    this.#applier = new Applier({ ...common, aside: this.#aside, facts: this.#facts });
    this.#acknowledger = new Acknowledger(common);
    const restatement = new Restatement({ ...common, ownDevice: () => store.deviceId });
    this.snapshot = new SnapshotTaking({
      ...common,
      applier: this.#applier,
      facts: this.#facts,
      restatement,
      apart: thread && ((order, signal) => thread.finish(order, signal)),
    });
    this.#counts = {
      since: connection
        .prepare<[number], number>('SELECT at FROM sync_outbox WHERE seq > ? ORDER BY seq LIMIT 1')
        .pluck(),
      rejected: connection.prepare<[], number>("SELECT count(*) FROM sync_outbox WHERE state = 'rejected'").pluck(),
      conflicts: connection.prepare<[], number>("SELECT count(*) FROM conflict WHERE state = 'open'").pluck(),
    };
    if (this.enabled) connection.transaction(() => this.#begin())();
  }

  /** Puts the triggers on and counts a restoration; within a transaction. */
  #begin(): void {
    installTriggers(this.#connection, this.#synced, this.#store.deviceId);
    const { restored, epoch, acknowledged } = this.#place.get();
    const now = this.#restored();
    if (now !== restored) {
      this.#place.set({ restored: now, epoch: epoch + 1, offset: acknowledged, continuation: null });
    }
    this.#startCapture();
  }

  #startCapture(): void {
    this.#store.capture.start({ tick: () => this.#place.clock.tick() }, this.#place.lastTx());
  }

  #restored(): string | null {
    const row = this.#connection.prepare<[], string>("SELECT value FROM landing WHERE name = 'restored'").pluck().get();
    return row ?? null;
  }

  /** Runs a piece of work whose writes are not captured, and tells what it touched. */
  #apart(work: (tx: Transaction, touched: Touched) => void): Promise<void> {
    return this.#store.write('sync', (tx) => {
      const touched = new Touched();
      this.#store.capture.paused(() => {
        work(tx, touched);
        if (touched.displaced) this.#store.replay(tx);
      });
      touched.tell(tx);
    });
  }

  get enabled(): boolean {
    return this.#place.get().enabled === 1;
  }

  async start(): Promise<void> {
    if (!this.enabled) return;
    await this.#apart((tx, touched) => {
      this.#applier.takeAside(touched);
      touched.displaced = this.#facts.takeWaiting(tx) || touched.displaced;
    });
  }

  place(): Place {
    const { epoch, cursor, continuation, serverEpoch, lastSyncedAt } = this.#place.get();
    return { epoch, cursor, continuation, serverEpoch, lastSyncedAt };
  }

  safe(): number {
    const { acknowledged, offset } = this.#place.get();
    return acknowledged - offset;
  }

  async enable(): Promise<void> {
    await this.#store.write('system', (tx) => {
      const { enabled, epoch } = this.#place.get();
      if (enabled === 1) return;
      const last = this.#place.lastSeq();
      tx.onRollback(() => this.#store.capture.stop());
      this.#place.set({
        enabled: 1,
        restored: this.#restored(),
        epoch: last > 0 ? epoch + 1 : epoch,
        offset: last,
        acknowledged: last,
      });
      installTriggers(this.#connection, this.#synced, this.#store.deviceId);
      this.#startCapture();
      captureAll(this.#connection, this.#synced, this.#store.deviceId);
    });
  }

  async disable(): Promise<void> {
    await this.#store.write('system', (tx) => {
      tx.onRollback(() => this.enabled && this.#startCapture());
      this.#store.capture.stop();
      dropCaptureTriggers(this.#connection);
      this.#connection.exec(
        `DELETE FROM sync_outbox WHERE state <> 'rejected';
         DELETE FROM sync_stamp; DELETE FROM sync_aside; DELETE FROM sync_waiting_fact; DELETE FROM sync_staged;`,
      );
      this.#place.set({
        enabled: 0,
        acknowledged: this.#place.lastSeq(),
        ...{ cursor: null, continuation: null, serverEpoch: null, lastSyncedAt: null },
        ...{ snapshotCursor: null, snapshotNext: null, snapshotRows: 0 },
      });
    });
  }

  next(afterSeq: number, limits: { operations: number; bytes: number }): Outgoing | undefined {
    const { offset, acknowledged } = this.#place.get();
    const batch = this.#outbox.next(Math.max(offset + afterSeq, acknowledged), offset, limits);
    const last = batch?.ops.at(-1);
    if (last) this.#applier.offered(offset + last.seq);
    return batch;
  }

  acknowledge(answer: PushAnswer): Promise<void> {
    return this.#apart((_, touched) => this.#acknowledger.take(answer, touched));
  }

  apply(changes: readonly Change[], cursor: string, more = true): Promise<void> {
    return this.#apart((tx, touched) => {
      for (const change of changes) this.#applier.change(tx, change, touched);
      if (!more) this.#inFlight.passAll();
      const stamps = changes.flatMap(stampsOf);
      this.#place.observe(stamps);
      this.#stamps.see(stamps);
      this.#place.set({ cursor });
    });
  }

  async fork(newDevice: string): Promise<void> {
    await this.#apart((tx, touched) => {
      const { acknowledged, lastSyncedAt } = this.#place.get();
      const before = this.#store.deviceId;
      readdress(this.#connection, before, newDevice);
      this.#store.becomeDevice(tx, newDevice);
      this.#place.set({ epoch: 1, offset: acknowledged, continuation: null, cursor: null });
      // Who has no cursor and is not new takes everything anew before it sends anything.
      this.#place.set({ lastSyncedAt: lastSyncedAt ?? this.#store.now() });
      this.#place.resetClock();
      installTriggers(this.#connection, this.#synced, newDevice);
      tx.onRollback(() => this.#place.resetClock());
      touched.displaced = true;
    });
  }

  async remember(place: Partial<Place>): Promise<void> {
    await this.#store.write('sync', () => this.#place.set(place));
  }

  standing(): { pending: number; pendingSince: number | null; rejected: number; conflicts: number } {
    const { acknowledged, enabled } = this.#place.get();
    const pending = enabled === 1 ? this.#place.lastSeq() - acknowledged : 0;
    return {
      pending,
      pendingSince: pending > 0 ? (this.#counts.since.get(acknowledged) ?? null) : null,
      rejected: this.#counts.rejected.get() ?? 0,
      conflicts: this.#counts.conflicts.get() ?? 0,
    };
  }

  /** Reads everything at once. */
  checksums(): Checksums['entities'] {
    return checksumsOf(this.#connection, this.#tables, this.#aside);
  }

  async sums(signal?: AbortSignal): Promise<Sums> {
    if (this.#thread) return this.#thread.sums(signal);
    return this.#connection.transaction(() => ({
      cursor: this.#place.get().cursor,
      pending: this.standing().pending,
      entities: this.checksums(),
    }))();
  }

  entries(after: number, limit: number): OutboxEntry[] {
    return this.#outbox.entries(after, limit);
  }

  async retry(seq: number): Promise<void> {
    const { actor } = this.#rejected(seq);
    await this.#store.write(actor, (tx) => {
      const row = this.#rejected(seq);
      this.#forget(seq);
      if (row.kind === 'fact') {
        this.#connection
          .prepare(
            `INSERT INTO sync_outbox (tx, stamp, at, actor, entity, row_id, kind, fields)
             VALUES (sync_tx(), sync_tick(), ?, ?, 'event', ?, 'fact', ?)`,
          )
          .run(row.at, row.actor, row.rowId, row.fields);
        return;
      }
      const table = this.#tables.get(row.entity);
      if (!table) throw new AppError('record_missing');
      const fields: Fields = table.toWire(JSON.parse(row.fields) as Record<string, unknown>);
      if (row.kind === 'delete') table.remove(row.rowId);
      else if (!table.update(row.rowId, fields)) {
        if (row.kind === 'put') throw new AppError('record_missing');
        table.insert(row.rowId, fields);
      }
      for (const topic of table.topics) tx.changed(topic, row.rowId);
    });
  }

  async discard(seq: number): Promise<void> {
    await this.#store.write('system', () => {
      this.#rejected(seq);
      this.#forget(seq);
    });
  }

  #rejected(seq: number): OutboxRow {
    const row = this.#connection
      .prepare<[number], OutboxRow>(`SELECT ${outboxColumns} FROM sync_outbox WHERE seq = ? AND state = 'rejected'`)
      .get(seq);
    if (!row) throw new AppError('record_missing');
    return row;
  }

  #forget(seq: number): void {
    this.#connection.prepare('DELETE FROM sync_outbox WHERE seq = ?').run(seq);
  }
}

function stampsOf(change: Change): string[] {
  if (change.kind === 'put') return Object.values(change.stamps);
  return change.kind === 'delete' ? [change.stamp] : [];
}
