import type { ErrorEntries } from './entry.ts';

/** What can be wrong with any request. */
export const requestErrors = {
  validation_failed: {
    status: 400,
    en: 'The request is not valid: {reason}',
    'zh-CN': '请求内容有误：{reason}',
  },
  malformed_request: { status: 400, en: 'The request could not be read.', 'zh-CN': '无法读取请求。' },
  body_too_large: { status: 413, en: 'The request is too large.', 'zh-CN': '请求内容过大。' },
  unsupported_media_type: {
    status: 415,
    en: 'This address does not take that kind of content.',
    'zh-CN': '此地址不接受该类型的内容。',
  },
  not_found: { status: 404, en: 'There is nothing here.', 'zh-CN': '找不到您要的内容。' },
  method_not_allowed: {
    status: 405,
    en: 'This address does not take that method.',
    'zh-CN': '此地址不支持该操作方式。',
  },
  rate_limited: {
    status: 429,
    en: 'Too many requests. Please wait {seconds} seconds and try again.',
    'zh-CN': '操作过于频繁，请在 {seconds} 秒后重试。',
  },
  request_timeout: { status: 408, en: 'The request took too long to arrive.', 'zh-CN': '请求发送超时。' },
  host_not_allowed: {
    status: 421,
    en: 'This address is not one of this computer’s own.',
    'zh-CN': '该访问地址不属于本机。',
  },
  origin_not_allowed: {
    status: 403,
    en: 'Requests from other sites are refused.',
    'zh-CN': '不接受来自其他网站的请求。',
  },
  idempotency_key_required: {
    status: 400,
    en: 'Send an Idempotency-Key header of 8 to 128 printable characters.',
    'zh-CN': '请附带 8 至 128 个可见字符的 Idempotency-Key 请求头。',
  },
  idempotency_key_reused: {
    status: 409,
    en: 'This idempotency key was already used for another request.',
    'zh-CN': '该幂等键已用于另一个请求。',
  },
  internal_error: {
    status: 500,
    en: 'Something went wrong on the main computer. Nothing was saved; please try again.',
    'zh-CN': '主机出现问题，内容未保存，请重试。',
  },
  range_not_satisfiable: {
    status: 416,
    en: 'This part of the file does not exist.',
    'zh-CN': '文件中没有所请求的部分。',
  },
} as const satisfies ErrorEntries;
