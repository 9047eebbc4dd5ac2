/** How a request is signed: Alibaba Cloud's ACS3-HMAC-SHA256, Tencent Cloud's TC3-HMAC-SHA256, or not at all. */
export const smsSignings = ['none', 'acs3', 'tc3'] as const;
export type SmsSigning = (typeof smsSignings)[number];

/** What a provider of SMS wants, as data. Without zod: pages read this. */
export interface SmsTemplate {
  readonly url: string;
  /** One header on each line, `name: value`. */
  readonly headers: string;
  readonly body: string;
  /** What an answer of success holds besides its status 2xx, blanks aside; empty where the status says it all. */
  readonly expect: string;
  /** With `{user}` as the name of the key, and the secret as the key. */
  readonly sign: SmsSigning;
}

export const smsPresets = ['gateway', 'twilio', 'yunpian', 'aliyun', 'tencent'] as const;
export type SmsPreset = (typeof smsPresets)[number];

/**
 * Templates to begin with. `{to}`, `{number}` (the same without its +), `{text}`, `{subject}`, `{subjectJson}` (the
 * same as a JSON text), `{from}`, `{user}`, `{secret}` and `{basic}` (user and secret as RFC 7617 wants them) are filled in and written as the place demands: in a form, in JSON, in an address. Made after the providers'
 * public descriptions and never tried against their services.
 */
export const smsTemplates: Readonly<Record<SmsPreset, SmsTemplate>> = {
  gateway: {
    url: 'https://sms.example.com/messages',
    headers: 'content-type: application/json\nauthorization: Bearer {secret}',
    body: '{"to":"{to}","from":"{from}","text":"{text}"}',
    expect: '',
    sign: 'none',
  },
  twilio: {
    url: 'https://api.twilio.com/2010-04-01/Accounts/{user}/Messages.json',
    headers: 'content-type: application/x-www-form-urlencoded\nauthorization: Basic {basic}',
    body: 'To={to}&From={from}&Body={text}',
    expect: '"sid":',
    sign: 'none',
  },
  yunpian: {
    url: 'https://sms.yunpian.com/v2/sms/single_send.json',
    headers: 'content-type: application/x-www-form-urlencoded',
    body: 'apikey={secret}&mobile={to}&text={text}',
    expect: '"code":0,',
    sign: 'none',
  },
  // These two send approved templates: the notice's subject is the template's one variable, and the sender its approved name.
  aliyun: {
    url: 'https://dysmsapi.aliyuncs.com/',
    headers: 'content-type: application/x-www-form-urlencoded\nx-acs-action: SendSms\nx-acs-version: 2017-05-25',
    body: 'PhoneNumbers={number}&SignName={from}&TemplateCode=SMS_000000000&TemplateParam=%7B%22text%22%3A{subjectJson}%7D',
    expect: '"Code":"OK"',
    sign: 'acs3',
  },
  tencent: {
    url: 'https://sms.tencentcloudapi.com/',
    headers:
      'content-type: application/json; charset=utf-8\nx-tc-action: SendSms\nx-tc-version: 2021-01-11\nx-tc-region: ap-guangzhou',
    body: '{"PhoneNumberSet":["{to}"],"SmsSdkAppId":"1400000000","SignName":"{from}","TemplateId":"000000","TemplateParamSet":["{subject}"]}',
    expect: '"Code":"Ok"',
    sign: 'tc3',
  },
};
