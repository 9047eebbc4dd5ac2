import type { KeyObject } from 'node:crypto';
import type { Certificate } from '#server/pki/certificates.ts';
import { Parts, readDer, reading, refuseDer, smallInteger, tags, textOf } from '#server/pki/der.ts';
import { octetString, printableString, smallNumber } from '#server/pki/der-write.ts';
import { oids, ownOids } from '#server/pki/oids.ts';
import {
  attribute,
  isIssuerAndSerial,
  issuerAndSerial,
  readSignedData,
  type Signer,
  signData,
  verifySignedData,
} from '#server/pki/signed-data.ts';
import type { Peer, Trust } from '#server/pki/trust.ts';
import { benchError } from '#shared/bench/errors.ts';
import {
  type KeyAlgorithm,
  kcvBytes,
  keyCheckValue,
  parseLoneHeader,
  SecretKey,
  sameKcv,
  wiped,
} from '../crypto/service.ts';
import { checkRecipient, type Envelope, openEnvelope, readEnvelope, sealEnvelope } from './envelope.ts';

/**
 * The X9.143 header of a transmission key: usage K1 (key block protection key), both directions since the KMS wraps and
 * the terminal unwraps, not exportable. AES-256 for version D blocks; for the legacy family double-length triple DES and
 * version B.
 */
export const transmissionKeyHeaders = { aes: 'D0000K1AB00N0000', tdes: 'B0000K1TB00N0000' } as const;
const keyLengths: Readonly<Record<KeyAlgorithm, number>> = { aes: 32, tdes: 16 };

/** A fresh transmission key of a family: AES-256, or double-length triple DES. */
export const newTransmissionKey = (algorithm: KeyAlgorithm): SecretKey =>
  SecretKey.generate(algorithm, keyLengths[algorithm]);

/** What a terminal says about the key it sends. */
export interface KeyStatement {
  /** The operation, a ULID. */
  readonly opId: string;
  readonly serial: string;
  /** The nonce of the operation's ticket, 16 to 32 bytes. */
  readonly nonce: Buffer;
}

/** A key message whose signature was verified; the key in it is still sealed. */
export interface TransmissionKeyMessage extends KeyStatement {
  readonly header: string;
  readonly algorithm: KeyAlgorithm;
  /** As exchanged: five bytes for AES, three for triple DES. */
  readonly kcv: Buffer;
  /** The terminal. */
  readonly signer: Peer;
  readonly envelope: Envelope;
}

const keyBlockVersion = 1;
const opIdForm = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;
const serialForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const algorithmOf = (header: string): KeyAlgorithm | undefined =>
  (['aes', 'tdes'] as const).find((algorithm) => transmissionKeyHeaders[algorithm] === header);

/**
 * KeyBlock ::= SEQUENCE { version INTEGER (1), sender IssuerAndSerialNumber, key OCTET STRING, header PrintableString },
 * in DER. The sender inside the envelope ties the key to the signature outside, as TR-34 does: nobody can take the
 * envelope and sign it as his own. The buffer holds the clear key; the caller zeroes it.
 */
function writeKeyBlock(key: SecretKey, sender: Certificate, header: string): Buffer {
  const start = Buffer.concat([
    smallNumber(keyBlockVersion),
    issuerAndSerial(sender),
    Buffer.of(tags.octetString, key.length),
  ]);
  const end = printableString(header);
  const length = start.length + key.length + end.length;
  const prefix = Buffer.from(
    length < 0x80
      ? [tags.sequence, length]
      : length < 0x100
        ? [tags.sequence, 0x81, length]
        : [tags.sequence, 0x82, length >> 8, length & 0xff],
  );
  const block = Buffer.allocUnsafeSlow(prefix.length + length);
  block.set(prefix);
  block.set(start, prefix.length);
  key.use((bytes) => block.set(bytes, prefix.length + start.length));
  block.set(end, block.length - end.length);
  return block;
}

/**
 * What the PIN pad does for GEN_TK: seals its new key for the KMS and signs the envelope, as SignedData(EnvelopedData)
 * of the profile. Gives the message and the check value. The key stays the caller's.
 */
