import type { NoticeCode } from '#shared/notices/kinds.ts';

/** How an attempt to send ended. */
export interface Outcome {
  readonly code: NoticeCode;
  /** The other side's own words, without addresses and secrets. */
  readonly answer: string;
  /**
   * What follows: it is `done`; this message is tried again `later`; it has `failed` for good; or the `provider` itself
   * is in trouble, and every message waits for it.
   */
  readonly next: 'done' | 'later' | 'failed' | 'provider';
}

/** One message as it goes out. */
export interface Message {
  /** The same for every attempt, so that the other side can tell that it is the same one. */
  readonly id: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

const longestAnswer = 300;

/** An answer as it may be shown and kept: on one line, without what is secret or somebody's. */
export function tellable(text: string, hidden: readonly string[] = []): string {
  let told = text;
  for (const one of hidden) if (one.length > 3) told = told.replaceAll(one, '…');
  return told
    .replaceAll(/[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+/g, '…')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, longestAnswer);
}
