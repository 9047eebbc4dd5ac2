import { randomBytes, timingSafeEqual } from 'node:crypto';
import { argon2id } from './argon2.ts';

/** OWASP's recommended argon2id setting: 19 MiB, 2 passes, 1 lane (RFC 9106). */
const cost = { memoryKiB: 19_456, passes: 2, lanes: 1 } as const;
const length = 32;
const costMark = `$m=${cost.memoryKiB},t=${cost.passes},p=${cost.lanes}$`;

const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;
const unpadded = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '');

/** Hashes a password, PIN or recovery code with a fresh salt; the PHC string names its own cost. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16);
  const hash = await argon2id({ ...cost, secret: secret.normalize('NFC'), salt, length });
  return `$argon2id$v=19${costMark}${unpadded(salt)}$${unpadded(hash)}`;
}

/** Compares in constant time for the hash's own cost. @throws Error when it is no PHC string of argon2id. */
export async function verifySecret(secret: string, hash: string): Promise<boolean> {
  const [, memory, passes, lanes, salt = '', wanted = ''] = phc.exec(hash) ?? [];
  if (memory === undefined) throw new Error('not a hash of argon2id');
  const expected = Buffer.from(wanted, 'base64');
  const made = await argon2id({
    ...{ secret: secret.normalize('NFC'), salt: Buffer.from(salt, 'base64'), length: expected.length },
    ...{ memoryKiB: Number(memory), passes: Number(passes), lanes: Number(lanes) },
  });
  return timingSafeEqual(made, expected);
}

/** True when a hash was made with an older cost and should be made anew at the next sign-in. */
export function isOutdatedHash(hash: string): boolean {
  return !hash.includes(costMark);
}
