import { account as english } from '../en/account.ts';
import { translationOf } from '../typed.ts';

export const account = translationOf(english)({
  title: '我的账号',
  password: {
    title: '修改密码',
    hint: '修改后其他登录会失效，当前窗口不受影响。',
    current: '当前密码',
    submit: '修改密码',
    done: '密码已修改。',
  },
  pin: {
    hint: '设置 PIN 码后，无需输入密码即可快速接管前台。',
  },
  sessions: {
    title: '登录记录',
    hint: '不认识或不再使用的登录，请结束。',
    current: '当前窗口',
    since: '登录于 {{time}}',
    seen: '最近使用：',
    unknown: '某个程序',
    end: '结束',
    ended: '该登录已结束。',
  },
  recovery: {
    title: '恢复码',
    hint: '忘记密码时，店主可凭恢复码重新登录，无需联网。若纸质恢复码遗失，请重新生成，旧码随即失效。',
    renew: '生成新的恢复码',
    paper: 'Landing Desk 恢复码，请由店主妥善保管。',
    once: '恢复码仅在此时显示。请抄写或打印，并与本机分开存放。',
    print: '打印',
    written: '我已记下',
  },
});
