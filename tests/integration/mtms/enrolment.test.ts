import { request } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CaFolder, issueCertificate, keyOfRequest } from '#keys/ca/service.ts';
import { demoPassphrase } from '#keys/mtms/demo.ts';
import { derOfPem, readCertificate } from '#server/pki/certificates.ts';
import { makeRequest, newRsaKey } from '#server/pki/request.ts';
import type { AppError } from '#shared/errors.ts';
import { pemOfCertificate, testAuthority } from '#tests/support/authority.ts';
import { Clock } from '#tests/support/landing.ts';
import { MtmsProcess, runKeyCommand } from '#tests/support/mtms-process.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';
import { TestBench } from '#tests/support/test-bench.ts';
import { TlsMtms } from '#tests/support/tls-mtms.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** A request of somebody without any certificate. */
function asStranger(url: string, method: string, body?: object): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = body ? { 'content-type': 'application/json' } : {};
    const asked = request(url, { method, headers, rejectUnauthorized: false, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    asked.on('error', reject);
    asked.end(body && JSON.stringify(body));
  });
}

describe('npm run mtms, to a bench that has no certificate yet', () => {
  const folder = tempFolder();
  let mtms: MtmsProcess;
  let bench: TestBench;
  beforeAll(async () => {
    mtms = await MtmsProcess.start(folder.path);
    bench = await TestBench.open(join(folder.path, 'landing'), new Clock(Date.now()));
  });
  afterAll(async () => {
    await bench?.close();
    await mtms?.end();
    folder.remove();
  });
  const operate = (...words: string[]) => runKeyCommand('mtms', ['operator', '--data', folder.path, ...words]);

  it('enrols by the code it printed; the certificate stands in the register of the authority, and survives kill -9', async () => {
    const { code, bench: id } = mtms.ready.demo.enrolment;
    const view = await bench.enrol(mtms.ready.url, code);
    expect(view).toMatchObject({ state: 'enrolled', with: { benchId: id, mtmsId: 'maker' } });
    const [der = Buffer.alloc(0)] = derOfPem(bench.row().certificate, 'CERTIFICATE');
    const serial = readCertificate(der).serial.toString('hex');
    {
      using authority = await CaFolder.open(mtms.ready.demo.ca, demoPassphrase);
      expect(authority.valid(Date.now())).toContainEqual(expect.objectContaining({ serial, profile: 'bench', id }));
    }
    const listed = JSON.parse((await operate('enrolments')).said);
    expect(listed).toMatchObject([{ bench: id, code: 'used', certificate: { serial } }]);
    const record = await runKeyCommand('audit', ['verify', '--data', folder.path]);
    expect([record.code, record.said]).toEqual([0, expect.stringContaining('Whole')]);
    expect(mtms.log).not.toContain(code);
    await mtms.end('SIGKILL');
    mtms = await MtmsProcess.start(folder.path);
  });

  it('answers a stranger at two doors and nowhere else', async () => {
    await bench.enrol(mtms.ready.url, mtms.ready.demo.enrolment.code);
    const api = (await bench.enrolment.member().request('GET', '/v1/openapi.json')) as {
      paths: Record<string, Record<string, unknown>>;
    };
    const open: string[] = [];
    const routes = Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ path, method: method.toUpperCase() })),
    );
    expect(routes.length).toBeGreaterThan(10);
    const more = [
      { path: '/v1/openapi.json', method: 'GET' },
      { path: '/v1/nothing', method: 'GET' },
      { path: '/v1/trust', method: 'POST' },
      { path: '/v1/enrolments', method: 'GET' },
      { path: '/', method: 'GET' },
    ];
    for (const { path, method } of [...routes, ...more]) {
      const url = `${mtms.ready.url}${path.replaceAll(/\{\w+\}/g, 'x')}`;
      const { status, text } = await asStranger(url, method, method === 'GET' ? undefined : {});
      if (JSON.parse(text.startsWith('{') ? text : '{}').reason === 'no_certificate') expect(status).toBe(403);
      else open.push(`${method} ${path} ${status}`);
    }
    expect(open.toSorted()).toEqual(['GET /v1/trust 200', 'POST /v1/enrolments 400']);
  });

  it('counts tries from one address', async () => {
    const certificateRequest = makeRequest(await newRsaKey()).toString('base64');
    const body = { number: '0000', proof: '0'.repeat(64), certificateRequest };
    const codes: string[] = [];
    // Ten in a minute, of which some were used before; another minute may begin in between.
    for (let i = 0; i < 24; i += 1)
      codes.push(JSON.parse((await asStranger(`${mtms.ready.url}/v1/enrolments`, 'POST', body)).text).code);
    expect(new Set(codes)).toEqual(new Set(['E_CODE', 'rate_limited']));
    expect(codes[0]).toBe('E_CODE');
  });

  it('shuts a bench out by command', async () => {
    const { bench: id } = mtms.ready.demo.enrolment;
    const member = bench.enrolment.member();
    expect((await operate('no-bench', id, 'stolen computer')).code).toBe(0);
    await expect(member.request('GET', '/v1/openapi.json')).rejects.toMatchObject({ code: 'E_CERT_REVOKED' });
    expect((await operate('bench', '../x')).code).toBe(1);
    expect(JSON.parse((await operate('bench', 'bench-2')).said)).toMatchObject({
      code: expect.stringMatching(/^([0-9A-Z]{5}-){5}[0-9A-Z]{5}$/),
      expiresAt: expect.any(Number),
    });
  });
});

describe('an MTMS without an issuing authority', () => {
  it('keeps the request; what was issued by hand is given at the next try', async () => {
    const folder = tempFolder();
    const clock = new Clock(Date.now());
    const authority = await testAuthority(clock.now());
    const mtms = await TlsMtms.start(authority, join(folder.path, 'mtms'), clock, { issuer: false });
    const bench = await TestBench.open(join(folder.path, 'landing'), clock);
    const { announcements } = mtms.service;
    const code = await mtms.code('bench-9');
    const tryIt = () =>
      bench.enrol(mtms.url, code).then(
        ({ state }) => state,
        (error: AppError) => error.code,
      );
    try {
      expect(await tryIt()).toBe('E_ISSUER');
      expect(await announcements.list()).toMatchObject([{ bench: 'bench-9', code: 'asked' }]);
      const csr = await announcements.request('bench-9');
      const pem = (id: string, by = authority) => {
        const benches = by.authorities.get('bench');
        const publicKey = keyOfRequest(csr);
        if (!benches || !publicKey) throw new Error('no authority or no key');
        const made = issueCertificate(benches, { profile: 'bench', id, publicKey }, clock.now());
        return pemOfCertificate(made) + pemOfCertificate(benches.certificate);
      };
      const stranger = await testAuthority(clock.now());
      await expect(announcements.takeCertificate('test', 'bench-9', pem('bench-8'))).rejects.toMatchObject({
        code: 'E_ROLE',
      });
      const foreign = pem('bench-9', stranger);
      await expect(announcements.takeCertificate('test', 'bench-9', foreign)).rejects.toMatchObject({ code: 'E_SIG' });
      expect(await tryIt()).toBe('E_ISSUER');
      await announcements.takeCertificate('test', 'bench-9', pem('bench-9'));
      expect(await tryIt()).toBe('enrolled');
    } finally {
      await bench.close();
      await mtms.stop();
      folder.remove();
    }
  });
});
