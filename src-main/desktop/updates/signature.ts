import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { UpdateProblem } from './problem.ts';

/** A signature file holds a line for each key: the key's id, a space, the signature in base64. */
const linePattern = /^([0-9a-f]{16}) ([A-Za-z0-9+/]{86}==)$/;

/** A public key out of its base64 `SubjectPublicKeyInfo`; throws a RangeError for anything but Ed25519. */
function publicKey(base64: string): KeyObject {
  const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType !== 'ed25519') throw new RangeError('A release key is an Ed25519 key.');
  return key;
}

/** The short name of a key in signature files: the first 16 hexadecimal digits of the SHA-256 of its DER. */
export function keyId(base64: string): string {
  return createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex').slice(0, 16);
}

/** The base64 `SubjectPublicKeyInfo` of the public half of a private key. */
export function publicHalf(privateKey: KeyObject): string {
  return createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64');
}

/** The lines of a signature file: the exact bytes signed with each key (Ed25519, RFC 8032, nothing added). */
export function signatureOf(bytes: Uint8Array, privateKeys: readonly KeyObject[]): string {
  return privateKeys.map((key) => `${keyId(publicHalf(key))} ${sign(null, bytes, key).toString('base64')}\n`).join('');
}

/**
 * Passes when one of the keys signed exactly these bytes. Throws UpdateProblem `unsigned` when the file holds no
 * signature, `otherKey` when none is of a key we know, `badSignature` when a known key did not sign these bytes.
 */
export function checkSignature(bytes: Uint8Array, signatureFile: string, keys: readonly string[]): void {
  const lines = signatureFile.split(/\r?\n/).flatMap((line) => {
    const [, id, signature] = linePattern.exec(line.trim()) ?? [];
    return id !== undefined && signature !== undefined ? [{ id, signature: Buffer.from(signature, 'base64') }] : [];
  });
  if (lines.length === 0) throw new UpdateProblem('unsigned', 'The signature file holds no signature.');
  const known = lines.flatMap((line) => {
    const key = keys.find((candidate) => keyId(candidate) === line.id);
    return key === undefined ? [] : [{ ...line, key }];
  });
  if (known.length === 0) {
    throw new UpdateProblem(
      'otherKey',
      `Signed with ${lines.map(({ id }) => id).join(', ')}, which is not known here.`,
    );
  }
  if (!known.some(({ key, signature }) => verify(null, bytes, publicKey(key), signature))) {
    throw new UpdateProblem('badSignature', 'The signature is not of these bytes.');
  }
}
