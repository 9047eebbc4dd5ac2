import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decryptKey, encryptKey } from '#keys/ca/encrypted-key.ts';
import { issueCertificate, keyOfRequest } from '#keys/ca/issue.ts';
import { makeRevocationList } from '#keys/ca/revocation.ts';
import { holderOf, type Purpose, pemOf, type Role } from '#server/pki/certificates.ts';
import { makeRequest } from '#server/pki/request.ts';
import type { Signer } from '#server/pki/signed-data.ts';
import { Trust } from '#server/pki/trust.ts';
import { reasonOf } from '#shared/bench/errors.ts';
import { AppError } from '#shared/errors.ts';
import { pemOfCertificate, type TestAuthority, testAuthority } from '#tests/support/authority.ts';
import { caught } from '#tests/support/caught.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

const dayMs = 86_400_000;
const now = Date.now();
const folder = tempFolder();
afterAll(() => folder.remove());
const path = (name: string) => join(folder.path, name);

let ca: TestAuthority;
let other: TestAuthority;
let trust: Trust;
let bench: Signer;

beforeAll(async () => {
  [ca, other] = await Promise.all([testAuthority(now), testAuthority(now)]);
  trust = await ca.trust();
  bench = await ca.issue('bench', 'bench-1');
});

const refusal = (run: () => unknown): string => {
  const error = caught(run);
  if (!(error instanceof AppError)) throw error;
  return `${error.code} ${reasonOf(error)}`;
};
const wanted = (roles: readonly Role[] = ['bench'], purpose: Purpose = 'tls-client', at = now) => ({
  roles,
  purpose,
  now: at,
});

describe('a certificate', () => {
  it('is verified up to the pinned root, and names its holder by role and id only', () => {
    expect(trust.verify(bench.certificate, wanted())).toMatchObject({ role: 'bench', id: 'bench-1' });
    expect(holderOf(bench.certificate)).toEqual({ role: 'bench', id: 'bench-1' });
    expect(bench.certificate.x509.subjectAltName).toBe('URI:urn:landing-desk:bench:bench-1');
  });

  it('of a bench lasts 14 days, and a request for more changes nothing', async () => {
    const greedy = await ca.issue('bench', 'bench-2', { days: 400 });
    expect(Math.round((greedy.certificate.notAfter - now) / dayMs)).toBe(14);
    expect(refusal(() => trust.verify(bench.certificate, wanted(['bench'], 'tls-client', now + 15 * dayMs)))).toBe(
      'E_CERT_EXPIRED certificate_expired',
    );
  });

  it('that is not yet valid means that a clock is wrong', () => {
    const at = now - dayMs;
    expect(refusal(() => trust.verify(bench.certificate, wanted(['bench'], 'tls-client', at)))).toMatch(/^E_CLOCK/);
    // Within five minutes clocks may differ.
    expect(trust.verify(bench.certificate, wanted(['bench'], 'tls-client', now - 4 * 60_000)).id).toBe('bench-1');
  });

  it('of another root is refused, with its own issuer enclosed too', async () => {
    const stranger = await other.issue('bench', 'bench-1');
    expect(refusal(() => trust.verify(stranger.certificate, wanted()))).toBe('E_SIG wrong_root');
    expect(refusal(() => trust.verify(stranger.certificate, wanted(), [stranger.issuer]))).toBe('E_SIG wrong_root');
    expect(refusal(() => trust.verify(stranger.certificate, wanted(), [stranger.issuer, other.root.certificate]))).toBe(
      'E_SIG wrong_root',
    );
  });

  it('that was changed is refused', () => {
    const der = Buffer.from(bench.certificate.der);
    der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
    const changed = { ...bench.certificate, der, x509: new X509Certificate(der) };
    expect(refusal(() => trust.verify(changed, wanted()))).toBe('E_SIG certificate_signature');
  });

  it('counts in its role and for its purpose only', async () => {
    expect(refusal(() => trust.verify(bench.certificate, wanted(['mtms', 'kms'])))).toBe('E_ROLE role');
    expect(refusal(() => trust.verify(bench.certificate, wanted(['bench'], 'tls-server')))).toBe(
      'E_ROLE extended_usage',
    );
    const [kms, transport] = await Promise.all([ca.issue('kms', 'kms-7f3a'), ca.issue('kms-transport', 'kms-7f3a')]);
    for (const purpose of ['tls-server', 'tls-client', 'signature'] as const) {
      expect(trust.verify(kms.certificate, wanted(['kms'], purpose)).id).toBe('kms-7f3a');
      expect(refusal(() => trust.verify(transport.certificate, wanted(['kms'], purpose)))).toBe('E_ROLE key_usage');
    }
    expect(trust.verify(transport.certificate, wanted(['kms'], 'key-transport')).id).toBe('kms-7f3a');
    expect(refusal(() => trust.verify(kms.certificate, wanted(['kms'], 'key-transport')))).toBe('E_ROLE key_usage');
  });

  it('of a role counts only from that role’s own authority', async () => {
    const forged = await ca.issue('kms-transport', 'kms-7f3a', { by: 'bench' });
    expect(refusal(() => trust.verify(forged.certificate, wanted(['kms'], 'key-transport')))).toBe(
      'E_ROLE issuer_of_another_role',
    );
  });

  it('cannot issue others, and an authority is no holder', async () => {
    const leaf = issueCertificate(
      bench,
      { profile: 'bench', id: 'bench-9', publicKey: bench.certificate.publicKey },
      now,
    );
    expect(refusal(() => trust.verify(leaf, wanted(), [bench.certificate]))).toBe('E_SIG wrong_root');
    const issuer = bench.issuer;
    expect(refusal(() => trust.verify(issuer, wanted()))).toBe('E_SIG not_an_issuer');
    expect(refusal(() => trust.verify(ca.root.certificate, wanted()))).toBe('E_SIG not_an_issuer');
  });

  it('names no host: there is none in any kind of certificate', async () => {
    for (const profile of ['bench', 'mtms', 'kms', 'kms-transport', 'pos'] as const) {
      const { certificate } = await ca.issue(profile, 'id-1');
      expect(certificate.x509.subjectAltName).toMatch(/^URI:urn:landing-desk:[a-z]+:id-1$/);
      expect(certificate.x509.toLegacyObject().infoAccess).toBeUndefined();
    }
  });
});

