import { computer as english } from '../en/computer.ts';
import { translationOf } from '../typed.ts';

export const computer = translationOf(english)({
  title: '本机',
  behaviour: {
    title: '在本机上运行',
    hint: '仅对本机生效。',
    openAtLogin: '随电脑启动',
    openAtLoginHint: '登录电脑后即可接单。',
    openAtLoginNeedsApproval: '已申请，但尚未获准：请打开“系统设置”→“通用”→“登录项”，启用 Landing Desk。',
    openAtLoginUnavailable: '只有安装版才能随电脑启动。',
    openAtLoginFailed: '电脑未接受此更改，设置保持不变。',
    keepInTray: '关闭窗口后继续接单',
    keepInTrayHint: '顾客手机仍可点餐。可通过系统托盘图标重新打开窗口。',
    keepInTrayLinux: '若桌面不显示托盘图标，关闭窗口即停止接单。',
    notifications: '有待处理事项时通知我',
    notificationsHint: '在使用其他程序时，新订单、呼叫和故障会以系统通知提示。通知中不含顾客信息。',
    keepScreenAwake: '可点餐时保持屏幕常亮',
    keepScreenAwakeHint: '适合只看不碰的屏幕。开班期间或有订单未完成时，电脑本身不会自动睡眠。',
  },
  failed: '本机无法完成此操作。',
});
