import { createCipheriv, createPrivateKey, type KeyObject, randomBytes, scryptSync } from 'node:crypto';
import * as asn1js from 'asn1js';
import { pemOf } from '#server/pki/certificates.ts';
import { wiped } from '../crypto/service.ts';

/**
 * scrypt (RFC 7914) at N = 2¹⁴, r = 8, p = 5, which OWASP lists as equal to 2¹⁷, 8, 1; OpenSSL refuses to open what needs
 * more than 32 MiB.
 */
const cost = { N: 16_384, r: 8, p: 5 } as const;
const pbes2 = '1.2.840.113549.1.5.13';
const scryptOid = '1.3.6.1.4.1.11591.4.11';
const aes256Cbc = '2.16.840.1.101.3.4.1.42';

const sequence = (...value: asn1js.BaseBlock[]) => new asn1js.Sequence({ value });
const oid = (value: string) => new asn1js.ObjectIdentifier({ value });
const octets = (valueHex: Uint8Array) => new asn1js.OctetString({ valueHex });
const integer = (value: number) => new asn1js.Integer({ value });

/**
 * A private key as PKCS #8 encrypted under a passphrase: PBES2 (RFC 8018) with scrypt (RFC 7914 §7) and AES-256-CBC. Node
 * itself writes PBKDF2 with 2,048 rounds only. OpenSSL reads it (`openssl pkey -in`).
 */
export function encryptKey(key: KeyObject, passphrase: string): string {
  using clear = wiped(key.export({ type: 'pkcs8', format: 'der' }));
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  using derived = wiped(scryptSync(passphrase.normalize('NFC'), salt, 32, { ...cost, maxmem: 64 * 1024 * 1024 }));
  const cipher = createCipheriv('aes-256-cbc', derived.bytes, iv);
  const sealed = Buffer.concat([cipher.update(clear.bytes), cipher.final()]);
  const kdf = sequence(
    oid(scryptOid),
    sequence(octets(salt), integer(cost.N), integer(cost.r), integer(cost.p), integer(32)),
  );
  const encryption = sequence(oid(aes256Cbc), octets(iv));
  const info = sequence(sequence(oid(pbes2), sequence(kdf, encryption)), octets(sealed));
  return pemOf(new Uint8Array(info.toBER()), 'ENCRYPTED PRIVATE KEY');
}

/** Opens an encrypted private key; undefined when the passphrase is another or the text is no such key. */
export function decryptKey(pem: string, passphrase: string): KeyObject | undefined {
  try {
    return createPrivateKey({ key: pem, passphrase: passphrase.normalize('NFC') });
  } catch {
    return undefined;
  }
}
