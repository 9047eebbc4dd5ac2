import type { ErrorEntries } from './entry.ts';

/** Printers and what they print. */
export const printingErrors = {
  printer_missing: { status: 404, en: 'There is no such printer.', 'zh-CN': '没有此打印机。' },
  print_job_missing: { status: 404, en: 'There is no such print job.', 'zh-CN': '没有此打印任务。' },
  print_job_state: {
    status: 409,
    en: 'This print job has moved on; look at the list again.',
    'zh-CN': '该打印任务的状态已变化，请重新查看列表。',
  },
  no_receipt_printer: {
    status: 409,
    en: 'No printer is set up for receipts.',
    'zh-CN': '尚未设置收据打印机。',
  },
  nothing_to_print: {
    status: 409,
    en: 'No printer is set up for the stations of this order.',
    'zh-CN': '此订单所属出品档口没有设置打印机。',
  },
} as const satisfies ErrorEntries;
