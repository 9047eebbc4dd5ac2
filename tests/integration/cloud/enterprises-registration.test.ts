import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentLimit, type RegistrationStatus } from '#shared/enterprises/registration.ts';
import type { ProblemBody } from '#tests/support/api.ts';
import { files, newRegistration, TestCloud, TestMerchant, type TestOperator } from '#tests/support/cloud.ts';

describe('how a merchant comes in', () => {
  let cloud: TestCloud;
  let operator: TestOperator;

  beforeAll(async () => {
    cloud = await TestCloud.start();
    operator = await cloud.operator();
  });
  afterAll(() => cloud.close());

  const status = async (merchant: TestMerchant) => (await merchant.call<RegistrationStatus>('GET', '')).body;

  it('registers, is asked again, sends more, is approved, connects its first computer', async () => {
    const merchant = await TestMerchant.register(cloud);
    const { enterpriseId } = merchant.registration;
    expect(await status(merchant)).toMatchObject({ state: 'pending', submittedAt: null, documents: [] });
    expect((await merchant.call<ProblemBody>('POST', '/submit')).body.code).toBe('registration_no_document');
    expect((await merchant.upload(files.png)).status).toBe(200);
    expect((await merchant.call<RegistrationStatus>('POST', '/submit')).body.submittedAt).toBeGreaterThan(0);
    // Its turn is over: what is being looked at stays as it is.
    expect((await merchant.upload(files.pdf, { type: 'application/pdf' })).body.code).toBe('registration_closed');
    expect((await merchant.call<ProblemBody>('PUT', '', merchant.registration)).body.code).toBe('registration_closed');
    expect(
      (await merchant.call<ProblemBody>('POST', '/enrol', { device: randomUUID(), landing: 'PC' })).body.code,
    ).toBe('registration_not_approved');

    expect((await operator.decide(enterpriseId, 'asked_again', '请补充食品经营许可证')).status).toBe(200);
    const asked = await status(merchant);
    expect(asked).toMatchObject({ state: 'asked_again', decisions: [{ reason: '请补充食品经营许可证' }] });
    // Merchants read the platform's word, not an operator's account.
    expect(JSON.stringify(asked)).not.toContain('amy');
    expect((await merchant.upload(files.pdf, { type: 'application/pdf', kind: 'food_licence' })).status).toBe(200);
    expect((await merchant.call('PUT', '', { ...merchant.registration, name: '桂花大馆' })).status).toBe(200);
    expect((await merchant.call<RegistrationStatus>('POST', '/submit')).body.state).toBe('pending');

    expect((await operator.decide(enterpriseId, 'approved')).status).toBe(200);
    const device = randomUUID();
    const enrolled = await merchant.call<{ credential: string; administers: boolean; enterpriseName: string }>(
      'POST',
      '/enrol',
      { device, landing: '收银台' },
    );
    expect(enrolled.body).toMatchObject({ administers: true, enterpriseName: '桂花大馆', enterpriseId });
    const { credential } = enrolled.body;
    const state = await cloud.call('GET', '/enterprise', undefined, credential);
    expect(state.body).toMatchObject({ id: enterpriseId, state: 'active', switches: {} });
    expect((await status(merchant)).decisions.map(({ decision }) => decision)).toEqual(['asked_again', 'approved']);
  });

  it('enrols one computer with its token, which may repeat a lost answer until it has used the credential', async () => {
    const merchant = await TestMerchant.submitted(cloud);
    await operator.decide(merchant.registration.enterpriseId, 'approved');
    const device = randomUUID();
    const enrol = (id: string) =>
      merchant.call<{ credential: string } & ProblemBody>('POST', '/enrol', { device: id, landing: '' });
    const first = (await enrol(device)).body.credential;
    expect((await enrol(randomUUID())).body.code).toBe('registration_used');
    const again = (await enrol(device)).body.credential;
    expect((await cloud.call('GET', '/enterprise', undefined, first)).status).toBe(401);
    expect((await cloud.call('GET', '/enterprise', undefined, again)).status).toBe(200);
    expect((await enrol(device)).body.code).toBe('registration_used');
  });

  it('may send in again after a rejection, and the reasons stay', async () => {
    const merchant = await TestMerchant.submitted(cloud);
    const { enterpriseId } = merchant.registration;
    await operator.decide(enterpriseId, 'rejected', 'The licence has expired');
    expect((await merchant.call<RegistrationStatus>('POST', '/submit')).body.state).toBe('pending');
    await operator.decide(enterpriseId, 'approved');
    expect((await status(merchant)).decisions.map(({ reason }) => reason)).toEqual(['The licence has expired', '']);
    expect((await merchant.call<ProblemBody>('POST', '/submit')).body.code).toBe('registration_closed');
  });

  it('gives another code where the wished one is taken, also when two wish it at once', async () => {
    const both = await Promise.all([1, 2].map(() => TestMerchant.submitted(cloud, { code: 'noodle-house' })));
    const answers = await Promise.all(
      both.map(({ registration }) => operator.decide(registration.enterpriseId, 'approved')),
    );
    expect(answers.map(({ body }) => body.code).sort()).toEqual(['noodle-house', 'noodle-house-2']);
    expect((await status(await TestMerchant.register(cloud, { code: 'noodle-house' }))).code).toBe('noodle-house-3');
    const long = 'a'.repeat(32);
    await cloud.enterprise(long);
    expect((await status(await TestMerchant.register(cloud, { code: long }))).code).toBe(`${'a'.repeat(30)}-2`);
  });

  it('says the same of every enterprise it knows, and nothing about it', async () => {
    const waiting = await TestMerchant.register(cloud, { code: 'secret-shop', name: 'Secret' });
    const active = await cloud.enterprise('other-secret');
    const refusals = await Promise.all(
      [waiting.registration.enterpriseId, active].map((enterpriseId) =>
        cloud.call<ProblemBody>('POST', '/registrations', newRegistration({ enterpriseId })),
      ),
    );
    expect(refusals[0]?.body).toEqual(refusals[1]?.body);
    expect(refusals[0]?.status).toBe(409);
    expect(JSON.stringify(refusals)).not.toMatch(/secret/i);
    // The token holds for its own enterprise, whatever the body says.
    const foreign = await waiting.call<ProblemBody>('PUT', '', newRegistration({ enterpriseId: active }));
    expect(foreign.body.code).toBe('registration_refused');
  });

  it('knows no guessed token, in any route', async () => {
    const merchant = await TestMerchant.submitted(cloud);
    for (const token of ['x'.repeat(43), `${merchant.token.slice(0, -1)}_`, merchant.token.toUpperCase()]) {
      for (const [method, path] of [
        ['GET', ''],
        ['PUT', ''],
        ['POST', '/submit'],
        ['POST', '/enrol'],
        ['DELETE', `/documents/${randomUUID()}`],
      ] as const) {
        const answer = await cloud.call<ProblemBody>(method, `/registrations${path}`, undefined, token);
        expect([method, path, answer.status, answer.body.code]).toEqual([
          method,
          path,
          401,
          'registration_token_wrong',
        ]);
      }
      expect((await merchant.upload(files.png, { token })).status).toBe(401);
    }
    expect((await cloud.call('GET', '/registrations')).status).toBe(401);
  });

  it('takes no document that is not what it says', async () => {
    const merchant = await TestMerchant.register(cloud);
    const html = Buffer.from('<html><script>alert(1)</script>');
    const codes = await Promise.all([
      merchant.upload(html),
      merchant.upload(html, { type: 'application/pdf' }),
      merchant.upload(files.pdf, { type: 'image/png' }),
      merchant.upload(files.png, { type: 'image/jpeg' }),
      merchant.upload(Buffer.alloc(0)),
      merchant.upload(html, { type: 'text/html' }),
      merchant.upload(files.png, { kind: 'love_letter' }),
      merchant.upload(Buffer.concat([files.png, Buffer.alloc(documentLimit.bytes)])),
    ]);
    expect(codes.map(({ body }) => body.code)).toEqual([
      'document_type_wrong',
      'document_type_wrong',
      'document_type_wrong',
      'document_type_wrong',
      'document_type_wrong',
      'unsupported_media_type',
      'validation_failed',
      'body_too_large',
    ]);
    expect((await status(merchant)).documents).toEqual([]);
  });

  it('keeps ten documents at most, the same one once, and a name without folders', async () => {
    const merchant = await TestMerchant.register(cloud);
    const numbered = (number: number) => Buffer.concat([files.png, Buffer.from([number])]);
    const first = await merchant.upload(numbered(0), { name: '..\\..\\a/执照\r\n"; x.png' });
    expect((await merchant.upload(numbered(0), { name: 'again.png' })).body.id).toBe(first.body.id);
    for (let i = 1; i < documentLimit.count; i += 1) await merchant.upload(numbered(i));
    expect((await merchant.upload(numbered(99))).body.code).toBe('document_count');
    const { documents } = await status(merchant);
    expect([documents.length, documents[0]?.name]).toEqual([documentLimit.count, 'again.png']);
    expect((await merchant.call('DELETE', `/documents/${first.body.id}`)).status).toBe(204);
    expect((await merchant.call<ProblemBody>('DELETE', `/documents/${first.body.id}`)).body.code).toBe(
      'document_missing',
    );
  });

  it('touches no document of another', async () => {
    const [one, other] = [await TestMerchant.register(cloud), await TestMerchant.register(cloud)];
    const { body } = await one.upload(files.png);
    expect((await other.call('DELETE', `/documents/${body.id}`)).status).toBe(404);
    expect((await status(one)).documents).toHaveLength(1);
    expect((await status(other)).documents).toHaveLength(0);
  });

  it('shows nothing to the operator before it is sent in', async () => {
    const merchant = await TestMerchant.register(cloud);
    const { body } = await merchant.upload(files.png);
    const path = `/registrations/${merchant.registration.enterpriseId}`;
    expect((await operator.call('GET', path)).status).toBe(404);
    expect((await operator.call('GET', `${path}/documents/${body.id}`)).status).toBe(404);
  });

  it('limits what comes without a token by address', async () => {
    const strict = await TestCloud.start({ limits: { registrationsPerAddress: 2, wrongSecretsPerAddress: 3 } });
    const codes: number[] = [];
    for (let i = 0; i < 3; i += 1) codes.push((await strict.call('POST', '/registrations', newRegistration())).status);
    for (let i = 0; i < 4; i += 1) {
      codes.push((await strict.call('GET', '/registrations', undefined, 'x'.repeat(43))).status);
    }
    await strict.close();
    expect(codes).toEqual([201, 201, 429, 401, 401, 401, 429]);
  });
});
