import { computer as english } from '../en/computer.ts';
import { translationOf } from '../typed.ts';

export const computer = translationOf(english)({
  title: '本机',
  behaviour: {
    title: '启动与关闭',
    hint: '仅对本机生效。',
    openAtLogin: '随电脑启动',
    openAtLoginHint: '登录电脑后即可接单。',
    keepInTray: '关闭窗口后继续接单',
    keepInTrayHint: '顾客手机仍可点餐。可通过系统托盘图标重新打开窗口。',
  },
  screens: {
    title: '屏幕',
    hint: '后厨出单和顾客账单可以各用一块屏幕，下次启动时会自动打开。',
    identify: '显示编号',
    builtIn: '内置屏幕',
    display: '屏幕 {{number}}',
    main: '主屏',
    size: '{{width}} × {{height}}',
    single: '接上第二块屏幕后会显示在这里。',
    show: { kitchen: '厨房屏', customer: '顾客屏' },
    showOn: { kitchen: '在{{display}}上显示厨房屏', customer: '在{{display}}上显示顾客屏' },
    close: { kitchen: '关闭厨房屏', customer: '关闭顾客屏' },
    closeOn: { kitchen: '关闭厨房屏（{{display}}）', customer: '关闭顾客屏（{{display}}）' },
    waiting: {
      kitchen: '厨房屏暂放在这里：它原来的屏幕未接上，接上后会自动移回。',
      customer: '顾客屏暂放在这里：它原来的屏幕未接上，接上后会自动移回。',
    },
  },
  kiosk: {
    title: '锁定全屏',
    lock: '控制台锁定为全屏',
    lockHint: '启动即全屏，不会误退出。按 {{keys}} 退出或恢复。',
    leave: '暂时退出（下次启动恢复）',
    left: '已暂时退出，下次启动恢复。按 {{keys}} 可立即恢复。',
  },
  paper: {
    title: '打印文档',
    hint: '用于桌贴和报表。小票与厨房单另有打印机。',
    printer: '打印机',
    ask: '每次询问',
    gone: '{{printer}}（未找到）',
    missing: '找不到这台打印机，恢复之前打印时会询问。',
    none: '本机没有打印机。',
    print: '打印',
    printed: '已交给打印机。',
    askedInstead: '找不到打印机“{{printer}}”，已改为询问。可在“本机”中另选一台。',
    ends: {
      unreadable: '文档打不开。请重新生成，或存为 PDF。',
      refused: '打印机未接受。请检查是否开机、有纸，或存为 PDF。',
      slow: '等待过久，已放弃。再次打印前请先查看打印队列。',
      busy: '另一份文档仍在打印。',
    },
  },
  failed: '本机无法完成此操作。',
});
