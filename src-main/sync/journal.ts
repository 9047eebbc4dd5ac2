import type { Checksums } from '#shared/sync/checksum.ts';
import type { Change, Operation } from '#shared/sync/operation.ts';
import type { PushAnswer } from '#shared/sync/push.ts';
import type { SnapshotChunk } from '#shared/sync/snapshot.ts';
import type { OutboxEntry } from '#shared/sync/views.ts';

/** What goes into a push. `open`: its last transaction goes on in the next one. */
export interface Outgoing {
  readonly firstSeq: number;
  readonly ops: readonly Operation[];
  readonly open: boolean;
}

/** What is remembered between runs, in the landing's own database. */
export interface Place {
  /** This database's; one more each time it was restored, or the cloud was set back. */
  readonly epoch: number;
  readonly cursor: string | null;
  readonly continuation: string | null;
  readonly serverEpoch: string | null;
  /** UTC ms. */
  readonly lastSyncedAt: number | null;
}

/** Checksums of one moment: where it stood then, and how much was on its way. */
export interface Sums {
  readonly cursor: string | null;
  readonly pending: number;
  readonly entities: Checksums['entities'];
}

/** The landing's side of sync that lies in its database: what was written here, and what comes from the cloud. */
export interface Journal {
  /** Captures since it was enrolled. */
  readonly enabled: boolean;
  /** Uses what was kept aside for this program; called once when all rooms are there. */
  start(): Promise<void>;
  place(): Place;
  /** The number of this epoch up to which the cloud has said that everything is safe. */
  safe(): number;
  /** Begins to capture: everything that is there becomes the first operations. */
  enable(): Promise<void>;
  /** Ends it, and forgets where it stood; what was rejected is kept. */
  disable(): Promise<void>;
  /**
   * The next operations that the cloud does not have after a number of this epoch, whole transactions where they fit,
   * within both limits; undefined when there are none.
   */
  next(afterSeq: number, limits: { operations: number; bytes: number }): Outgoing | undefined;
  /** The cloud's answer to a push, kept in one transaction: what is safe, what was rejected, clamped stamps. */
  acknowledge(answer: PushAnswer): Promise<void>;
  /**
   * Applies pulled changes and keeps the cursor, in one transaction. `more` is false when the pull was asked after the
   * last push was answered and came to the end of the log: everything that was sent has come back then. Throws NotOwn
   * when this database turns out to be a copy.
   */
  apply(changes: readonly Change[], cursor: string, more?: boolean): Promise<void>;
  /** A snapshot in the making; survives a restart. */
  readonly snapshot: {
    /** Without `next` all of it is there. */
    resume(): { firstCursor: string; next: string | undefined; rows: number } | undefined;
    add(chunk: SnapshotChunk): Promise<void>;
    /** See `SnapshotTaking.finish`. After `restate` the epoch is another one. */
    finish(options: { restate: boolean; signal?: AbortSignal }): Promise<void>;
    drop(): Promise<void>;
  };
  /**
   * Goes on as another device after the cloud saw a copy: what is on its way goes under the new id. What was pulled
   * before may lack what the other copy did, so it has no cursor then.
   */
  fork(newDevice: string): Promise<void>;
  remember(place: Partial<Place>): Promise<void>;
  /** Figures, cheap to ask at any time. `pendingSince` is UTC ms. */
  standing(): { pending: number; pendingSince: number | null; rejected: number; conflicts: number };
  /** Of what is synced and not on its way. Holds nobody up. */
  sums(signal?: AbortSignal): Promise<Sums>;
  /** The outbox after a number of its own (which counts on over all epochs). */
  entries(after: number, limit: number): OutboxEntry[];
  /** Writes again what was rejected, as it was. Throws AppError record_missing. */
  retry(seq: number): Promise<void>;
  /** Forgets what was rejected. Throws AppError record_missing. */
  discard(seq: number): Promise<void>;
}
