import { createHash } from 'node:crypto';
import { AppError } from '#shared/errors.ts';

const keyPattern = /^[\x21-\x7e]{8,128}$/;

/** Checks an idempotency key (printable ASCII, 8–128 characters; draft-ietf-httpapi-idempotency-key-header). */
export function requireIdempotencyKey(key: unknown): string {
  if (typeof key !== 'string' || !keyPattern.test(key)) throw new AppError('idempotency_key_required');
  return key;
}

/** SHA-256 over a value's JSON with sorted keys, so that the same request always has the same hash. */
export function requestHash(value: unknown): string {
  const sorted = JSON.stringify(value, (_, member: unknown) =>
    member && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
  return createHash('sha256').update(sorted).digest('base64url');
}
