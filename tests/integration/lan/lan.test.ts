import { once } from 'node:events';
import { request as secureRequest } from 'node:https';
import { createServer } from 'node:net';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoAccounts } from '#main/demo.ts';
import { readCertificate } from '#main/lan/authority.ts';
import type { ConsoleClient } from '#tests/support/api.ts';
import { freePort } from '#tests/support/free-port.ts';
import { Clock, TestLanding, tempFolder } from '#tests/support/landing.ts';
import { codeOf, StaffDevice, send } from '#tests/support/staff-device.ts';

const folder = tempFolder();
const clock = new Clock(Date.now());
let landing: TestLanding;
let owner: ConsoleClient;

interface Access {
  state: string;
  trouble: string | null;
  port: number;
  hostName: string;
  staffOrigins: string[];
  trustPages: string[];
  root: { fingerprint: string } | null;
}
interface DeviceView {
  id: string;
  name: string;
  address: string;
  connected: boolean;
}
const access = () => owner.query<Access>('lan.access');
const devices = () => owner.query<DeviceView[]>('lan.devices.list');
const account = (name: string) => demoAccounts('demo').find(({ username }) => username === name);

beforeAll(async () => {
  landing = await TestLanding.start({ folder: folder.path, now: clock.now });
  owner = await landing.as('owner');
});

afterAll(async () => {
  await landing.close();
  folder.remove();
});

describe('LAN access', () => {
  it('is off at first: no port, no certificate, no trust page', async () => {
    expect(await access()).toMatchObject({ state: 'off', root: null, staffOrigins: [], trustPages: [] });
    expect((await send(`${landing.landing.consoleUrl}trust`)).status).toBe(404);
    const offer = await owner.call('lan.devices.offer', { name: 'Tablet', kind: 'kitchen' }, 'POST');
    expect(offer.problem?.code).toBe('lan_access_off');
  });

  it('opens an HTTPS face that only the landing’s root vouches for', async () => {
    const device = await StaffDevice.on(landing);
    const { root, hostName, port } = await access();
    expect(hostName).toMatch(/^landing-desk-[0-9a-z]{5}\.local$/);
    const page = await device.send('/console/pair');
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    await expect(send(`${device.origin}/console/pair`)).rejects.toThrow(/self-signed|unable to verify/);
    // The name works too, over whatever address it resolves to.
    const socket = connect({ host: '127.0.0.1', port, servername: hostName, ca: device.agent.options.ca as string });
    await once(socket, 'secureConnect');
    expect(socket.authorized).toBe(true);
    expect(socket.getPeerCertificate(true).issuerCertificate.fingerprint256).toBe(root?.fingerprint);
    socket.destroy();
    device.close();
  });

  it('shows the way to trust it over plain HTTP, in both languages, and nothing else of the staff', async () => {
    const { origin } = new URL(landing.landing.consoleUrl);
    const english = await send(`${origin}/trust?lang=en`);
    expect(english.body).toContain('Compare before you type anything');
    expect(english.body).not.toMatch(/<script|style=/);
    expect(english.headers['content-security-policy']).toContain("script-src 'self'");
    expect((await send(`${origin}/trust`, { headers: { 'accept-language': 'zh' } })).body).toContain('核对之前');
    const iphone = await send(`${origin}/trust`, {
      headers: { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)' },
    });
    expect(iphone.body).toMatch(/<details name="system" open><summary>iPhone/);
    const profile = await send(`${origin}/trust/landing-desk.mobileconfig`);
    expect(profile.headers['content-type']).toBe('application/x-apple-aspen-config');
    const der = /<data>(.+)<\/data>/.exec(profile.body)?.[1] ?? '';
    const pem = `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----`;
    expect(readCertificate(pem).fingerprint).toBe((await access()).root?.fingerprint);
    for (const path of ['/trust/root.key', '/trust/leaf.pem', '/trust/..%2flan%2froot.key', '/trust/../lan/root.key'])
      expect([path, (await send(origin, { path })).status]).toEqual([path, 404]);
  });
});

