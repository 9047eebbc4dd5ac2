import { office as english } from '../en/office.ts';
import { translationOf } from '../typed.ts';

export const office = translationOf(english)({
  inLanguage: '{{label}}（{{language}}）',
  languages: { 'zh-CN': '中文', en: '英文' },
  oneLanguage: '请至少填写一种语言。',
  unreadableAmount: '请填写金额，例如 {{example}}。',
  missing: '以下内容未填或有误：{{fields}}。',
  notSaved: '修改未保存。',
  content: '内容',
  done: '完成',
  delete: '删除',
  more: '更多',
  copy: '复制',
  copied: '已复制',
  copyFailed: '此处无法自动复制，请选中文字后手动复制。',
  discard: '放弃修改',
  saved: '已保存。',
  unsaved: '尚未保存',
  moveUp: '上移“{{name}}”',
  moveDown: '下移“{{name}}”',
  moveNamed: '移动“{{name}}”（第 {{place}} 项，共 {{count}} 项）',
  movedTo: '“{{name}}”现在是第 {{place}} 项，共 {{count}} 项',
  handle: '拖动手柄，也可使用方向键',
  removeNamed: '移除“{{name}}”',
  unreadablePercent: '请填写 0 至 100 的百分比，例如 6 或 8.875。',
  day: {
    timeZone: '时区',
    timeThere: '当地现在是 {{time}}。',
    noZone: '没有此时区',
    cutover: '营业日截止时间',
    late: '星期六 {{time}} 的订单仍计入{{day}}。',
    atMidnight: '营业日与自然日一致。',
  },
  work: {
    question: '您的业务是什么？',
    missing: '请至少选择一项。',
    landing_ordering: {
      title: '扫码点餐',
      detail: '客人扫码下单；前台、后厨、收款与报表。',
    },
    bench: {
      title: '维修工位',
      detail: '通过线缆为 POS 终端采集传输密钥。',
    },
  },
  opening: {
    question: '由谁开台？',
    staff: {
      title: '店员开台',
      detail: '客人可先看菜单，店员点一下开台后即可下单。最稳妥。',
    },
    scan: {
      title: '扫码开台',
      detail: '客人扫码即可下单。每桌的首单都需您确认后才会接受。',
    },
  },
  password: {
    length: '至少 {{min}} 个字符',
    uncommon: '不是常见密码，也不是您的名称',
    standing: {
      allowed: '可以使用。越长越好，用三四个词组成更好记。',
      good: '较好。',
      strong: '很强。',
    },
  },
});
