import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EnterprisesService } from '#cloud/enterprises/service.ts';
import { noticeTable } from '#cloud/notices/tables.ts';
import type { EmailSettings, NoticeList, NoticeSettings, NoticeTestAnswer } from '#shared/notices/settings.ts';
import { files, TestCloud, TestMerchant, type TestOperator } from '#tests/support/cloud.ts';
import { Clock } from '#tests/support/landing.ts';
import { patience } from '#tests/support/patience.ts';
import { SmtpSink } from '#tests/support/smtp-sink.ts';

const minute = 60_000;
const login = { user: 'desk', password: 'correct horse' };

describe('notices by e-mail', () => {
  let clock: Clock;
  let cloud: TestCloud;
  let operator: TestOperator;
  let sink: SmtpSink;

  beforeEach(async () => {
    clock = new Clock(Date.UTC(2026, 10, 20, 9));
    sink = await SmtpSink.start({ login });
    cloud = await TestCloud.start({
      now: clock.now,
      secretKey: randomBytes(32),
      publicOrigin: 'https://cloud.example.com',
    });
    operator = await cloud.operator();
  });
  afterEach(async () => {
    await cloud.close();
    await sink.stop().catch(() => {});
  });

  const settings = (changes: Partial<EmailSettings> = {}): EmailSettings => ({
    ...{ enabled: true, host: '127.0.0.1', port: sink.port, security: 'none', user: login.user },
    ...{ from: 'desk@cloud.example.com', fromName: '云端 Desk', replyTo: '' },
    ...changes,
  });
  const setUp = async (secret: string | undefined = login.password, changes: Partial<EmailSettings> = {}) => {
    const body = { settings: settings(changes), ...(secret === undefined ? {} : { secret }) };
    return operator.call<NoticeSettings & { code: string }>('PUT', '/notices/settings/email', body);
  };
  const rules = (changes: object) =>
    operator.call('PUT', '/notices/settings/rules', {
      ...{ operators: [], operatorLanguage: 'en', silentHours: 0, smsPerDay: 100 },
      ...changes,
    });
  const list = async (state: string) => (await operator.call<NoticeList>('GET', `/notices?state=${state}`)).body;
  const submit = (contactEmail: string) => TestMerchant.submitted(cloud, { name: '桂花小馆', contactEmail });
  /** Lets the background work go by once; what it had in hand is settled then. */
  const deliver = () => cloud.cloud.notices.deliver(new AbortController().signal);

  it('go to who registered and to the operators, in the language of each, by themselves', async () => {
    expect((await setUp()).status).toBe(200);
    await rules({ operators: ['ops@platform.example', 'night@platform.example'] });
    const merchant = await submit('olive@shop.example');
    await vi.waitFor(() => expect(sink.mails).toHaveLength(2), patience);
    const received = sink.mails.find(({ to }) => to.includes('olive@shop.example'));
    expect(received?.headers['subject']).toBe('注册申请已收到');
    expect(received?.headers['from']).toBe('云端 Desk <desk@cloud.example.com>');
    expect(received?.headers['auto-submitted']).toBe('auto-generated');
    expect(received?.text).toContain(merchant.registration.code);
    // Who registers with somebody else's address cannot have us write them what they like.
    expect(received?.text).not.toContain('桂花小馆');
    const waiting = sink.mails.find(({ to }) => to.includes('ops@platform.example'));
    expect(waiting?.to).toEqual(['ops@platform.example', 'night@platform.example']);
    expect(waiting?.headers['subject']).toBe('A registration waits: 桂花小馆');
    expect(waiting?.text).toContain(
      `https://cloud.example.com/operator/registrations/${merchant.registration.enterpriseId}`,
    );

    await operator.decide(merchant.registration.enterpriseId, 'asked_again', '请补充食品经营许可证。\n谢谢');
    await vi.waitFor(() => expect(sink.mails).toHaveLength(3), patience);
    expect(sink.mails[2]?.headers['subject']).toBe('桂花小馆：需要补充资料');
    expect(sink.mails[2]?.text).toContain('请补充食品经营许可证。\n谢谢');
    clock.advance(minute);
    await merchant.call('POST', '/submit');
    await vi.waitFor(() => expect(sink.mails).toHaveLength(5), patience);
    await operator.decide(merchant.registration.enterpriseId, 'approved');
    await vi.waitFor(() => expect(sink.mails).toHaveLength(6), patience);
    expect(sink.mails[5]?.headers['subject']).toBe('桂花小馆：注册已通过');
    await deliver();
    const { counts, notices } = await list('sent');
    expect(counts).toEqual({ waiting: 0, failed: 0, sent: 6 });
    expect(notices[0]).toMatchObject({
      ...{ kind: 'registration_approved', recipient: 'olive@shop.example', enterpriseName: '桂花小馆' },
      ...{ code: 'sent', answer: '250 2.0.0 queued as 4F2A', attempts: 1 },
    });
    // Nobody's address stands where the enterprise's own data is written out from, but its own.
    const rows = await cloud.cloud.database.asPlatform((tx) => tx.select().from(noticeTable));
    expect(JSON.stringify(rows)).not.toContain('platform.example');
  });

  it('are written with their cause or not at all', async () => {
    await setUp();
    const merchant = await submit('olive@shop.example');
    await vi.waitFor(() => expect(sink.mails).toHaveLength(1), patience);
    await deliver();
    const { registration } = merchant;
    const refused = await operator.call('POST', `/registrations/${registration.enterpriseId}/decisions`, {
      decision: 'approved',
      revision: 999,
    });
    expect(refused.status).toBe(409);
    expect((await list('waiting')).counts).toEqual({ waiting: 0, failed: 0, sent: 1 });

    // What fails after it was written takes the notice with it.
    const { database, notices } = cloud.cloud;
    const failing = new EnterprisesService(database, clock.now, undefined, async (...told) => {
      await notices.tell(...told);
      throw new Error('power cut');
    });
    const second = await TestMerchant.register(cloud, { contactEmail: 'rain@shop.example' });
    await second.upload(files.png);
    await expect(failing.registrations.submit(second.registration.enterpriseId)).rejects.toThrow('power cut');
    await deliver();
    expect((await list('sent')).counts).toEqual({ waiting: 0, failed: 0, sent: 1 });
    expect((await second.call<{ submittedAt: number | null }>('GET', '')).body.submittedAt).toBeNull();
  });

  it('wait while the server is away, less and less often, and go out when it is back', async () => {
    await setUp();
    await sink.stop();
    await submit('one@shop.example');
    await submit('two@shop.example');
    const codes = async () => (await list('waiting')).notices.map(({ code }) => code);
    await vi.waitFor(async () => expect(await codes()).toEqual(['unreachable', 'unreachable']), patience);
    // What comes later waits with the others: one attempt stands for all.
    await submit('three@shop.example');
    await deliver();
    await vi.waitFor(async () => expect(new Set(await codes())).toEqual(new Set(['unreachable'])), patience);
    const { notices } = await list('waiting');
    expect(notices.map(({ attempts }) => attempts).toSorted()).toEqual([0, 0, 1]);
    const tried = notices.find(({ attempts }) => attempts === 1);
    expect(tried?.answer).toMatch(/ECONNREFUSED/);
    expect(tried?.dueAt).toBe(clock.now() + minute);
    const back = await SmtpSink.start({ login, port: sink.port });
    sink = back;
    await deliver();
    expect(back.mails).toEqual([]);
    clock.advance(5 * minute);
    await deliver();
    expect(back.mails.flatMap(({ to }) => to).toSorted()).toEqual([
      'one@shop.example',
      'three@shop.example',
      'two@shop.example',
    ]);
    expect((await list('sent')).counts).toEqual({ waiting: 0, failed: 0, sent: 3 });
  });

  it('a wrong password is said in words, not tried again and again, and what waited goes out once it is right', async () => {
    await setUp('wrong');
    for (const name of ['one', 'two', 'three']) await submit(`${name}@shop.example`);
    await vi.waitFor(async () => expect((await list('waiting')).notices[0]?.code).toBe('credentials'), patience);
    await deliver();
    expect(sink.wrongLogins).toHaveLength(1);
    const test = { channel: 'email', to: 'amy@platform.example', language: 'en' };
    const failed = await operator.call<NoticeTestAnswer>('POST', '/notices/tests', test);
    expect(failed.body).toMatchObject({ code: 'credentials', answer: expect.stringContaining('535 5.7.8') });
    await setUp();
    const passed = await operator.call<NoticeTestAnswer>('POST', '/notices/tests', test);
    expect(passed.body).toMatchObject({ code: 'sent', answer: '250 2.0.0 queued as 4F2A' });
    await vi.waitFor(() => expect(sink.mails).toHaveLength(4), patience);
    expect(sink.mails.map(({ headers }) => headers['subject'])).toContain('A test from Landing Desk');
    await vi.waitFor(async () => expect((await list('waiting')).counts.waiting).toBe(0), patience);
    const { body: record } = await operator.call<{ entries: object[] }>('GET', '/audit?search=email');
    expect(JSON.stringify(record.entries)).toContain('"outcome":"credentials"');
    expect(JSON.stringify(record)).not.toMatch(/amy@platform|correct horse/);
  });

  it('a refused recipient is final and kept with the reason; a later word from the server is tried again', async () => {
    await setUp();
    sink.refuse = (to) => {
      if (to.startsWith('gone')) return `550 5.1.1 <${to}> no such user here`;
      return to.startsWith('grey') && clock.now() < Date.UTC(2026, 10, 20, 9, 1)
        ? '451 4.7.1 try again later'
        : undefined;
    };
    await submit('gone@shop.example');
    await submit('grey@shop.example');
    await submit('good@shop.example');
    await vi.waitFor(() => expect(sink.mails).toHaveLength(1), patience);
    await vi.waitFor(async () => expect((await list('failed')).notices).toHaveLength(1), patience);
    const [gone] = (await list('failed')).notices;
    expect(gone).toMatchObject({ code: 'recipient_refused', recipient: 'gone@shop.example' });
    expect(gone?.answer).toContain('550 5.1.1 <…> no such user here');
    await vi.waitFor(async () => {
      expect((await list('waiting')).notices[0]).toMatchObject({ code: 'later', recipient: 'grey@shop.example' });
    }, patience);
    clock.advance(2 * minute);
    await deliver();
    expect(sink.mails.map(({ to }) => to[0])).toEqual(['good@shop.example', 'grey@shop.example']);

    sink.refuse = () => undefined;
    expect((await operator.call('POST', `/notices/${gone?.id}/retry`)).status).toBe(204);
    await vi.waitFor(() => expect(sink.mails.map(({ to }) => to[0])).toContain('gone@shop.example'), patience);
    // Sent is sent.
    await vi.waitFor(async () => expect((await list('sent')).counts.sent).toBe(3), patience);
    expect((await operator.call('POST', `/notices/${gone?.id}/retry`)).status).toBe(404);
  });

  it('whoever’s address it is, they are not sent more than twenty an hour', async () => {
    await setUp();
    for (let n = 0; n < 23; n += 1) await submit('victim@elsewhere.example');
    await vi.waitFor(async () => expect((await list('sent')).counts.sent).toBe(20), patience);
    await deliver();
    expect(sink.mails).toHaveLength(20);
    const { notices } = await list('waiting');
    expect(notices.map(({ code, attempts }) => [code, attempts])).toEqual([0, 1, 2].map(() => ['rate_limited', 0]));
    clock.advance(60 * minute + 1000);
    await deliver();
    await vi.waitFor(() => expect(sink.mails).toHaveLength(23), patience);
  });

  it('are given up after two days, and say so', async () => {
    await setUp();
    await sink.stop();
    await submit('one@shop.example');
    await submit('two@shop.example');
    await vi.waitFor(async () => expect((await list('waiting')).notices[0]?.code).toBe('unreachable'), patience);
    clock.advance(49 * 60 * minute);
    await deliver();
    // Nobody is signed in for two days.
    operator = await cloud.operator();
    const { notices } = await list('failed');
    expect(notices.map(({ code }) => code)).toEqual(['expired', 'expired']);
  });

  it('tell an owner of computers that came, went or fell silent, once, and not what they switched off', async () => {
    await setUp();
    await rules({ silentHours: 48 });
    const merchant = await submit('olive@shop.example');
    const { enterpriseId } = merchant.registration;
    await operator.decide(enterpriseId, 'approved');
    const till = await cloud.device(enterpriseId, { name: 'Till' });
    const laptop = await cloud.device(enterpriseId, { name: 'Laptop', scope: 'personal', userId: enterpriseId });
    const subjects = () => sink.mails.map(({ headers }) => headers['subject'] ?? '');
    await vi.waitFor(() => expect(subjects().filter((text) => text.includes('新连接'))).toHaveLength(2), patience);
    const contact = await cloud.call<object>('GET', '/notices', undefined, till.credential);
    expect(contact.body).toEqual({ email: 'olive@shop.example', phone: '+862155550101', language: 'zh-CN', off: [] });
    await cloud.call('GET', '/enterprise', undefined, till.credential);
    await cloud.call('GET', '/enterprise', undefined, laptop.credential);

    const tellSilent = async () => {
      await cloud.cloud.enterprises.tellSilent(await cloud.cloud.notices.silentAfter());
      await deliver();
    };
    clock.advance(47 * 60 * minute);
    await tellSilent();
    expect(subjects().filter((text) => text.includes('失去联系'))).toEqual([]);
    clock.advance(2 * 60 * minute);
    await tellSilent();
    const silences = () => subjects().filter((text) => text.includes('失去联系'));
    await vi.waitFor(() => expect(silences()).toEqual(['桂花小馆：“Till”失去联系']), patience);
    await tellSilent();
    // Nobody is signed in for two days.
    operator = await cloud.operator();
    expect((await list('waiting')).counts.waiting).toBe(0);
    expect(silences()).toHaveLength(1);
    expect(sink.mails.at(-1)?.text).toContain('2026-11-20 09:00 UTC');

    const { credential } = till;
    const since = clock.now() - 30 * 60 * minute;
    for (let n = 0; n < 2; n += 1)
      expect((await cloud.call('POST', '/devices/backup', { since }, credential)).status).toBe(204);
    await cloud.call('POST', '/devices/backup', { since }, laptop.credential);
    await vi.waitFor(() => expect(subjects().at(-1)).toBe('桂花小馆：“Till”没有可用的备份'), patience);
    expect(subjects().filter((text) => text.includes('备份'))).toHaveLength(1);

    const off = { ...(contact.body as object), language: 'en', off: ['device_enrolled'] };
    const changed = await cloud.call('PUT', '/notices', off, till.credential);
    expect([changed.status, changed.body]).toEqual([200, off]);
    await cloud.device(enterpriseId, { name: 'Tablet' });
    const gone = await fetch(`${cloud.url}/api/v1/devices/${laptop.id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${till.credential}` },
    });
    expect(gone.status).toBe(204);
    await vi.waitFor(() => expect(subjects().at(-1)).toBe('桂花小馆: a computer has no access any more'), patience);
    expect(sink.mails.filter(({ text }) => text.includes('Tablet'))).toEqual([]);
  });

  it('never show a password again, and never take it to another server', async () => {
    await setUp();
    const shown = await operator.call<NoticeSettings>('GET', '/notices/settings');
    expect(shown.body.email).toMatchObject({ source: 'console', secret: 'kept' });
    expect(JSON.stringify(shown.body)).not.toContain(login.password);
    const kept = await cloud.cloud.database.driver.transaction(async (tx) =>
      tx.execute('select * from notice_setting'),
    );
    expect(JSON.stringify(kept)).not.toContain(login.password);
    expect((await setUp(undefined, { fromName: 'Other' })).status).toBe(200);
    const elsewhere = await operator.call<{ code: string }>('PUT', '/notices/settings/email', {
      settings: settings({ host: 'localhost' }),
    });
    expect([elsewhere.status, elsewhere.body.code]).toEqual([422, 'notice_secret_needed']);
  });
});
