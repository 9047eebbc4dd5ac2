import { randomBytes } from 'node:crypto';
import { argon2id, argon2Verify } from 'hash-wasm';

/** OWASP's recommended argon2id setting: 19 MiB, 2 passes, 1 lane (RFC 9106). */
const cost = { memorySize: 19_456, iterations: 2, parallelism: 1, hashLength: 32 } as const;
const costMark = `$m=${cost.memorySize},t=${cost.iterations},p=${cost.parallelism}$`;

/** Hashes a password, PIN or recovery code with a fresh salt; the PHC string names its own cost. */
export function hashSecret(secret: string): Promise<string> {
  return argon2id({ ...cost, password: secret.normalize('NFC'), salt: randomBytes(16), outputType: 'encoded' });
}

/** Compares in constant time for the hash's own cost. */
export function verifySecret(secret: string, hash: string): Promise<boolean> {
  return argon2Verify({ password: secret.normalize('NFC'), hash });
}

/** True when a hash was made with an older cost and should be made anew at the next sign-in. */
export function isOutdatedHash(hash: string): boolean {
  return !hash.includes(costMark);
}
