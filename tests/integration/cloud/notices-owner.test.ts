import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ContactAnswer, NoticeContact, OwnNotices } from '#shared/notices/settings.ts';
import type { SyncState } from '#shared/sync/views.ts';
import type { ConsoleClient } from '#tests/support/api.ts';
import { TestCloud, TestMerchant } from '#tests/support/cloud.ts';
import { CloudProcess } from '#tests/support/cloud-process.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { patience } from '#tests/support/patience.ts';
import { SmtpSink } from '#tests/support/smtp-sink.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 90_000 });

const login = { user: 'desk', password: 'correct horse' };
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const sender = { from: 'desk@cloud.example.com', fromName: 'Landing Desk', replyTo: '' };
const contact = (changes: Partial<NoticeContact> = {}): NoticeContact => ({
  ...{ email: 'olive@shop.example', phone: '', language: 'en', off: [] },
  ...changes,
});
const recentOf = (client: ConsoleClient) => client.query<OwnNotices>('sync.notices.recent');
const codeOf = (failing: Promise<unknown>) =>
  failing.then(
    () => 'nothing failed',
    (error: Error) => error.message.split(' ')[1],
  );

describe('an owner’s own notices', () => {
  it('are set in the console of the landing and sent by the cloud; what becomes of each is told back', async () => {
    const folder = tempFolder();
    const sink = await SmtpSink.start({ login });
    const landing = await TestLanding.copy({ folder: join(folder.path, 'landing') });
    closing.push(
      folder.remove,
      () => sink.stop(),
      () => landing.close(),
    );
    const file = join(folder.path, 'notices.json');
    const server = { host: '127.0.0.1', port: sink.port, security: 'none', user: login.user, secret: login.password };
    writeFileSync(file, JSON.stringify({ email: { enabled: true, ...server, ...sender } }));
    const owner = await landing.as('owner');
    expect(await codeOf(recentOf(owner))).toBe('cloud_not_connected');

    const data = join(folder.path, 'cloud');
    const before = await TestCloud.start({ dataFolder: data });
    const { id, code, name } = landing.landing.identity.enterprise();
    await before.enterprise(code, id);
    const offer = { name, scope: 'enterprise', userId: null, administers: true } as const;
    const { enterprises, database } = before.cloud;
    const offered = await database.asPlatform((tx) => enterprises.devices.offer(tx, id, offer, 'test'));
    await before.close();
    const cloud = await CloudProcess.start({ args: ['--data', data, '--notices', file] });
    closing.push(() => cloud.stop());
    await owner.mutate('sync.connect', { address: cloud.url, code: offered.code });
    await vi.waitFor(async () => expect((await owner.query<SyncState>('sync.state')).phase).toBe('resting'), patience);

    expect(await recentOf(owner)).toEqual({ channels: { email: true, sms: false }, notices: [] });
    expect(await codeOf(owner.mutate('sync.notices.test'))).toBe('notice_no_address');
    expect(await codeOf(owner.mutate('sync.notices.change', contact({ email: 'olive' })))).toBe('validation_failed');
    expect(await codeOf(owner.mutate('sync.notices.change', contact({ phone: '13800138000' })))).toBe(
      'validation_failed',
    );
    // The owner's address is nobody's business at the counter.
    const counter = await landing.as('counter');
    expect(await codeOf(counter.query('sync.notices.contact'))).toBe('permission_denied');
    expect(await codeOf(counter.mutate('sync.notices.change', contact()))).toBe('permission_denied');

    await owner.mutate('sync.notices.change', contact({ off: ['landing_silent'] }));
    expect(await owner.query<ContactAnswer>('sync.notices.contact')).toEqual(contact({ off: ['landing_silent'] }));
    const to = { channel: 'email', recipient: 'olive@shop.example' };
    expect(await owner.mutate('sync.notices.test')).toEqual(to);
    const newest = async () => (await recentOf(owner)).notices[0];
    await vi.waitFor(async () => expect((await newest())?.state).toBe('sent'), patience);
    expect(sink.mails.map((mail) => [mail.to, mail.headers['subject']])).toEqual([
      [['olive@shop.example'], 'A test from Landing Desk'],
    ]);

    // What the recipient's side says is the owner's to know; what ails the cloud's own server is not.
    sink.refuse = (address) => `550 5.1.1 <${address}> no such user here`;
    await owner.mutate('sync.notices.test');
    await vi.waitFor(async () => expect((await newest())?.state).toBe('failed'), patience);
    expect(await newest()).toMatchObject({
      ...to,
      code: 'recipient_refused',
      answer: '550 5.1.1 <…> no such user here',
    });
    sink.refuse = () => undefined;
    sink.password = 'another one';
    await owner.mutate('sync.notices.test');
    await vi.waitFor(async () => expect((await newest())?.code).toBe('credentials'), patience);
    expect(await newest()).toMatchObject({ state: 'waiting', answer: '' });
    expect((await newest())?.dueAt).toBeGreaterThan(Date.now());

    for (let n = 0; n < 2; n += 1) await owner.mutate('sync.notices.test');
    expect(await codeOf(owner.mutate('sync.notices.test'))).toBe('notice_tests_many');
    await cloud.stop();
    expect(await codeOf(owner.mutate('sync.notices.change', contact()))).toBe('cloud_unreachable');
  });

  it('are theirs alone, and seen to by a computer that is entrusted with that', async () => {
    const cloud = await TestCloud.start({});
    closing.push(() => cloud.close());
    const [shop, other] = [await cloud.enterprise(), await cloud.enterprise()];
    const office = await cloud.device(shop);
    const tablet = await cloud.device(shop, { administers: false });
    const stranger = await cloud.device(other);
    const ask = (path: string, { credential }: { credential: string }, method = 'GET') =>
      cloud.call<{ code: string }>(method, path, undefined, credential);
    for (const [method, path] of [
      ['GET', '/notices'],
      ['GET', '/notices/recent'],
      ['POST', '/notices/tests'],
    ] as const)
      expect((await ask(path, tablet, method)).body.code).toBe('device_not_administering');
    await cloud.call('PUT', '/notices', contact(), office.credential);
    // Nothing is set up to send by: nothing is kept to be sent.
    expect((await ask('/notices/tests', office, 'POST')).body.code).toBe('notice_no_channel');
    expect((await ask('/notices/recent', office)).body).toEqual({
      channels: { email: false, sms: false },
      notices: [],
    });

    const sink = await SmtpSink.start();
    closing.push(() => sink.stop());
    const operator = await cloud.operator();
    const settings = { enabled: true, host: '127.0.0.1', port: sink.port, security: 'none', user: '', ...sender };
    await operator.call('PUT', '/notices/settings/email', { settings });
    await operator.call('PUT', '/notices/settings/rules', {
      ...{ operators: ['ops@platform.example'], operatorLanguage: 'en', silentHours: 0, smsPerDay: 100 },
    });
    expect((await ask('/notices/tests', office, 'POST')).status).toBe(202);
    // What operators are told is not the merchant's to see.
    const merchant = await TestMerchant.submitted(cloud, { contactEmail: 'rain@shop.example' });
    await operator.decide(merchant.registration.enterpriseId, 'approved');
    const rain = await cloud.device(merchant.registration.enterpriseId);
    const kinds = async (device: { credential: string }) =>
      ((await ask('/notices/recent', device)).body as unknown as OwnNotices).notices.map(({ kind }) => kind);
    expect(await kinds(office)).toEqual(['test']);
    expect(await kinds(rain)).toEqual(['device_enrolled', 'registration_approved', 'registration_received']);
    expect(await kinds(stranger)).toEqual([]);
  });
});
