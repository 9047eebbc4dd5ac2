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

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A new ULID: 48 bits of `at` (UTC milliseconds) and 80 random ones, so that ids of later times are greater. */
export function newUlid(at: number): string {
  let bits = (BigInt(at) << 80n) | BigInt(`0x${randomBytes(10).toString('hex')}`);
  let id = '';
  for (let place = 0; place < 26; place += 1) {
    id = `${crockford[Number(bits & 31n)]}${id}`;
    bits >>= 5n;
  }
  return id;
}
