import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type SmsPreset, smsTemplates } from '#shared/notices/presets.ts';
import type { NoticeList, NoticeSettings, NoticeTestAnswer, SmsSettings } from '#shared/notices/settings.ts';
import { TestCloud, TestMerchant, type TestOperator } from '#tests/support/cloud.ts';
import { Clock } from '#tests/support/landing.ts';
import { patience } from '#tests/support/patience.ts';

const minute = 60_000;
const secret = 'a key/with+signs & more';

interface Heard {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe('notices by SMS', () => {
  const heard: Heard[] = [];
  let answer: { status: number; body: string; location?: string };
  let server: Server;
  let clock: Clock;
  let cloud: TestCloud;
  let operator: TestOperator;

  beforeEach(async () => {
    heard.length = 0;
    answer = { status: 200, body: '{"code": 0, "sid": "SM1"}' };
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        heard.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts).toString() });
        response.writeHead(answer.status, answer.location ? { location: answer.location } : {}).end(answer.body);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    clock = new Clock(Date.UTC(2026, 10, 20, 9));
    cloud = await TestCloud.start({ now: clock.now, secretKey: randomBytes(32) });
    operator = await cloud.operator();
  });
  afterEach(async () => {
    await cloud.close();
    server.closeAllConnections();
    server.close();
  });

  /** A preset, with this test's server in the place of the provider's. */
  const setUp = (preset: SmsPreset, changes: Partial<SmsSettings> = {}) => {
    const template = smsTemplates[preset];
    const { port } = server.address() as AddressInfo;
    const url = template.url.replace(/^https:\/\/[^/]+/, `http://127.0.0.1:${port}`);
    const settings = { enabled: true, preset, ...template, url, from: '+15550100', user: 'AC7', ...changes };
    return operator.call<NoticeSettings & { code: string }>('PUT', '/notices/settings/sms', { settings, secret });
  };
  const rules = (changes: object) =>
    operator.call('PUT', '/notices/settings/rules', {
      ...{ operators: [], operatorLanguage: 'en', silentHours: 0, smsPerDay: 100 },
      ...changes,
    });
  const test = async (to: string) =>
    operator.call<NoticeTestAnswer & { code: string }>('POST', '/notices/tests', {
      channel: 'sms',
      to,
      language: 'en',
    });
  const list = async (state: string) => (await operator.call<NoticeList>('GET', `/notices?state=${state}`)).body;
  const deliver = () => cloud.cloud.notices.deliver(new AbortController().signal);
  const submit = (contactPhone: string, changes = {}) => TestMerchant.submitted(cloud, { contactPhone, ...changes });

  it('are made as each template wants them, whatever stands in the text', async () => {
    await setUp('twilio');
    expect((await test('+86 138-0013-8000')).body).toMatchObject({
      code: 'sent',
      answer: '200 {"code": 0, "sid": "SM1"}',
    });
    const [twilio] = heard;
    expect(twilio?.path).toBe('/2010-04-01/Accounts/AC7/Messages.json');
    expect(twilio?.headers.authorization).toBe(`Basic ${Buffer.from(`AC7:${secret}`).toString('base64')}`);
    expect(Object.fromEntries(new URLSearchParams(twilio?.body))).toEqual({
      ...{ To: '+8613800138000', From: '+15550100' },
      Body: 'Landing Desk: Notices from Landing Desk arrive here. This was a test.',
    });
    await setUp('yunpian');
    answer = { status: 200, body: '{"code":22,"msg":"验证码类短信 1 小时内超过上限"}' };
    expect((await test('13800138000')).body.code).toBe('answer_unexpected');
    answer = { status: 200, body: '{"code":0,"msg":"发送成功"}' };
    expect((await test('13800138000')).body).toMatchObject({ code: 'sent', answer: '200 {"code":0,"msg":"发送成功"}' });
    expect(Object.fromEntries(new URLSearchParams(heard[2]?.body))).toMatchObject({
      apikey: secret,
      mobile: '+8613800138000',
    });
    await setUp('gateway');
    await submit('+86 138 0013 8000', { name: '"; DROP "桂花', contactEmail: 'unused@shop.example' });
    await vi.waitFor(() => expect(heard).toHaveLength(4), patience);
    expect(JSON.parse(heard[3]?.body ?? '')).toMatchObject({ to: '+8613800138000', from: '+15550100' });
    expect(heard[3]?.headers.authorization).toBe(`Bearer ${secret}`);
  });

  it('say in words what the provider refuses, and show neither secret nor number', async () => {
    await setUp('gateway');
    answer = { status: 401, body: `no ${secret} for +8613800138000` };
    expect((await test('+8613800138000')).body).toMatchObject({ code: 'credentials', answer: '401 no … for …' });
    answer = { status: 400, body: 'not a mobile' };
    expect((await test('+8613800138000')).body).toMatchObject({ code: 'refused', answer: '400 not a mobile' });
    answer = { status: 503, body: 'busy' };
    expect((await test('+8613800138000')).body).toMatchObject({ code: 'provider_refused' });
    // The secret goes to the address that was entered and nowhere else.
    const { port } = server.address() as AddressInfo;
    answer = { status: 307, body: '', location: `http://127.0.0.1:${port}/elsewhere` };
    expect((await test('+8613800138000')).body.code).toBe('refused');
    expect(heard.some(({ path }) => path === '/elsewhere')).toBe(false);
    expect((await test('call me')).body.code).toBe('notice_address_wrong');
    expect((await setUp('gateway', { url: 'http://sms.example.com/' })).status).toBe(400);
    expect((await setUp('gateway', { headers: 'no header' })).status).toBe(400);
  });

  it('wait while the provider has trouble, and none is sent to a number that is none', async () => {
    await setUp('gateway');
    answer = { status: 500, body: 'down' };
    await submit('+86 138 0013 8000');
    await submit('ask at the bar');
    await vi.waitFor(async () => expect((await list('waiting')).notices[0]?.code).toBe('provider_refused'), patience);
    expect((await list('waiting')).counts.waiting).toBe(1);
    answer = { status: 200, body: '' };
    clock.advance(2 * minute);
    await deliver();
    await vi.waitFor(async () => expect((await list('sent')).counts.sent).toBe(1), patience);
  });

  it('stay under what the platform pays for in a day', async () => {
    await setUp('gateway');
    await rules({ smsPerDay: 2 });
    for (const end of ['01', '02', '03']) await submit(`+86 138 0013 80${end}`);
    await vi.waitFor(async () => expect((await list('sent')).counts.sent).toBe(2), patience);
    await vi.waitFor(async () => expect((await list('waiting')).notices[0]?.code).toBe('rate_limited'), patience);
    await deliver();
    expect(heard).toHaveLength(2);
    clock.advance(25 * 60 * minute);
    await deliver();
    await vi.waitFor(() => expect(heard).toHaveLength(3), patience);
  });
});
