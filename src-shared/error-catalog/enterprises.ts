import type { ErrorEntries } from './entry.ts';

/** Cloud: registrations, documents, enterprises, operators. */
export const enterprisesErrors = {
  registration_refused: {
    status: 409,
    en: 'The cloud does not take this registration. Please contact its operator.',
    'zh-CN': '云端无法受理此登记，请联系平台运营方。',
  },
  registration_token_wrong: {
    status: 401,
    en: 'The cloud does not know this registration. Begin it again.',
    'zh-CN': '云端没有此登记，请重新登记。',
  },
  registration_closed: {
    status: 409,
    en: 'This registration is being looked at or is decided; it cannot be changed now.',
    'zh-CN': '此登记正在审核或已有结果，目前不能修改。',
  },
  registration_no_document: {
    status: 422,
    en: 'Add at least one document, such as the business licence, before you send it in.',
    'zh-CN': '提交前请至少上传一份资质文件，例如营业执照。',
  },
  registration_not_approved: {
    status: 409,
    en: 'This registration is not approved.',
    'zh-CN': '此登记尚未通过审核。',
  },
  registration_used: {
    status: 409,
    en: 'This registration has connected its first computer already. Connect others with an enrolment code.',
    'zh-CN': '此登记已连接过首台电脑，其他电脑请用注册码连接。',
  },
  registration_missing: { status: 404, en: 'There is no such registration.', 'zh-CN': '没有此登记。' },
  registration_changed: {
    status: 409,
    en: 'This registration has changed meanwhile. Please look at it again.',
    'zh-CN': '此登记在此期间已有变动，请重新查看。',
  },
  document_type_wrong: {
    status: 422,
    en: 'This file is not a PDF, JPEG or PNG. Choose another, or photograph the document.',
    'zh-CN': '该文件不是 PDF、JPEG 或 PNG，请更换文件或重新拍照。',
  },
  document_name_wrong: {
    status: 400,
    en: 'The name of this file could not be read.',
    'zh-CN': '无法读取文件名。',
  },
  document_count: {
    status: 409,
    en: 'There are {count} documents already. Remove one first.',
    'zh-CN': '已有 {count} 份文件，请先删除一份。',
  },
  document_missing: { status: 404, en: 'There is no such document.', 'zh-CN': '没有此文件。' },
  device_missing: { status: 404, en: 'There is no such computer.', 'zh-CN': '没有此电脑。' },
  device_not_administering: {
    status: 403,
    en: 'This computer is not entrusted with the others. Use one that is.',
    'zh-CN': '本机无权管理其他电脑，请在有管理权限的电脑上操作。',
  },
  enterprise_missing: { status: 404, en: 'There is no such enterprise.', 'zh-CN': '没有此企业。' },
  enterprise_code_taken: {
    status: 409,
    en: 'The code {code} is taken. {suggestion} is free.',
    'zh-CN': '企业编号 {code} 已被使用，可改用 {suggestion}。',
  },
  operator_sign_in_failed: { status: 401, en: 'Name or password is wrong.', 'zh-CN': '用户名或密码不正确。' },
  operator_name_wrong: {
    status: 422,
    en: 'A name is made of letters, digits, dots, dashes and underscores, 32 at most.',
    'zh-CN': '用户名只能由字母、数字、点、连字符和下划线组成，最多 32 个字符。',
  },
  operator_locked_out: {
    status: 429,
    en: 'Too many wrong attempts. Try again in {minutes} minutes.',
    'zh-CN': '错误次数过多，请在 {minutes} 分钟后重试。',
  },
} as const satisfies ErrorEntries;
