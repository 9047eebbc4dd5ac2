import { elsewhere as english } from '../en/elsewhere.ts';
import { translationOf } from '../typed.ts';

export const elsewhere = translationOf(english)({
  label: '收银台',
  here: '本收银台',
  nameless: '收银台 …{{id}}',
  title: '收银台 {{name}}',
  connected: '已连接',
  heard: '最近联系：',
  away: {
    short: '离线',
    detail: '“{{name}}”目前未连接。此处显示的是最后收到的情况，恢复连接前无法向它发送操作。',
  },
  offline: {
    short: '本机未联网',
    detail: '本机连不上云端。此处显示的是从“{{name}}”最后收到的情况，目前无法向它发送操作。',
  },
  unknown: '结果未知：“{{name}}”尚未答复，系统会继续询问；一分钟内未执行的操作将不再执行。',
  kitchen: '后厨进行中',
  ready: '已出餐',
  serve: '已上菜',
  readyOrder: '订单 {{number}} 已出餐',
  serveOrder: '订单 {{number}} 已上菜',
  open_other: '{{count}} 张未结账单',
  look: '可在此查看菜品并加单。',
  money: '收款和结账请在“{{name}}”进行，钱箱在那里。',
});