describe('revocation', () => {
  it('refuses the revoked at once, and nobody else', async () => {
    const lost = await ca.issue('bench', 'bench-lost');
    const renewed = await ca.trust();
    expect(renewed.verify(lost.certificate, wanted()).id).toBe('bench-lost');
    renewed.renew(await ca.bundle({ revoked: [lost.certificate], number: 2 }));
    expect(refusal(() => renewed.verify(lost.certificate, wanted()))).toBe('E_CERT_REVOKED revoked');
    expect(renewed.verify(bench.certificate, wanted()).id).toBe('bench-1');
  });

  it('of an issuing authority refuses everybody it issued', async () => {
    const fallen = await ca.trust({ revoked: [bench.issuer] });
    expect(refusal(() => fallen.verify(bench.certificate, wanted()))).toBe('E_CERT_REVOKED revoked');
  });

  it('without a current list lets nobody in', async () => {
    const none = await ca.trust({ without: 'lists' });
    expect(refusal(() => none.verify(bench.certificate, wanted()))).toBe('E_CRL_STALE crl_missing');
    expect(refusal(() => trust.verify(bench.certificate, wanted(['bench'], 'tls-client', now + 8 * dayMs)))).toBe(
      'E_CRL_STALE crl_stale',
    );
    const future = await ca.trust({ at: now + dayMs });
    expect(refusal(() => future.verify(bench.certificate, wanted()))).toBe('E_CLOCK crl_not_yet_valid');
  });

  it('takes a list of thousands', async () => {
    const authority = ca.authorities.get('bench');
    if (!authority) throw new Error('no authority');
    const revoked = Array.from({ length: 10_000 }, (_, i) => ({
      serial: (0x5000_0000 + i).toString(16),
      at: now,
      reason: 'keyCompromise' as const,
    }));
    const list = await makeRevocationList(authority, { number: 3, revoked, now, nextUpdate: now + dayMs });
    const long = await ca.trust();
    long.renew(`${await ca.bundle({ number: 2 })}${list}`);
    expect(long.verify(bench.certificate, wanted()).id).toBe('bench-1');
  });

  it('is not undone by an older list', async () => {
    const lost = await ca.issue('bench', 'bench-lost');
    const renewed = await ca.trust({ revoked: [lost.certificate], number: 7 });
    const older = await ca.bundle({ number: 6 });
    expect(refusal(() => renewed.renew(older))).toBe('E_CRL_STALE crl_number_back');
    const missing = await ca.bundle({ without: 'lists' });
    expect(refusal(() => renewed.renew(missing))).toBe('E_CRL_STALE crl_number_back');
    expect(refusal(() => renewed.verify(lost.certificate, wanted()))).toBe('E_CERT_REVOKED revoked');
  });

  it('is not taken from a stranger', async () => {
    const mixed = `${await ca.bundle({ without: 'lists' })}${(await other.bundle()).replace(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----\n/g, '')}`;
    expect(refusal(() => Trust.pin(ca.rootPem, mixed))).toBe('E_SIG crl_signature');
    const theirs = await other.bundle();
    expect(refusal(() => Trust.pin(ca.rootPem, theirs))).toBe('E_SIG wrong_root');
    expect(refusal(() => Trust.pin(pemOfCertificate(bench.certificate), ''))).toBe('E_SIG root_not_self_signed');
    expect(refusal(() => Trust.pin('', ''))).toBe('E_SIG root_missing');
  });
});

