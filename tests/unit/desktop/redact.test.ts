import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redactLog, redactText, redactValue } from '#main/desktop/redact.ts';

/** Text that surrounds a secret: anything, but not a letter or digit right beside it that would make it another one. */
const around = fc.string({ unit: 'grapheme', maxLength: 40 });
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const secret = fc
  .string({ unit: fc.constantFrom(...alphabet), minLength: 6, maxLength: 30 })
  .map((text) => `q7${text}Zk`);
const token = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Buffer.from(bytes))
  .filter((bytes) => /\d/.test(bytes.toString('base64url')));

/** A secret as programs write it down, by a name, in an address or by its own look. */
const planted = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        'password',
        'PIN',
        'token',
        'secret',
        'accessToken',
        'pass',
        'psk',
        'apiKey',
        'Wi-Fi password',
        '密码',
      ),
      fc.constantFrom('=', ': ', ' = ', '":"', '": "', '：', "'='"),
      secret,
    )
    .map(([name, between, hidden]) => ({ text: `${name}${between}${hidden}`, hidden })),
  secret.map((hidden) => ({ text: `Authorization: Bearer ${hidden}`, hidden })),
  secret.map((hidden) => ({ text: `set-cookie: landing_session=${hidden}; HttpOnly`, hidden })),
  secret.map((hidden) => ({ text: `http://192.168.1.20:4780/t/${hidden}`, hidden })),
  secret.map((hidden) => ({ text: `GET /t/${hidden} 404`, hidden })),
  secret.map((hidden) => ({ text: `https://user:${hidden}@example.com/x`, hidden })),
  secret.map((hidden) => ({ text: `/reports/1.csv?who=${hidden}`, hidden })),
  secret.map((hidden) => ({ text: `http://localhost/console#${hidden}`, hidden })),
  secret.map((hidden) => ({ text: `WIFI:T:WPA;S:Shop;P:${hidden};;`, hidden })),
  secret.map((hidden) => ({ text: `Failed query: insert into "x" values (?)\nparams: a, ${hidden}, 1`, hidden })),
  secret.map((hidden) => ({ text: `-----BEGIN EC PRIVATE KEY-----\n${hidden}\n-----END EC PRIVATE KEY-----`, hidden })),
  secret.map((hidden) => ({ text: `-----BEGIN PRIVATE KEY-----\n${hidden}`, hidden })),
  secret.map((hidden) => ({ text: ` ${hidden}@example.com `, hidden })),
  token.map((bytes) => ({ text: ` ${bytes.toString('base64url')} `, hidden: bytes.toString('base64url') })),
  token.map((bytes) => ({ text: ` ${bytes.toString('hex')} `, hidden: bytes.toString('hex') })),
  fc
    .tuple(fc.constantFrom('', '+86 ', '+44'), fc.integer({ min: 1_000_000_000, max: 19_999_999_999 }))
    .map(([prefix, number]) => ({ text: ` ${prefix}${number}`, hidden: String(number) })),
  fc.integer({ min: 100, max: 999 }).map((number) => ({ text: `tel 138-0013-8${number}`, hidden: `0013-8${number}` })),
);

describe('what leaves the house', () => {
  test('never has a planted secret in it, wherever it stands', () => {
    fc.assert(
      fc.property(around, planted, around, (before, { text, hidden }, after) => {
        const line = `${before} ${text} ${after}`;
        expect(redactLog(line)).not.toContain(hidden);
        expect(redactLog(`{"level":30,"time":1763600000000,"msg":${JSON.stringify(line)}}`)).not.toContain(hidden);
        const deep = { a: [{ err: { message: line, stack: `${line}\n    at f (x.js:1:1)` } }], [line]: 1 };
        expect(redactLog(JSON.stringify(deep))).not.toContain(hidden);
        expect(redactLog(JSON.stringify({ msg: JSON.stringify(deep) }))).not.toContain(hidden);
      }),
      { numRuns: 500 },
    );
  });

  test('has no value of a field with such a name, whatever its shape', () => {
    const names = [
      'password',
      'newPin',
      'token',
      'Set-Cookie',
      'req.headers',
      'wifi_password',
      'phone',
      'email',
      'note',
      'displayName',
      'params',
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.oneof(fc.string({ minLength: 12 }), fc.array(fc.string({ minLength: 12 }))),
        (name, hidden) => {
          const field = name.split('.').at(-1) ?? '';
          expect(redactValue({ deep: { [field]: hidden } })).toEqual({ deep: { [field]: '[removed]' } });
        },
      ),
    );
  });

  test('still says what happened', () => {
    const line =
      '{"level":50,"time":1763600000000,"pid":4242,"hostname":"anna-pc","room":"printing","printer":"0190c1a2-7d3e-7b52-9d0e-1f4a5b6c7d8e","err":{"type":"Error","message":"connect ECONNREFUSED 192.168.1.20:9100","stack":"Error: connect ECONNREFUSED 192.168.1.20:9100\\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1637:16)\\n    at file:///opt/Landing%20Desk/resources/app.asar/out/main/landing.js:12:34","code":"ECONNREFUSED"},"msg":"printing failed"}';
    const safe = redactLog(line);
    expect(safe).toMatch(/^2025-11-20T00:53:20.000Z \{/);
    expect(safe).not.toContain('anna-pc');
    expect(safe).not.toContain('[removed]');
    expect(safe).toContain('0190c1a2-7d3e-7b52-9d0e-1f4a5b6c7d8e');
    expect(safe).toContain('landing.js:12:34');
    for (const text of [
      'started 2026-11-20 12:30 on 192.168.100.200:4780 in 1234 ms',
      'at getPreferredSystemLanguages (/opt/landing-desk/node_modules/@fastify/static/index.js:10:2)',
      'SQLITE_IOERR_SHORT_READ: disk I/O error',
      'database disk image is malformed',
    ])
      expect(redactText(text)).toBe(text);
  });

  test.each([
    ['no line end', (n: number) => 'a'.repeat(n)],
    ['slashes', (n: number) => '/'.repeat(n)],
    ['at signs', (n: number) => 'a@'.repeat(n / 2)],
    ['digits', (n: number) => '1 '.repeat(n / 2)],
    ['keys that never end', (n: number) => '-----BEGIN A-----'.repeat(n / 17)],
    ['names of secrets', (n: number) => 'token'.repeat(n / 5)],
    ['quotes', (n: number) => 'pin="\\'.repeat(n / 6)],
    ['line breaks', (n: number) => `params:${'\n'.repeat(n)}`],
    ['schemes', (n: number) => 'ab://'.repeat(n / 5)],
  ])('takes time in proportion to the text: %s', (_what, make) => {
    const took = (n: number) => {
      const text = make(n);
      const started = process.cpuUsage().user;
      redactLog(text);
      return process.cpuUsage().user - started;
    };
    took(50_000);
    // Twenty times the text takes about twenty times as long; quadratic would be four hundred.
    expect(took(1_000_000)).toBeLessThan(Math.max(took(50_000), 3_000) * 120);
  });
});
