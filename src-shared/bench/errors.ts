import { AppError, type ErrorParams } from '../errors.ts';
import type { BenchCode } from './codes.ts';

/** What the sentence and the problem document of a refusal say besides its code. Never key material. */
interface BenchErrorParts {
  /** What the sentence speaks of: port, serial number, customer code. */
  readonly params?: ErrorParams;
  /** Further members of the problem document. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * A refusal of the bench: an AppError with one of its codes. `reason` is one word for the engineer (`mac_wrong`,
 * `attributes_unsorted`), which travels as a member of the problem document (RFC 9457 §3.2).
 */
export function benchError(code: BenchCode, reason: string, parts: BenchErrorParts = {}): AppError {
  const options = parts.cause === undefined ? undefined : { cause: parts.cause };
  // The parameters travel too, so that whoever gets the problem can say it in another language.
  const { params } = parts;
  return new AppError(code, params ?? {}, { ...parts.details, ...(params ? { params } : {}), reason }, options);
}

/** The reason of a refusal that `benchError` made; undefined for any other error. */
export function reasonOf(error: unknown): string | undefined {
  if (!(error instanceof AppError) || typeof error.details === 'function') return undefined;
  const { reason } = error.details;
  return typeof reason === 'string' ? reason : undefined;
}
