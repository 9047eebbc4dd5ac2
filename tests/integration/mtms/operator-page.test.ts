import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type OperatorFace, operatorFile, operatorFileSchema, serveOperator } from '#keys/mtms/operator.ts';
import { pageSessionMs, pageTicketMs } from '#keys/mtms/page/sessions.ts';
import { benchError } from '#shared/bench/errors.ts';
import type { ImportResult } from '#shared/bench/operator.ts';
import { TestMtms } from '#tests/support/mtms.ts';

describe('the operator’s page', () => {
  let mtms: TestMtms;
  let folder: string;
  let face: OperatorFace;
  let token: string;

  beforeAll(async () => {
    mtms = await TestMtms.start();
    folder = mkdtempSync(join(tmpdir(), 'mtms-page-'));
    face = await serveOperator(mtms.service, { folder, port: 0, version: 'test', log: pino({ level: 'silent' }) });
    ({ token } = operatorFileSchema.parse(JSON.parse(readFileSync(operatorFile(folder), 'utf8'))));
  });
  afterAll(async () => {
    await face.close();
    await mtms.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(() => {
    mtms.clock.now = Date.now();
  });

  interface Asked {
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  }

  /** One request with whatever headers, Host included, which fetch would not let a test set. */
  function ask(method: string, path: string, { headers = {}, body }: Asked = {}) {
    const { hostname, port } = new URL(face.url);
    const text = body === undefined ? undefined : JSON.stringify(body);
    const type =
      text === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text)) };
    return new Promise<{ status: number; headers: Record<string, string | string[] | undefined>; text: string }>(
      (resolve, reject) => {
        const sent = request({ hostname, port, method, path, headers: { ...type, ...headers } }, (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(parts).toString() }),
          );
        });
        sent.on('error', reject);
        sent.end(text);
      },
    );
  }

  const code = ({ text }: { text: string }) => (JSON.parse(text) as { code: string }).code;
  const bearer = () => ({ authorization: `Bearer ${token}`, 'x-operator': 'mei' });

  async function ticket(): Promise<string> {
    const { text } = await ask('POST', '/operator/v1/page-tickets', { headers: bearer() });
    const { url } = JSON.parse(text) as { url: string };
    expect(url).toMatch(new RegExp(`^${face.url}/mtms/#ticket=`));
    return url.split('#ticket=')[1] ?? '';
  }

  async function signIn() {
    const answer = await ask('POST', '/operator/v1/session', { body: { ticket: await ticket() } });
    expect(answer.status).toBe(200);
    const [cookie = ''] = (answer.headers['set-cookie'] ?? []) as string[];
    const { key, by } = JSON.parse(answer.text) as { key: string; by: string };
    return { setCookie: cookie, by, headers: { cookie: cookie.split(';')[0] ?? '', 'x-page-key': key } };
  }

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await ask(method, `/operator/v1${path}`, {
      headers: bearer(),
      ...(body === undefined ? {} : { body }),
    });
    if (answer.status >= 400) throw new Error(answer.text);
    return JSON.parse(answer.text) as T;
  }

  describe('its way in', () => {
    it('turns a ticket into a session once, in the name of who asked for it', async () => {
      const one = await ticket();
      const first = await ask('POST', '/operator/v1/session', { body: { ticket: one } });
      expect(JSON.parse(first.text)).toMatchObject({ by: 'mei' });
      expect(String(first.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict/i);
      const second = await ask('POST', '/operator/v1/session', { body: { ticket: one } });
      expect([second.status, code(second)]).toEqual([401, 'not_signed_in']);
      const { headers } = await signIn();
      const seen = await ask('GET', '/operator/v1/views/overview', { headers });
      expect(JSON.parse(seen.text)).toMatchObject({ by: 'mei', counts: { waiting: 0 } });
    });

    it('lets a ticket run out after two minutes, and a session after ten hours', async () => {
      const one = await ticket();
      mtms.clock.now += pageTicketMs;
      expect((await ask('POST', '/operator/v1/session', { body: { ticket: one } })).status).toBe(401);
      const { headers } = await signIn();
      mtms.clock.now += pageSessionMs;
      expect(code(await ask('GET', '/operator/v1/views/overview', { headers }))).toBe('not_signed_in');
    });

    it('wants both halves of a session, and of the same one', async () => {
      const [mine, other] = [await signIn(), await signIn()];
      const look = async (headers: Record<string, string>) =>
        (await ask('GET', '/operator/v1/views/customers', { headers })).status;
      expect(await look(mine.headers)).toBe(200);
      expect(await look({ cookie: mine.headers.cookie })).toBe(401);
      expect(await look({ 'x-page-key': mine.headers['x-page-key'] })).toBe(401);
      expect(await look({ ...mine.headers, 'x-page-key': other.headers['x-page-key'] })).toBe(401);
      expect(await look({})).toBe(401);
      expect(await look({ authorization: `Bearer ${'x'.repeat(43)}` })).toBe(403);
      expect((await ask('DELETE', '/operator/v1/session', { headers: mine.headers })).status).toBe(204);
      expect(await look(mine.headers)).toBe(401);
    });

    it('gives no page of another site, name or form a chance', async () => {
      const { headers } = await signIn();
      const put = (more: Record<string, string>) =>
        ask('PUT', '/operator/v1/customers/EVIL', { headers: { ...headers, ...more }, body: { name: 'Evil' } });
      expect(code(await put({ origin: 'https://evil.example' }))).toBe('origin_not_allowed');
      expect(code(await put({ origin: 'http://127.0.0.1:1' }))).toBe('origin_not_allowed');
      expect(code(await put({ 'sec-fetch-site': 'same-site' }))).toBe('origin_not_allowed');
      expect(code(await put({ 'content-type': 'text/plain' }))).toBe('unsupported_media_type');
      for (const host of [
        'evil.example',
        `evil.example:${new URL(face.url).port}`,
        '127.0.0.1.evil.example',
        'localhost.evil.example',
      ]) {
        const rebound = await ask('GET', '/operator/v1/views/customers', { headers: { ...headers, host } });
        expect([host, code(rebound)]).toEqual([host, 'host_not_allowed']);
        expect((await ask('GET', '/mtms/', { headers: { host } })).status).toBe(421);
      }
      const { customers } = await call<{ customers: { code: string }[] }>('GET', '/views/customers');
      expect(customers.map((customer) => customer.code)).toEqual(['ACME', 'BETA']);
    });

    it('makes no further way in out of a session, and records who did something in it', async () => {
      const { headers } = await signIn();
      const made = await ask('POST', '/operator/v1/page-tickets', { headers });
      expect(code(made)).toBe('origin_not_allowed');
      const put = await ask('PUT', '/operator/v1/models/T9', {
        headers: { ...headers, 'x-operator': 'somebody-else' },
        body: { algorithm: 'tdes' },
      });
      expect(put.status).toBe(200);
      const { entries } = await call<{ entries: { actor: string; action: string }[] }>('GET', '/views/record');
      expect(entries[0]).toMatchObject({ actor: 'operator:mei', action: 'model_put' });
    });

    it('serves the page with a policy of its own, and data with none', async () => {
      const page = await ask('GET', '/mtms/terminals/SN-001');
      expect(page.status).toBe(200);
      expect(page.headers['content-security-policy']).toContain("script-src 'self'");
      expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
      const { headers } = await signIn();
      const data = await ask('GET', '/operator/v1/views/terminals', { headers });
      expect(data.headers['content-security-policy']).toContain("default-src 'none'");
      expect(data.headers['cache-control']).toBe('no-store');
    });
  });

  describe('lists of terminals', () => {
    const load = (csv: string, check = false) => call<ImportResult>('POST', '/terminals/import', { csv, check });
    const total = async () => (await call<{ total: number }>('GET', '/views/terminals')).total;

    it('tells every fault with its line and registers nothing', async () => {
      const before = await total();
      const csv = [
        'serial;model;customer',
        'SN-NEW-1;P90;ACME',
        'SN NEW;P90;ACME',
        '',
        'SN-NEW-2;;ACME',
        'SN-NEW-3;P90;NOBODY',
        'SN-NEW-1;P90;ACME',
        'SN-NEW-4;P90',
        'SN-NEW-5;P90;A CODE',
      ].join('\r\n');
      const result = await load(csv);
      expect(result).toMatchObject({ done: false, errorCount: 6 });
      expect(result.errors).toEqual([
        { line: 3, fault: 'serial', value: 'SN NEW' },
        { line: 5, fault: 'model', value: '' },
        { line: 6, fault: 'customer_unknown', value: 'NOBODY' },
        { line: 7, fault: 'twice', value: 'SN-NEW-1' },
        { line: 8, fault: 'columns', value: 'SN-NEW-4, P90' },
        { line: 9, fault: 'customer', value: 'A CODE' },
      ]);
      expect(await total()).toBe(before);
    });

    it('says what a list would do, does it once, and leaves what is registered as it is', async () => {
      const before = await total();
      const csv = '\uFEFFCustomer,Serial,Model\nACME,SN-NEW-1,P90\nACME,SN-001,P90\nBETA,SN-002,P90\n';
      const planned = await load(csv, true);
      expect(planned).toMatchObject({ added: 1, same: 1, keptCount: 1, done: false });
      expect(planned.kept).toEqual([{ line: 4, serial: 'SN-002', customerCode: 'ACME', model: 'P90' }]);
      expect(await total()).toBe(before);
      expect(await load(csv)).toMatchObject({ added: 1, done: true });
      expect(await load(csv)).toMatchObject({ added: 0, same: 2, done: false });
      expect(await total()).toBe(before + 1);
    });

    it.each([
      ['', 'serial, model, customer'],
      ['serial,model\nSN-1,P90', 'customer'],
    ])('says which columns are missing in %j', async (csv, value) => {
      expect((await load(csv)).errors).toEqual([{ line: 1, fault: 'columns', value }]);
    });

    it('says where a quotation mark is never closed', async () => {
      const { errors, done } = await load('serial,model,customer\nSN-7,P90,ACME\nSN-8,"P90,ACME\n');
      expect([done, errors.length, errors[0]?.fault]).toEqual([false, 1, 'columns']);
    });
  });

  describe('keys', () => {
    const deliveries = (scope: string) =>
      call<{ deliveries: { opId: string; code: string | null; state: string }[] }>(
        'GET',
        `/views/deliveries?scope=${scope}`,
      );

    it('shows a terminal’s keys, gives the sealed message, and records that it was taken', async () => {
      const ticket = await mtms.open('SN-003');
      const capture = await mtms.capture(ticket);
      await mtms.send(ticket, capture);
      const view = await call<{ keys: unknown[] }>('GET', '/views/terminals/SN-003');
      expect(view.keys).toMatchObject([
        { opId: ticket.opId, algorithm: 'aes', confirmedBy: 'Lin', delivery: { attempts: expect.any(Number) } },
      ]);
      const { headers } = await signIn();
      const message = await fetch(`${face.url}/operator/v1/keys/${ticket.opId}/message`, { headers });
      expect(message.headers.get('content-type')).toBe('application/pkcs7-mime');
      expect(Buffer.from(await message.arrayBuffer()).toString('base64')).toBe(capture.cms);
      const { entries } = await call<{ entries: object[] }>('GET', '/views/record?action=message_taken');
      expect(entries).toMatchObject([{ actor: 'operator:mei', details: { opId: ticket.opId } }]);
    });

    it('holds a refused key until somebody delivers it again or discards it, for good', async () => {
      const ticket = await mtms.open('SN-004');
      mtms.kms.answer = ({ opId }) => {
        if (opId === ticket.opId) throw benchError('E_KCV', 'kms_differs');
        return {};
      };
      await mtms.send(ticket, await mtms.capture(ticket));
      mtms.service.deliveries.start();
      await expect
        .poll(async () => (await deliveries('quarantine')).deliveries.map(({ opId }) => opId))
        .toEqual([ticket.opId]);
      await call('POST', `/keys/${ticket.opId}/deliver`);
      await expect
        .poll(
          async () => (await call<{ entries: object[] }>('GET', '/views/record?action=key_quarantined')).entries.length,
        )
        .toBe(2);
      expect((await deliveries('quarantine')).deliveries).toMatchObject([{ opId: ticket.opId, code: 'E_KCV' }]);
      await expect(call('POST', `/keys/${ticket.opId}/discard`, { why: '' })).rejects.toThrow('validation_failed');
      await call('POST', `/keys/${ticket.opId}/discard`, { why: 'the KMS lost it' });
      expect((await deliveries('quarantine')).deliveries).toEqual([]);
      await expect(call('POST', `/keys/${ticket.opId}/deliver`)).rejects.toThrow('key_discarded');
      await expect(call('POST', `/keys/${ticket.opId}/discard`, { why: 'again' })).rejects.toThrow('not_found');
      const { entries } = await call<{ entries: object[] }>('GET', '/views/record?action=key_discarded');
      expect(entries).toMatchObject([{ details: { why: 'the KMS lost it', serial: 'SN-004' } }]);
    });
  });

  describe('certificates', () => {
    const check = (certificate: string) =>
      call<{ kmsId: string | null; code: string | null; reason: string | null }>('POST', '/certificates/check', {
        certificate,
      });

    async function pemOfProfile(profile: 'kms' | 'kms-transport' | 'bench', id: string) {
      const { certificate, issuer } = await mtms.authority.issue(profile, id);
      return `${certificate.x509}${issuer.x509}`;
    }

    it('tells at once what a certificate is good for', async () => {
      expect(await check(await pemOfProfile('kms-transport', 'KMS-C'))).toMatchObject({ kmsId: 'KMS-C', code: null });
      expect(await check(await pemOfProfile('kms', 'KMS-C'))).toMatchObject({ code: 'E_ROLE' });
      expect(await check(await pemOfProfile('bench', 'b-9'))).toMatchObject({ kmsId: null, code: 'E_ROLE' });
      await expect(check('no certificate')).rejects.toThrow('validation_failed');
      mtms.clock.now += 800 * 86_400_000;
      const view = await call<{ kms: { certificate: { code: string } }[]; authorities: { list: object | null }[] }>(
        'GET',
        '/views/certificates',
      );
      expect(view.kms[0]?.certificate.code).toBe('E_CERT_EXPIRED');
      const { counts } = await call<{ counts: { certificates: number } }>('GET', '/views/overview');
      expect(counts.certificates).toBeGreaterThan(0);
    });

    it('keeps the certificate on file when only the address changes', async () => {
      const before = await call<{ customers: { route: { certificate: { fingerprint: string } } }[] }>(
        'GET',
        '/views/customers',
      );
      await call('PUT', '/customers/ACME/route', {
        method: 'https',
        address: 'https://kms.example:9443',
        kmsId: 'KMS-A',
      });
      const after = await call<{ customers: { route: { address: string; certificate: { fingerprint: string } } }[] }>(
        'GET',
        '/views/customers',
      );
      expect(after.customers[0]?.route).toMatchObject({
        address: 'https://kms.example:9443',
        certificate: { fingerprint: before.customers[0]?.route.certificate.fingerprint },
      });
    });
  });

  it('verifies the record beside its work and says how far it is', async () => {
    await call('POST', '/record/check');
    type Check = { state: string; checked: number; total: number; head: string };
    await expect.poll(async () => (await call<Check>('GET', '/record/check')).state).toBe('whole');
    const { checked, total, head } = await call<Check>('GET', '/record/check');
    expect([checked, head.split(':')[0]]).toEqual([total, String(total)]);
  });
});
