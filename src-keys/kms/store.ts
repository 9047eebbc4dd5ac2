import Database from 'better-sqlite3';
import type { KeyAlgorithm } from '../crypto/service.ts';

/**
 * `pending`: received, not yet used by its terminal. `current`: the terminal acknowledged a master key under it.
 * `superseded`: a newer one was acknowledged; the sealed key is gone, the record stays.
 */
export type KeyState = 'pending' | 'current' | 'superseded';

/** A transmission key as it is kept. Times are UTC milliseconds. */
export interface StoredKey {
  readonly opId: string;
  readonly serial: string;
  readonly algorithm: KeyAlgorithm;
  readonly kcv: string;
  readonly nonce: string;
  /** SHA-256 over the envelope the key came in: whether a delivery is the same one again. */
  readonly envelope: string;
  readonly receivedAt: number;
  readonly state: KeyState;
  readonly sealed: Buffer | null;
}

/** A master key given to a terminal for one of its nonces. */
export interface StoredMasterKey {
  readonly serial: string;
  readonly nonce: string;
  /** The operation whose transmission key it was wrapped under. */
  readonly opId: string;
  readonly algorithm: KeyAlgorithm;
  readonly kcv: string;
  readonly sealed: Buffer;
  readonly statement: Buffer;
  readonly givenAt: number;
  readonly acknowledgedAt: number | null;
}

/** Somebody or something that was refused. */
export interface Refusal {
  readonly at: number;
  readonly code: string;
  readonly reason: string;
  readonly peer: string;
  readonly opId: string | null;
}

/** Columns hold no clear key: `sealed` is AES-256-GCM under the storage key. */
const schema = `
CREATE TABLE IF NOT EXISTS transmission_key (
  op_id TEXT PRIMARY KEY, serial TEXT NOT NULL, algorithm TEXT NOT NULL CHECK (algorithm IN ('aes', 'tdes')),
  kcv TEXT NOT NULL, nonce TEXT NOT NULL UNIQUE, envelope TEXT NOT NULL, received_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'current', 'superseded')), sealed BLOB,
  CHECK ((sealed IS NULL) = (state = 'superseded'))
) STRICT;
CREATE INDEX IF NOT EXISTS transmission_key_serial ON transmission_key (serial, received_at);
CREATE TABLE IF NOT EXISTS master_key (
  serial TEXT NOT NULL, nonce TEXT NOT NULL, op_id TEXT NOT NULL REFERENCES transmission_key, algorithm TEXT NOT NULL,
  kcv TEXT NOT NULL, sealed BLOB NOT NULL, statement BLOB NOT NULL, given_at INTEGER NOT NULL, acknowledged_at INTEGER,
  PRIMARY KEY (serial, nonce)
) STRICT;
CREATE TABLE IF NOT EXISTS refusal (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL, peer TEXT NOT NULL, op_id TEXT
) STRICT;
`;
const version = 1;

const keyColumns = `op_id AS opId, serial, algorithm, kcv, nonce, envelope, received_at AS receivedAt, state, sealed`;
const masterColumns = `serial, nonce, op_id AS opId, algorithm, kcv, sealed, statement, given_at AS givenAt,
  acknowledged_at AS acknowledgedAt`;
/** Refusals are for looking at, not for filling a disk. */
const keptRefusals = 10_000;

/** The database of a KMS: one SQLite file (docs/decisions/0030), every change on disk when a call returns. */
export class KmsStore implements Disposable {
  readonly #db: Database.Database;

  /** Throws when the file was written by a newer version. */
  constructor(file: string) {
    this.#db = new Database(file);
    this.#db.pragma('journal_mode = WAL');
    this.#db.pragma('synchronous = FULL');
    this.#db.pragma('foreign_keys = ON');
    // What is deleted is overwritten: a superseded key leaves no bytes behind, sealed as they were.
    this.#db.pragma('secure_delete = ON');
    const found = this.#db.pragma('user_version', { simple: true }) as number;
    if (found > version) throw new Error(`the database is of version ${found}; this program knows ${version}`);
    this.#db.exec(schema);
    this.#db.pragma(`user_version = ${version}`);
  }

