import { identity as english } from '../en/identity.ts';
import { translationOf } from '../typed.ts';

export const identity = translationOf(english)({
  signIn: {
    title: '登录',
    enterpriseId: '企业编号',
    username: '用户名',
    password: '密码',
    submit: '登录',
    forgotten: '忘记密码？使用恢复码',
    locked: '暂时锁定',
    ended: '登录已失效，请重新登录。',
  },
  recover: {
    title: '使用恢复码',
    explanation: '恢复码在初始设置时打印。店主可凭它重设密码，无需联网。',
    code: '恢复码',
    newPassword: '新密码',
    newPasswordHint: '至少 8 个字符',
    submit: '设置密码并登录',
    back: '返回登录',
  },
  user: {
    switch: '切换人员',
    signOut: '退出登录',
    switchTitle: '现在由谁值守？',
    pin: '{{name}} 的 PIN 码',
    noOne: '还没有人设置 PIN 码。请在下方设置您的 PIN 码，之后即可快速换人。',
    setPin: '设置我的 PIN 码',
    changePin: '修改我的 PIN 码',
    newPin: '新 PIN 码（4 至 8 位数字）',
    currentPassword: '您的密码',
    pinSaved: 'PIN 码已设置。',
    hello: '您好，{{name}}',
    delete: '删除最后一位',
    confirm: '确认',
  },
  noRooms: {
    title: '暂无可用的工作区',
    detail: '您的角色在本机上没有可用的工作区，请联系店主分配。',
  },
});
