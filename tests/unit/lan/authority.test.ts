import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import forge from 'node-forge';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Credentials, isPermittedAddress, issueLeaf, makeRoot, readCertificate } from '#main/lan/authority.ts';
import { Certificates } from '#main/lan/certificates.ts';
import { openSecrets } from '#tests/support/secrets.ts';

const host = 'landing-desk-7k3qd.local';
const day = 86_400_000;
const now = Date.now();
const folder = mkdtempSync(join(tmpdir(), 'landing-ca-'));
let root: Credentials;

beforeAll(async () => {
  root = await makeRoot(host, now);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What OpenSSL (Node's own) says to a leaf from this root as a web server's certificate, in a real handshake. */
async function verdict(leaf: Credentials, authority = root): Promise<string> {
  const server = createServer({ cert: leaf.certificate, key: leaf.key });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  // The chain is what counts here; whose name it is, other tests ask.
  const options = { ca: authority.certificate, checkServerIdentity: () => undefined };
  const socket = connect({ host: '127.0.0.1', port, ...options });
  const said = await new Promise<string>((resolve) => {
    socket.once('secureConnect', () => resolve('OK'));
    socket.once('error', ({ message }) => resolve(message));
  });
  socket.destroy();
  server.close();
  return said;
}

describe('the landing’s authority', () => {
  it('is a root of its own that can make no further authority', () => {
    const certificate = new X509Certificate(root.certificate);
    expect(certificate.ca).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    const parsed = forge.pki.certificateFromPem(root.certificate);
    expect(parsed.getExtension('basicConstraints')).toMatchObject({ critical: true, cA: true, pathLenConstraint: 0 });
    expect(parsed.getExtension('keyUsage')).toMatchObject({
      critical: true,
      keyCertSign: true,
      digitalSignature: false,
    });
    expect(parsed.getExtension('extKeyUsage')).toMatchObject({ serverAuth: true });
    const constraints = parsed.getExtension('nameConstraints') as {
      critical: boolean;
      permittedSubtrees: { value: string }[];
    };
    expect(constraints.critical).toBe(true);
    expect(constraints.permittedSubtrees[0]?.value).toBe(host);
    expect(constraints.permittedSubtrees).toHaveLength(7);
  });

  it('issues a certificate for the host name and its private addresses that OpenSSL accepts', async () => {
    const leaf = await issueLeaf(root, { host, addresses: ['192.168.1.20', '10.0.0.7'] }, now);
    expect(await verdict(leaf)).toBe('OK');
    const facts = readCertificate(leaf.certificate);
    expect(facts.hosts).toEqual([host]);
    expect(facts.addresses).toEqual(['192.168.1.20', '10.0.0.7']);
    expect(facts.notAfter - facts.notBefore).toBeLessThanOrEqual(398 * day);
    const certificate = new X509Certificate(leaf.certificate);
    expect(certificate.checkHost(host)).toBe(host);
    expect(certificate.checkIP('192.168.1.20')).toBe('192.168.1.20');
    expect(certificate.checkIssued(new X509Certificate(root.certificate))).toBe(true);
  });

  it.each([
    ['a public name', { host: 'bank.example.com', addresses: [] }],
    ['another computer’s name', { host: 'landing-desk-00000.local', addresses: [] }],
    ['a name that only ends alike', { host: `evil${host}`, addresses: [] }],
    ['a public address', { host, addresses: ['8.8.8.8'] }],
    ['an address just outside a private network', { host, addresses: ['172.32.0.1'] }],
  ])('a stolen key cannot speak for %s', async (_, names) => {
    expect(await verdict(await issueLeaf(root, names, now))).toContain('permitted subtree violation');
  });

  it('knows the addresses it may speak for', () => {
    for (const address of [
      '10.1.2.3',
      '172.16.0.1',
      '172.31.255.254',
      '192.168.0.9',
      '169.254.3.4',
      '100.64.1.1',
      '127.0.0.1',
    ])
      expect([address, isPermittedAddress(address)]).toEqual([address, true]);
    for (const address of ['11.0.0.1', '172.32.0.1', '192.169.0.1', '8.8.8.8', '127.0.0.2', '::1', 'fe80::1', 'x'])
      expect([address, isPermittedAddress(address)]).toEqual([address, false]);
  });
});

describe('the certificates on disk', () => {
  const data = join(folder, 'lan');
  let at = now;
  const open = async () => new Certificates({ folder: data, host, now: () => at, secrets: await openSecrets(folder) });

  it('are made once, kept over restarts, and their keys are nobody else’s to read', async () => {
    const first = await open();
    const shown = await first.ensure(['192.168.1.20', '127.0.0.1']);
    expect(readdirSync(data).sort()).toEqual(['leaf.pem', 'root.pem']);
    expect(readFileSync(join(folder, 'secrets.json'), 'utf8')).not.toContain('PRIVATE KEY');
    const second = await open();
    expect(await second.ensure(['127.0.0.1', '192.168.1.20'])).toEqual(shown);
    expect(second.root?.fingerprint).toBe(first.root?.fingerprint);
    expect(shown.cert.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  });

  it('the leaf follows the addresses and is renewed before it ends; the root stays', async () => {
    const certificates = await open();
    const before = await certificates.ensure(['192.168.1.20', '127.0.0.1']);
    const { fingerprint } = certificates.root ?? {};
    const moved = await certificates.ensure(['192.168.1.77', '127.0.0.1', '8.8.4.4']);
    expect(moved.cert).not.toBe(before.cert);
    expect(certificates.leaf?.addresses).toEqual(['127.0.0.1', '192.168.1.77']);
    expect(await certificates.ensure(['192.168.1.77', '127.0.0.1'])).toEqual(moved);
    at = now + 61 * day;
    const renewed = await certificates.ensure(['192.168.1.77', '127.0.0.1']);
    expect(renewed.cert).not.toBe(moved.cert);
    expect(certificates.leaf?.notAfter).toBeGreaterThan(at + 80 * day);
    expect(certificates.root?.fingerprint).toBe(fingerprint);
    at = now;
  });

  it('damaged files are made anew instead of keeping the face shut', async () => {
    const { fingerprint } = readCertificate(readFileSync(join(data, 'root.pem'), 'utf8'));
    writeFileSync(join(data, 'leaf.pem'), 'nonsense');
    const repaired = await open();
    await repaired.ensure(['127.0.0.1']);
    expect(repaired.root?.fingerprint).toBe(fingerprint);
    writeFileSync(join(data, 'root.pem'), '');
    const anew = await open();
    await anew.ensure(['127.0.0.1']);
    expect(anew.root?.fingerprint).not.toBe(fingerprint);
    const [certificate, root2] = ['leaf.pem', 'root.pem'].map((name) => readFileSync(join(data, name), 'utf8')) as [
      string,
      string,
    ];
    const key = (await openSecrets(folder)).get('lan/leaf.key') ?? '';
    expect(await verdict({ certificate, key }, { certificate: root2, key: '' })).toBe('OK');
  });

  it('plain keys of an earlier version become secrets: the same root, and no key in a file of its own', async () => {
    const [earlier, leaf] = [root, await issueLeaf(root, { host, addresses: ['127.0.0.1'] }, now)];
    rmSync(join(folder, 'secrets.json'));
    for (const [name, { certificate, key }] of Object.entries({ root: earlier, leaf })) {
      writeFileSync(join(data, `${name}.pem`), certificate);
      writeFileSync(join(data, `${name}.key`), key, { mode: 0o644 });
    }
    const certificates = await open();
    const shown = await certificates.ensure(['127.0.0.1']);
    expect(shown).toMatchObject({ cert: `${leaf.certificate}${earlier.certificate}`, key: leaf.key });
    expect(readdirSync(data).sort()).toEqual(['leaf.pem', 'root.pem']);
    expect(await (await open()).ensure(['127.0.0.1'])).toEqual(shown);
  });

  it('a plain key outlives secrets that could not be written', async () => {
    rmSync(join(folder, 'secrets.json'));
    writeFileSync(join(data, 'root.pem'), root.certificate);
    writeFileSync(join(data, 'root.key'), root.key, { mode: 0o600 });
    const full = { get: () => undefined, put: () => Promise.reject(new Error('no space left')) };
    const certificates = new Certificates({ folder: data, host, now: () => at, secrets: full });
    await expect(certificates.ensure(['127.0.0.1'])).rejects.toThrow('no space left');
    expect(readFileSync(join(data, 'root.key'), 'utf8')).toBe(root.key);
    const { fingerprint } = readCertificate(root.certificate);
    const later = await open();
    await later.ensure(['127.0.0.1']);
    expect(later.root?.fingerprint).toBe(fingerprint);
  });
});