  transmissionKey(opId: string): StoredKey | undefined {
    return this.#db
      .prepare<[string], StoredKey>(`SELECT ${keyColumns} FROM transmission_key WHERE op_id = ?`)
      .get(opId);
  }

  /** Whether a ticket's nonce was used by any delivery. */
  knowsNonce(nonce: string): boolean {
    return this.#db.prepare<[string]>('SELECT 1 FROM transmission_key WHERE nonce = ?').get(nonce) !== undefined;
  }

  /** The keys of a terminal that can still be used, newest first. */
  usableKeys(serial: string): StoredKey[] {
    return this.#db
      .prepare<[string], StoredKey>(
        `SELECT ${keyColumns} FROM transmission_key WHERE serial = ? AND sealed IS NOT NULL
         ORDER BY received_at DESC, op_id DESC`,
      )
      .all(serial);
  }

  /** Any sealed key there is, to see whether the storage key is the right one. */
  anyKey(): StoredKey | undefined {
    return this.#db
      .prepare<[], StoredKey>(`SELECT ${keyColumns} FROM transmission_key WHERE sealed IS NOT NULL LIMIT 1`)
      .get();
  }

  addTransmissionKey(key: StoredKey): void {
    this.#db
      .prepare(
        `INSERT INTO transmission_key (op_id, serial, algorithm, kcv, nonce, envelope, received_at, state, sealed)
         VALUES (@opId, @serial, @algorithm, @kcv, @nonce, @envelope, @receivedAt, @state, @sealed)`,
      )
      .run(key);
  }

  masterKey(serial: string, nonce: string): StoredMasterKey | undefined {
    return this.#db
      .prepare<[string, string], StoredMasterKey>(
        `SELECT ${masterColumns} FROM master_key WHERE serial = ? AND nonce = ?`,
      )
      .get(serial, nonce);
  }

  addMasterKey(key: StoredMasterKey): void {
    this.#db
      .prepare(
        `INSERT INTO master_key (serial, nonce, op_id, algorithm, kcv, sealed, statement, given_at, acknowledged_at)
         VALUES (@serial, @nonce, @opId, @algorithm, @kcv, @sealed, @statement, @givenAt, @acknowledgedAt)`,
      )
      .run(key);
  }

  /**
   * Settles a terminal on the transmission key of a master key it acknowledged: that one is current, those received
   * before it are superseded and their sealed bytes erased. Keys received since stay pending.
   */
  acknowledge({ serial, nonce, opId }: StoredMasterKey, at: number): void {
    this.#db.transaction(() => {
      this.#db
        .prepare('UPDATE master_key SET acknowledged_at = ? WHERE serial = ? AND nonce = ? AND acknowledged_at IS NULL')
        .run(at, serial, nonce);
      this.#db
        .prepare(
          `UPDATE transmission_key SET state = 'superseded', sealed = NULL
           WHERE serial = @serial AND op_id <> @opId AND (received_at, op_id) <
             (SELECT received_at, op_id FROM transmission_key WHERE op_id = @opId)`,
        )
        .run({ serial, opId });
      this.#db.prepare(`UPDATE transmission_key SET state = 'current' WHERE op_id = ? AND state = 'pending'`).run(opId);
    })();
  }

  recordRefusal(refusal: Refusal): void {
    this.#db
      .prepare('INSERT INTO refusal (at, code, reason, peer, op_id) VALUES (@at, @code, @reason, @peer, @opId)')
      .run(refusal);
    this.#db.prepare('DELETE FROM refusal WHERE id <= (SELECT max(id) FROM refusal) - ?').run(keptRefusals);
  }

  refusals(): Refusal[] {
    return this.#db
      .prepare<[], Refusal>('SELECT at, code, reason, peer, op_id AS opId FROM refusal ORDER BY id DESC LIMIT 100')
      .all();
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}
