import { generateKeyPair, randomBytes, X509Certificate } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { promisify } from 'node:util';
import type { asn1 as Asn1 } from 'node-forge';

/** A certificate and its private key, both as PEM. */
export interface Credentials {
  readonly certificate: string;
  readonly key: string;
}

const dayMs = 86_400_000;
/** Phones trust the root by hand, so it should outlive the computer. */
const rootDays = 3_650;
/** Apple refuses more than 398 days even from a root that was installed by hand; shorter costs nothing, it renews itself. */
export const leafDays = 90;
/** Clocks of old tablets run late. */
const backdateMs = dayMs;

/** The IPv4 networks the root may speak for: private and link-local ones, shared carrier space, and this computer itself. */
const permittedNetworks: readonly (readonly [address: string, mask: string])[] = [
  ['10.0.0.0', '255.0.0.0'],
  ['172.16.0.0', '255.240.0.0'],
  ['192.168.0.0', '255.255.0.0'],
  ['169.254.0.0', '255.255.0.0'],
  ['100.64.0.0', '255.192.0.0'],
  ['127.0.0.1', '255.255.255.255'],
];

const bytesOf = (address: string) => address.split('.').map(Number);

/** Whether the root's name constraints let it speak for an address. */
export function isPermittedAddress(address: string): boolean {
  if (!isIPv4(address)) return false;
  const bytes = bytesOf(address);
  return permittedNetworks.some(([network, mask]) => {
    const net = bytesOf(network);
    return bytesOf(mask).every((part, i) => ((bytes[i] ?? 0) & part) === net[i]);
  });
}

/** The library is large and needed at a certificate's birth only. */
const loadForge = async () => (await import('node-forge')).default;

/** An RSA key made off the event loop; forge signs RSA only (docs/decisions/0013). */
const newKey = () =>
  promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

/** A positive serial number of 126 random bits (RFC 5280 §4.1.2.2). */
function newSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

/** The nameConstraints extension (RFC 5280 §4.2.1.10): one host name, and the networks of `permittedNetworks`. */
async function nameConstraints(host: string): Promise<string> {
  const { asn1 } = await loadForge();
  const { Class, Type } = asn1;
  const generalName = (type: number, value: string) => asn1.create(Class.CONTEXT_SPECIFIC, type as never, false, value);
  const subtree = (base: Asn1.Asn1) => asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, [base]);
  const network = ([address, mask]: readonly [string, string]) =>
    generalName(7, String.fromCharCode(...bytesOf(address), ...bytesOf(mask)));
  const permitted = [generalName(2, host), ...permittedNetworks.map(network)].map(subtree);
  const constraints = asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, [
    asn1.create(Class.CONTEXT_SPECIFIC, 0 as never, true, permitted),
  ]);
  return asn1.toDer(constraints).getBytes();
}

/**
 * Makes a landing's own certificate authority. It can speak for `host`, for private addresses, and for web servers
 * only, and make no further authority: a thief of its key cannot imitate anybody's bank.
 */
export async function makeRoot(host: string, now: number): Promise<Credentials> {
  const { md, pki } = await loadForge();
  const { publicKey, privateKey } = await newKey();
  const certificate = pki.createCertificate();
  certificate.serialNumber = newSerial();
  certificate.publicKey = pki.publicKeyFromPem(publicKey);
  certificate.validity.notBefore = new Date(now - backdateMs);
  certificate.validity.notAfter = new Date(now + rootDays * dayMs);
  const name = [
    { shortName: 'O', value: 'Landing Desk' },
    { shortName: 'CN', value: `Landing Desk ${host.replace(/\.local$/, '')}` },
  ];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: 'basicConstraints', critical: true, cA: true, pathLenConstraint: 0 },
    { name: 'keyUsage', critical: true, keyCertSign: true, cRLSign: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectKeyIdentifier' },
    { id: '2.5.29.30', critical: true, value: await nameConstraints(host) },
  ]);
  certificate.sign(pki.privateKeyFromPem(privateKey), md.sha256.create());
  return { certificate: pki.certificateToPem(certificate), key: privateKey };
}

/** Issues the certificate of the staff face for its host name and addresses of the moment. */
export async function issueLeaf(
  root: Credentials,
  names: { readonly host: string; readonly addresses: readonly string[] },
  now: number,
): Promise<Credentials> {
  const { md, pki } = await loadForge();
  const { publicKey, privateKey } = await newKey();
  const issuer = pki.certificateFromPem(root.certificate);
  const leaf = pki.createCertificate();
  leaf.serialNumber = newSerial();
  leaf.publicKey = pki.publicKeyFromPem(publicKey);
  leaf.validity.notBefore = new Date(now - backdateMs);
  leaf.validity.notAfter = new Date(Math.min(now + leafDays * dayMs, issuer.validity.notAfter.getTime()));
  leaf.setSubject([{ shortName: 'CN', value: names.host }]);
  leaf.setIssuer(issuer.subject.attributes);
  leaf.setExtensions([
    { name: 'basicConstraints', critical: true, cA: false },
    { name: 'keyUsage', critical: true, digitalSignature: true, keyEncipherment: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectKeyIdentifier' },
    { name: 'authorityKeyIdentifier', keyIdentifier: issuer.generateSubjectKeyIdentifier().getBytes() },
    {
      name: 'subjectAltName',
      altNames: [{ type: 2, value: names.host }, ...names.addresses.map((ip) => ({ type: 7, ip }))],
    },
  ]);
  leaf.sign(pki.privateKeyFromPem(root.key), md.sha256.create());
  return { certificate: pki.certificateToPem(leaf), key: privateKey };
}

/** What a certificate says, as the landing needs it. Times are UTC milliseconds. */
export interface CertificateFacts {
  /** SHA-256 over the DER, as phones show it: `AA:BB:…`. */
  readonly fingerprint: string;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly hosts: readonly string[];
  readonly addresses: readonly string[];
  readonly der: Buffer;
}

/** Reads a certificate's facts. Throws when the text is no certificate. */
export function readCertificate(pem: string): CertificateFacts {
  const certificate = new X509Certificate(pem);
  const names = (certificate.subjectAltName ?? '').split(', ');
  const after = (prefix: string) =>
    names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return {
    fingerprint: certificate.fingerprint256,
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
    hosts: after('DNS:'),
    addresses: after('IP Address:'),
    der: certificate.raw,
  };
}
