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

  menuFile: { en: 'File', 'zh-CN': '文件' },
  menuEdit: { en: 'Edit', 'zh-CN': '编辑' },
  menuView: { en: 'View', 'zh-CN': '视图' },
  menuWindow: { en: 'Window', 'zh-CN': '窗口' },
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
