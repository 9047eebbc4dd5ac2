import type { ErrorEntries } from './entry.ts';

/** Notices by e-mail and SMS. */
export const noticesErrors = {
  notice_settings_fixed: {
    status: 409,
    en: 'This is set by a file on the cloud’s server. Change it there.',
    'zh-CN': '此项由云端服务器上的文件设定，请在服务器上修改。',
  },
  notice_no_key: {
    status: 409,
    en: 'This cloud has no key to keep a password with. Start it with --secret-key, or put the provider into a file on the server (--notices).',
    'zh-CN': '此云端没有用于保存密码的密钥。请用 --secret-key 启动，或在服务器的文件中设置（--notices）。',
  },
  notice_secret_needed: {
    status: 422,
    en: 'The password goes to another server now. Please enter it again.',
    'zh-CN': '密码将发送到另一台服务器，请重新输入。',
  },
  notice_address_wrong: {
    status: 422,
    en: 'A test goes to an e-mail address, or to a number that begins with + and the code of its country.',
    'zh-CN': '请填写邮箱地址，或以 + 和国家代码开头的手机号码。',
  },
  notice_missing: {
    status: 404,
    en: 'This notice is not there any more, or was sent already.',
    'zh-CN': '该通知已不存在，或已发送。',
  },
  notice_no_address: {
    status: 422,
    en: 'There is no address yet that a test could go to. Enter one and save it first.',
    'zh-CN': '还没有可以接收测试的地址，请先填写并保存。',
  },
  notice_no_channel: {
    status: 409,
    en: 'This cloud cannot send to this address now. Its operator has to set that up.',
    'zh-CN': '此云端目前无法发送到该地址，需由其运营方设置。',
  },
  notice_tests_many: {
    status: 429,
    en: 'Five tests within an hour are enough. The next one can be sent in {minutes} min.',
    'zh-CN': '一小时内最多发送五次测试，请在 {minutes} 分钟后再试。',
  },
} as const satisfies ErrorEntries;
