import { createPublicKey, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { context, tags } from './der.ts';
import { algorithm, sequence, smallNumber, tlv } from './der-write.ts';
import { oids } from './oids.ts';

/** A new RSA key (FIPS 186-5 §5), made off the event loop. Authorities get 3,072 bits, as they live longest. */
export async function newRsaKey(modulusLength: 2048 | 3072 = 2048): Promise<KeyObject> {
  return (await promisify(generateKeyPair)('rsa', { modulusLength })).privateKey;
}

/** A certificate request (PKCS #10, RFC 2986) for an RSA key, DER. It proves that the key is held; it names nobody. */
export function makeRequest(key: KeyObject): Buffer {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const info = sequence(smallNumber(0), sequence(), publicKey, tlv(context(0)));
  const signature = sign('sha256', info, key);
  return sequence(info, algorithm(oids.sha256WithRsa), tlv(tags.bitString, Buffer.of(0), signature));
}
