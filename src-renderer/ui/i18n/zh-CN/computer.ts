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
  failed: '本机无法完成此操作。',
});
