import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry, EnterpriseDetail, PlatformHealth, Queue } from '#shared/enterprises/operator.ts';
import { type ProblemBody, request } from '#tests/support/api.ts';
import { files, TestCloud, TestMerchant, TestOperator } from '#tests/support/cloud.ts';

const password = 'sea-otters-float';

describe('the operator’s console, as an API', () => {
  let cloud: TestCloud;
  let operator: TestOperator;

  beforeAll(async () => {
    cloud = await TestCloud.start();
    operator = await cloud.operator();
  });
  afterAll(() => cloud.close());

  const audit = async (search = '') =>
    (await operator.call<{ entries: AuditEntry[] }>('GET', `/audit?search=${encodeURIComponent(search)}`)).body.entries;

  it('decides once: an approval that is sent again, or on what was changed meanwhile, is refused', async () => {
    const merchant = await TestMerchant.submitted(cloud);
    const path = `/registrations/${merchant.registration.enterpriseId}`;
    const { revision } = (await operator.call<{ revision: number }>('GET', path)).body;
    const approve = (seen: number) =>
      operator.call<ProblemBody>('POST', `${path}/decisions`, { decision: 'approved', revision: seen });
    expect((await approve(revision - 1)).body.code).toBe('registration_changed');
    const answers = await Promise.all([approve(revision), approve(revision)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await approve(revision)).body.code).toBe('registration_changed');
    const other = await TestMerchant.submitted(cloud);
    const theirs = `/registrations/${other.registration.enterpriseId}`;
    const seen = (await operator.call<{ revision: number }>('GET', theirs)).body.revision;
    await operator.decide(other.registration.enterpriseId, 'asked_again');
    await other.upload(files.pdf, { type: 'application/pdf' });
    await other.call('POST', '/submit');
    const late = await operator.call<ProblemBody>('POST', `${theirs}/decisions`, {
      decision: 'approved',
      revision: seen,
    });
    expect(late.body.code).toBe('registration_changed');
    // A refusal without a reason helps nobody.
    const wordless = await operator.call<ProblemBody>('POST', `${theirs}/decisions`, {
      decision: 'rejected',
      reason: ' ',
      revision: seen,
    });
    expect(wordless.status).toBe(400);
  });

  it('lists what waits the oldest first, finds by name, and counts', async () => {
    const own = await TestCloud.start();
    const amy = await own.operator();
    await TestMerchant.submitted(own, { name: '一号面馆' });
    await TestMerchant.submitted(own, { name: '100%_Tea' });
    await TestMerchant.register(own, { name: 'Never sent in' });
    const queue = async (query = '') => (await amy.call<Queue>('GET', `/registrations${query}`)).body;
    const { entries, counts } = await queue();
    expect(entries.map(({ name, documents, again }) => [name, documents, again])).toEqual([
      ['一号面馆', 1, false],
      ['100%_Tea', 1, false],
    ]);
    expect(counts).toEqual({ pending: 2, asked_again: 0, rejected: 0, approved: 0 });
    expect((await queue(`?search=${encodeURIComponent('%_t')}`)).entries.map(({ name }) => name)).toEqual(['100%_Tea']);
    expect((await queue('?search=__')).entries).toEqual([]);
    await own.close();
  });

  it('shows a document as what it is and nothing more, and records who opened it', async () => {
    const merchant = await TestMerchant.register(cloud, { name: 'Papers' });
    const name = '执照 "1"\u202e.png';
    const { body } = await merchant.upload(files.png, { name });
    await merchant.upload(files.pdf, { type: 'application/pdf', name: "it's.pdf" });
    await merchant.call('POST', '/submit');
    const path = `${cloud.url}/api/v1/operator/registrations/${merchant.registration.enterpriseId}/documents/${body.id}`;
    const response = await fetch(path, { headers: { cookie: operator.cookie } });
    expect(Buffer.from(await response.arrayBuffer()).equals(files.png)).toBe(true);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': `inline; filename="__ _1_.png"; filename*=UTF-8''${encodeURIComponent('执照 "1".png')}`,
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect((await fetch(path)).status).toBe(401);
    const all = await operator.call<{ entries: AuditEntry[] }>('GET', '/audit?all=true&search=Papers');
    expect(all.body.entries[0]).toMatchObject({ by: 'amy', action: 'registration.document_read', subject: 'Papers' });
    expect((await audit('Papers')).map(({ action }) => action)).toEqual([]);
  });

  it('renames, switches and suspends enterprises, each on the record', async () => {
    const [one, other] = [await cloud.enterprise('lantern'), await cloud.enterprise('teahouse')];
    const change = (body: unknown) =>
      operator.call<EnterpriseDetail & ProblemBody>('PATCH', `/enterprises/${one}`, body);
    const taken = await change({ code: 'teahouse' });
    expect([taken.body.code, taken.body['suggestion']]).toEqual(['enterprise_code_taken', 'teahouse-2']);
    expect((await change({ code: 'Bright Lantern' })).status).toBe(400);
    expect((await change({ code: 'bright-lantern' })).body.code).toBe('bright-lantern');
    await change({ switches: { bench: false } });
    await change({ switches: { bench: false } });
    await change({ state: 'suspended' });
    await change({ state: 'active' });
    expect((await change({ owner: 'me' })).status).toBe(400);
    const entries = (await audit('Shop lantern')).filter(({ subjectId }) => subjectId === one);
    expect(entries.map(({ action, by, details }) => [action, by, details]).reverse()).toEqual([
      ['enterprise.renamed', 'amy', { from: 'lantern', to: 'bright-lantern' }],
      ['enterprise.switched', 'amy', { subsystem: 'bench', on: false }],
      ['enterprise.suspended', 'amy', {}],
      ['enterprise.resumed', 'amy', {}],
    ]);
    expect((await operator.call<EnterpriseDetail>('GET', `/enterprises/${other}`)).body.code).toBe('teahouse');
  });

  it('revokes a device, and gives a code to an enterprise that has lost them all', async () => {
    const device = await cloud.device(await cloud.enterprise());
    expect((await operator.call('DELETE', `/devices/${device.id}`)).status).toBe(204);
    expect((await cloud.call<ProblemBody>('GET', '/enterprise', undefined, device.credential)).body.code).toBe(
      'device_revoked',
    );
    const { body } = await operator.call<{ code: string }>('POST', `/enterprises/${device.enterpriseId}/codes`, {
      name: 'New counter',
    });
    const enrolled = await cloud.call<{ administers: boolean }>('POST', '/devices/enrol', {
      code: body.code,
      device: randomUUID(),
      landing: '',
    });
    expect(enrolled.body.administers).toBe(true);
    expect((await operator.call('DELETE', `/devices/${randomUUID()}`)).status).toBe(404);
  });

  it('tells how the platform is', async () => {
    const { body } = await operator.call<PlatformHealth>('GET', '/health');
    expect(body.processes).toEqual([
      expect.objectContaining({ own: true, alive: true, version: 'test', pid: process.pid }),
    ]);
    expect(body.database).toMatchObject({ kind: 'embedded', migration: '0002_commands' });
    expect(body.database.size).toBeGreaterThan(1_000_000);
  });

  it('the record cannot be taken back, not even by the program', async () => {
    const { database } = cloud.cloud;
    for (const statement of [
      'delete from audit_entry',
      "update audit_entry set by = 'nobody'",
      'truncate audit_entry',
    ]) {
      await expect(database.asPlatform((tx) => tx.execute(statement))).rejects.toMatchObject({
        cause: { message: expect.stringContaining('permission denied') },
      });
    }
  });
});

