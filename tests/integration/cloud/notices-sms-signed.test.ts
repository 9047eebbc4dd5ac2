import { createHash, createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type SmsPreset, smsTemplates } from '#shared/notices/presets.ts';
import type { NoticeList, NoticeTestAnswer } from '#shared/notices/settings.ts';
import { TestCloud, TestMerchant, type TestOperator } from '#tests/support/cloud.ts';
import { patience } from '#tests/support/patience.ts';

const key = { id: 'AKIDtest', secret: 'a key/with+signs & more' };
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const mac = (secret: string | Buffer, text: string) => createHmac('sha256', secret).update(text).digest();

type Verdict = 'good' | 'bad' | 'stale';

/** The signature as the provider reckons it from what arrived, apart from the code that made it. */
function acs3(request: IncomingMessage, body: string): Verdict {
  const { authorization = '' } = request.headers;
  const [, id, signed = '', signature] =
    /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(authorization) ?? [];
  const must = Object.keys(request.headers).filter((name) => /^x-acs-|^host$|^content-type$/.test(name));
  if (id !== key.id || signed !== must.sort().join(';')) return 'bad';
  if (request.headers['x-acs-content-sha256'] !== hash(body)) return 'bad';
  if (Math.abs(Date.parse(String(request.headers['x-acs-date'])) - Date.now()) > 15 * 60_000) return 'stale';
  const lines = signed.split(';').map((name) => `${name}:${request.headers[name]}\n`);
  const whole = `POST\n/\n\n${lines.join('')}\n${signed}\n${hash(body)}`;
  return mac(key.secret, `ACS3-HMAC-SHA256\n${hash(whole)}`).toString('hex') === signature ? 'good' : 'bad';
}

function tc3(request: IncomingMessage, body: string): Verdict {
  const { authorization = '', host, 'content-type': type } = request.headers;
  const [, id, day = '', signature] =
    /^TC3-HMAC-SHA256 Credential=([^/]+)\/([\d-]{10})\/sms\/tc3_request, SignedHeaders=content-type;host, Signature=([0-9a-f]{64})$/.exec(
      authorization,
    ) ?? [];
  const at = Number(request.headers['x-tc-timestamp']);
  if (id !== key.id || new Date(at * 1000).toISOString().slice(0, 10) !== day) return 'bad';
  if (Math.abs(at * 1000 - Date.now()) > 5 * 60_000) return 'stale';
  const whole = `POST\n/\n\ncontent-type:${type}\nhost:${host}\n\ncontent-type;host\n${hash(body)}`;
  const text = `TC3-HMAC-SHA256\n${at}\n${day}/sms/tc3_request\n${hash(whole)}`;
  const ofDay = mac(mac(mac(`TC3${key.secret}`, day), 'sms'), 'tc3_request');
  return mac(ofDay, text).toString('hex') === signature ? 'good' : 'bad';
}

describe('notices by a provider that wants its requests signed', () => {
  const heard: { body: string; verdict: Verdict; action: string }[] = [];
  let code: string;
  let server: Server;
  let cloud: TestCloud;
  let operator: TestOperator;

  /** Doubles of both providers: a wrong signature is refused as each of them does. */
  const serve = (request: IncomingMessage, body: string): { status: number; body: string } => {
    const isAliyun = request.headers['x-acs-action'] !== undefined;
    const verdict = isAliyun ? acs3(request, body) : tc3(request, body);
    heard.push({ body, verdict, action: String(request.headers[isAliyun ? 'x-acs-action' : 'x-tc-action']) });
    if (isAliyun) {
      if (verdict !== 'good') return { status: 400, body: '{"Code":"SignatureDoesNotMatch","Message":"no"}' };
      return { status: 200, body: JSON.stringify({ Message: code, RequestId: '1', Code: code, BizId: '9' }) };
    }
    if (verdict !== 'good')
      return { status: 200, body: '{"Response":{"Error":{"Code":"AuthFailure.SignatureFailure","Message":"no"}}}' };
    const sent = { SerialNo: '5', PhoneNumber: '+8613800138000', Fee: 1, Code: code === 'OK' ? 'Ok' : code };
    return { status: 200, body: JSON.stringify({ Response: { SendStatusSet: [sent], RequestId: '1' } }) };
  };

  beforeEach(async () => {
    heard.length = 0;
    code = 'OK';
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const answer = serve(request, Buffer.concat(parts).toString());
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    cloud = await TestCloud.start({ secretKey: randomBytes(32) });
    operator = await cloud.operator();
  });
  afterEach(async () => {
    await cloud.close();
    server.closeAllConnections();
    server.close();
  });

  const setUp = async (preset: SmsPreset, secret = key.secret) => {
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/`;
    const settings = { enabled: true, preset, ...smsTemplates[preset], url, from: '桂花科技', user: key.id };
    const answer = await operator.call('PUT', '/notices/settings/sms', { settings, secret });
    expect(answer.status).toBe(200);
  };
  const test = async () =>
    (
      await operator.call<NoticeTestAnswer>('POST', '/notices/tests', {
        ...{ channel: 'sms', to: '+86 138 0013 8000', language: 'zh-CN' },
      })
    ).body;
  const list = async (state: string) => (await operator.call<NoticeList>('GET', `/notices?state=${state}`)).body;

  it('are signed as Alibaba Cloud wants it, over what was really sent', async () => {
    await setUp('aliyun');
    await TestMerchant.submitted(cloud, {
      ...{ name: '"; DROP "桂花 & Co', contactPhone: '+86 138 0013 8000', contactEmail: '' },
    });
    await vi.waitFor(async () => expect((await list('sent')).counts.sent).toBe(1), patience);
    expect(heard).toMatchObject([{ verdict: 'good', action: 'SendSms' }]);
    const sent = Object.fromEntries(new URLSearchParams(heard[0]?.body));
    expect(sent).toMatchObject({ PhoneNumbers: '8613800138000', SignName: '桂花科技' });
    expect(JSON.parse(sent['TemplateParam'] ?? '')).toEqual({ text: '注册申请已收到' });
    expect(heard[0]?.body).not.toContain(encodeURIComponent(key.secret));
  });

  it('are signed as Tencent Cloud wants it', async () => {
    await setUp('tencent');
    expect(await test()).toMatchObject({ code: 'sent' });
    expect(heard).toMatchObject([{ verdict: 'good', action: 'SendSms' }]);
    expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({
      ...{ PhoneNumberSet: ['+8613800138000'], SignName: '桂花科技', TemplateParamSet: ['Landing Desk 测试消息'] },
    });
  });

  it.each(['aliyun', 'tencent'] as const)(
    'with a wrong key wait for the operator and are not lost: %s',
    async (preset) => {
      await setUp(preset, 'another key');
      await TestMerchant.submitted(cloud, { contactPhone: '+86 138 0013 8000', contactEmail: '' });
      await vi.waitFor(async () => expect((await list('waiting')).notices[0]?.code).toBe('credentials'), patience);
      expect(heard[0]?.verdict).toBe('bad');
      await setUp(preset);
      await vi.waitFor(async () => expect((await list('sent')).counts.sent).toBe(1), patience);
      code = 'isv.MOBILE_NUMBER_ILLEGAL';
      expect(await test()).toMatchObject({ code: 'recipient_refused' });
      code = 'FailedOperation.InsufficientBalanceInSmsPackage';
      expect(await test()).toMatchObject({ code: 'provider_refused' });
    },
  );
});
