import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultConnectionLimits } from '#main/http/limits.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { exchange, requestText } from '#tests/support/raw-http.ts';
import { StaffDevice } from '#tests/support/staff-device.ts';

const folder = tempFolder();
let landing: TestLanding;
let port: number;
let device: StaffDevice;
const secret = 'nobody-may-read-this';

beforeAll(async () => {
  // Impatient, so that a request that is never finished ends soon; but a device's connection is not cut while it is used.
  const patience = { ...defaultConnectionLimits, headersMs: 3_000, requestMs: 4_000, checkEveryMs: 50 };
  landing = await TestLanding.copy({ folder: folder.path, patience });
  port = Number(new URL(landing.landing.consoleUrl).port);
  device = await StaffDevice.on(landing);
  // Beside the folders that are served, under names their own rules would allow.
  writeFileSync(join(folder.path, 'secret.png'), secret);
  writeFileSync(join(folder.path, 'secret.js'), secret);
  mkdirSync(join(folder.path, 'pictures', 'inner'), { recursive: true });
  writeFileSync(join(folder.path, 'pictures', 'inner', 'secret.png'), secret);
});

afterAll(async () => {
  device.close();
  await landing.close();
  folder.remove();
});

const lanHost = '192.168.1.20';
const get = (target: string, host = `127.0.0.1:${port}`, method = 'GET') =>
  exchange(port, requestText(target, [['host', host]], { method }));

/** Ways of writing "one folder up". */
const ups = ['..', '%2e%2e', '.%2e', '%2E.', '..;', '%252e%252e', '..%00', '..%c0%af', '%c0%ae%c0%ae', '．．', '..\\'];
const slashes = ['/', '%2f', '%2F', '\\', '%5c', '//', '/./', '%252f'];