describe('who the operator is', () => {
  let cloud: TestCloud;
  let now = Date.now();

  beforeAll(async () => {
    cloud = await TestCloud.start({ now: () => now });
    await cloud.cloud.accounts.add('amy', password);
  });
  afterAll(() => cloud.close());

  const signIn = (name: string, typed: string, headers: Record<string, string> = {}) =>
    request<ProblemBody>(`${cloud.url}/api/v1/operator/session`, { body: { name, password: typed }, headers });
  const cookieOf = (headers: Headers) => headers.get('set-cookie') ?? '';

  it('every route but the sign-in asks for a session, before it looks at anything else', async () => {
    const document = await request<{ paths: Record<string, Record<string, { security?: object[] }>> }>(
      `${cloud.url}/api/openapi.json`,
    );
    const routes = Object.entries(document.body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => ({ path, method, open: methods[method]?.security === undefined })),
    );
    const own = routes.filter(({ path }) => path.startsWith('/api/v1/operator'));
    expect(own.length).toBeGreaterThan(14);
    expect(own.filter(({ open }) => open).map(({ path, method }) => `${method} ${path}`)).toEqual([
      'post /api/v1/operator/session',
    ]);
    for (const { path, method } of own.filter(({ open }) => !open)) {
      const url = `${cloud.url}${path.replace(/\{\w+\}/g, 'no-uuid')}`;
      for (const cookie of ['', 'landing-operator=', `landing-operator=${'x'.repeat(43)}`]) {
        const { status } = await request(url, { method: method.toUpperCase(), headers: { cookie } });
        // Signing out without a session is no mistake; the password is looked at after the body's shape.
        if (path.endsWith('/session')) expect(status).toBe(204);
        else if (path.endsWith('/password')) expect([400, 401]).toContain(status);
        else expect([path, method, status]).toEqual([path, method, 401]);
      }
    }
  });

  it('has a cookie that scripts and other sites cannot use; over HTTPS one for this host alone', async () => {
    expect(cookieOf((await signIn('amy', password)).headers)).toMatch(
      /^landing-operator=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const secure = await TestCloud.start({ publicOrigin: 'https://cloud.example' });
    await secure.cloud.accounts.add('amy', password);
    const answer = await request(`${secure.url}/api/v1/operator/session`, {
      body: { name: 'amy', password },
      headers: { origin: 'https://cloud.example' },
    });
    expect(cookieOf(answer.headers)).toMatch(
      /^__Host-landing-operator=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    const plain = await request<ProblemBody>(`${secure.url}/api/v1/operator/session`, {
      body: { name: 'amy', password },
      headers: { origin: secure.url },
    });
    expect(plain.body.code).toBe('origin_not_allowed');
    await secure.close();
  });

  it('a token that was planted before is worth nothing after the sign-in', async () => {
    const planted = `landing-operator=${'f'.repeat(43)}`;
    const answer = await signIn('amy', password, { cookie: planted });
    expect(cookieOf(answer.headers)).not.toContain(planted);
    const me = (cookie: string) => request(`${cloud.url}/api/v1/operator/me`, { headers: { cookie } });
    expect((await me(planted)).status).toBe(401);
    const first = cookieOf(answer.headers).split(';')[0] ?? '';
    const second = await signIn('amy', password, { cookie: first });
    expect((await me(first)).status).toBe(401);
    expect((await me(cookieOf(second.headers).split(';')[0] ?? '')).status).toBe(200);
  });

  it('a session ends when it is not used for eight hours, after a day in any case, and with the sign-out', async () => {
    const amy = await TestOperator.signIn(cloud.url, 'amy', password);
    const status = async () => (await amy.call('GET', '/me')).status;
    for (let hours = 0; hours < 21; hours += 7) {
      expect(await status()).toBe(200);
      now += 7 * 3_600_000;
    }
    expect(await status()).toBe(200);
    now += 4 * 3_600_000;
    expect(await status()).toBe(401);
    const idle = await TestOperator.signIn(cloud.url, 'amy', password);
    now += 9 * 3_600_000;
    expect((await idle.call('GET', '/me')).status).toBe(401);
    const out = await TestOperator.signIn(cloud.url, 'amy', password);
    expect((await out.call('DELETE', '/session')).status).toBe(204);
    expect((await out.call('GET', '/me')).status).toBe(401);
  });

  it('what comes from another site is refused', async () => {
    const amy = await TestOperator.signIn(cloud.url, 'amy', password);
    const enterprise = await cloud.enterprise();
    const hostile: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: cloud.url.replace('http:', 'https:') },
    ];
    for (const headers of hostile) {
      const answer = await amy.call<ProblemBody>(
        'PATCH',
        `/enterprises/${enterprise}`,
        { state: 'suspended' },
        headers,
      );
      expect([headers, answer.body.code]).toEqual([headers, 'origin_not_allowed']);
      expect((await signIn('amy', password, headers)).body.code).toBe('origin_not_allowed');
    }
    const form = await amy.call<ProblemBody>('POST', `/enterprises/${enterprise}/codes`, 'name=x', {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(form.body.code).toBe('unsupported_media_type');
    const read = await amy.call<ProblemBody>('GET', '/me', undefined, {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'no-cors',
    });
    expect(read.body.code).toBe('origin_not_allowed');
    expect((await amy.call<{ state: string }>('GET', `/enterprises/${enterprise}`)).body.state).toBe('active');
  });

  it('five wrong passwords lock a name, also when they are sent at once; a name nobody has alike', async () => {
    await cloud.cloud.accounts.add('ben', password);
    const tries = await Promise.all(Array.from({ length: 8 }, (_, i) => signIn('ben', `wrong-${i}`)));
    expect(tries.map(({ body }) => body.code).sort()).toEqual([
      ...Array.from({ length: 3 }, () => 'operator_locked_out'),
      ...Array.from({ length: 5 }, () => 'operator_sign_in_failed'),
    ]);
    const locked = await signIn('ben', password);
    expect([locked.status, locked.body.code]).toEqual([429, 'operator_locked_out']);
    const unknown = await Promise.all(Array.from({ length: 6 }, () => signIn('nobody', 'x')));
    expect(unknown.filter(({ body }) => body.code === 'operator_locked_out')).toHaveLength(1);
    now += 61_000;
    expect((await signIn('ben', 'wrong again')).body.code).toBe('operator_sign_in_failed');
    now += 61_000;
    expect((await signIn('ben', password)).body.code).toBe('operator_locked_out');
    await cloud.cloud.accounts.reset('ben', 'walruses-whistle');
    expect((await signIn('Ben ', 'walruses-whistle')).status).toBe(200);
  });

  it('changes the own password with the old one, and ends all other sessions', async () => {
    await cloud.cloud.accounts.add('cleo', password);
    const [here, there] = [
      await TestOperator.signIn(cloud.url, 'cleo', password),
      await TestOperator.signIn(cloud.url, 'cleo', password),
    ];
    const change = (currentPassword: string, newPassword: string) =>
      here.call<ProblemBody>('POST', '/password', { currentPassword, newPassword });
    expect((await change('wrong', 'walruses-whistle')).body.code).toBe('password_wrong');
    expect((await change(password, 'short')).body.code).toBe('password_too_short');
    expect((await change(password, 'walruses-whistle')).status).toBe(204);
    expect([(await here.call('GET', '/me')).status, (await there.call('GET', '/me')).status]).toEqual([200, 401]);
    expect((await signIn('cleo', password)).status).toBe(401);
  });

  it('a disabled operator is out at once', async () => {
    await cloud.cloud.accounts.add('dan', password);
    const dan = await TestOperator.signIn(cloud.url, 'dan', password);
    await cloud.cloud.accounts.disable('dan');
    expect((await dan.call('GET', '/me')).status).toBe(401);
    expect((await signIn('dan', password)).body.code).toBe('operator_sign_in_failed');
  });
});
