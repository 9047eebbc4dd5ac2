import { createHash, type KeyObject, sign, timingSafeEqual, verify } from 'node:crypto';
import { type Certificate, type Role, readCertificate } from './certificates.ts';
import {
  context,
  type Der,
  inSetOrder,
  oidOf,
  onlyPart,
  Parts,
  readDer,
  reading,
  refuseDer,
  smallInteger,
  tags,
} from './der.ts';
import { algorithm, octetString, oid, sequence, setOf, smallNumber, tlv } from './der-write.ts';
import { oids } from './oids.ts';
import type { Peer, Trust } from './trust.ts';

/** A certificate with its private key, and the issuing certificate that goes along in messages. */
export interface Signer {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly key: KeyObject;
}

/** A signed attribute to be: its type, and the DER of its one value. */
export interface AttributeValue {
  readonly type: string;
  readonly value: Uint8Array;
}

/** A CMS SignedData (RFC 5652 §5) of the profile. Nothing of it is verified yet. */
export interface SignedMessage {
  readonly contentType: string;
  readonly content: Buffer;
  /** The value of each signed attribute by its type, contentType and messageDigest among them. */
  readonly attributes: ReadonlyMap<string, Der>;
  /** What the signature is over: the attributes as a SET OF (RFC 5652 §5.4). */
  readonly signed: Buffer;
  readonly signature: Buffer;
  readonly signer: Certificate;
  readonly offered: readonly Certificate[];
}

/** Messages on a serial line and in a queue are small; what is larger is none of ours. */
export const maxMessageBytes = 32_768;
const maxCertificates = 4;

/** IssuerAndSerialNumber of a certificate (RFC 5652 §10.2.4), from the certificate's own bytes. */
export const issuerAndSerial = ({ issuer, serial }: Certificate): Buffer => sequence(issuer, tlv(tags.integer, serial));

/** Whether a DER IssuerAndSerialNumber names that certificate. */
export function isIssuerAndSerial(value: Der, certificate: Certificate): boolean {
  const parts = new Parts(value, 'issuer_and_serial');
  const issuer = parts.next(tags.sequence).bytes;
  const serial = parts.next(tags.integer).content;
  parts.end();
  return issuer.equals(certificate.issuer) && serial.equals(certificate.serial);
}

/**
 * Signs content as CMS SignedData (RFC 5652 §5), RSA PKCS #1 v1.5 with SHA-256 (RFC 5754 §3.2) over signed attributes in
 * DER order, the signer's and its issuer's certificate enclosed. Gives the DER of the ContentInfo.
 */
export function signData(
  contentType: string,
  content: Uint8Array,
  signer: Signer,
  attributes: readonly AttributeValue[] = [],
): Buffer {
  const all = [
    { type: oids.contentType, value: oid(contentType) },
    { type: oids.messageDigest, value: octetString(createHash('sha256').update(content).digest()) },
    ...attributes,
  ].map(({ type, value }) => sequence(oid(type), tlv(tags.set, value)));
  const signerInfo = sequence(
    smallNumber(1),
    issuerAndSerial(signer.certificate),
    algorithm(oids.sha256),
    setOf(all, context(0)),
    algorithm(oids.sha256WithRsa),
    octetString(sign('sha256', setOf(all), signer.key)),
  );
  const signedData = sequence(
    smallNumber(versionFor(contentType)),
    setOf([algorithm(oids.sha256)]),
    sequence(oid(contentType), tlv(context(0), octetString(content))),
    setOf([signer.certificate.der, signer.issuer.der], context(0)),
    setOf([signerInfo]),
  );
  return sequence(oid(oids.signedData), tlv(context(0), signedData));
}

/** The version of a SignedData whose signer is named by issuer and serial number (RFC 5652 §5.1). */
const versionFor = (contentType: string): 1 | 3 => (contentType === oids.data ? 1 : 3);

/** The content of a ContentInfo with that type. */
export function contentOf(der: Uint8Array, type: string): Der {
  if (der.length > maxMessageBytes) return refuseDer('too_large');
  const info = new Parts(readDer(der), 'content_info');
  if (oidOf(info.next(tags.oid)) !== type) return refuseDer('content_type');
  const content = onlyPart(info.next(context(0)), tags.sequence, 'content');
  info.end();
  return content;
}

/** An AlgorithmIdentifier of that type whose parameters are absent or NULL (RFC 5754 §2). */
export function plainAlgorithm(value: Der, ...accepted: readonly string[]): void {
  const parts = new Parts(value, 'algorithm');
  if (!accepted.includes(oidOf(parts.next(tags.oid)))) refuseDer('algorithm');
  parts.optional(tags.null);
  parts.end();
}

