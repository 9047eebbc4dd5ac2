import { office as english } from '../en/office.ts';
import { translationOf } from '../typed.ts';

export const office = translationOf(english)({
  inLanguage: '{{label}}（{{language}}）',
  languages: { 'zh-CN': '中文', en: '英文' },
  oneLanguage: '请至少填写一种语言。',
  unreadableAmount: '请填写金额，例如 {{example}}。',
  missing: '以下内容未填或有误：{{fields}}。',
  notSaved: '修改未保存。',
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
  removeNamed: '移除“{{name}}”',
});
