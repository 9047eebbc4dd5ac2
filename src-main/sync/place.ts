import { HybridClock, type Stamp } from '#shared/sync/clock.ts';
import type { SqliteConnection, Store } from '../store/service.ts';

/** The one row of where sync stands, as the database has it. */
export interface PlaceRow {
  readonly enabled: number;
  readonly epoch: number;
  readonly offset: number;
  readonly acknowledged: number;
  readonly cursor: string | null;
  readonly continuation: string | null;
  readonly serverEpoch: string | null;
  readonly lastSyncedAt: number | null;
  readonly clock: Stamp | null;
  readonly restored: string | null;
  readonly snapshotCursor: string | null;
  readonly snapshotNext: string | null;
  readonly snapshotRows: number;
}

const columns: Readonly<Record<keyof PlaceRow, string>> = {
  enabled: 'enabled',
  epoch: 'epoch',
  offset: 'offset',
  acknowledged: 'acknowledged',
  cursor: 'cursor',
  continuation: 'continuation',
  serverEpoch: 'server_epoch',
  lastSyncedAt: 'last_synced_at',
  clock: 'clock',
  restored: 'restored',
  snapshotCursor: 'snapshot_cursor',
  snapshotNext: 'snapshot_next',
  snapshotRows: 'snapshot_rows',
};

/** Where sync stands, and this landing's clock. */
export class PlaceKeeper {
  readonly #connection: SqliteConnection;
  readonly #store: Store;
  readonly #read;
  readonly #lastSeq;
  readonly #lastRow;
  #clock: HybridClock;

  constructor(connection: SqliteConnection, store: Store) {
    this.#connection = connection;
    this.#store = store;
    const names = Object.entries(columns).map(([field, column]) => `${column} AS ${field}`);
    const read = connection.prepare<[], PlaceRow>(`SELECT ${names.join(', ')} FROM sync_place WHERE id = 1`);
    this.#read = read;
    // Only where it is missing: whoever only reads waits for no lock.
    if (!read.get()) {
      const first = 'id, enabled, epoch, offset, acknowledged';
      connection.prepare(`INSERT INTO sync_place (${first}) VALUES (1, 0, 1, 0, 0) ON CONFLICT DO NOTHING`).run();
    }
    this.#lastSeq = connection
      .prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'sync_outbox'")
      .pluck();
    this.#lastRow = connection.prepare<[], { stamp: Stamp; tx: number }>(
      'SELECT stamp, tx FROM sync_outbox ORDER BY seq DESC LIMIT 1',
    );
    this.#clock = this.#newClock();
  }

  get(): PlaceRow {
    const row = this.#read.get();
    if (!row) throw new Error('the place of sync is missing');
    return row;
  }

  set(changes: Partial<PlaceRow>): void {
    const entries = Object.entries(changes) as [keyof PlaceRow, unknown][];
    if (entries.length === 0) return;
    const sets = entries.map(([field]) => `${columns[field]} = ?`).join(', ');
    this.#connection.prepare(`UPDATE sync_place SET ${sets} WHERE id = 1`).run(...entries.map(([, value]) => value));
  }

  /** The highest number the outbox has given out. */
  lastSeq(): number {
    return this.#lastSeq.get() ?? 0;
  }

  /** The number that a next transaction must be above. */
  lastTx(): number {
    return Math.max(this.lastSeq(), this.#lastRow.get()?.tx ?? 0);
  }

  get clock(): HybridClock {
    return this.#clock;
  }

  /** Takes note of stamps from elsewhere, and keeps them over a restart. */
  observe(stamps: Iterable<Stamp>): void {
    let newest = '';
    for (const stamp of stamps) if (stamp > newest) newest = stamp;
    if (newest === '') return;
    this.#clock.observe(newest);
    const known = this.get().clock;
    if (known === null || newest > known) this.set({ clock: newest });
  }

  /** Takes note of what another connection wrote. */
  lookAgain(): void {
    for (const stamp of [this.#lastRow.get()?.stamp, this.get().clock]) if (stamp) this.#clock.observe(stamp);
  }

  /** Starts the clock from what is on disk: after a stamp was clamped, or as another device. */
  resetClock(): void {
    this.#clock = this.#newClock();
  }

  #newClock(): HybridClock {
    const known = [this.#lastRow.get()?.stamp, this.get().clock ?? undefined].filter((stamp) => stamp !== undefined);
    return new HybridClock(this.#store.deviceId, () => this.#store.now(), known.toSorted().at(-1));
  }
}