describe('path tricks', () => {
  it('static files never leave their folder', async () => {
    const roots = ['/assets/', '/api/v1/guest/pictures/', '/trust/', '/t/'];
    const files = ['secret.png', 'secret.js', 'landing.db', 'lan/root.key', 'package.json', 'etc/passwd'];
    for (const root of roots) {
      for (const up of ups) {
        for (const slash of slashes) {
          for (const depth of [1, 3]) {
            const target = root + (up + slash).repeat(depth) + files[(up.length + slash.length + depth) % files.length];
            const { status, body } = await get(target);
            expect([target, status >= 400 && status < 500, body.includes(secret)]).toEqual([target, true, false]);
          }
        }
      }
    }
    for (const target of [
      '/api/v1/guest/pictures/inner/secret.png',
      '/api/v1/guest/pictures/inner%2fsecret.png',
      '/assets//etc/passwd',
      '/assets/C:%5cwindows%5cwin.ini',
      '/assets/.',
      '/assets/',
      '/assets',
    ])
      expect([target, (await get(target)).status >= 400]).toEqual([target, true]);
  });

  it('no spelling of a staff route is answered on the guests’ side', async () => {
    const staff = ['/', '/console', '/console/tables', '/trpc/identity.state', '/trpc/ordering.orders.list'];
    const spellings = (path: string) => [
      path,
      path.toUpperCase(),
      `/${path}`,
      `//${lanHost}${path}`,
      `/.${path}`,
      `/x/..${path}`,
      `/t/..${path}`,
      `/t/%2e%2e${path}`,
      `/assets/..${path}`,
      `/assets/%2e%2e${path}`,
      `/api/v1/guest/../../..${path}`,
      path.replace('t', '%74'),
      path.replace('c', '%63').replace('o', '%6F'),
      path.replaceAll('/', '%2f'),
      `\\${path.slice(1)}`,
      path.replaceAll('/', '/./'),
      `${path};/t/x`,
      `${path}%00`,
      `${path}?/t/x`,
      `${path}#/t/x`,
      `${path}%20`,
      `/;${path}`,
      path.replace('trpc', 'tr%70c').replace('console', 'consol%65'),
    ];
    for (const path of staff) {
      for (const target of spellings(path)) {
        for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'OPTIONS', 'TRACE', 'PROPFIND']) {
          const { status, body } = await get(target, lanHost, method);
          const refused = status >= 400 && status < 500 && !/isSetUp|<div id="app"/.test(body);
          expect([method, target, status, refused]).toEqual([method, target, status, true]);
        }
      }
    }
  });

  it('no spelling of a procedure is answered to a device that is not paired', async () => {
    const { port: lanPort } = new URL(device.origin);
    for (const path of [
      '/trpc/identity.state',
      '/trpc//identity.state',
      '/trpc/identity%2estate',
      '/%74rpc/identity.state',
      '/trpc/lan.here,identity.state?batch=1',
      '/trpc/x/../identity.state',
      '/trpc/identity.state%00',
      '/trpc/identity.state/',
      '/trpc/constructor',
      '/trpc/__proto__',
      '/trpc/toString.call',
      `/trpc/${Array.from({ length: 400 }, () => 'identity.state').join(',')}?batch=1`,
    ]) {
      const answer = await device.send(path);
      expect([lanPort, path, answer.body.includes('isSetUp')]).toEqual([lanPort, path, false]);
      expect([path, answer.status >= 200 && answer.status < 500]).toEqual([path, true]);
    }
  });

  it('what is too long, unfinished or not text is a 4xx with a sentence', async () => {
    const targets = [
      `/t/${'a'.repeat(6_000)}`,
      '/t/%',
      '/t/%zz',
      '/t/%ff%fe',
      '/t/a%00b',
      `/${'a/'.repeat(4_000)}`,
      `/api/v1/guest/pictures/${'a'.repeat(300)}.png`,
      '/api/v1/guest/pictures/a%00.png',
      '/api/v1/guest/pictures/con.png%2e',
      '/healthz/%2e%2e/x',
    ];
    for (const target of targets) {
      const { status, body } = await get(target);
      expect([target, status >= 400 && status < 500]).toEqual([target, true]);
      expect(body).not.toMatch(/at .*\.ts:\d|node_modules|ENOENT/);
    }
    const endless = await get(`/${'a'.repeat(70_000)}`);
    expect([0, 431, 414]).toContain(endless.status);
  });

  it('bytes that are no HTTP, and requests hidden in others, are refused', async () => {
    const host = `host: 127.0.0.1:${port}`;
    const smuggled = `GET /trpc/identity.state HTTP/1.1\r\n${host}\r\n\r\n`;
    const texts = [
      `POST /api/v1/guest/sessions HTTP/1.1\r\n${host}\r\ncontent-length: 6\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
      `POST /api/v1/guest/sessions HTTP/1.1\r\n${host}\r\ncontent-length: 0\r\ncontent-length: 60\r\n\r\n${smuggled}`,
      `POST /api/v1/guest/sessions HTTP/1.1\r\n${host}\r\ntransfer-encoding : chunked\r\n\r\n0\r\n\r\n${smuggled}`,
      `POST /api/v1/guest/sessions HTTP/1.1\r\n${host}\r\ntransfer-encoding: xchunked\r\n\r\n${smuggled}`,
      `GET /healthz HTTP/1.1\r\n${host}\r\nx: a\nhost: evil\r\n\r\n`,
      `GET /healthz\r\n\r\n`,
      `GET /healthz HTTP/9.9\r\n${host}\r\n\r\n`,
      `GET /hea\0lthz HTTP/1.1\r\n${host}\r\n\r\n`,
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
      'SSH-2.0-OpenSSH_9.9\r\n',
    ];
    for (const text of texts) {
      const { status, body } = await exchange(port, text);
      expect([text, status === 0 || (status >= 400 && status < 500), body.includes('isSetUp')]).toEqual([
        text,
        true,
        false,
      ]);
    }
  });
});
