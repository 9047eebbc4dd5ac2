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
  backup: {
    title: '备份',
    hint: '将店铺的全部数据保存为一个文件：菜单、图片、订单、员工和设置。请存放到其他磁盘或电脑上，并妥善保管。',
    none: '本机尚未备份过。',
    last: '上次备份：{{date}}，{{size}}',
    make: '立即备份…',
    download: '下载上次备份',
    failed: '备份未完成',
    steps: {
      copying: '正在复制数据库，点餐不受影响。',
      checking: '正在校验副本，点餐不受影响。',
      packing: '正在打包，点餐不受影响。',
    },
    restore: '恢复备份需在安全模式下进行，期间停止点餐。恢复前会完整校验，当前数据会保留，可以撤销。',
    restoreThere: '请在主机的安全模式下恢复备份（主机菜单：文件 → 以安全模式启动）。恢复前会完整校验，当前数据会保留。',
    safeMode: '进入安全模式…',
  },
  failed: '本机无法完成此操作。',
});
