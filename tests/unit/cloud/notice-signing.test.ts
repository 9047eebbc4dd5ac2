import { describe, expect, it } from 'vitest';
import { signAcs3, signTc3 } from '#cloud/notices/signing.ts';
import { troubleOf } from '#cloud/notices/sms-codes.ts';

describe('signatures of requests', () => {
  it('are those of Alibaba Cloud’s published example (Request syntax and signature method V3)', () => {
    const image = 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd';
    const request = {
      url: new URL(`https://ecs.cn-shanghai.aliyuncs.com/?RegionId=cn-shanghai&ImageId=${image}`),
      headers: new Headers({ 'x-acs-action': 'RunInstances', 'x-acs-version': '2014-05-26' }),
      body: '',
    };
    const key = { id: 'YourAccessKeyId', secret: 'YourAccessKeySecret' };
    const at = Date.parse('2023-10-26T10:22:32Z');
    const { authorization } = signAcs3(request, key, at, '3156853299f313e23d1673dc12e1703d');
    expect(authorization).toBe(
      'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;' +
        'x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
    );
    const other = signAcs3({ ...request, body: 'a=1' }, key, at, '3156853299f313e23d1673dc12e1703d');
    expect(other['authorization']).not.toBe(authorization);
  });

  it('are those of Tencent Cloud’s published example (Signature v3)', () => {
    const request = {
      url: new URL('https://cvm.tencentcloudapi.com/'),
      headers: new Headers({ 'content-type': 'application/json; charset=utf-8', 'x-tc-action': 'DescribeInstances' }),
      body: String.raw`{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}`,
    };
    const key = { id: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******', secret: 'Gu5t9xGARNpq86cd98joQYCN3*******' };
    expect(signTc3(request, key, 1_551_113_065_900, 'cvm')).toEqual({
      'x-tc-timestamp': '1551113065',
      authorization:
        'TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******/2019-02-25/cvm/tc3_request, ' +
        'SignedHeaders=content-type;host, Signature=2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c',
    });
  });
});

describe('answers of providers that want signatures', () => {
  const tencent = (code: string) => JSON.stringify({ Response: { Error: { Code: code, Message: '' } } });
  const status = (code: string) => JSON.stringify({ Response: { SendStatusSet: [{ Code: code }] } });
  const aliyun = (code: string) => JSON.stringify({ Code: code, Message: '' });

  it.each([
    [aliyun('OK'), undefined],
    [status('Ok'), undefined],
    ['<html>', undefined],
    ['null', undefined],
    ['{"Code":3}', undefined],
    [aliyun('SignatureDoesNotMatch'), 'credentials'],
    [aliyun('InvalidAccessKeyId.NotFound'), 'credentials'],
    [tencent('AuthFailure.SignatureFailure'), 'credentials'],
    [aliyun('isv.BUSINESS_LIMIT_CONTROL'), 'later'],
    [status('LimitExceeded.PhoneNumberDailyLimit'), 'later'],
    [aliyun('isv.MOBILE_NUMBER_ILLEGAL'), 'recipient_refused'],
    [status('InvalidParameterValue.IncorrectPhoneNumber'), 'recipient_refused'],
    [aliyun('isv.SMS_SIGNATURE_ILLEGAL'), 'sender_refused'],
    [status('FailedOperation.SignatureIncorrectOrUnapproved'), 'sender_refused'],
    [aliyun('isv.AMOUNT_NOT_ENOUGH'), 'provider_refused'],
    [status('FailedOperation.InsufficientBalanceInSmsPackage'), 'provider_refused'],
    [aliyun('isv.SMS_TEMPLATE_ILLEGAL'), 'provider_refused'],
  ])('%s means %s', (text, code) => {
    expect(troubleOf(text)?.code).toBe(code);
  });
});
