import { createHash, type KeyObject, X509Certificate } from 'node:crypto';
import { context, type Der, oidOf, onlyPart, Parts, readDer, reading, refuseDer, smallInteger, tags } from './der.ts';
import { oids, ownOids } from './oids.ts';

/** Who takes part in moving a key: the bench, the terminal maker's management system, a customer's KMS, a terminal. */
export const roles = ['bench', 'mtms', 'kms', 'pos'] as const;
export type Role = (typeof roles)[number];

/** What a certificate's key is for. */
export type Purpose = 'tls-client' | 'tls-server' | 'signature' | 'key-transport';

/** A certificate as the key services read it. Times are UTC milliseconds. */
export interface Certificate {
  readonly der: Buffer;
  readonly x509: X509Certificate;
  readonly publicKey: KeyObject;
  /** SHA-256 over the DER, lower-case hexadecimal. */
  readonly fingerprint: string;
  /** DER of the names and of the serial number, as they identify a certificate (IssuerAndSerialNumber). */
  readonly subject: Buffer;
  readonly issuer: Buffer;
  readonly serial: Buffer;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly isAuthority: boolean;
  readonly pathLength: number | undefined;
  readonly keyUsage: ReadonlySet<KeyUsage>;
  readonly extendedUsages: readonly string[];
  /** The uniform resource identifiers among its names. */
  readonly uris: readonly string[];
}

/** Bits of keyUsage (RFC 5280 §4.2.1.3) in their order. */
const keyUsages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
] as const;
type KeyUsage = (typeof keyUsages)[number];

const maxCertificateBytes = 8_192;
/** RSA below 2048 bits is refused (NIST SP 800-57 part 1 table 2); above 4096 it only costs time. */
const minModulusBits = 2_048;
const maxModulusBits = 4_096;

/** The name of a role's holder: `urn:landing-desk:pos:SN-001`. No certificate of ours carries a host name. */
export const roleUri = (role: Role, id: string): string => `urn:landing-desk:${role}:${id}`;
const roleUriForm = new RegExp(`^urn:landing-desk:(${roles.join('|')}):([A-Za-z0-9][A-Za-z0-9._-]{0,63})$`);

/** Role and id that a certificate's one URI states; undefined when it states none, or more than one. */
export function holderOf(certificate: Certificate): { readonly role: Role; readonly id: string } | undefined {
  const [uri, ...more] = certificate.uris;
  const match = uri === undefined || more.length > 0 ? null : roleUriForm.exec(uri);
  return match ? { role: match[1] as Role, id: match[2] ?? '' } : undefined;
}

function extensionsOf(block: Der | undefined): Map<string, { readonly critical: boolean; readonly value: Buffer }> {
  const found = new Map<string, { critical: boolean; value: Buffer }>();
  if (!block) return found;
  for (const extension of onlyPart(block, tags.sequence, 'extensions').parts) {
    const parts = new Parts(extension, 'extension');
    const id = oidOf(parts.next(tags.oid));
    const critical = parts.optional(tags.boolean)?.content[0] === 0xff;
    const value = parts.next(tags.octetString).content;
    parts.end();
    if (found.has(id)) refuseDer('extension_twice');
    found.set(id, { critical, value });
  }
  return found;
}

/** Extensions that are understood here; any other one that is critical must be refused (RFC 5280 §4.2). */
const understood: ReadonlySet<string> = new Set([
  oids.basicConstraints,
  oids.keyUsage,
  oids.extKeyUsage,
  oids.subjectAltName,
]);

function basicConstraintsOf(value: Buffer | undefined) {
  if (!value) return { isAuthority: false, pathLength: undefined };
  const parts = new Parts(readDer(value), 'basic_constraints');
  const isAuthority = parts.optional(tags.boolean)?.content[0] === 0xff;
  const length = parts.optional(tags.integer);
  parts.end();
  return { isAuthority, pathLength: length ? smallInteger(length) : undefined };
}

function keyUsageOf(value: Buffer | undefined): ReadonlySet<KeyUsage> {
  if (!value) return new Set();
  const bits = readDer(value);
  if (bits.tag !== tags.bitString) refuseDer('key_usage_form');
  const octets = bits.content.subarray(1);
  return new Set(keyUsages.filter((_, i) => ((octets[i >> 3] ?? 0) >> (7 - (i & 7))) & 1));
}

