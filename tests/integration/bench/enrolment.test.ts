import pino from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { appOptions } from '#keys/mtms/server.ts';
import { Credentials } from '#server/mutual-tls/credentials.ts';
import { mutualTlsApp } from '#server/mutual-tls/server.ts';
import type { Certificate } from '#server/pki/certificates.ts';
import { makeRequest, newRsaKey } from '#server/pki/request.ts';
import type { AppError } from '#shared/errors.ts';
import { pemOfCertificate, type TestAuthority } from '#tests/support/authority.ts';
import { call, certificateOf, codeOf, dayMs, EnrolmentWorld, hourMs } from '#tests/support/enrolment-world.ts';
import { actorOf } from '#tests/support/test-bench.ts';

const world = EnrolmentWorld.forTests();

describe('a bench enrols by a code', () => {
  it('gets a certificate, speaks with the MTMS, and still does after a restart', async () => {
    const [at, id] = [world.place(), world.newId()];
    const bench = await world.benchIn(at);
    expect(bench.enrolment.show()).toEqual({ state: 'none', with: null, trouble: null });
    expect(bench.enrolment.view.state).toBe('none');
    expect(() => bench.enrolment.member()).toThrow(expect.objectContaining({ code: 'bench_not_enrolled' }));
    const view = await bench.enrol(world.mtms.url.replace('https://', ' '), (await world.mtms.code(id)).toLowerCase());
    expect(view).toMatchObject({ state: 'enrolled', with: { benchId: id, mtmsId: 'maker', address: world.mtms.url } });
    expect(view.with?.goodUntil).toBe(Math.floor((world.clock.now() + 14 * dayMs) / 1000) * 1000);
    expect(await call(bench)).toEqual({ operations: [] });
    expect(bench.enrolment.view).toMatchObject({ state: 'ready', benchId: id, problem: null });
    const { recordKey } = bench.enrolment.member();
    expect(recordKey.asymmetricKeyType).toBe('ed25519');
    await world.close(bench);
    const again = await world.benchIn(at);
    expect(again.enrolment.show()).toEqual(view);
    expect(await call(again)).toEqual({ operations: [] });
    expect(again.enrolment.member().recordKey.equals(recordKey)).toBe(true);
    expect(again.log.join('')).not.toContain('PRIVATE');
  });

  it('is refused with a wrong code, a used one and one that ran out, each with its own words', async () => {
    const id = world.newId();
    const bench = await world.benchIn(world.place());
    const right = await world.mtms.code(id);
    expect(await codeOf(() => bench.enrol(world.mtms.url, right.slice(0, -1)))).toBe('enrolment_code_invalid');
    expect(await codeOf(() => bench.enrol('http://x', right))).toBe('mtms_address_invalid');
    world.clock.advance(24 * hourMs + 1);
    await world.mtms.publish();
    expect(await codeOf(() => bench.enrol(world.mtms.url, right))).toBe('E_CODE_EXPIRED');
    const fresh = await world.mtms.code(id);
    expect(await codeOf(() => bench.enrol(world.mtms.url, right))).toBe('E_CODE');
    await bench.enrol(world.mtms.url, fresh);
    const second = await world.benchIn(world.place());
    expect(await codeOf(() => second.enrol(world.mtms.url, fresh))).toBe('E_CODE_USED');
    expect(second.enrolment.show().state).toBe('none');
  });

  it('gets the same certificate again for the same code, wherever the answer or the process was lost', async () => {
    const id = world.newId();
    const code = await world.mtms.code(id);
    const bench = await world.benchIn(world.place());
    const { context } = world.mtms.service;
    const { issuer } = context;
    if (!issuer) throw new Error('no issuer');
    // It dies after the code was used and before the certificate was made, then after it was made and not yet kept.
    const real = issuer.issue.bind(issuer);
    const issue = vi.spyOn(issuer, 'issue').mockRejectedValueOnce(new Error('killed'));
    expect(await codeOf(() => bench.enrol(world.mtms.url, code))).toBe('internal_error');
    let first: Certificate | undefined;
    issue.mockImplementationOnce(async (...wanted) => {
      first = (await real(...wanted)).certificate;
      throw new Error('killed');
    });
    expect(await codeOf(() => bench.enrol(world.mtms.url, code))).toBe('internal_error');
    issue.mockRestore();
    world.clock.advance(90_000);
    await bench.enrol(world.mtms.url, code);
    expect(certificateOf(bench).fingerprint).toBe(first?.fingerprint);
    await bench.enrol(world.mtms.url, code);
    expect(certificateOf(bench).fingerprint).toBe(first?.fingerprint);
    const { driver } = context;
    const entered = await driver.transaction((tx) => tx.execute('select serial from bench_certificate'));
    expect(JSON.stringify(entered)).toContain(first?.serial.toString('hex'));
  });

  it('finds a code locked after five wrong tries', async () => {
    const id = world.newId();
    const number = (await world.mtms.code(id)).slice(0, 4);
    const certificateRequest = makeRequest(await newRsaKey()).toString('base64');
    const wanted = { number, proof: '0'.repeat(64), certificateRequest };
    const answers: unknown[] = [];
    for (let i = 0; i < 6; i += 1)
      answers.push(
        await world.mtms.service.enrolments
          .enrol(wanted, 'test')
          .catch((error: AppError) => [error.code, (error.details as { params?: unknown }).params]),
      );
    expect(answers).toEqual([
      ...[4, 3, 2, 1].map((left) => ['E_CODE', { left }]),
      ['E_CODE_LOCKED', undefined],
      ['E_CODE_LOCKED', undefined],
    ]);
    const listed = (await world.mtms.service.announcements.list()).find(({ bench }) => bench === id);
    expect(listed).toMatchObject({ code: 'locked', certificate: null });
  });

  it('shows nothing secret to a server of another root, even one that shows the right one', async () => {
    const bench = await world.benchIn(world.place());
    const code = await world.mtms.code(world.newId());
    const right = pemOfCertificate(world.authority.root.certificate) + (await world.authority.bundle());
    const heard: string[] = [];
    const serve = async (by: TestAuthority, profile: 'mtms' | 'kms', trust: string) => {
      const { certificate, issuer, key } = await by.issue(profile, 'maker', { at: world.clock.now() });
      const identity = {
        certificate: pemOfCertificate(certificate) + pemOfCertificate(issuer),
        key: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
      };
      const credentials = new Credentials(identity, { root: by.rootPem, bundle: await by.bundle() });
      const app = mutualTlsApp(credentials, appOptions(pino({ level: 'silent' })));
      app.get('/v1/trust', async () => trust);
      app.post('/v1/enrolments', async ({ body }) => heard.push(JSON.stringify(body)));
      return { url: await app.listen({ host: '127.0.0.1', port: 0 }), close: () => app.close() };
    };
    const ask = async (...how: Parameters<typeof serve>) => {
      const server = await serve(...how);
      const answer = await codeOf(() => bench.enrol(server.url, code));
      await server.close();
      return answer;
    };
    expect(
      await ask(world.other, 'mtms', pemOfCertificate(world.other.root.certificate) + (await world.other.bundle())),
    ).toBe('E_ROOT');
    expect(await ask(world.other, 'mtms', 'nothing')).toBe('E_ROOT');
    const now = { at: world.clock.now(), number: 500 };
    const current = pemOfCertificate(world.authority.root.certificate) + (await world.authority.bundle(now));
    expect(await ask(world.other, 'mtms', current)).toBe('E_SIG');
    expect(await ask(world.authority, 'kms', current)).toBe('E_ROLE');
    world.clock.advance(8 * dayMs);
    expect(await ask(world.authority, 'mtms', right)).toBe('E_CRL_STALE');
    expect(heard).toEqual([]);
    expect(bench.enrolment.show()).toEqual({ state: 'none', with: null, trouble: null });
    expect(await codeOf(() => bench.enrol('127.0.0.1:1', code))).toBe('E_MTMS_DOWN');
  });

  it('is for those who connect the house elsewhere too', async () => {
    const bench = await world.benchIn(world.place());
    const code = await world.mtms.code(world.newId());
    for (const role of ['technician', 'sales', 'counter'] as const) {
      const wanted = { address: world.mtms.url, code };
      expect(await codeOf(() => bench.enrolment.enrol(actorOf(role), wanted))).toBe('permission_denied');
      expect(await codeOf(() => bench.enrolment.disconnect(actorOf(role)))).toBe('permission_denied');
    }
    expect(await codeOf(() => bench.enrolment.enrol(actorOf('manager'), { address: world.mtms.url, code }))).toBe(
      'done',
    );
  });
});
