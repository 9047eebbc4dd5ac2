import type { ErrorEntries } from './entry.ts';

/** The database of this computer, and records in it. */
export const storageErrors = {
  storage_full: {
    status: 507,
    en: 'The main computer’s disk is full. Nothing was saved; please tell the staff.',
    'zh-CN': '主机磁盘已满，内容未保存，请告知店员。',
  },
  storage_unavailable: {
    status: 503,
    en: 'The main computer cannot write its data. Nothing was saved; please tell the staff.',
    'zh-CN': '主机暂时无法写入数据，内容未保存，请告知店员。',
  },
  record_missing: { status: 404, en: 'This record no longer exists.', 'zh-CN': '该记录已不存在。' },
  record_in_use: { status: 409, en: 'This is still in use: {where}.', 'zh-CN': '仍在使用中：{where}。' },
} as const satisfies ErrorEntries;