describe('OpenSSL', () => {
  it('verifies our chains and reads our lists', async () => {
    const lost = await ca.issue('bench', 'bench-lost');
    writeFileSync(path('root.pem'), ca.rootPem);
    writeFileSync(path('issuer.pem'), pemOfCertificate(bench.issuer));
    writeFileSync(path('bench.pem'), pemOfCertificate(bench.certificate));
    writeFileSync(path('lost.pem'), pemOfCertificate(lost.certificate));
    writeFileSync(path('lists.pem'), await ca.bundle({ revoked: [lost.certificate] }));
    const verify = (name: string) =>
      execFileSync(
        'openssl',
        [
          'verify',
          '-CAfile',
          path('root.pem'),
          '-untrusted',
          path('issuer.pem'),
          '-x509_strict',
          '-crl_check_all',
          '-CRLfile',
          path('lists.pem'),
          path(name),
        ],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
      );
    expect(verify('bench.pem')).toContain('OK');
    expect(() => verify('lost.pem')).toThrow(/revoked/);
  });

  it('opens our encrypted keys with the right passphrase', () => {
    const pem = encryptKey(bench.key, 'correct horse battery');
    writeFileSync(path('encrypted.pem'), pem);
    const read = (passphrase: string) =>
      execFileSync('openssl', ['pkey', '-in', path('encrypted.pem'), '-passin', `pass:${passphrase}`], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    expect(read('correct horse battery')).toBe(bench.key.export({ type: 'pkcs8', format: 'pem' }));
    expect(() => read('wrong')).toThrow();
    expect(decryptKey(pem, 'correct horse battery')?.equals(bench.key)).toBe(true);
    expect(decryptKey(pem, 'wrong')).toBeUndefined();
    expect(decryptKey('nothing', 'wrong')).toBeUndefined();
  });

  it('makes certificate requests that we take, and takes ours', () => {
    writeFileSync(path('bench.key'), bench.key.export({ type: 'pkcs8', format: 'pem' }));
    const theirs = execFileSync('openssl', ['req', '-new', '-key', path('bench.key'), '-subj', '/CN=x'], {
      encoding: 'utf8',
    });
    expect(keyOfRequest(theirs)?.equals(bench.certificate.publicKey)).toBe(true);
    writeFileSync(path('ours.csr'), pemOf(makeRequest(bench.key), 'CERTIFICATE REQUEST'));
    expect(
      keyOfRequest(pemOf(makeRequest(bench.key), 'CERTIFICATE REQUEST'))?.equals(bench.certificate.publicKey),
    ).toBe(true);
    execFileSync('openssl', ['req', '-in', path('ours.csr'), '-verify', '-noout'], { stdio: 'pipe' });
    expect(keyOfRequest(theirs.replace(/A/, 'B'))).toBeUndefined();
    expect(keyOfRequest('')).toBeUndefined();
    execFileSync('openssl', ['genrsa', '-out', path('short.key'), '1024'], { stdio: 'pipe' });
    const short = execFileSync('openssl', ['req', '-new', '-key', path('short.key'), '-subj', '/CN=x']);
    expect(keyOfRequest(short.toString())).toBeUndefined();
  });
});
