import { kitchen as english } from '../en/kitchen.ts';
import { translationOf } from '../typed.ts';

export const kitchen = translationOf(english)({
  title: '后厨',
  queued: '待制作',
  cooking: '制作中',
  ready: '待上菜',
  start: '开始',
  done: '做好了',
  serve: '已上菜',
  takeAway: '外带',
  order: '{{number}} 号单',
  empty: '暂无待制作的菜，歇一会儿吧。',
  emptyColumn: '暂无',
  age: '已过 {{minutes}} 分钟',
  dark: '深色',
  moved: '{{number}} 号单已上菜。',
  summary_other: '{{count}} 张小票',
});
