import { execFile, execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CredentialFiles } from '#server/mutual-tls/credential-files.ts';
import { derOfPem, holderOf, readCertificate } from '#server/pki/certificates.ts';
import { Trust } from '#server/pki/trust.ts';
import { reasonOf } from '#shared/bench/errors.ts';
import { caught } from '#tests/support/caught.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const folder = tempFolder();
afterAll(() => folder.remove());
const dir = join(folder.path, 'ca');
const at = (...names: string[]) => join(folder.path, ...names);
const text = (...names: string[]) => readFileSync(at(...names), 'utf8');
const passphrase = 'correct horse battery';

/** Runs `npm run ca -- …` as an operator does, without npm around it. */
function ca(args: readonly string[], secret = passphrase) {
  const { LANDING_CA_PASSPHRASE: _, ...env } = process.env;
  return new Promise<{ code: number; out: string; error: string }>((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'src-keys/ca/cli.ts'), ...args],
      { env: secret === '' ? env : { ...env, LANDING_CA_PASSPHRASE: secret } },
      (error, out, stderr) => resolve({ code: error ? Number(error.code) : 0, out, error: stderr }),
    );
  });
}
const trust = () => Trust.pin(text('ca', 'published', 'root.pem'), text('ca', 'published', 'trust.pem'));
const certificateIn = (...names: string[]) =>
  readCertificate(derOfPem(text(...names), 'CERTIFICATE')[0] ?? Buffer.alloc(0));
const wanted = (now = Date.now()) => ({ roles: ['bench' as const], purpose: 'tls-client' as const, now });
const serialOf = (out: string) => /serial ([0-9a-f]+)/.exec(out)?.[1] ?? '';

beforeAll(async () => {
  expect(await ca(['init', '--dir', dir])).toMatchObject({ code: 0, error: '' });
}, 300_000);

