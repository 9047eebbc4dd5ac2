import type { Language } from '../languages.ts';

interface CauseEntry {
  /** What happened. */
  readonly what: Readonly<Record<Language, string>>;
  /** What a person can do about it. */
  readonly help: Readonly<Record<Language, string>>;
}

/** Every reason why something is not on paper, in words, with what to do. */
export const printCauses = {
  no_such_port: {
    what: { en: 'The serial port is not there', 'zh-CN': '串口不存在' },
    help: {
      en: 'Plug the cable in, or choose another port in the printer’s settings.',
      'zh-CN': '请插好连接线，或在打印机设置中选择其他串口。',
    },
  },
  permission_denied: {
    what: { en: 'This computer does not allow the port to be opened', 'zh-CN': '本机无权打开该串口' },
    help: {
      en: 'On Linux add the user to the group “dialout” and sign in again.',
      'zh-CN': '在 Linux 上请将当前用户加入 dialout 组后重新登录。',
    },
  },
  port_busy: {
    what: { en: 'Another program uses the port', 'zh-CN': '串口正被其他程序占用' },
    help: { en: 'Close the other program; printing goes on by itself.', 'zh-CN': '请关闭占用的程序，打印会自动继续。' },
  },
  not_a_port: {
    what: { en: 'This is not a serial port', 'zh-CN': '所填路径不是串口' },
    help: { en: 'Choose another port in the printer’s settings.', 'zh-CN': '请在打印机设置中选择其他串口。' },
  },
  refused: {
    what: { en: 'The device at this address takes no print jobs', 'zh-CN': '该地址的设备拒绝打印连接' },
    help: {
      en: 'Check the address and port; another computer may hold the printer’s only connection.',
      'zh-CN': '请核对地址和端口；也可能有其他电脑占用了打印机唯一的连接。',
    },
  },
  unreachable: {
    what: { en: 'The printer cannot be reached on the network', 'zh-CN': '网络上找不到打印机' },
    help: {
      en: 'Check its power and network cable, and that it is on the same network as this computer.',
      'zh-CN': '请检查打印机电源和网线，并确认与本机在同一网络。',
    },
  },
  name_unknown: {
    what: { en: 'No device of this name is known', 'zh-CN': '无法解析该设备名称' },
    help: { en: 'Enter the printer’s IP address instead.', 'zh-CN': '请改填打印机的 IP 地址。' },
  },
  timed_out: {
    what: { en: 'The printer does not answer', 'zh-CN': '打印机没有响应' },
    help: {
      en: 'Switch it off and on; check its network cable. Printing goes on by itself.',
      'zh-CN': '请重启打印机并检查网线，打印会自动继续。',
    },
  },
  reset: {
    what: { en: 'The printer broke the connection', 'zh-CN': '打印机中断了连接' },
    help: { en: 'Switch it off and on.', 'zh-CN': '请重启打印机。' },
  },
  no_progress: {
    what: { en: 'The printer is connected but takes no data', 'zh-CN': '打印机已连接但不接收数据' },
    help: {
      en: 'Look for paper, cover and error lights, then switch it off and on.',
      'zh-CN': '请检查纸张、机盖和指示灯，然后重启打印机。',
    },
  },
  no_status: {
    what: { en: 'The printer is connected but does not report its state', 'zh-CN': '打印机已连接但不回报状态' },
    help: {
      en: 'Switch it off and on. If it can never report its state, switch “Reports its state” off in its settings.',
      'zh-CN': '请重启打印机。如果该机型本来就不回报状态，请在其设置中关闭“回报状态”。',
    },
  },
  paper_out: {
    what: { en: 'No paper', 'zh-CN': '缺纸' },
    help: { en: 'Put a new roll in; printing goes on by itself.', 'zh-CN': '请装入新纸卷，打印会自动继续。' },
  },
  cover_open: {
    what: { en: 'The cover is open', 'zh-CN': '机盖未合' },
    help: { en: 'Close the cover; printing goes on by itself.', 'zh-CN': '请合上机盖，打印会自动继续。' },
  },
  printer_error: {
    what: { en: 'The printer reports an error (cutter or overheating)', 'zh-CN': '打印机报错（切刀或过热）' },
    help: {
      en: 'Clear jammed paper, let it cool, switch it off and on.',
      'zh-CN': '请清除卡纸、等待冷却后重启打印机。',
    },
  },
  offline: {
    what: { en: 'The printer is switched off line', 'zh-CN': '打印机处于脱机状态' },
    help: { en: 'Press the printer’s feed or on-line button.', 'zh-CN': '请按打印机上的进纸或联机键。' },
  },
  unconfirmed: {
    what: { en: 'Sent, but the printer did not confirm it', 'zh-CN': '已发送，但打印机没有确认' },
    help: { en: 'Look whether the paper came out, then choose.', 'zh-CN': '请查看是否已出纸，然后选择处理方式。' },
  },
  interrupted: {
    what: { en: 'This computer stopped while it was printing', 'zh-CN': '打印过程中本机停止运行' },
    help: { en: 'Look whether the paper came out, then choose.', 'zh-CN': '请查看是否已出纸，然后选择处理方式。' },
  },
  too_old: {
    what: { en: 'Waited too long and was not printed by itself any more', 'zh-CN': '等待过久，已不再自动打印' },
    help: { en: 'Print it now if it is still needed.', 'zh-CN': '如仍需要，请手动打印。' },
  },
  printer_removed: {
    what: { en: 'Its printer was removed', 'zh-CN': '对应的打印机已删除' },
    help: { en: 'Print it on another printer.', 'zh-CN': '请在其他打印机上打印。' },
  },
  unprintable: {
    what: { en: 'The page could not be drawn', 'zh-CN': '页面无法生成' },
    help: { en: 'Print it again; the log of this computer says why.', 'zh-CN': '请重新打印；本机日志中有原因。' },
  },
} as const satisfies Record<string, CauseEntry>;

export type PrintCause = keyof typeof printCauses;

/** A cause in words. */
export function describeCause(cause: PrintCause, language: Language): { what: string; help: string } {
  const entry = printCauses[cause];
  return { what: entry.what[language], help: entry.help[language] };
}
