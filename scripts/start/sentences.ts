import type { Language } from '#shared/languages.ts';

/** What `npm start` says in the terminal, in each language. `{name}` stands for a value. */
const catalog = {
  usage: {
    en: [
      'npm start -- [options]',
      '  --demo           a sample restaurant, in a folder of its own',
      '  --data DIR       keep the data in this folder',
      '  --port N         listen on this port (4780)',
      '  --cloud-port N   the sample restaurant’s own cloud listens here (4790)',
      '  --no-cloud       the sample restaurant without a cloud of its own',
      '  --bench-port N   the sample’s repair bench: its MTMS, KMS and terminals listen from here on (4800)',
      '  --no-bench       the sample restaurant without a repair bench',
      '  --safe-mode      do not start ordering; look after the data',
      '  --no-window      print the addresses only',
      '  --keep-running   closing the window keeps ordering running, now and later',
      '  --stop-with-window  closing the window ends everything, now and later',
      '  --ask            closing the window asks again',
      '  --no-electron    do not look for Electron',
      '  --get-electron   download Electron now, however long it takes',
    ].join('\n'),
    'zh-CN': [
      'npm start -- [选项]',
      '  --demo           示例餐厅，数据单独存放',
      '  --data 目录      数据存放在此目录',
      '  --port 端口      监听此端口（默认 4780）',
      '  --cloud-port 端口  示例餐厅自带的云中心监听此端口（默认 4790）',
      '  --no-cloud       示例餐厅不启动云中心',
      '  --bench-port 端口  示例维修工位的 MTMS、KMS 与终端从此端口起监听（默认 4800）',
      '  --no-bench       示例餐厅不启动维修工位',
      '  --safe-mode      不启动点餐服务，只处理数据',
      '  --no-window      只显示访问地址',
      '  --keep-running   关闭窗口后点餐服务继续运行（此后保持此设置）',
      '  --stop-with-window  关闭窗口即全部停止（此后保持此设置）',
      '  --ask            关闭窗口时重新询问',
      '  --no-electron    不使用 Electron',
      '  --get-electron   立即下载 Electron，不限时间',
    ].join('\n'),
  },
  badOption: { en: 'This option cannot be used: {reason}', 'zh-CN': '选项有误：{reason}' },
  building: { en: 'Building the screens…', 'zh-CN': '正在构建界面…' },
  buildFailed: { en: 'The screens could not be built.', 'zh-CN': '界面构建失败。' },
  gettingElectron: {
    en: 'Getting Electron (once, at most {seconds} s)…',
    'zh-CN': '正在获取 Electron（仅一次，最多 {seconds} 秒）…',
  },
  gettingElectronLong: { en: 'Getting Electron, about 120 MB…', 'zh-CN': '正在获取 Electron，约 120 MB…' },

  inElectron: { en: 'Opening the Electron window.', 'zh-CN': '正在打开 Electron 窗口。' },
  inBrowser: {
    en: 'Opening the console as an app window of {browser}: {why}.',
    'zh-CN': '以 {browser} 应用窗口打开控制台：{why}。',
  },
  asAddresses: { en: 'Printing the addresses only: {why}.', 'zh-CN': '仅显示访问地址：{why}。' },

  noDisplay: { en: 'this computer has no display', 'zh-CN': '本机没有显示器' },
  notWanted: { en: '--no-window was given', 'zh-CN': '已指定 --no-window' },
  electronSkipped: { en: 'Electron was not wanted', 'zh-CN': '已指定不使用 Electron' },
  electronTooSlow: {
    en: 'Electron could not be downloaded within {seconds} s (npm start -- --get-electron waits as long as it takes)',
    'zh-CN': '未能在 {seconds} 秒内下载 Electron（npm start -- --get-electron 可不限时下载）',
  },
  electronFailed: {
    en: 'Electron could not be downloaded: {reason} (npm start -- --get-electron tries again)',
    'zh-CN': '无法下载 Electron：{reason}（npm start -- --get-electron 可重试）',
  },
  electronRemembered: {
    en: 'Electron could not be downloaded earlier today (npm start -- --get-electron tries again)',
    'zh-CN': '今天早些时候未能下载 Electron（npm start -- --get-electron 可重试）',
  },
  electronBroken: { en: 'Electron did not start (exit code {code})', 'zh-CN': 'Electron 无法启动（退出码 {code}）' },
  alsoNoBrowser: {
    en: '{why}, and there is no Chromium, Chrome or Edge',
    'zh-CN': '{why}，且未安装 Chromium、Chrome 或 Edge',
  },

  alreadyRunning: {
    en: 'Landing Desk is already running; its window was brought forward.',
    'zh-CN': 'Landing Desk 已在运行，已切换到其窗口。',
  },
  restarting: {
    en: 'The landing stopped and is being started again (attempt {attempt}).',
    'zh-CN': '后台程序意外停止，正在重新启动（第 {attempt} 次）。',
  },
  crashLoop: {
    en: 'The landing stopped several times in a row; giving up.',
    'zh-CN': '后台程序连续多次意外停止，不再重启。',
  },
  running: { en: 'Landing Desk is running. Ctrl-C ends it.', 'zh-CN': 'Landing Desk 正在运行，按 Ctrl-C 结束。' },
  runningDemo: {
    en: 'Landing Desk is running with the sample restaurant. Ctrl-C ends it.',
    'zh-CN': 'Landing Desk 示例餐厅正在运行，按 Ctrl-C 结束。',
  },
  safeMode: {
    en: [
      'Safe mode: ordering was not started. None of these deletes anything; without Electron they are commands:',
      '  npm run rescue -- --data "{data}" list              backups that could be restored',
      '  npm run rescue -- --data "{data}" check             is the database sound?',
      '  npm run rescue -- --data "{data}" backup --to FILE  a backup (.ldbackup)',
      '  npm run rescue -- --data "{data}" export --to DIR   everything as tables',
      '  npm run rescue -- --data "{data}" restore FILE      back to a backup',
      '  npm run rescue -- --data "{data}" undo-restore      and back again',
      '  npm run rescue -- --data "{data}" recover           repairs a damaged database',
    ].join('\n'),
    'zh-CN': [
      '安全模式：点餐服务未启动。以下操作都不会删除任何内容；没有 Electron 时请使用命令：',
      '  npm run rescue -- --data "{data}" list              可以恢复的备份',
      '  npm run rescue -- --data "{data}" check             检查数据库是否完好',
      '  npm run rescue -- --data "{data}" backup --to 文件  备份（.ldbackup）',
      '  npm run rescue -- --data "{data}" export --to 目录  导出为表格',
      '  npm run rescue -- --data "{data}" restore 文件      恢复备份',
      '  npm run rescue -- --data "{data}" undo-restore      撤销恢复',
      '  npm run rescue -- --data "{data}" recover           修复损坏的数据库',
    ].join('\n'),
  },
  dataFolder: { en: 'Data', 'zh-CN': '数据目录' },
  console: { en: 'Console', 'zh-CN': '控制台' },
  cloud: { en: 'Cloud', 'zh-CN': '云中心' },
  operator: { en: 'Operator', 'zh-CN': '运营账号' },
  startingCloud: { en: 'Starting a cloud of its own beside it…', 'zh-CN': '正在启动自带的云中心…' },
  cloudAbsent: {
    en: 'The sample restaurant runs without its cloud: {reason}',
    'zh-CN': '示例餐厅在没有云中心的情况下运行：{reason}',
  },
  benchReady: {
    en: 'The repair bench is ready: open Bench in the console, its terminals are there.',
    'zh-CN': '维修工位已就绪：在控制台打开“维修工位”，终端已接入。',
  },
  benchAbsent: {
    en: 'The sample restaurant runs without its repair bench: {reason}',
    'zh-CN': '示例餐厅在没有维修工位的情况下运行：{reason}',
  },
  mtms: { en: 'MTMS', 'zh-CN': 'MTMS' },
  operatorPage: { en: 'Operator’s page', 'zh-CN': 'MTMS 管理页' },
  customer: { en: 'Customer', 'zh-CN': '客户' },
  terminal: { en: 'Terminal', 'zh-CN': '终端' },
  terminalText: {
    en: '{serial}  {model}, of {customerCode}, on 127.0.0.1:{port} ({family})',
    'zh-CN': '{serial}  {model}，属 {customerCode}，位于 127.0.0.1:{port}（{family}）',
  },
  batch: { en: 'Order', 'zh-CN': '维修单' },
  approver: { en: 'Second person', 'zh-CN': '审批人' },
  approverText: {
    en: '{username}, passphrase {passphrase}  (for a change of customer)',
    'zh-CN': '{username}，口令 {passphrase}（更改客户时使用）',
  },
  account: { en: 'Account', 'zh-CN': '账号' },
  table: { en: 'Table', 'zh-CN': '桌台' },
  accountText: {
    en: '{username} / {password}  ({role}, enterprise {enterpriseId})',
    'zh-CN': '{username} / {password}（{role}，企业 {enterpriseId}）',
  },
  scan: { en: 'Scan to order at table {table}:', 'zh-CN': '扫码点餐，桌台 {table}：' },
  keepRunning: {
    en: 'The window is closed. Keep ordering running for phones and kitchen screens? [y/N] (it stops in {seconds} s)',
    'zh-CN': '窗口已关闭。是否让点餐服务继续运行（供顾客手机和厨房屏幕使用）？[y/N]（{seconds} 秒后停止）',
  },
  keepRunningBusy: {
    en: 'The window is closed while orders are unfinished or a shift is open. Keep ordering running? [Y/n] (it goes on in {seconds} s)',
    'zh-CN': '窗口已关闭，但仍有未完成的订单或未交班的班次。是否让点餐服务继续运行？[Y/n]（{seconds} 秒后继续运行）',
  },
  keepsRunning: {
    en: 'Ordering keeps running. npm start opens its window again; Ctrl-C ends it. (--stop-with-window ends it with the window.)',
    'zh-CN':
      '点餐服务继续运行。再次执行 npm start 可打开窗口；按 Ctrl-C 结束。（--stop-with-window 可随窗口一起结束。）',
  },
  stopping: {
    en: 'Ordering is being stopped. (--keep-running keeps it running without a window.)',
    'zh-CN': '正在停止点餐服务。（--keep-running 可在关闭窗口后继续运行。）',
  },
  windowClosedTitle: { en: 'Keep ordering running?', 'zh-CN': '点餐服务是否继续运行？' },
  windowClosedText: {
    en: 'You closed the window. Phones and kitchen screens can go on without it; starting Landing Desk again opens it.',
    'zh-CN': '您已关闭窗口。顾客手机和厨房屏幕可以继续使用；再次启动 Landing Desk 即可重新打开窗口。',
  },
  windowClosedBusy: {
    en: 'Orders are unfinished, or a shift is open.',
    'zh-CN': '目前有未完成的订单或未交班的班次。',
  },
  keep: { en: 'Keep running', 'zh-CN': '继续运行' },
  stop: { en: 'Stop', 'zh-CN': '停止' },
  keepsIn: { en: 'Without an answer it keeps running, in {seconds} s.', 'zh-CN': '若无操作，{seconds} 秒后继续运行。' },
  stopsIn: { en: 'Without an answer it stops, in {seconds} s.', 'zh-CN': '若无操作，{seconds} 秒后停止。' },
  choiceNotKept: {
    en: 'The choice holds for now but could not be remembered.',
    'zh-CN': '此选择本次有效，但未能保存。',
  },
  firstShown: {
    en: 'Landing Desk is already running on this data (process {pid}); its window was brought forward.',
    'zh-CN': 'Landing Desk 已在使用此数据目录运行（进程 {pid}），已切换到其窗口。',
  },
  firstWithoutWindow: {
    en: 'Landing Desk is already running on this data (process {pid}), without a window. Console: {url}',
    'zh-CN': 'Landing Desk 已在使用此数据目录运行（进程 {pid}），没有窗口。控制台：{url}',
  },
  firstStarting: {
    en: 'Landing Desk is already being started on this data (process {pid}).',
    'zh-CN': 'Landing Desk 正在使用此数据目录启动（进程 {pid}）。',
  },
  firstOptions: {
    en: 'It keeps its own options (port {port}{demo}); to change them, end it first.',
    'zh-CN': '它沿用自己的选项（端口 {port}{demo}）；如需更改，请先结束它。',
  },
  firstDemo: { en: ', sample restaurant', 'zh-CN': '，示例餐厅' },
  browserLeft: {
    en: 'The browser has handed the window over; the landing keeps running.',
    'zh-CN': '浏览器已接管窗口，后台程序继续运行。',
  },
} as const satisfies Record<string, Record<Language, string>>;

export type StartSentence = keyof typeof catalog;
export type Say = (key: StartSentence, values?: Readonly<Record<string, string | number>>) => string;

/** The terminal's voice in a language: gives the sentence with its values filled in. */
export function speaker(language: Language): Say {
  return (key, values = {}) =>
    catalog[key][language].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
