import { Agent } from 'node:https';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoAccounts } from '#main/demo.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { exchange, requestText } from '#tests/support/raw-http.ts';
import { codeOf, StaffDevice, send } from '#tests/support/staff-device.ts';

const folder = tempFolder();
let landing: TestLanding;
let port: number;
let staff: StaffDevice;

beforeAll(async () => {
  landing = await TestLanding.copy({ folder: folder.path });
  port = Number(new URL(landing.landing.consoleUrl).port);
  staff = await StaffDevice.on(landing, 'Tablet');
});

afterAll(async () => {
  staff.close();
  await landing.close();
  folder.remove();
});

const get = (target: string, ...headers: [string, string][]) => exchange(port, requestText(target, headers));

describe('DNS rebinding', () => {
  const foreign = [
    'evil.example',
    'evil.example:4780',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'evil.example.local',
    `landing-desk-00000.local`,
    `${hostname()}.evil.example`,
    'user@127.0.0.1',
    'evil.example@127.0.0.1:80',
    '127.0.0.1@evil.example',
    '127.0.0.1, evil.example',
    '127.0.0.1/evil.example',
    '127.0.0.1#evil.example',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.1',
    '0.0.0.0',
    '[::]',
    '[::1',
    '::1',
    '[fe80::1]evil.example',
    '127.0.0.1:',
    '127.0.0.1:80:80',
    '127.0.0.1:abc',
    'localhost..',
    '',
    ' ',
  ];

  it.each(foreign)('Host %j is refused on every face', async (host) => {
    for (const path of [
      '/',
      '/healthz',
      '/t/abc',
      '/trpc/identity.state',
      '/api/v1/guest/menu',
      '/trust',
      '/nothing',
    ]) {
      const answer = await get(path, ['host', host]);
      expect([path, [400, 421].includes(answer.status)]).toEqual([path, true]);
      expect(answer.body).not.toContain('isSetUp');
    }
  });

  it('a Host that is missing, given twice, or contradicted by the target is refused', async () => {
    const own = `127.0.0.1:${port}`;
    const texts = [
      requestText('/healthz', []),
      requestText('/healthz', [], { version: '1.0' }),
      requestText('/healthz', [
        ['host', own],
        ['host', own],
      ]),
      requestText('/healthz', [
        ['host', own],
        ['Host', 'evil.example'],
      ]),
      requestText('/healthz', [
        ['host', 'evil.example'],
        ['host', own],
      ]),
      requestText('http://evil.example/healthz', [['host', own]]),
      requestText(`http://${own}/healthz`, [['host', 'evil.example']]),
      requestText(`http://user@${own}/healthz`, [['host', own]]),
      requestText('evil.example:443', [['host', own]], { method: 'CONNECT' }),
      requestText('*', [['host', own]], { method: 'OPTIONS' }),
    ];
    for (const text of texts) {
      const { status } = await exchange(port, text);
      expect([text, [0, 400, 421].includes(status)]).toEqual([text, true]);
    }
  });

  it('headers of a proxy change nothing', async () => {
    const answer = await get(
      '/trpc/identity.state',
      ['host', '192.168.1.20'],
      ['x-forwarded-host', 'localhost'],
      ['x-forwarded-for', '127.0.0.1'],
      ['x-forwarded-proto', 'https'],
      ['forwarded', 'for=127.0.0.1;host=localhost;proto=https'],
    );
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'staff_face_local_only' });
  });

  it('this computer’s own names are accepted, in any form a browser may write them', async () => {
    const { hostName } = landing.landing.lan;
    for (const host of [
      `127.0.0.1:${port}`,
      '127.0.0.1',
      'localhost',
      'LOCALHOST',
      'localhost.',
      '[::1]',
      '192.168.1.20',
      hostName,
      hostName.toUpperCase(),
      hostname(),
    ])
      expect([host, (await get('/healthz', ['host', host])).status]).toEqual([host, 200]);
    for (const host of [hostName, hostname(), '192.168.1.20', '0:0:0:0:0:0:0:2'])
      expect((await get('/trpc/identity.state', ['host', host])).status).not.toBe(200);
  });

  it('the staff face on the LAN answers to the names of its certificate only', async () => {
    const own = new URL(staff.origin).host;
    const agent = new Agent({ rejectUnauthorized: false });
    const asked = async (host: string) => {
      const headers = { host, cookie: staff.cookieHeader };
      return (await send(`${staff.origin}/trpc/identity.state`, { headers, agent })).status;
    };
    expect(await asked(own)).toBe(200);
    expect(await asked(`${landing.landing.lan.hostName}:4781`)).toBe(200);
    for (const host of [
      'evil.example',
      'localhost',
      '192.168.1.20',
      '8.8.8.8',
      '0.0.0.0',
      hostname(),
      '[::1]',
      '127.0.0.2',
    ])
      expect([host, await asked(host)]).toEqual([host, 421]);
    agent.destroy();
  });
});

