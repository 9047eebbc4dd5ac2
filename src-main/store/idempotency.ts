import { createHash } from 'node:crypto';
import { AppError } from '#shared/errors.ts';

const keyPattern = /^[\x21-\x7e]{8,128}$/;

/** Checks an idempotency key (printable ASCII, 8–128 characters; draft-ietf-httpapi-idempotency-key-header). */
export function requireIdempotencyKey(key: unknown): string {
  if (typeof key !== 'string' || !keyPattern.test(key)) throw new AppError('idempotency_key_required');
  return key;
}

/**
 * SHA-256 over a request as its schema parsed it (which fixes the order of the keys), so that the same request always
 * has the same hash.
 */
export function requestHash(parsed: unknown): string {
  return createHash('sha256').update(JSON.stringify(parsed)).digest('base64url');
}
