import { createHmac, randomBytes } from 'node:crypto';

/** A 256-bit key, and a name for it that tells nothing of it. */
export interface SecretKey {
  readonly id: string;
  readonly bytes: Buffer;
}

/** The key of these bytes. Its id is an HMAC under the key itself, so whoever holds a key can check its id. */
export function secretKeyOf(bytes: Buffer): SecretKey {
  if (bytes.length !== 32) throw new RangeError('a key has 32 bytes');
  const id = createHmac('sha256', bytes).update('landing-desk key id 1').digest('hex').slice(0, 32);
  return { id, bytes };
}

export const makeKey = (): SecretKey => secretKeyOf(randomBytes(32));

/** Reads a key from its base64; undefined when the text is none. */
export function readKey(text: string): SecretKey | undefined {
  const trimmed = text.trim();
  return /^[A-Za-z0-9+/]{43}=$/.test(trimmed) ? secretKeyOf(Buffer.from(trimmed, 'base64')) : undefined;
}

export const writeKey = (key: SecretKey): string => key.bytes.toString('base64');
