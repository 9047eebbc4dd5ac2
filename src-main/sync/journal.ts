import type { Checksums } from '#shared/sync/checksum.ts';
import type { Change, Operation } from '#shared/sync/operation.ts';
import type { PushAnswer } from '#shared/sync/push.ts';
import type { SnapshotChunk } from '#shared/sync/snapshot.ts';
import type { OutboxEntry } from '#shared/sync/views.ts';

/** Operations to be sent in one push. `open`: the last transaction goes on in the next. */
export interface Outgoing {
  readonly firstSeq: number;
  readonly ops: readonly Operation[];
  readonly open: boolean;
}

/** What is remembered between runs, in the landing's own database. */
export interface Place {
  /** Counts up each time this database was restored. */
  readonly epoch: number;
  readonly cursor: string | null;
  readonly continuation: string | null;
  readonly serverEpoch: string | null;
  /** UTC ms. */
  readonly lastSyncedAt: number | null;
}

/** What was written on this landing and is not safe at the cloud yet, and the way in for what the cloud sends. */
export interface Journal {
  /** Captures since it was enrolled. */
  readonly enabled: boolean;
  place(): Place;
  /** Begins to capture: everything that is there becomes the first operations. */
  enable(): Promise<void>;
  disable(): Promise<void>;
  /** The next operations after a number that the server does not have, within both limits; undefined when there are none. */
  next(afterSeq: number, limits: { operations: number; bytes: number }): Outgoing | undefined;
  /** Keeps the server's answer to a push, its continuation with it, in one transaction. */
  acknowledge(answer: PushAnswer): Promise<void>;
  /** Applies pulled changes and keeps the cursor, in one transaction. */
  apply(changes: readonly Change[], cursor: string): Promise<void>;
  /** A snapshot in the making; it survives a restart. */
  readonly snapshot: {
    /** Where to go on; undefined when none is begun. */
    resume(): { firstCursor: string; next: string; rows: number } | undefined;
    add(chunk: SnapshotChunk): Promise<void>;
    /** Replaces the synced tables by what was staged and replays what is pending. `restate`: see the protocol. */
    finish(options: { restate: boolean }): Promise<void>;
    drop(): Promise<void>;
  };
  /** Goes on as another device; pending operations are numbered anew. */
  fork(newDevice: string): Promise<void>;
  remember(place: Partial<Place>): Promise<void>;
  standing(): { pending: number; pendingSince: number | null; rejected: number; conflicts: number };
  /** Of what is synced and not pending. */
  checksums(): Checksums['entities'];
  entries(after: number, limit: number): OutboxEntry[];
  retry(seq: number): Promise<void>;
  discard(seq: number): Promise<void>;
}
