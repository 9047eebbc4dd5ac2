import { common as english } from '../en/common.ts';
import { translationOf } from '../typed.ts';

export const common = translationOf(english)({
  product: 'Landing Desk',
  cancel: '取消',
  close: '关闭',
  back: '返回',
  save: '保存',
  undo: '撤销',
  retry: '重试',
  search: '搜索',
  loading: '加载中…',
  nothingFound: '没有找到“{{text}}”。',
  listSeparator: '、',
  failed: {
    title: '操作未成功',
    notAllowed: '您的角色没有此权限（{{what}}：{{how}}），请联系店主。',
    load: '内容加载失败',
    noAnswer: '主机没有响应，数据不会丢失，请检查主机是否正在运行。',
    page: '页面出现问题，数据仍安全保存在主机上。',
    reload: '重新加载页面',
  },
  time: {
    now: '刚刚',
    minutes: '{{minutes}} 分钟',
    inMinutes: '{{minutes}} 分钟后',
  },
  connection: {
    live: '已存本机',
    liveHint: '已连接主机，您的每步操作都会立即保存。',
    connecting: '正在连接…',
    lost: '正在重连…',
    lostHint: '与主机的连接已断开。已保存的内容是安全的，新的操作需等主机恢复响应。',
  },
  rooms: {
    label: '工作区',
    counter: '前台',
    kitchen: '后厨',
    waiting_other: '{{count}} 项待处理',
  },
  view: {
    menu: '用户菜单：{{name}}',
    theme: '外观',
    light: '浅色',
    dark: '深色',
    auto: '跟随系统',
    language: '语言',
    sound: '声音',
    soundOn: '声音已开启',
    soundOff: '声音已关闭',
    shortcuts: '键盘快捷键',
  },
});