function attributesOf(block: Der): Map<string, Der> {
  // The tag is implicit, so the reader does not know it for a SET.
  if (!inSetOrder(block.parts)) refuseDer('attributes_unsorted');
  const found = new Map<string, Der>();
  for (const attribute of block.parts) {
    const parts = new Parts(attribute, 'attribute');
    const type = oidOf(parts.next(tags.oid));
    const [value, ...more] = parts.next(tags.set).parts;
    parts.end();
    if (!value || more.length > 0) return refuseDer('attribute_values');
    if (found.has(type)) return refuseDer('attribute_twice');
    found.set(type, value);
  }
  return found;
}

function signerInfoOf(value: Der) {
  const parts = new Parts(value, 'signer_info');
  if (smallInteger(parts.next(tags.integer)) !== 1) refuseDer('signer_version');
  const sid = parts.next(tags.sequence);
  plainAlgorithm(parts.next(tags.sequence), oids.sha256);
  const block = parts.optional(context(0)) ?? refuseDer('attributes_missing');
  plainAlgorithm(parts.next(tags.sequence), oids.rsaEncryption, oids.sha256WithRsa);
  const signature = parts.next(tags.octetString).content;
  // Nothing vouches for unsigned attributes, so there are none.
  parts.end();
  const signed = Buffer.from(block.bytes);
  signed[0] = tags.set;
  return { sid, attributes: attributesOf(block), signed, signature };
}

/**
 * Reads a CMS SignedData: exactly one signer, named by issuer and serial number, whose certificate is enclosed, SHA-256,
 * RSA, signed attributes in DER order. Throws E_CMS with what is not so. Verifies nothing.
 */
export function readSignedData(der: Uint8Array): SignedMessage {
  return reading('E_CMS', () => {
    const data = new Parts(contentOf(der, oids.signedData), 'signed_data');
    const version = smallInteger(data.next(tags.integer));
    plainAlgorithm(onlyPart(data.next(tags.set), tags.sequence, 'digest_algorithms'), oids.sha256);
    const encapsulated = new Parts(data.next(tags.sequence), 'encapsulated_content');
    const contentType = oidOf(encapsulated.next(tags.oid));
    if (version !== versionFor(contentType)) refuseDer('version');
    const content = onlyPart(encapsulated.next(context(0)), tags.octetString, 'encapsulated_content').content;
    encapsulated.end();
    const enclosed = data.optional(context(0))?.parts ?? refuseDer('certificates_missing');
    const info = onlyPart(data.next(tags.set), tags.sequence, 'signer_infos');
    data.end();
    if (enclosed.length > maxCertificates) refuseDer('certificates_many');
    const certificates = enclosed.map(({ bytes }) => readCertificate(bytes));
    const { sid, ...rest } = signerInfoOf(info);
    const signer = certificates.find((certificate) => isIssuerAndSerial(sid, certificate));
    if (!signer) return refuseDer('signer_certificate_missing');
    const offered = certificates.filter((certificate) => certificate !== signer);
    return { contentType, content, signer, offered, ...rest };
  });
}

/** A signed attribute that must be there, with that tag. Throws E_CMS otherwise. */
export function attribute(message: SignedMessage, type: string, tag: number, what: string): Buffer {
  return reading('E_CMS', () => {
    const value = message.attributes.get(type);
    if (!value) return refuseDer(`${what}_missing`);
    return value.tag === tag ? value.content : refuseDer(`${what}_form`);
  });
}

/**
 * Verifies a message: the signer's chain and role (as `Trust.verify`), that the signature is over the attributes, and the
 * attributes over the content (RFC 5652 §5.6). Gives the signer. Throws what Trust.verify throws, and E_SIG.
 */
export function verifySignedData(
  message: SignedMessage,
  trust: Trust,
  wanted: { readonly roles: readonly Role[]; readonly now: number },
): Peer {
  const peer = trust.verify(message.signer, { ...wanted, purpose: 'signature' }, message.offered);
  return reading('E_SIG', () => {
    if (!verify('sha256', message.signed, message.signer.publicKey, message.signature)) refuseDer('signature');
    const type = message.attributes.get(oids.contentType);
    if (!type || oidOf(type) !== message.contentType) refuseDer('content_type_differs');
    const stated = message.attributes.get(oids.messageDigest);
    const digest = createHash('sha256').update(message.content).digest();
    if (stated?.tag !== tags.octetString || stated.content.length !== digest.length) return refuseDer('digest_differs');
    if (!timingSafeEqual(stated.content, digest)) refuseDer('digest_differs');
    return peer;
  });
}
