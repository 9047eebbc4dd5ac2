import { request as rawRequest } from 'node:http';
import { connect } from 'node:net';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultLimits } from '#main/http/limits.ts';
import { newKey, Phone, request } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';

const folder = tempFolder();
let landing: TestLanding;
let port: number;

beforeAll(async () => {
  landing = await TestLanding.copy({ folder: folder.path, limits: defaultLimits });
  port = Number(new URL(landing.landing.consoleUrl).port);
});

afterAll(async () => {
  await landing.close();
  folder.remove();
});

/** A request whose Host header is ours to choose (fetch would not let us). */
function raw(
  path: string,
  options: { host?: string; method?: string; headers?: Record<string, string>; body?: string } = {},
) {
  return new Promise<{ status: number; body: string; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
    const headers = { host: options.host ?? `127.0.0.1:${port}`, ...options.headers };
    const call = rawRequest({ host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
    });
    call.on('error', reject);
    call.end(options.body);
  });
}

const code = (answer: { body: string }) => (JSON.parse(answer.body) as { code: string }).code;

describe('the two faces', () => {
  it.each(['evil.example', `evil.example:4780`, 'localhost.evil.example', 'x'.repeat(300)])(
    'Host %j is refused (DNS rebinding)',
    async (host) => {
      for (const path of ['/healthz', '/', '/api/openapi.json', '/t/abc']) {
        const answer = await raw(path, { host });
        expect([421, 400]).toContain(answer.status);
      }
    },
  );

  it('the staff face answers to loopback names only', async () => {
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]) {
      expect((await raw('/trpc/identity.state', { host })).status).toBe(200);
    }
    for (const path of ['/', '/console', '/console/tables', '/trpc/identity.state', '/trpc/ordering.tables.list']) {
      const answer = await raw(path, { host: `192.168.1.20:${port}` });
      expect([answer.status, code(answer)]).toEqual([403, 'staff_face_local_only']);
    }
    expect((await raw('/healthz', { host: `192.168.1.20:${port}` })).status).toBe(200);
  });

  it('a page of another origin cannot write on either face', async () => {
    const headers = { origin: 'http://evil.example', 'content-type': 'application/json' };
    const login = await raw('/trpc/identity.login', { method: 'POST', headers, body: '{}' });
    expect([login.status, code(login)]).toEqual([403, 'origin_not_allowed']);
    const scan = await raw('/api/v1/guest/sessions', { method: 'POST', headers, body: '{"tableToken":"x"}' });
    expect(code(scan)).toBe('origin_not_allowed');
    const nul = await raw('/api/v1/guest/sessions', {
      method: 'POST',
      headers: { ...headers, origin: 'null' },
      body: '{}',
    });
    expect(code(nul)).toBe('origin_not_allowed');
    const own = { ...headers, origin: `http://127.0.0.1:${port}` };
    expect(
      (await raw('/api/v1/guest/sessions', { method: 'POST', headers: own, body: '{"tableToken":"x"}' })).status,
    ).toBe(404);
  });

  it('gives a browser an HttpOnly, SameSite cookie and a program none', async () => {
    const body = JSON.stringify({ enterpriseId: 'demo', username: 'counter', password: 'osmanthus-counter' });
    const headers = { 'content-type': 'application/json' };
    const program = await raw('/trpc/identity.login', { method: 'POST', headers, body });
    expect(program.headers['set-cookie']).toBeUndefined();
    const browser = await raw('/trpc/identity.login', {
      method: 'POST',
      headers: { ...headers, origin: `http://127.0.0.1:${port}` },
      body,
    });
    const [cookie = ''] = browser.headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    const signedIn = await raw('/trpc/identity.me', { headers: { cookie: cookie.split(';')[0] ?? '' } });
    expect(signedIn.status).toBe(200);
  });

  it('sends policies that allow no inline script and no outside address', async () => {
    const guest = await raw(new URL(landing.sticker('1')).pathname);
    expect(guest.headers['content-security-policy']).toContain("script-src 'self'");
    expect(guest.headers['content-security-policy']).toContain("default-src 'none'");
    expect(guest.headers['content-security-policy']).not.toMatch(/unsafe|upgrade-insecure|http:/);
    const console = await raw('/');
    expect(console.headers['content-security-policy']).toContain("script-src 'self'");
    expect(console.headers['strict-transport-security']).toBeUndefined();
    for (const answer of [guest, console, await raw('/healthz')]) {
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['referrer-policy']).toBe('no-referrer');
    }
  });

  it('a sticker of nobody is a 404 page, and the real one a page', async () => {
    expect((await raw(new URL(landing.sticker('1')).pathname)).status).toBe(200);
    expect((await raw('/t/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')).status).toBe(404);
  });

  it('hangs up on a body that never comes', async () => {
    const ended = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(
          `POST /api/v1/guest/sessions HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: 9000000\r\ncontent-type: application/json\r\n\r\n`,
        );
      });
      let said = '';
      socket.setEncoding('utf8');
      socket.on('data', (chunk: string) => {
        said += chunk;
      });
      socket.on('close', () => resolve(said));
    });
    expect(ended).toContain('413');
  });
});

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1 and describes the guest API, not the console', async () => {
    const { body } = await request<{ openapi: string; paths: Record<string, object> }>(
      `http://127.0.0.1:${port}/api/openapi.json`,
    );
    expect(body.openapi).toBe('3.1.0');
    const result = await new Validator().validate(body as never);
    expect(result).toMatchObject({ valid: true });
    expect(Object.keys(body.paths).sort()).toEqual([
      '/api/v1/guest/calls',
      '/api/v1/guest/events',
      '/api/v1/guest/joins',
      '/api/v1/guest/menu',
      '/api/v1/guest/orders',
      '/api/v1/guest/pictures/{name}',
      '/api/v1/guest/sessions',
      '/api/v1/guest/tab',
      '/healthz',
    ]);
  });
});

