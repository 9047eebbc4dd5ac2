import { createHash, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';

/** A new id: UUID version 7 (RFC 9562 §5.7). */
export function newId(): string {
  return v7();
}

/** A random secret of 256 bits, base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a random secret: its SHA-256, hex. Good for secrets of full entropy only. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
