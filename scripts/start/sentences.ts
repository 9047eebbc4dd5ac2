import type { Language } from '#shared/languages.ts';

/** What `npm start` says in the terminal, in each language. `{name}` stands for a value. */
const catalog = {
  usage: {
    en: [
      'npm start -- [options]',
      '  --demo           a sample restaurant, in a folder of its own',
      '  --data DIR       keep the data in this folder',
      '  --port N         listen on this port (4780)',
      '  --safe-mode      do not start ordering; look after the data',
      '  --no-window      print the addresses only',
      '  --no-electron    do not look for Electron',
      '  --get-electron   download Electron now, however long it takes',
    ].join('\n'),
    'zh-CN': [
      'npm start -- [选项]',
      '  --demo           示例餐厅，数据单独存放',
      '  --data 目录      数据存放在此目录',
      '  --port 端口      监听此端口（默认 4780）',
      '  --safe-mode      不启动点餐服务，只处理数据',
      '  --no-window      只显示访问地址',
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
    ].join('\n'),
    'zh-CN': [
      '安全模式：点餐服务未启动。以下操作都不会删除任何内容；没有 Electron 时请使用命令：',
      '  npm run rescue -- --data "{data}" list              可以恢复的备份',
      '  npm run rescue -- --data "{data}" check             检查数据库是否完好',
      '  npm run rescue -- --data "{data}" backup --to 文件  备份（.ldbackup）',
      '  npm run rescue -- --data "{data}" export --to 目录  导出为表格',
      '  npm run rescue -- --data "{data}" restore 文件      恢复备份',
      '  npm run rescue -- --data "{data}" undo-restore      撤销恢复',
    ].join('\n'),
  },
  dataFolder: { en: 'Data', 'zh-CN': '数据目录' },
  console: { en: 'Console', 'zh-CN': '控制台' },
  account: { en: 'Account', 'zh-CN': '账号' },
  table: { en: 'Table', 'zh-CN': '桌台' },
  accountText: {
    en: '{username} / {password}  ({role}, enterprise {enterpriseId})',
    'zh-CN': '{username} / {password}（{role}，企业 {enterpriseId}）',
  },
  scan: { en: 'Scan to order at table {table}:', 'zh-CN': '扫码点餐，桌台 {table}：' },
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