describe('limits', () => {
  it('one phone that floods is slowed down; its neighbours behind the same address are not', async () => {
    const counter = await landing.as('counter');
    for (const table of ['1', '2']) await counter.mutate('ordering.tabs.open', { tableId: landing.tableId(table) });
    const flooder = await Phone.scan(landing.sticker('1'));
    const neighbours = await Promise.all(Array.from({ length: 20 }, () => Phone.scan(landing.sticker('2'))));
    const { line, amount } = lineFor(plainItem((await flooder.menu()).body));
    const flood = await Promise.all(
      Array.from({ length: defaultLimits.ordersPerSession + 40 }, () =>
        flooder.order([line], amount, { key: newKey() }),
      ),
    );
    const slowed = flood.filter((answer) => answer.status === 429);
    expect(slowed).toHaveLength(40);
    expect(slowed[0]?.body).toMatchObject({ code: 'rate_limited', retryAfter: expect.any(Number) });
    expect(slowed[0]?.headers.get('retry-after')).toMatch(/^\d+$/);
    const calm = await Promise.all(neighbours.map((phone) => phone.order([line], amount)));
    expect(calm.map((answer) => answer.status)).toEqual(calm.map(() => 201));
  });

  it('guessing stickers is slowed down, and a real sticker still works from the same address', async () => {
    const wrong = `http://127.0.0.1:${port}/t/`;
    const answers = await Promise.all(
      Array.from({ length: defaultLimits.wrongTokensPerAddress + 5 }, (_, i) => Phone.tryScan(`${wrong}guess${i}`)),
    );
    expect(answers.filter((answer) => answer.status === 429).length).toBeGreaterThanOrEqual(5);
    expect((await Phone.tryScan(landing.sticker('3'))).status).toBe(201);
  });

  it('guessing a table’s code stops for that table', async () => {
    await landing.settings({ requireTableCode: true });
    const counter = await landing.as('counter');
    const tab = await counter.mutate<{ code: string }>('ordering.tabs.open', { tableId: landing.tableId('4') });
    await counter.mutate('ordering.tabs.open', { tableId: landing.tableId('5') });
    const wrong = tab.code === '0000' ? '1111' : '0000';
    for (let attempt = 0; attempt <= defaultLimits.wrongCodesPerTable; attempt++) {
      const answer = await Phone.tryScan(landing.sticker('4'), wrong);
      expect(answer.status).toBe(attempt < defaultLimits.wrongCodesPerTable ? 403 : 429);
    }
    expect((await Phone.tryScan(landing.sticker('4'), tab.code)).status).toBe(429);
    expect((await Phone.tryScan(landing.sticker('5'), wrong)).status).toBe(403);
    await landing.settings({ requireTableCode: false });
  });
});
