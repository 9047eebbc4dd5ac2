import {
  constants,
  createCipheriv,
  createDecipheriv,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import type { Certificate } from '#server/pki/certificates.ts';
import {
  context,
  type Der,
  oidOf,
  onlyPart,
  Parts,
  readDer,
  reading,
  refuseDer,
  smallInteger,
  tags,
} from '#server/pki/der.ts';
import { algorithm, octetString, oid, sequence, setOf, smallNumber, tlv } from '#server/pki/der-write.ts';
import { oids } from '#server/pki/oids.ts';
import { isIssuerAndSerial, issuerAndSerial, plainAlgorithm } from '#server/pki/signed-data.ts';
import { benchError } from '#shared/bench/errors.ts';
import { wiped } from '../crypto/service.ts';

/** An EnvelopedData that follows the profile; who may open it, and what is needed for that. */
export interface Envelope {
  /** IssuerAndSerialNumber of the one recipient. */
  readonly recipient: Der;
  readonly wrappedKey: Buffer;
  readonly iv: Buffer;
  readonly sealed: Buffer;
}

/** A clear KeyBlock with its padding fits easily; what is longer is none. */
const maxSealedBytes = 1_024;
const keyBytes = 32;
const ivBytes = 16;

const oaep = (key: KeyObject) => ({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }) as const;

/** RSAES-OAEP with SHA-256 for both hash and MGF1, empty label (RFC 8017 §A.2.1, RFC 3560). */
const oaepAlgorithm = algorithm(
  oids.rsaesOaep,
  sequence(tlv(context(0), algorithm(oids.sha256)), tlv(context(1), algorithm(oids.mgf1, algorithm(oids.sha256)))),
);

/**
 * Seals content for one recipient as CMS EnvelopedData (RFC 5652 §6): AES-256-CBC under a fresh key, that key by
 * RSAES-OAEP with SHA-256. Gives the DER of the EnvelopedData itself, which is what the SignedData around it signs.
 */
export function sealEnvelope(content: Uint8Array, recipient: Certificate): Buffer {
  using contentKey = wiped(randomBytes(keyBytes));
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-cbc', contentKey.bytes, iv);
  const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
  const recipientInfo = sequence(
    smallNumber(0),
    issuerAndSerial(recipient),
    oaepAlgorithm,
    octetString(publicEncrypt(oaep(recipient.publicKey), contentKey.bytes)),
  );
  const encryptedContent = sequence(
    oid(oids.data),
    algorithm(oids.aes256Cbc, octetString(iv)),
    tlv(context(0, false), sealed),
  );
  return sequence(smallNumber(0), setOf([recipientInfo]), encryptedContent);
}

/** Only OAEP with SHA-256 throughout; the defaults of the syntax are SHA-1, so nothing may be left out. */
function checkOaep(value: Der): void {
  const identifier = new Parts(value, 'key_transport');
  if (oidOf(identifier.next(tags.oid)) !== oids.rsaesOaep) refuseDer('key_transport_algorithm');
  const parameters = new Parts(identifier.next(tags.sequence), 'oaep');
  identifier.end();
  const hash = parameters.optional(context(0)) ?? refuseDer('oaep_sha1');
  plainAlgorithm(onlyPart(hash, tags.sequence, 'oaep'), oids.sha256);
  const mask = new Parts(
    onlyPart(parameters.optional(context(1)) ?? refuseDer('oaep_sha1'), tags.sequence, 'oaep'),
    'oaep',
  );
  if (oidOf(mask.next(tags.oid)) !== oids.mgf1) refuseDer('oaep_mask');
  plainAlgorithm(mask.next(tags.sequence), oids.sha256);
  mask.end();
  parameters.end();
}

function recipientOf(value: Der): { readonly recipient: Der; readonly wrappedKey: Buffer } {
  const info = new Parts(value, 'recipient_info');
  if (smallInteger(info.next(tags.integer)) !== 0) refuseDer('recipient_version');
  const recipient = info.next(tags.sequence);
  checkOaep(info.next(tags.sequence));
  const wrappedKey = info.next(tags.octetString).content;
  info.end();
  return { recipient, wrappedKey };
}

/**
 * Reads an EnvelopedData: one recipient named by issuer and serial number, RSAES-OAEP SHA-256, AES-256-CBC, no
 * unprotected attributes. Throws E_CMS with what is not so.
 */
export function readEnvelope(der: Uint8Array): Envelope {
  return reading('E_CMS', () => {
    const data = new Parts(readDer(der), 'enveloped_data');
    if (smallInteger(data.next(tags.integer)) !== 0) refuseDer('version');
    const recipient = recipientOf(onlyPart(data.next(tags.set), tags.sequence, 'recipient_infos'));
    const content = new Parts(data.next(tags.sequence), 'encrypted_content');
    data.end();
    if (oidOf(content.next(tags.oid)) !== oids.data) refuseDer('encrypted_content_type');
    const encryption = new Parts(content.next(tags.sequence), 'content_encryption');
    if (oidOf(encryption.next(tags.oid)) !== oids.aes256Cbc) refuseDer('content_encryption_algorithm');
    const iv = encryption.next(tags.octetString).content;
    encryption.end();
    const sealed = content.next(context(0, false)).content;
    content.end();
    if (iv.length !== ivBytes) refuseDer('content_encryption_form');
    if (sealed.length === 0 || sealed.length % 16 !== 0 || sealed.length > maxSealedBytes)
      refuseDer('encrypted_content_form');
    return { ...recipient, iv, sealed };
  });
}

/** Whether an envelope is sealed for that certificate. Throws E_RECIPIENT when it is for another one. */
export function checkRecipient(envelope: Envelope, certificate: Certificate): void {
  if (!reading('E_CMS', () => isIssuerAndSerial(envelope.recipient, certificate)))
    throw benchError('E_RECIPIENT', 'recipient_other');
}

/**
 * Opens an envelope; the caller zeroes what it gets. Whoever calls this has verified the signature around it, so nobody
 * can probe the padding; still every failure is the one E_RECIPIENT `cannot_open`.
 */
export function openEnvelope(
  envelope: Envelope,
  recipient: { readonly certificate: Certificate; readonly key: KeyObject },
): Buffer {
  checkRecipient(envelope, recipient.certificate);
  try {
    using contentKey = wiped(privateDecrypt(oaep(recipient.key), envelope.wrappedKey));
    const decipher = createDecipheriv('aes-256-cbc', contentKey.bytes, envelope.iv);
    using start = wiped(decipher.update(envelope.sealed));
    using end = wiped(decipher.final());
    return Buffer.concat([start.bytes, end.bytes]);
  } catch {
    // Without the cause: a library's message about a failed decryption helps attackers only.
    throw benchError('E_RECIPIENT', 'cannot_open');
  }
}