describe('a device that is not paired', () => {
  it('reaches the page that says so, and no procedure, not even signing in', async () => {
    const device = await StaffDevice.on(landing);
    expect(JSON.parse((await device.query('lan.here')).body).result.data).toEqual({
      face: 'lan',
      mayEnter: false,
      device: null,
      trustPage: expect.stringMatching(/^http:.*\/trust$/),
    });
    for (const procedure of [
      'identity.state',
      'identity.me',
      'ordering.orders.list',
      'lan.access',
      'lan.signIn.people',
    ])
      expect([procedure, codeOf(await device.query(procedure))]).toEqual([procedure, 'device_not_paired']);
    const login = await device.call('identity.login', account('owner'));
    expect([login.status, codeOf(login)]).toEqual([403, 'device_not_paired']);
    const batch = await device.send('/trpc/lan.here,identity.state?batch=1');
    expect(JSON.parse(batch.body)[1].error.data.problem.code).toBe('device_not_paired');
    const bearer = await device.send('/trpc/identity.me', { headers: { authorization: `Bearer ${owner.token}` } });
    expect(codeOf(bearer)).toBe('device_not_paired');
    expect((await device.send('/trpc/ordering.orders.watch')).body).toContain('device_not_paired');
    const upload = await device.send('/uploads/pictures', {
      method: 'POST',
      headers: { origin: device.origin, 'content-type': 'image/png', authorization: `Bearer ${owner.token}` },
      body: 'x',
    });
    expect([upload.status, codeOf(upload)]).toEqual([403, 'device_not_paired']);
    device.close();
  });

  it('finds nothing of the guests’ face there', async () => {
    const device = await StaffDevice.on(landing);
    const sticker = new URL(landing.sticker('1')).pathname;
    for (const path of [
      sticker,
      '/healthz',
      '/api/openapi.json',
      '/api/v1/guest/menu',
      '/trust',
      '/trust/landing-desk.crt',
    ])
      expect([path, (await device.send(path)).status]).toEqual([path, 404]);
    device.close();
  });

  it('is told the same of a wrong, a used and an old code', async () => {
    const device = await StaffDevice.on(landing);
    const offer = () =>
      owner.mutate<{ url: string; typedCode: string }>('lan.devices.offer', { name: 'T', kind: 'waiter' });
    const code = (url: string) => new URL(url).hash.slice(1);
    const used = code((await offer()).url);
    await device.call('lan.pair', { code: used });
    const old = code((await offer()).url);
    clock.advance(120_000);
    const answers = [];
    for (const guess of ['A'.repeat(43), used, old]) answers.push(await device.call('lan.pair', { code: guess }));
    expect(new Set(answers.map(({ status, body }) => `${status}${body}`)).size).toBe(1);
    expect(codeOf(answers[0] as never)).toBe('pairing_code_wrong');
    device.close();
  });

  it('pairs only over HTTPS, only from the face’s own page', async () => {
    const { url } = await owner.mutate<{ url: string }>('lan.devices.offer', { name: 'T', kind: 'waiter' });
    const code = new URL(url).hash.slice(1);
    const plain = await owner.call('lan.pair', { code }, 'POST');
    expect(plain.problem?.code).toBe('not_found');
    const device = await StaffDevice.on(landing);
    const body = JSON.stringify({ code });
    const foreign = { origin: 'https://evil.example', 'content-type': 'application/json' };
    expect(codeOf(await device.send('/trpc/lan.pair', { method: 'POST', headers: foreign, body }))).toBe(
      'origin_not_allowed',
    );
    expect((await device.call('lan.pair', { code })).status).toBe(200);
    device.close();
  });
});