describe('pages of other sites', () => {
  const origins = (own: string) => {
    const { protocol, hostname: name } = new URL(own);
    return [
      'null',
      'http://evil.example',
      'https://evil.example',
      `${protocol}//${name}:1`,
      `${protocol}//${name}`,
      own.replace(/^http:/, 'https:').replace(/^https:(.*)$/, protocol === 'https:' ? 'http:$1' : 'https:$1'),
      `${own}.evil.example`,
      `${own}/`,
      ` ${own} x`,
      'file://',
      '',
    ];
  };
  const login = JSON.stringify(demoAccounts('demo')[0]);

  it.each(['plain', 'LAN'])('cannot post to the %s staff face', async (face) => {
    const own = face === 'LAN' ? staff.origin : `http://127.0.0.1:${port}`;
    const post = (headers: Record<string, string>) => {
      const all = { cookie: staff.cookieHeader, 'content-type': 'application/json', ...headers };
      const agent = face === 'LAN' ? { agent: staff.agent } : {};
      return send(`${own}/trpc/identity.login`, { method: 'POST', body: login, headers: all, ...agent });
    };
    for (const origin of origins(own)) {
      const answer = await post({ origin });
      expect([origin, answer.status, answer.headers['set-cookie']]).toEqual([origin, 403, undefined]);
    }
    for (const site of ['cross-site', 'same-site', 'none-such']) {
      const answer = await post({ 'sec-fetch-site': site });
      expect([site, codeOf(answer)]).toEqual([site, 'origin_not_allowed']);
    }
    expect((await post({ origin: own, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  it('cannot read either: no CORS, no JSON for a script tag, no frame', async () => {
    const own = `http://127.0.0.1:${port}`;
    for (const path of ['/trpc/identity.state', '/healthz', '/api/v1/guest/menu', '/api/openapi.json']) {
      const headers = { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' };
      const answer = await send(own + path, { headers });
      expect([path, codeOf(answer)]).toEqual([path, 'origin_not_allowed']);
      const plain = await send(own + path, { headers: { origin: 'http://evil.example' } });
      for (const seen of [answer, plain]) {
        expect(Object.keys(seen.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
        expect(seen.headers['x-content-type-options']).toBe('nosniff');
        expect(seen.headers['content-security-policy']).toContain("frame-ancestors 'none'");
      }
    }
    const preflight = await send(`${own}/trpc/identity.login`, {
      method: 'OPTIONS',
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(403);
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined();
    // Following a link to the console is fine; its cookies stay home (SameSite=Strict).
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await send(own, { headers: link })).status).toBe(200);
  });

  it('cannot use a form: only JSON is read', async () => {
    const own = `http://127.0.0.1:${port}`;
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      '',
      'application/jsonx',
    ]) {
      for (const path of ['/trpc/identity.login', '/api/v1/guest/sessions']) {
        const answer = await send(own + path, {
          method: 'POST',
          body: login,
          headers: type ? { 'content-type': type } : {},
        });
        expect([type, path, answer.status, answer.headers['set-cookie']]).toEqual([type, path, 415, undefined]);
      }
    }
  });
});

describe('headers', () => {
  it('every kind of answer carries its policy and is kept by nobody it should not be', async () => {
    const own = `http://127.0.0.1:${port}`;
    const pages = [
      own,
      `${own}/t/x`,
      new URL(new URL(landing.sticker('1')).pathname, own).href,
      `${own}/trust`,
      `${staff.origin}/console/pair`,
    ];
    const data = [`${own}/healthz`, `${own}/api/v1/guest/menu`, `${own}/trpc/identity.state`, `${own}/nothing`];
    for (const url of [...pages, ...data]) {
      const { headers } = await send(url, url.startsWith('https') ? { agent: staff.agent } : {});
      const policy = String(headers['content-security-policy']);
      expect([url, headers['x-content-type-options'], headers['referrer-policy']]).toEqual([
        url,
        'nosniff',
        'no-referrer',
      ]);
      expect([url, policy.includes("default-src 'none'"), policy.includes("frame-ancestors 'none'")]).toEqual([
        url,
        true,
        true,
      ]);
      expect([url, /script-src[^;]*(unsafe|\*|http|data)/.test(policy)]).toEqual([url, false]);
      expect([url, String(headers['cache-control'])]).toEqual([url, expect.stringMatching(/^no-(store|cache)/)]);
      for (const name of ['server', 'x-powered-by', 'strict-transport-security']) expect(headers[name]).toBeUndefined();
    }
    const guest = String(
      (await send(new URL(new URL(landing.sticker('1')).pathname, own).href)).headers['content-security-policy'],
    );
    expect(guest).not.toContain('unsafe-inline');
  });
});
