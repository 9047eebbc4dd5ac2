import { createHash, randomBytes, randomInt } from 'node:crypto';

export { hashSecret, isOutdatedHash, verifySecret } from '#server/secret-hash.ts';

/** An unguessable token of 256 bits, base64url. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a token. A plain hash is enough, since a token has full entropy. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** Crockford's base32 without the letters people misread; 5 groups of 5, 125 bits. */
const recoveryAlphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A recovery code for paper, e.g. 7K3QD-…; given once at set-up. */
export function newRecoveryCode(): string {
  const group = () => Array.from({ length: 5 }, () => recoveryAlphabet[randomInt(32)]).join('');
  return Array.from({ length: 5 }, group).join('-');
}

/** Reads a typed recovery code the way people write it: any case, spaces and dashes, O for 0, I and L for 1. */
export function normalizeRecoveryCode(typed: string): string {
  const plain = typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return plain.replace(/(.{5})(?=.)/g, '$1-');
}
