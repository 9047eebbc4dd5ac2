import { randomBytes } from 'node:crypto';

/** A random tag that no other commit has. */
export function newTag(): string {
  return randomBytes(6).toString('base64url');
}

/** A place in the log, as devices keep it: opaque to them. */
export interface Cursor {
  readonly position: number;
  /** The tag of the commit that the position lies in: a server that was set back has another or none. */
  readonly tag: string;
  /**
   * It comes of a snapshot that is newer than its cursor: until the device has caught up, its own operations are told
   * in full, because it may not have them any more.
   */
  readonly full: boolean;
}

export function formatCursor({ position, tag, full }: Cursor): string {
  return `${position.toString(36)}.${tag}${full ? '.f' : ''}`;
}

/** Reads a cursor; undefined when it is none. */
export function parseCursor(text: string): Cursor | undefined {
  const parts = /^([0-9a-z]{1,10})\.([\w-]{8})(\.f)?$/.exec(text);
  if (!parts) return undefined;
  return { position: Number.parseInt(parts[1] ?? '', 36), tag: parts[2] ?? '', full: parts[3] !== undefined };
}

/** Where a log begins that never had an entry. */
export const beginning = { position: 0, tag: 'AAAAAAAA', full: false } as const;

/** A continuation counts the device's pushes, so that one from the future is told from a stale one. */
export function newContinuation(after: string | null): string {
  return `${((after === null ? 0 : countOf(after)) + 1).toString(36)}.${randomBytes(9).toString('base64url')}`;
}

/** How many pushes came before a continuation; −1 when it is none of ours. */
export function countOf(continuation: string): number {
  const parts = /^([0-9a-z]{1,10})\.[\w-]{12}$/.exec(continuation);
  return parts ? Number.parseInt(parts[1] ?? '', 36) : -1;
}
