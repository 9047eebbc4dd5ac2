import type { ErrorEntries } from './entry.ts';

/** Signing in, people and roles. */
export const identityErrors = {
  not_signed_in: { status: 401, en: 'Please sign in.', 'zh-CN': '请先登录。' },
  sign_in_failed: {
    status: 401,
    en: 'Enterprise id, user name or password is wrong.',
    'zh-CN': '企业编号、用户名或密码不正确。',
  },
  password_wrong: { status: 401, en: 'Your current password is wrong.', 'zh-CN': '当前密码不正确。' },
  pin_wrong: { status: 401, en: 'The PIN is wrong.', 'zh-CN': 'PIN 码不正确。' },
  pin_not_set: {
    status: 409,
    en: 'This person has no PIN yet. Sign in with the password and set one.',
    'zh-CN': '该员工尚未设置 PIN 码，请先用密码登录后设置。',
  },
  locked_out: {
    status: 429,
    en: 'Too many wrong attempts. Try again in {minutes} minutes, or ask the owner to reset the password.',
    'zh-CN': '错误次数过多，请在 {minutes} 分钟后重试，或请店主重设密码。',
  },
  user_disabled: { status: 403, en: 'This account is disabled.', 'zh-CN': '该账号已停用。' },
  permission_denied: {
    status: 403,
    en: 'Your role does not allow this ({entity}: {action}).',
    'zh-CN': '您的角色没有此权限（{entity}：{action}）。',
  },
  password_too_common: {
    status: 422,
    en: 'This password is among the most common ones. Please choose another.',
    'zh-CN': '该密码过于常见，请换一个。',
  },
  password_too_short: {
    status: 422,
    en: 'A password needs at least {min} characters.',
    'zh-CN': '密码至少需要 {min} 个字符。',
  },
  pin_too_simple: {
    status: 422,
    en: 'Choose a PIN of 4 to 8 digits that is not a simple row like 1234 or 0000.',
    'zh-CN': 'PIN 码需为 4 至 8 位数字，且不能是 1234、0000 之类的简单组合。',
  },
  username_taken: { status: 409, en: 'This user name is already taken.', 'zh-CN': '该用户名已被使用。' },
  user_unknown: { status: 404, en: 'There is no such user.', 'zh-CN': '没有此用户。' },
  role_unknown: { status: 404, en: 'There is no such role.', 'zh-CN': '没有此角色。' },
  role_in_use: {
    status: 409,
    en: 'This role is ready-made or still held by someone.',
    'zh-CN': '该角色为预设角色或仍有人使用。',
  },
  last_owner: {
    status: 409,
    en: 'The enterprise needs at least one active owner.',
    'zh-CN': '企业至少需要一位有效的店主账号。',
  },
  recovery_failed: { status: 401, en: 'The recovery code is wrong.', 'zh-CN': '恢复码不正确。' },
  already_set_up: { status: 409, en: 'This landing is already set up.', 'zh-CN': '本机已完成初始设置。' },
  not_set_up: {
    status: 409,
    en: 'This landing is not set up yet. Open the console on the main computer.',
    'zh-CN': '本机尚未完成初始设置，请在主机上打开控制台。',
  },
} as const satisfies ErrorEntries;
