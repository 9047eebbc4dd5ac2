import type { ErrorCode } from '#shared/errors.ts';
import type { Checksums } from '#shared/sync/checksum.ts';
import type { Hello, HelloAnswer } from '#shared/sync/hello.ts';
import type { PullAnswer, PullQuery } from '#shared/sync/pull.ts';
import type { Push, PushAnswer } from '#shared/sync/push.ts';
import type { SnapshotChunk } from '#shared/sync/snapshot.ts';

/** The cloud did not answer, or what answered was not the cloud. `code` has its sentence in the catalogue. */
export class CloudUnreachable extends Error {
  readonly code: 'cloud_unreachable' | 'cloud_certificate_bad' | 'cloud_answer_unreadable';

  constructor(code: CloudUnreachable['code'], options?: ErrorOptions) {
    super(code, options);
    this.name = 'CloudUnreachable';
    this.code = code;
  }
}

/** The cloud answered with a problem document (RFC 9457). */
export class CloudRefusal extends Error {
  readonly status: number;
  /** Its code, where this program knows it. */
  readonly code: ErrorCode | undefined;
  /** The cloud's own sentence. */
  readonly detail: string;
  readonly members: Readonly<Record<string, unknown>>;
  /** How long it wants to be left alone, ms (RFC 9110 §10.2.3). */
  readonly retryAfter: number | undefined;

  constructor(refusal: Pick<CloudRefusal, 'status' | 'code' | 'detail' | 'members' | 'retryAfter'>) {
    super(`${refusal.status} ${refusal.code ?? ''} ${refusal.detail}`);
    this.name = 'CloudRefusal';
    this.status = refusal.status;
    this.code = refusal.code;
    this.detail = refusal.detail;
    this.members = refusal.members;
    this.retryAfter = refusal.retryAfter;
  }
}

/** What is heard on the poke stream. */
export interface PokeListener {
  /** It stands. */
  opened(): void;
  /** There may be something new: the log ends at `cursor` now, where that was said. */
  poke(cursor?: string): void;
  /** A sign of life. */
  alive(): void;
}

/**
 * The sync API of the cloud, one call for each message, with this landing's credential. Answers are checked. Every call
 * throws CloudUnreachable or CloudRefusal, and the signal's reason when it is aborted.
 */
export interface CloudTransport {
  hello(message: Hello, signal: AbortSignal): Promise<HelloAnswer>;
  push(message: Push, signal: AbortSignal): Promise<PushAnswer>;
  pull(query: PullQuery, signal: AbortSignal): Promise<PullAnswer>;
  /** A chunk whose hash is right. */
  snapshot(after: string | undefined, signal: AbortSignal): Promise<SnapshotChunk>;
  checksums(signal: AbortSignal): Promise<Checksums>;
  /** Listens for pokes; resolves when the cloud ends the stream. The cloud pokes at once when there is something
   * newer than `cursor`: what came after the last look is heard of. */
  poke(cursor: string | null, listener: PokeListener, signal: AbortSignal): Promise<void>;
  /** Forgets connections that may be dead without anybody knowing: the computer slept, the network changed. */
  refresh(): void;
}
