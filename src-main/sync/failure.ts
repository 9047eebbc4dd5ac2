import { AppError, type ErrorCode } from '#shared/errors.ts';
import { CloudRefusal, CloudUnreachable } from './transport.ts';

/** What a failed exchange means for the engine. */
export interface Failure {
  /** `refused`: a person has to do something; it is still tried, but slowly. */
  readonly kind: 'waiting' | 'refused';
  /** A sentence's code in the error catalogue. */
  readonly trouble: ErrorCode;
  /** How long the cloud wants to be left alone, ms. */
  readonly retryAfter: number | undefined;
  /** A fault of this program, and not of the way or the cloud. */
  readonly isFault: boolean;
}

/** The cloud speaks no protocol that this program speaks. */
export class ProtocolUnknown extends Error {}

const refusing: ReadonlySet<number> = new Set([401, 403, 426]);

/** What an error of an exchange means. Everything has an answer: nothing ends the engine but its end. */
export function failureOf(error: unknown): Failure {
  const failure = (kind: Failure['kind'], trouble: ErrorCode, retryAfter?: number, isFault = false): Failure => ({
    kind,
    trouble,
    retryAfter,
    isFault,
  });
  if (error instanceof ProtocolUnknown) return failure('refused', 'sync_protocol_unknown');
  if (error instanceof CloudUnreachable) return failure('waiting', error.code);
  if (error instanceof CloudRefusal) {
    if (refusing.has(error.status))
      return failure(
        'refused',
        error.code ?? (error.status === 426 ? 'sync_protocol_unknown' : 'cloud_answer_unreadable'),
        error.retryAfter,
      );
    const isBusy = error.status === 429 || error.status >= 500;
    return failure('waiting', (isBusy ? undefined : error.code) ?? 'cloud_busy', error.retryAfter, !isBusy);
  }
  // The landing's own disk is full, or does not take anything.
  if (error instanceof AppError) return failure('waiting', error.code, undefined, error.status >= 500);
  return failure('waiting', 'internal_error', undefined, true);
}