describe('a paired device', () => {
  it('gets cookies only this very host can read or set, signs a person in, and is listed', async () => {
    const device = await StaffDevice.on(landing, 'Waiter’s phone');
    expect(device.given[0]).toMatch(/^__Host-landing-device-\w{5}=/);
    for (const part of [/; Path=\//, /; HttpOnly/, /; Secure/, /; SameSite=Strict/])
      expect(device.given[0]).toMatch(part);
    expect(device.given[0]).not.toMatch(/Domain/i);
    expect(codeOf(await device.query('identity.me'))).toBe('not_signed_in');
    expect((await device.call('identity.login', account('counter'))).status).toBe(200);
    expect(device.given[0]).toMatch(/^__Host-landing-session-\w{5}=.*; HttpOnly; Secure; SameSite=Strict/);
    expect((await device.query('ordering.orders.list')).status).toBe(200);
    const listed = (await devices()).find(({ name }) => name === 'Waiter’s phone');
    expect(listed).toMatchObject({ address: '127.0.0.1', connected: true });
    expect(JSON.stringify(await devices())).not.toMatch(/token/i);
    device.close();
  });

  it('a session works on its own device only', async () => {
    const one = await StaffDevice.on(landing, 'One');
    const two = await StaffDevice.on(landing, 'Two');
    await one.call('identity.login', account('counter'));
    const [name = ''] = [...one.cookies.keys()].filter((key) => key.includes('session'));
    const stolen = one.cookies.get(name) ?? '';
    two.cookies.set(name, stolen);
    expect(codeOf(await two.query('identity.me'))).toBe('not_signed_in');
    const { origin } = new URL(landing.landing.consoleUrl);
    const local = await send(`${origin}/trpc/identity.me`, { headers: { authorization: `Bearer ${stolen}` } });
    expect(codeOf(local)).toBe('not_signed_in');
    // Nor does a session of the main computer on a device.
    const bearer = await one.send('/trpc/identity.me', { headers: { authorization: `Bearer ${owner.token}` } });
    expect(codeOf(bearer)).toBe('not_signed_in');
    one.close();
    two.close();
  });

  it('signs people in by PIN, hands over by PIN, and locks after wrong ones', async () => {
    const counter = await landing.as('counter');
    const currentPassword = account('counter')?.password;
    await counter.mutate('identity.setPin', { currentPassword, pin: '2580' });
    const device = await StaffDevice.on(landing, 'Kitchen tablet');
    expect((await device.query('lan.signIn.people')).body).toContain('counter');
    expect((await device.call('lan.signIn.withPin', { username: 'counter', pin: '2580' })).status).toBe(200);
    expect((await device.call('identity.switchUser', { username: 'counter', pin: '2580' })).status).toBe(200);
    expect((await device.query('identity.me')).status).toBe(200);
    const codes = new Set<string | undefined>();
    for (let i = 0; i < 6; i++)
      codes.add(codeOf(await device.call('lan.signIn.withPin', { username: 'counter', pin: '0000' })));
    expect([...codes]).toEqual(['pin_wrong', 'locked_out']);
    const plain = await owner.call('lan.signIn.withPin', { username: 'counter', pin: '2580' }, 'POST');
    expect(plain.problem?.code).toBe('not_found');
    device.close();
  });

  it('does not set up, recover, or switch LAN access: that is for the main computer', async () => {
    const device = await StaffDevice.on(landing, 'Office');
    await device.call('identity.login', account('owner'));
    expect(codeOf(await device.call('lan.setAccess', { enabled: false }))).toBe('main_computer_only');
    const recovery = { enterpriseId: 'demo', username: 'owner', recoveryCode: 'x', newPassword: 'x' };
    expect(codeOf(await device.call('identity.recover', recovery))).toBe('main_computer_only');
    device.close();
  });

  it('is put out at once when revoked: its session, its credential, its open live stream', async () => {
    const device = await StaffDevice.on(landing, 'Lost tablet');
    await device.call('identity.login', account('kitchen'));
    const stream = secureRequest(`${device.origin}/trpc/ordering.tickets.watch`, {
      agent: device.agent,
      headers: { cookie: device.cookieHeader, accept: 'text/event-stream' },
    });
    stream.on('error', () => {});
    stream.end();
    const [response] = (await once(stream, 'response')) as [import('node:http').IncomingMessage];
    expect(response.statusCode).toBe(200);
    const ended = new Promise((resolve) => response.on('error', resolve).on('close', resolve));
    response.resume();
    const { id } = (await devices()).find(({ name }) => name === 'Lost tablet') ?? { id: '' };
    await owner.mutate('lan.devices.revoke', { deviceId: id });
    await ended;
    expect(codeOf(await device.query('identity.me'))).toBe('device_not_paired');
    expect((await devices()).some((other) => other.id === id)).toBe(false);
    device.close();
  });

  it('a renamed device stays connected', async () => {
    const device = await StaffDevice.on(landing, 'Before');
    await device.call('identity.login', account('counter'));
    const { id } = (await devices()).find(({ name }) => name === 'Before') ?? { id: '' };
    await owner.mutate('lan.devices.rename', { deviceId: id, name: 'After' });
    expect((await devices()).find((other) => other.id === id)).toMatchObject({ name: 'After', connected: true });
    expect((await device.query('identity.me')).status).toBe(200);
    device.close();
  });
});

describe('the staff face over time', () => {
  it('shows a renewed certificate without a restart, and keeps open connections', async () => {
    const device = await StaffDevice.on(landing, 'Long evening');
    const { port } = await access();
    const shown = async () => {
      // This test's clock, not the system's, says which certificates are of the moment.
      const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      const { fingerprint256 } = socket.getPeerCertificate();
      socket.destroy();
      return fingerprint256;
    };
    const before = await shown();
    expect(await shown()).toBe(before);
    clock.advance(61 * 86_400_000);
    await landing.landing.lan.checkNetwork();
    expect(await shown()).not.toBe(before);
    expect((await device.query('lan.here')).status).toBe(200);
    clock.advance(-61 * 86_400_000);
    await landing.landing.lan.checkNetwork();
    device.close();
  });

  it('devices, root and access survive a restart; switched off, nobody gets in', async () => {
    const device = await StaffDevice.on(landing, 'Stays');
    const { root } = await access();
    await landing.close();
    landing = await landing.restart();
    owner = await landing.as('owner');
    const again = await access();
    expect(again.root).toEqual(root);
    const later = new StaffDevice(again.staffOrigins[0] ?? '', device.agent.options.ca as string);
    for (const [name, value] of device.cookies) later.cookies.set(name, value);
    expect((await later.query('identity.state')).status).toBe(200);
    await owner.mutate('lan.setAccess', { enabled: false });
    await expect(later.query('identity.state')).rejects.toThrow(
      /ECONNREFUSED|ECONNRESET|EPIPE|socket hang up|disconnected/,
    );
    expect((await send(`${landing.landing.consoleUrl}trust`)).status).toBe(404);
    device.close();
    later.close();
  });

  it('a taken port is said, never changed, and taken up once it is free', async () => {
    const thief = createServer();
    const port = await freePort();
    thief.listen(port, '127.0.0.1');
    await once(thief, 'listening');
    const own = tempFolder();
    const other = await TestLanding.start({ folder: own.path, staffPort: port });
    const boss = await other.as('owner');
    await boss.mutate('lan.setAccess', { enabled: true });
    expect(await boss.query('lan.access')).toMatchObject({ state: 'trouble', trouble: 'port_in_use', port });
    thief.close();
    await once(thief, 'close');
    await other.landing.lan.checkNetwork();
    expect(await boss.query('lan.access')).toMatchObject({ state: 'on', trouble: null, port });
    await other.close();
    own.remove();
  });
});