export function sealTransmissionKey(
  key: SecretKey,
  statement: KeyStatement,
  signer: Signer,
  recipient: Certificate,
): { readonly cms: Buffer; readonly kcv: Buffer; readonly header: string } {
  const header = transmissionKeyHeaders[key.algorithm];
  const kcv = keyCheckValue(key);
  using block = wiped(writeKeyBlock(key, signer.certificate, header));
  const envelope = sealEnvelope(block.bytes, recipient);
  const cms = signData(oids.envelopedData, envelope, signer, [
    { type: oids.randomNonce, value: octetString(statement.nonce) },
    { type: ownOids.attribute.keyHeader, value: printableString(header) },
    { type: ownOids.attribute.opId, value: printableString(statement.opId) },
    { type: ownOids.attribute.serial, value: printableString(statement.serial) },
    { type: ownOids.attribute.kcv, value: octetString(kcv) },
  ]);
  return { cms, kcv, header };
}

/**
 * Verifies a key message without opening it, as the MTMS does before it delivers and the KMS before it decrypts:
 * form, signer's chain and role, signature, header, that the certificate is of the terminal whose serial number is
 * stated, and, when given, that it is sealed for that recipient. The nonce is the caller's to look up.
 *
 * Throws E_CMS (form), E_SIG, E_CERT_EXPIRED, E_CERT_REVOKED, E_CRL_STALE, E_CLOCK, E_ROLE (signer), E_KEY_BLOCK (header),
 * E_SN_CHANGED (certificate of another terminal), E_RECIPIENT (sealed for somebody else).
 */
export function verifyTransmissionKey(
  cms: Uint8Array,
  wanted: { readonly trust: Trust; readonly now: number; readonly recipient?: Certificate },
): TransmissionKeyMessage {
  const message = readSignedData(cms);
  if (message.contentType !== oids.envelopedData) throw benchError('E_CMS', 'content_type');
  const envelope = readEnvelope(message.content);
  const signer = verifySignedData(message, wanted.trust, { roles: ['pos'], now: wanted.now });
  const text = (type: string, what: string) => attribute(message, type, tags.printable, what).toString('latin1');
  const header = text(ownOids.attribute.keyHeader, 'header');
  const opId = text(ownOids.attribute.opId, 'op_id');
  const serial = text(ownOids.attribute.serial, 'serial');
  const nonce = attribute(message, oids.randomNonce, tags.octetString, 'nonce');
  const kcv = attribute(message, ownOids.attribute.kcv, tags.octetString, 'kcv');
  parseLoneHeader(header);
  const algorithm = algorithmOf(header);
  if (!algorithm) throw benchError('E_KEY_BLOCK', 'header_unexpected');
  if (!opIdForm.test(opId)) throw benchError('E_CMS', 'op_id_form');
  if (!serialForm.test(serial)) throw benchError('E_CMS', 'serial_form');
  if (nonce.length < 16 || nonce.length > 32) throw benchError('E_CMS', 'nonce_form');
  if (kcv.length !== kcvBytes(algorithm)) throw benchError('E_CMS', 'kcv_form');
  if (signer.id !== serial) throw benchError('E_SN_CHANGED', 'certificate_of_another_terminal');
  if (wanted.recipient) checkRecipient(envelope, wanted.recipient);
  return { opId, serial, nonce, header, algorithm, kcv, signer, envelope };
}

/**
 * Opens a verified key message, as the KMS does. Throws E_RECIPIENT when it is not sealed for this recipient, E_CMS or
 * E_SIG when the block inside is damaged or names another sender, E_KCV when the key has another check value than was
 * signed. The caller disposes of the key.
 */
export function openTransmissionKey(
  message: TransmissionKeyMessage,
  recipient: { readonly certificate: Certificate; readonly key: KeyObject },
): SecretKey {
  using clear = wiped(openEnvelope(message.envelope, recipient));
  const key = reading('E_CMS', () => {
    const block = new Parts(readDer(clear.bytes), 'key_block');
    if (smallInteger(block.next(tags.integer)) !== keyBlockVersion) refuseDer('key_block_version');
    if (!isIssuerAndSerial(block.next(tags.sequence), message.signer.certificate))
      throw benchError('E_SIG', 'sender_differs');
    const bytes = block.next(tags.octetString).content;
    if (textOf(block.next(tags.printable)) !== message.header) refuseDer('header_differs');
    block.end();
    if (bytes.length !== keyLengths[message.algorithm]) refuseDer('key_length');
    return SecretKey.take(message.algorithm, bytes);
  });
  if (sameKcv(keyCheckValue(key), message.kcv)) return key;
  key[Symbol.dispose]();
  throw benchError('E_KCV', 'kcv_differs');
}
