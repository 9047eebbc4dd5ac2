import type { ErrorEntries } from './entry.ts';

/** The repair bench, beside the refusals of its wire (`#shared/bench/codes.ts`). */
export const workbenchErrors = {
  key_discarded: {
    status: 409,
    en: 'This key was discarded and is not delivered again. Let the terminal make a new one at a bench.',
    'zh-CN': '该密钥已作废，不能再次投递。请在工位上为该终端重新生成密钥。',
  },
  bench_not_enrolled: {
    status: 409,
    en: 'This bench is not connected to a terminal management system (MTMS) yet. Connect it with the code its operator gives.',
    'zh-CN': '该工位尚未连接终端管理系统（MTMS）。请使用管理员提供的登记码进行连接。',
  },
  mtms_address_invalid: {
    status: 400,
    en: 'That is no address of an MTMS: https://, a name or number, and the port, as the operator gave it.',
    'zh-CN': '这不是有效的 MTMS 地址：应为 https://、主机名或 IP、端口，请按管理员提供的填写。',
  },
  enrolment_code_invalid: {
    status: 400,
    en: 'That is no whole code: six groups of five letters and digits. Something was typed wrongly or left out.',
    'zh-CN': '登记码不完整或有误：应为六组、每组五位字母或数字。请检查是否输错或漏输。',
  },
  bench_secrets_locked: {
    status: 409,
    en: 'The keys of this bench are locked: this computer’s key store does not give their key out. Unlock it and try again.',
    'zh-CN': '该工位的密钥已锁定：本机密钥库未提供解锁密钥。请解锁后重试。',
  },
  bench_passphrase_wrong: {
    status: 401,
    en: 'The passphrase is wrong.',
    'zh-CN': '口令不正确。',
  },
  bench_step_over: {
    status: 409,
    en: 'This step is over: the key was sent, cancelled or changed in the meantime. Look at the card and go on from there.',
    'zh-CN': '此步骤已结束：该密钥已发送、已取消或已被更改。请查看卡片后继续。',
  },
  bench_at_work: {
    status: 409,
    en: 'The terminal on {port} is at work. Wait until it is done.',
    'zh-CN': '{port} 上的终端正在工作，请等待其完成。',
  },
  bench_interrupted: {
    status: 409,
    en: 'The program was ended while the terminal worked. Plug the terminal in and read it again: it goes on where it was, with the same key.',
    'zh-CN': '终端工作期间程序被关闭。请接好终端并重新读取：将从中断处继续，使用同一密钥。',
  },
  repair_open: {
    status: 409,
    en: 'This terminal is in the house already, with ticket {number}. Close that one first.',
    'zh-CN': '该终端已在店内维修中，工单号 {number}。请先结束该工单。',
  },
} as const satisfies ErrorEntries;