describe('npm run ca', { timeout: 300_000 }, () => {
  it('keeps its keys encrypted, and to itself', () => {
    for (const name of readdirSync(join(dir, 'keys'))) {
      const file = join(dir, 'keys', name);
      expect(readFileSync(file, 'utf8')).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      // 1.3.6.1.4.1.11591.4.11 is scrypt.
      expect(execFileSync('openssl', ['asn1parse', '-in', file], { encoding: 'utf8' })).toMatch(/scrypt/);
    }
    expect(statSync(dir).mode & 0o777).toBe(0o700);
  });

  it('issues for a request, and with a new key', async () => {
    execFileSync('openssl', ['genrsa', '-out', at('b.key'), '2048'], { stdio: 'pipe' });
    execFileSync('openssl', ['req', '-new', '-key', at('b.key'), '-subj', '/CN=evil.example', '-out', at('b.csr')]);
    const byRequest = await ca([
      'issue',
      '--dir',
      dir,
      '--profile',
      'bench',
      '--id',
      'bench-1',
      '--request',
      at('b.csr'),
      '--out',
      at('b'),
    ]);
    expect(byRequest).toMatchObject({ code: 0, error: '' });
    expect(existsSync(at('b', 'bench.key'))).toBe(false);
    expect(trust().verify(certificateIn('b', 'bench.pem'), wanted())).toMatchObject({ role: 'bench', id: 'bench-1' });
    // The request's own names count nothing.
    expect(certificateIn('b', 'bench.pem').x509.subject).not.toContain('evil');

    expect(
      await ca(['issue', '--dir', dir, '--profile', 'kms', '--id', 'kms-7f3a', '--new-key', '--out', at('k')]),
    ).toMatchObject({ code: 0 });
    expect(statSync(at('k', 'kms.key')).mode & 0o777).toBe(0o600);
    expect(holderOf(CredentialFiles.open({ folder: at('k'), profile: 'kms' }).signer.certificate)?.id).toBe('kms-7f3a');
  });

  it('encrypts a new key when told to', async () => {
    writeFileSync(at('secret'), 'only the terminal knows\n');
    const args = [
      '--profile',
      'pos',
      '--id',
      'SN-001',
      '--new-key',
      '--out',
      at('p'),
      '--key-passphrase-file',
      at('secret'),
    ];
    expect(await ca(['issue', '--dir', dir, ...args])).toMatchObject({ code: 0 });
    expect(text('p', 'pos.key')).toContain('ENCRYPTED');
    const { signer } = CredentialFiles.open({ folder: at('p'), profile: 'pos', passphrase: 'only the terminal knows' });
    expect(holderOf(signer.certificate)).toEqual({ role: 'pos', id: 'SN-001' });
    expect(() => CredentialFiles.open({ folder: at('p'), profile: 'pos', passphrase: 'wrong' })).toThrow();
  });

  it('revokes one certificate, or all of a holder, and publishes at once', async () => {
    const first = await ca([
      'issue',
      '--dir',
      dir,
      '--profile',
      'bench',
      '--id',
      'bench-2',
      '--new-key',
      '--out',
      at('r1'),
    ]);
    await ca(['issue', '--dir', dir, '--profile', 'bench', '--id', 'bench-2', '--new-key', '--out', at('r2')]);
    const before = trust();
    expect(await ca(['revoke', '--dir', dir, '--serial', serialOf(first.out), '--reason', 'superseded'])).toMatchObject(
      { code: 0 },
    );
    before.renew(text('ca', 'published', 'trust.pem'));
    const code = (name: string) => reasonOf(caught(() => before.verify(certificateIn(name, 'bench.pem'), wanted())));
    expect(code('r1')).toBe('revoked');
    expect(before.verify(certificateIn('r2', 'bench.pem'), wanted()).id).toBe('bench-2');
    expect(
      await ca(['revoke', '--dir', dir, '--profile', 'bench', '--id', 'bench-2', '--reason', 'keyCompromise']),
    ).toMatchObject({ code: 0 });
    before.renew(text('ca', 'published', 'trust.pem'));
    expect(code('r2')).toBe('revoked');
    expect(await ca(['revoke', '--dir', dir, '--profile', 'bench', '--id', 'bench-2'])).toMatchObject({ code: 2 });
  });

  it('numbers its lists on and on, and renews them', async () => {
    const before = trust();
    expect(await ca(['crl', '--dir', dir])).toMatchObject({ code: 0, error: '' });
    before.renew(text('ca', 'published', 'trust.pem'));
    expect(before.listsGoodUntil ?? 0).toBeGreaterThan(Date.now() + 6 * 86_400_000);
  });

  it('works on without the root’s key, which belongs elsewhere', async () => {
    renameSync(join(dir, 'keys', 'root.pem'), at('root-away.pem'));
    try {
      expect(await ca(['crl', '--dir', dir])).toMatchObject({ code: 0, error: '' });
      expect(trust().verify(certificateIn('b', 'bench.pem'), wanted()).id).toBe('bench-1');
    } finally {
      renameSync(at('root-away.pem'), join(dir, 'keys', 'root.pem'));
    }
  });

  it('drops a line of its register that a power cut tore', async () => {
    appendFileSync(join(dir, 'register.jsonl'), '{"event":"issued","at":17');
    expect(await ca(['crl', '--dir', dir])).toMatchObject({ code: 0, error: '' });
    const lines = text('ca', 'register.jsonl').trimEnd().split('\n');
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  });

  it('refuses in words, and changes nothing', async () => {
    const register = text('ca', 'register.jsonl');
    mkdirSync(at('full'));
    writeFileSync(at('full', 'x'), '');
    writeFileSync(at('no.csr'), 'nothing');
    const issue = ['issue', '--dir', dir, '--profile', 'bench', '--out', at('z')];
    const cases: readonly (readonly [readonly string[], string, RegExp])[] = [
      [['crl', '--dir', dir], 'another passphrase', /passphrase does not open/],
      [['crl', '--dir', dir], '', /LANDING_CA_PASSPHRASE/],
      [['crl', '--dir', at('nowhere')], passphrase, /no certificate authority/],
      [['crl'], passphrase, /--dir is missing/],
      [['init', '--dir', at('full')], passphrase, /files in .* already/],
      [['init', '--dir', at('short')], 'short', /at least 12 characters/],
      [[...issue, '--id', 'a/b', '--new-key'], passphrase, /--id is/],
      [[...issue, '--id', 'a'], passphrase, /--request FILE or --new-key/],
      [[...issue, '--id', 'a', '--request', at('no.csr')], passphrase, /PKCS #10/],
      [[...issue, '--id', 'a', '--request', at('none')], passphrase, /cannot be read \(ENOENT\)/],
      [[...issue, '--id', 'a', '--new-key', '--days', '0'], passphrase, /--days/],
      [
        ['issue', '--dir', dir, '--profile', 'root', '--id', 'a', '--new-key', '--out', at('z')],
        passphrase,
        /no profile root/,
      ],
      [['revoke', '--dir', dir, '--serial', 'ff', '--reason', 'boredom'], passphrase, /no reason boredom/],
      [['frobnicate', '--dir', dir], passphrase, /no command/],
      [['crl', '--dir', dir, '--force'], passphrase, /Unknown option/],
    ];
    for (const [args, secret, sentence] of cases) {
      const { code, error } = await ca(args, secret);
      expect(error).toMatch(sentence);
      expect(error).not.toContain('    at ');
      expect(code).toBe(2);
    }
    expect(text('ca', 'register.jsonl')).toBe(register);
    expect(existsSync(at('short'))).toBe(false);
  });
});
