import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import * as asn1js from 'asn1js';
import forge from 'node-forge';
import { type Certificate, derOfPem, type Role, readCertificate, roleUri } from '#server/pki/certificates.ts';
import { oids, ownOids } from '#server/pki/oids.ts';
import { newRsaKey } from '#server/pki/request.ts';
import { daysMs, lifetimes, type ProfileName, profiles } from './profiles.ts';

/** An authority: its certificate, and the key it signs with. */
export interface Authority {
  readonly certificate: Certificate;
  readonly key: KeyObject;
}

/** A positive serial number of 126 random bits (RFC 5280 §4.1.2.2), hexadecimal. */
export function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

/** extKeyUsage (RFC 5280 §4.2.1.12). The library's own writer knows no object identifiers as large as ours. */
const extendedUsage = (usages: readonly string[]) => ({
  id: oids.extKeyUsage,
  value: Buffer.from(
    new asn1js.Sequence({ value: usages.map((value) => new asn1js.ObjectIdentifier({ value })) }).toBER(),
  ).toString('latin1'),
});

const name = (commonName: string) => [
  { shortName: 'O', value: 'Landing Desk' },
  { shortName: 'CN', value: commonName },
];

const pemOfPublic = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
const forgeKey = (key: KeyObject) =>
  forge.pki.privateKeyFromPem(key.export({ type: 'pkcs8', format: 'pem' }).toString());

/** The library cannot read certificates with object identifiers as large as ours, so what it needs is read elsewhere. */
const commonNameOf = ({ x509 }: Certificate): string => /^CN=(.*)$/m.exec(x509.subject)?.[1] ?? '';

const authorityKeyIdentifier = ({ publicKey }: Certificate) => ({
  name: 'authorityKeyIdentifier',
  keyIdentifier: forge.pki
    .getPublicKeyFingerprint(forge.pki.publicKeyFromPem(pemOfPublic(publicKey)), { type: 'RSAPublicKey' })
    .getBytes(),
});

interface Draft {
  readonly commonName: string;
  readonly publicKey: KeyObject;
  readonly notAfter: number;
  readonly serial?: string | undefined;
  readonly extensions: readonly Readonly<Record<string, unknown>>[];
}

function signCertificate(draft: Draft, issuer: Authority | 'itself', key: KeyObject, now: number): Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.serialNumber = draft.serial ?? newSerial();
  certificate.publicKey = forge.pki.publicKeyFromPem(pemOfPublic(draft.publicKey));
  certificate.validity.notBefore = new Date(now - lifetimes.backdateMs);
  certificate.validity.notAfter = new Date(draft.notAfter);
  certificate.setSubject(name(draft.commonName));
  certificate.setIssuer(name(issuer === 'itself' ? draft.commonName : commonNameOf(issuer.certificate)));
  certificate.setExtensions([
    ...draft.extensions,
    { name: 'subjectKeyIdentifier' },
    ...(issuer === 'itself' ? [] : [authorityKeyIdentifier(issuer.certificate)]),
  ]);
  certificate.sign(forgeKey(key), forge.md.sha256.create());
  const [der] = derOfPem(forge.pki.certificateToPem(certificate), 'CERTIFICATE');
  return readCertificate(der ?? Buffer.alloc(0));
}

const signsCertificates = { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true };

/** Makes the root: path length 1, for the issuing authorities below it and nothing deeper. */
export async function makeRoot(commonName: string, now: number): Promise<Authority> {
  const key = await newRsaKey(3072);
  const extensions = [{ name: 'basicConstraints', critical: true, cA: true, pathLenConstraint: 1 }, signsCertificates];
  const draft = { commonName, publicKey: createPublicKey(key), notAfter: now + lifetimes.rootMs, extensions };
  return { key, certificate: signCertificate(draft, 'itself', key, now) };
}

/**
 * Makes the issuing authority of a role: path length 0, and confined by its extended key usages to the certificates of
 * that role, so that a stolen authority of the benches makes no KMS.
 */
export async function makeAuthority(root: Authority, role: Role, now: number): Promise<Authority> {
  const key = await newRsaKey(3072);
  const ofRole = Object.values(profiles).filter((profile) => profile.role === role);
  const usages = new Set([ownOids.usage[role], ...ofRole.flatMap(({ extendedUsages }) => [...extendedUsages])]);
  const draft = {
    commonName: `Landing Desk ${role} ${newSerial().slice(0, 8)}`,
    publicKey: createPublicKey(key),
    notAfter: Math.min(now + lifetimes.authorityMs, root.certificate.notAfter),
    extensions: [
      { name: 'basicConstraints', critical: true, cA: true, pathLenConstraint: 0 },
      signsCertificates,
      extendedUsage([...usages]),
    ],
  };
  return { key, certificate: signCertificate(draft, root, root.key, now) };
}

/**
 * Issues a holder's certificate for its public key: role and id as its one name, a URI, and no host name. `days` shortens
 * the profile's lifetime, never lengthens it. The same `serial`, key and time give the same certificate, bit for bit
 * (RSASSA-PKCS1-v1_5 has no randomness).
 */
export function issueCertificate(
  authority: Authority,
  request: {
    readonly profile: ProfileName;
    readonly id: string;
    readonly publicKey: KeyObject;
    readonly days?: number | undefined;
    readonly serial?: string | undefined;
  },
  now: number,
): Certificate {
  const profile = profiles[request.profile];
  const days = Math.min(request.days ?? profile.days, profile.days);
  const draft = {
    commonName: request.id,
    publicKey: request.publicKey,
    serial: request.serial,
    notAfter: Math.min(now + daysMs(days), authority.certificate.notAfter),
    extensions: [
      { name: 'basicConstraints', critical: true, cA: false },
      { name: 'keyUsage', critical: true, [profile.keyUsage]: true },
      { ...extendedUsage([ownOids.usage[profile.role], ...profile.extendedUsages]), critical: true },
      { name: 'subjectAltName', altNames: [{ type: 6, value: roleUri(profile.role, request.id) }] },
    ],
  };
  return signCertificate(draft, authority, authority.key, now);
}

/** The public key of a certificate request whose signature is right; undefined for anything else. */
export function keyOfRequest(pem: string): KeyObject | undefined {
  try {
    const request = forge.pki.certificationRequestFromPem(pem);
    if (!request.verify() || !request.publicKey) return undefined;
    const key = createPublicKey(forge.pki.publicKeyToPem(request.publicKey as forge.pki.rsa.PublicKey));
    const { modulusLength = 0, publicExponent } = key.asymmetricKeyDetails ?? {};
    // Short, very long and odd keys are refused here rather than by whoever meets the certificate.
    const fits = modulusLength >= 2048 && modulusLength <= 4096 && publicExponent === 65_537n;
    return fits ? key : undefined;
  } catch {
    return undefined;
  }
}
