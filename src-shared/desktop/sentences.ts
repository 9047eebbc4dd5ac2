import type { Language } from '../languages.ts';
import { rescueSentences } from './rescue-sentences.ts';

/** What the desktop shell itself says, in each language: window pages and menu. `{name}` stands for a value. */
const catalog = {
  ...rescueSentences,
  productName: { en: 'Landing Desk', 'zh-CN': 'Landing Desk' },

  startingTitle: { en: 'Starting…', 'zh-CN': '正在启动…' },
  startingText: {
    en: 'Opening your shop’s data on this computer.',
    'zh-CN': '正在打开本机上的店铺数据。',
  },
  restartingTitle: { en: 'Starting again…', 'zh-CN': '正在重新启动…' },
  restartingText: {
    en: 'The program behind the counter stopped and is being started again (attempt {attempt}). Orders already received are safe.',
    'zh-CN': '后台程序意外停止，正在重新启动（第 {attempt} 次）。已收到的订单不会丢失。',
  },
  crashLoopTitle: { en: 'Ordering is not running', 'zh-CN': '点餐服务未运行' },
  crashLoopText: {
    en: 'The program behind the counter stopped several times in a row, so it is no longer restarted by itself. Orders already received are safe on this computer. Try again; if it keeps happening, restart the computer and show the message below to your technician.',
    'zh-CN':
      '后台程序连续多次意外停止，已不再自动重启。已收到的订单安全保存在本机。请重试；若仍然如此，请重启电脑，并将下方信息提供给技术人员。',
  },
  refusedTitle: { en: 'Ordering cannot start', 'zh-CN': '点餐服务无法启动' },
  refusedText: {
    en: 'Something on this computer has to be put right first. Nothing was changed in your data.',
    'zh-CN': '需要先处理本机上的一个问题。您的数据未作任何更改。',
  },
  consoleUnreachableTitle: { en: 'The console did not open', 'zh-CN': '控制台未能打开' },
  consoleUnreachableText: {
    en: 'Ordering is running, but this window could not load its console. Phones can still order. Try again.',
    'zh-CN': '点餐服务正在运行，但本窗口未能载入控制台。顾客手机仍可点餐。请重试。',
  },
  stoppedTitle: { en: 'Closing…', 'zh-CN': '正在关闭…' },
  stoppedText: { en: 'Saving and closing.', 'zh-CN': '正在保存并关闭。' },
  whatItSaid: { en: 'What it said', 'zh-CN': '程序信息' },
  retry: { en: 'Try again', 'zh-CN': '重试' },

  cancel: { en: 'Cancel', 'zh-CN': '取消' },
  acceptWeakTitle: { en: 'Keep keys without a key store?', 'zh-CN': '在没有密钥库的情况下保存密钥？' },
  acceptWeakText: {
    en: 'The keys of encrypted connections will lie in a file that only your account on this computer can read. Whoever gets into your account, or takes the disk out, has them too. You can take this back at any time.',
    'zh-CN':
      '加密连接的密钥将保存在仅您的系统账户可读取的文件中。能够进入您的账户或取走硬盘的人也能得到它们。您可以随时撤回此选择。',
  },
  acceptWeakConfirm: { en: 'Keep them in a file', 'zh-CN': '保存在文件中' },
  withdrawWeakTitle: { en: 'Delete the keys kept in a file?', 'zh-CN': '删除保存在文件中的密钥？' },
  withdrawWeakText: {
    en: 'Staff devices on the network are cut off at once. Once this computer has a key store again, new keys are made and every device must trust the new certificate.',
    'zh-CN': '网络上的员工设备会立即断开。本机重新具备密钥库后将生成新的密钥，每台设备都须信任新证书。',
  },
  withdrawWeakConfirm: { en: 'Delete them', 'zh-CN': '删除' },
  makeNewKeysTitle: { en: 'Make new keys?', 'zh-CN': '重新生成密钥？' },
  makeNewKeysText: {
    en: 'What the present keys sealed is given up, and every staff device must trust a new certificate. If the keyring can still be unlocked, do that instead. The present keys are kept, not deleted.',
    'zh-CN':
      '由现有密钥封存的内容将作废，每台员工设备都须信任新证书。如果密钥环仍可解锁，请优先解锁。现有密钥会保留，不会删除。',
  },
  makeNewKeysConfirm: { en: 'Make new keys', 'zh-CN': '重新生成' },
  nothingWaits: { en: 'Nothing waits', 'zh-CN': '没有待处理事项' },
  orderWaits: { en: '1 order waits', 'zh-CN': '1 个订单待处理' },
  ordersWait: { en: '{count} orders wait', 'zh-CN': '{count} 个订单待处理' },
  tableCalls: { en: '1 table calls', 'zh-CN': '1 桌呼叫' },
  tablesCall: { en: '{count} tables call', 'zh-CN': '{count} 桌呼叫' },
  printerInTrouble: { en: 'a printer is in trouble', 'zh-CN': '1 台打印机有故障' },
  printersInTrouble: { en: '{count} printers are in trouble', 'zh-CN': '{count} 台打印机有故障' },
  orderingPaused: { en: 'orders from phones are paused', 'zh-CN': '手机点餐已暂停' },
  listSeparator: { en: ', ', 'zh-CN': '，' },

  openConsole: { en: 'Open Landing Desk', 'zh-CN': '打开 Landing Desk' },
  openCounter: { en: 'Counter', 'zh-CN': '前台' },
  openKitchen: { en: 'Kitchen', 'zh-CN': '后厨' },
  pauseOrdering: { en: 'Pause Orders…', 'zh-CN': '暂停点餐…' },
  resumeOrdering: { en: 'Take Orders Again…', 'zh-CN': '恢复点餐…' },
  restartOrdering: { en: 'Start Ordering Again', 'zh-CN': '重新启动点餐服务' },
  copyGuestAddress: { en: 'Copy Address on Stickers', 'zh-CN': '复制桌贴上的地址' },
  copyStaffAddress: { en: 'Copy Address for Staff Devices', 'zh-CN': '复制员工设备地址' },
  quitProduct: { en: 'Quit Landing Desk', 'zh-CN': '退出 Landing Desk' },

  noticeOrders: { en: 'Open the counter to accept.', 'zh-CN': '点击打开前台处理。' },
  noticeCalls: { en: 'Open the counter to see which.', 'zh-CN': '点击打开前台查看。' },
  noticePrinters: { en: 'Open printing to see what to do.', 'zh-CN': '点击打开打印页面查看处理办法。' },
  noticeLanding: {
    en: 'Phones cannot order. Open the window to see why.',
    'zh-CN': '顾客手机无法点餐。点击查看原因。',
  },
  stillRunningTitle: { en: 'Ordering is still running', 'zh-CN': '点餐服务仍在运行' },
  stillRunningText: {
    en: 'The icon beside the clock opens the window again. To end ordering, choose Quit in its menu.',
    'zh-CN': '可通过系统托盘图标重新打开窗口；如需停止点餐，请在图标菜单中选择退出。',
  },

  quitQuestion: { en: 'Quit Landing Desk?', 'zh-CN': '要退出 Landing Desk 吗？' },
  quitConsequence: {
    en: 'Phones cannot order until it is started again. Nothing that was ordered is lost.',
    'zh-CN': '再次启动之前，顾客手机无法点餐。已收到的订单不会丢失。',
  },
  kitchenUnfinished: { en: 'the kitchen has not finished every order', 'zh-CN': '后厨还有未完成的订单' },
  shiftOpen: { en: 'a shift is open', 'zh-CN': '有班次尚未交班' },
  keepRunning: { en: 'Keep Running', 'zh-CN': '继续运行' },
  badge: { en: '{count} things wait', 'zh-CN': '{count} 项待处理' },

  ok: { en: 'OK', 'zh-CN': '好' },
  copyDetails: { en: 'Copy details', 'zh-CN': '复制信息' },
  licences: { en: 'Licences', 'zh-CN': '许可证' },
  saveReport: { en: 'Save a report for support…', 'zh-CN': '保存支持报告…' },
  reportSaved: { en: 'The report was saved.', 'zh-CN': '支持报告已保存。' },
  reportSavedText: {
    en: '{file}\n\nIt is a text file: read it before you pass it on. Passwords, codes, telephone numbers and e-mail addresses have been taken out.',
    'zh-CN': '{file}\n\n这是文本文件，发送前可以先查看。密码、各类码、电话号码和邮箱地址均已去除。',
  },
  reportFailed: { en: 'The report could not be saved.', 'zh-CN': '支持报告未能保存。' },
  reportFailedText: {
    en: 'Choose another folder, or free some space on the disk, and try again.',
    'zh-CN': '请选择其他文件夹，或清理磁盘空间后重试。',
  },
  textFile: { en: 'Text', 'zh-CN': '文本文件' },
  /** Stands at the top of the report, for the person who passes it on. */
  reportAbout: {
    en: 'In this file: the versions of the program, the folders and network addresses it uses, whether it runs, free disk space, the switches of “This computer”, and the newest lines of its two logs.\nNot in this file: orders, dishes, takings, guests, staff, settings of the shop, the database. Passwords, PINs, sign-in tokens, cookies, keys, table codes, Wi-Fi passwords, e-mail addresses, telephone numbers and the part of an address after “?” were replaced by [removed], even where that took out something harmless.\nThe program cannot recognise a person’s name inside a sentence. Read the file before you pass it on.',
    'zh-CN':
      '本文件包含：程序版本、所用文件夹和网络地址、运行状态、磁盘剩余空间、“本机”页面的开关，以及两份日志的最新内容。\n本文件不包含：订单、菜品、营业额、顾客、员工、店铺设置和数据库。密码、PIN 码、登录令牌、Cookie、密钥、桌码、Wi-Fi 密码、邮箱地址、电话号码以及网址中“?”之后的部分都已替换为 [removed]（无害内容也可能一并去除）。\n程序无法识别句子中的人名。发送前请先查看。',
  },

  menuFile: { en: 'File', 'zh-CN': '文件' },
  menuEdit: { en: 'Edit', 'zh-CN': '编辑' },
  menuView: { en: 'View', 'zh-CN': '视图' },
  menuWindow: { en: 'Window', 'zh-CN': '窗口' },
  menuHelp: { en: 'Help', 'zh-CN': '帮助' },
  about: { en: 'About Landing Desk', 'zh-CN': '关于 Landing Desk' },
  hide: { en: 'Hide Landing Desk', 'zh-CN': '隐藏 Landing Desk' },
  hideOthers: { en: 'Hide Others', 'zh-CN': '隐藏其他' },
  quit: { en: 'Quit', 'zh-CN': '退出' },
  undo: { en: 'Undo', 'zh-CN': '撤销' },
  redo: { en: 'Redo', 'zh-CN': '重做' },
  cut: { en: 'Cut', 'zh-CN': '剪切' },
  copy: { en: 'Copy', 'zh-CN': '复制' },
  paste: { en: 'Paste', 'zh-CN': '粘贴' },
  selectAll: { en: 'Select All', 'zh-CN': '全选' },
  reload: { en: 'Reload', 'zh-CN': '重新载入' },
  actualSize: { en: 'Actual Size', 'zh-CN': '实际大小' },
  zoomIn: { en: 'Zoom In', 'zh-CN': '放大' },
  zoomOut: { en: 'Zoom Out', 'zh-CN': '缩小' },
  fullScreen: { en: 'Full Screen', 'zh-CN': '全屏' },
  minimize: { en: 'Minimize', 'zh-CN': '最小化' },
  kitchenDisplay: { en: 'Kitchen Display', 'zh-CN': '厨房屏' },
  customerDisplay: { en: 'Customer Display', 'zh-CN': '顾客屏' },
  leaveKiosk: { en: 'Leave Kiosk Mode', 'zh-CN': '退出锁定全屏' },
  close: { en: 'Close Window', 'zh-CN': '关闭窗口' },
} as const satisfies Record<string, Record<Language, string>>;

export type DesktopSentence = keyof typeof catalog;

/** The sentence in a language, with its values filled in. */
export function desktopSentence(
  key: DesktopSentence,
  language: Language,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return catalog[key][language].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '—'));
}
