import { about as english } from '../en/about.ts';
import { translationOf } from '../typed.ts';

export const about = translationOf(english)({
  title: '关于 Landing Desk',
  version: '版本 {{version}}',
  details: '版本与位置',
  detailsHint: '寻求技术支持时请提供这些信息，其中不含任何机密。',
  electron: 'Electron',
  chromium: 'Chromium',
  node: 'Node.js',
  system: '电脑',
  data: '数据',
  logs: '日志',
  console: '本控制台',
  guests: '顾客手机',
  none: '暂无',
  copy: '复制信息',
  copied: '信息已复制。',
  report: {
    title: '支持报告',
    contains: '一个文本文件，包含版本、文件夹、网络地址、运行状态、磁盘剩余空间、本机开关以及日志的最新内容。',
    leavesOut:
      '不包含订单、营业额、顾客、员工和数据库。密码、PIN 码、令牌、桌码、密钥、邮箱地址和电话号码均会去除。程序无法识别句子中的人名，发送前请先查看文件。',
    save: '保存报告…',
    saved: '已保存为 {{name}}。',
  },
  licences: {
    title: '许可证',
    hint_other: 'Landing Desk 使用了 {{count}} 个第三方软件，许可证如下。',
    chromium: 'Chromium 自身组件的许可证位于程序安装目录的 LICENSES.chromium.html。',
    search: '名称或许可证',
    notFound: '没有此名称的软件。',
  },
  open: '关于与许可证',
});
