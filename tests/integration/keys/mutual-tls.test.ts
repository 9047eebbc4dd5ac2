import { join } from 'node:path';
import { connect } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProfileName } from '#keys/ca/profiles.ts';
import { MutualClient } from '#server/mutual-tls/client.ts';
import { CredentialFiles } from '#server/mutual-tls/credential-files.ts';
import { mutualTlsApp, type Refused, requirePeers } from '#server/mutual-tls/server.ts';
import type { Signer } from '#server/pki/signed-data.ts';
import { answerWithProblems } from '#server/problems.ts';
import { reasonOf } from '#shared/bench/errors.ts';
import { AppError } from '#shared/errors.ts';
import { pemOfCertificate, type TestAuthority, testAuthority } from '#tests/support/authority.ts';
import { layDown, replaceFile } from '#tests/support/credential-folder.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

const dayMs = 86_400_000;
const folder = tempFolder();
const place = (name: string) => join(folder.path, name);
let ca: TestAuthority;
let stranger: TestAuthority;
let app: FastifyInstance;
let url: string;
let mtms: CredentialFiles;
const refused: Refused[] = [];
let serverNow = () => Date.now();
const clients: MutualClient[] = [];

beforeAll(async () => {
  [ca, stranger] = await Promise.all([testAuthority(), testAuthority()]);
  await layDown(ca, place('mtms'), 'mtms', await ca.issue('mtms', 'mtms-1'));
  mtms = CredentialFiles.open({ folder: place('mtms'), profile: 'mtms' });
  app = mutualTlsApp(mtms);
  answerWithProblems(app, () => 'en');
  const peerOf = requirePeers(app, mtms, {
    rolesFor: () => ['bench'],
    now: () => serverNow(),
    onRefused: (who) => refused.push(who),
  });
  app.get('/who', async (request) => {
    const { role, id } = peerOf(request);
    return { role, id };
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `https://127.0.0.1:${(app.server.address() as { port: number }).port}`;
});
afterAll(async () => {
  for (const client of clients) client.close();
  await app.close();
  folder.remove();
});
beforeEach(() => {
  refused.length = 0;
  serverNow = () => Date.now();
});

let folders = 0;
async function clientOf(
  signer: Signer,
  how: { profile?: ProfileName; from?: TestAuthority; bundle?: string; id?: string; now?: () => number } = {},
) {
  const profile = how.profile ?? 'bench';
  const own = place(`client-${folders++}`);
  await layDown(how.from ?? ca, own, profile, signer, how.bundle);
  const credentials = CredentialFiles.open({ folder: own, profile });
  const client = new MutualClient({
    credentials,
    roles: ['mtms'],
    id: how.id,
    unreachable: 'E_MTMS_DOWN',
    ...(how.now ? { now: how.now } : {}),
  });
  clients.push(client);
  return { client, credentials, own };
}
const outcome = async (client: MutualClient, to = url): Promise<unknown> => {
  try {
    return (await client.request('GET', `${to}/who`)).value;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return `${error.code} ${reasonOf(error)}`;
  }
};

describe('mutual TLS', () => {
  it('lets a bench in and knows it by its certificate', async () => {
    const { client } = await clientOf(await ca.issue('bench', 'bench-1'));
    expect(await outcome(client)).toEqual({ role: 'bench', id: 'bench-1' });
    expect(refused).toEqual([]);
  });

  it('answers everybody else with a precise code, and records them', async () => {
    const now = Date.now();
    const revoked = await ca.issue('bench', 'bench-revoked');
    mtms.trust.renew(await ca.bundle({ revoked: [revoked.certificate], number: 2 }));
    const cases: readonly (readonly [string, Promise<Signer>, ProfileName])[] = [
      ['E_CERT_REVOKED revoked', Promise.resolve(revoked), 'bench'],
      ['E_CERT_EXPIRED certificate_expired', ca.issue('bench', 'bench-old', { at: now - 30 * dayMs }), 'bench'],
      ['E_CLOCK certificate_not_yet_valid', ca.issue('bench', 'bench-new', { at: now + 2 * dayMs }), 'bench'],
      ['E_ROLE role', ca.issue('kms', 'kms-1'), 'kms'],
      ['E_ROLE issuer_of_another_role', ca.issue('bench', 'bench-2', { by: 'pos' }), 'bench'],
      ['E_SIG wrong_root', stranger.issue('bench', 'bench-1'), 'bench'],
    ];
    for (const [expected, signer, profile] of cases) {
      const { client } = await clientOf(await signer, { profile });
      expect(await outcome(client)).toBe(expected);
    }
    expect(refused.map(({ error }) => error.code)).toEqual(cases.map(([expected]) => expected.split(' ')[0]));
    expect(refused[0]).toMatchObject({ address: '127.0.0.1', method: 'GET', url: '/who' });
  });

  it('answers who shows no certificate', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', rejectUnauthorized: false }, () =>
        socket.write('GET /who HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
      );
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('end', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).toContain('403 Forbidden');
    expect(answer).toContain('"code":"E_ROLE"');
    expect(answer).toContain('"reason":"no_certificate"');
  });

  it('speaks TLS 1.3 only', async () => {
    const error = await new Promise<NodeJS.ErrnoException>((resolve, reject) => {
      const socket = connect(
        { port: Number(new URL(url).port), host: '127.0.0.1', rejectUnauthorized: false, maxVersion: 'TLSv1.2' },
        () => reject(new Error('connected')),
      );
      socket.on('error', resolve);
    });
    expect(error.code).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
  });

  it('lets nobody in when the revocation lists ran out', async () => {
    const { client } = await clientOf(await ca.issue('bench', 'bench-1'));
    serverNow = () => Date.now() + 8 * dayMs;
    expect(await outcome(client)).toBe('E_CRL_STALE crl_stale');
  });

  it('verifies the server before a byte is sent', async () => {
    const bench = await ca.issue('bench', 'bench-1');
    const pinnedElsewhere = await clientOf(bench, { from: stranger });
    expect(await outcome(pinnedElsewhere.client)).toBe('E_SIG wrong_root');
    const other = await clientOf(bench, { id: 'mtms-2' });
    expect(await outcome(other.client)).toBe('E_ROLE another_holder');
    const withdrawn = await clientOf(bench, {
      bundle: await ca.bundle({ revoked: [mtms.signer.certificate], number: 3 }),
    });
    expect(await outcome(withdrawn.client)).toBe('E_CERT_REVOKED revoked');
    const late = await clientOf(bench, { now: () => Date.now() + 5 * dayMs * 365 });
    expect(await outcome(late.client)).toMatch(/^E_CERT_EXPIRED/);
    expect(refused).toEqual([]);
  });

  it('says so when nobody is there', async () => {
    const { client } = await clientOf(await ca.issue('bench', 'bench-1'));
    expect(await outcome(client, 'https://127.0.0.1:1')).toBe('E_MTMS_DOWN ECONNREFUSED');
  });
});

describe('files that others renew', () => {
  it('are taken up without a restart: a revocation counts on an open connection', async () => {
    const lost = await ca.issue('bench', 'bench-lost');
    const { client } = await clientOf(lost);
    expect(await outcome(client)).toEqual({ role: 'bench', id: 'bench-lost' });
    replaceFile(join(place('mtms'), 'trust.pem'), await ca.bundle({ revoked: [lost.certificate], number: 8 }));
    mtms.renew();
    expect(await outcome(client)).toBe('E_CERT_REVOKED revoked');
  });

  it('change the server’s certificate for the connections to come', async () => {
    const fresh = await ca.issue('mtms', 'mtms-renewed');
    replaceFile(join(place('mtms'), 'mtms.key'), fresh.key.export({ type: 'pkcs8', format: 'pem' }).toString());
    replaceFile(join(place('mtms'), 'mtms.pem'), pemOfCertificate(fresh.certificate) + pemOfCertificate(fresh.issuer));
    mtms.renew();
    const { client } = await clientOf(await ca.issue('bench', 'bench-1'), { id: 'mtms-renewed' });
    expect(await outcome(client)).toEqual({ role: 'bench', id: 'bench-1' });
  });

  it('change nothing when they cannot be used', async () => {
    const before = mtms.signer;
    replaceFile(join(place('mtms'), 'mtms.pem'), '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    expect(() => mtms.renew()).toThrow();
    const other = await stranger.issue('mtms', 'mtms-1');
    replaceFile(join(place('mtms'), 'mtms.pem'), pemOfCertificate(other.certificate) + pemOfCertificate(other.issuer));
    replaceFile(join(place('mtms'), 'trust.pem'), await stranger.bundle({ number: 99 }));
    expect(() => mtms.renew()).toThrow();
    expect(mtms.signer).toBe(before);
    const { client } = await clientOf(await ca.issue('bench', 'bench-1'));
    expect(await outcome(client)).toEqual({ role: 'bench', id: 'bench-1' });
  });
});