const uniformResourceIdentifier = context(6, false);

/** Reads a certificate. Throws E_SIG `certificate_malformed`, or with what it must not have. */
export function readCertificate(der: Uint8Array): Certificate {
  return reading('E_SIG', () => {
    if (der.length > maxCertificateBytes) return refuseDer('certificate_too_large');
    // A copy: what came in a larger message must not keep that message alive, nor change under us.
    const bytes = Buffer.from(der);
    const outer = new Parts(readDer(bytes), 'certificate');
    const tbs = new Parts(outer.next(tags.sequence), 'certificate');
    const algorithm = outer.next(tags.sequence);
    outer.next(tags.bitString);
    outer.end();
    tbs.next(context(0));
    const serial = tbs.next(tags.integer).content;
    if (!tbs.next(tags.sequence).bytes.equals(algorithm.bytes)) refuseDer('certificate_algorithm');
    if (oidOf(new Parts(algorithm, 'algorithm').next(tags.oid)) !== oids.sha256WithRsa)
      refuseDer('certificate_algorithm');
    const issuer = tbs.next(tags.sequence).bytes;
    tbs.next(tags.sequence);
    const subject = tbs.next(tags.sequence).bytes;
    tbs.next(tags.sequence);
    const extensions = extensionsOf(tbs.optional(context(3)));
    tbs.end();
    for (const [id, { critical }] of extensions) if (critical && !understood.has(id)) refuseDer('critical_extension');
    const x509 = new X509Certificate(bytes);
    const { publicKey } = x509;
    const modulus = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
    if (publicKey.asymmetricKeyType !== 'rsa' || modulus < minModulusBits || modulus > maxModulusBits)
      refuseDer('certificate_key');
    const usages = extensions.get(oids.extKeyUsage)?.value;
    const names = extensions.get(oids.subjectAltName)?.value;
    return {
      der: bytes,
      x509,
      publicKey,
      fingerprint: createHash('sha256').update(bytes).digest('hex'),
      subject,
      issuer,
      serial,
      notBefore: x509.validFromDate.getTime(),
      notAfter: x509.validToDate.getTime(),
      ...basicConstraintsOf(extensions.get(oids.basicConstraints)?.value),
      keyUsage: keyUsageOf(extensions.get(oids.keyUsage)?.value),
      extendedUsages: usages ? readDer(usages).parts.map(oidOf) : [],
      uris: names
        ? readDer(names)
            .parts.filter(({ tag }) => tag === uniformResourceIdentifier)
            .map(({ content }) => content.toString('latin1'))
        : [],
    };
  });
}

const neededUsage: Readonly<Record<Purpose, { readonly key: KeyUsage; readonly extended: string | undefined }>> = {
  'tls-client': { key: 'digitalSignature', extended: oids.clientAuth },
  'tls-server': { key: 'digitalSignature', extended: oids.serverAuth },
  signature: { key: 'digitalSignature', extended: undefined },
  'key-transport': { key: 'keyEncipherment', extended: ownOids.usage.keyTransport },
};

/** Why a certificate may not be used for a purpose; undefined when it may. */
export function unfitFor(certificate: Certificate, role: Role, purpose: Purpose): string | undefined {
  const { key, extended } = neededUsage[purpose];
  if (!certificate.extendedUsages.includes(ownOids.usage[role])) return 'role_usage_missing';
  if (!certificate.keyUsage.has(key)) return 'key_usage';
  if (extended !== undefined && !certificate.extendedUsages.includes(extended)) return 'extended_usage';
  return undefined;
}

const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----\s+([A-Za-z0-9+/=\s]+?)-----END \1-----/g;

/** The DER of every PEM block (RFC 7468) with that label, in order. */
export function derOfPem(pem: string, label: 'CERTIFICATE' | 'X509 CRL'): Buffer[] {
  return [...pem.matchAll(pemBlock)]
    .filter(([, found]) => found === label)
    .map(([, , body]) => Buffer.from(body ?? '', 'base64'));
}

/** DER as PEM (RFC 7468). */
export function pemOf(der: Uint8Array, label: string): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
