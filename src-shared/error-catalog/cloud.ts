import type { ErrorEntries } from './entry.ts';

/** A landing’s way to the cloud, and conflicts. */
export const cloudErrors = {
  cloud_address_invalid: {
    status: 422,
    en: 'This is not an address of a cloud. It looks like https://cloud.example.com.',
    'zh-CN': '这不是有效的云端地址，格式类似 https://cloud.example.com。',
  },
  cloud_address_insecure: {
    status: 422,
    en: 'The address must begin with https://, so that nobody on the way can read what travels.',
    'zh-CN': '地址必须以 https:// 开头，以免传输内容被他人读取。',
  },
  cloud_unreachable: {
    status: 503,
    en: 'The cloud cannot be reached. Everything is kept on this computer and travels by itself as soon as the internet is back.',
    'zh-CN': '无法连接云端。所有内容都已保存在本机，网络恢复后会自动同步。',
  },
  cloud_certificate_bad: {
    status: 503,
    en: 'The cloud’s certificate could not be checked. See whether date and time of this computer are right; otherwise something on the way pretends to be the cloud.',
    'zh-CN': '无法验证云端的证书。请检查本机日期和时间是否正确；若无误，可能有中间设备在冒充云端。',
  },
  cloud_answer_unreadable: {
    status: 503,
    en: 'Something answered that is not the cloud. Check the address, or sign in to this network in a browser.',
    'zh-CN': '收到的应答不是来自云端。请检查地址，或先在浏览器中登录当前网络。',
  },
  cloud_busy: {
    status: 503,
    en: 'The cloud is busy. This computer tries again by itself.',
    'zh-CN': '云端繁忙，本机会自动重试。',
  },
  cloud_refused: { status: 502, en: 'The cloud refused: {reason}', 'zh-CN': '云端拒绝了请求：{reason}' },
  cloud_not_connected: {
    status: 409,
    en: 'This computer is not connected to the cloud.',
    'zh-CN': '本机尚未连接云端。',
  },
  cloud_already_connected: {
    status: 409,
    en: 'This computer is connected to the cloud already. Disconnect it first.',
    'zh-CN': '本机已连接云端，请先断开连接。',
  },
  cloud_other_enterprise: {
    status: 409,
    en: 'This code belongs to the enterprise “{name}”, not to the one on this computer. A computer joins another enterprise before it is set up.',
    'zh-CN': '此注册码属于企业“{name}”，与本机的企业不同。只有尚未设置的电脑才能加入其他企业。',
  },
  cloud_joining: {
    status: 409,
    en: 'This computer is joining an enterprise just now. Stop that first.',
    'zh-CN': '本机正在加入企业，请先停止加入。',
  },
  cloud_secrets_closed: {
    status: 503,
    en: 'The key store of this computer has not given out its key, so it cannot sign in to the cloud. Unlock it, or look under This computer.',
    'zh-CN': '本机密钥库尚未提供密钥，因此无法登录云端。请解锁密钥库，或查看“本机”页面。',
  },
  cloud_secrets_lost: {
    status: 409,
    en: 'This computer’s credential for the cloud cannot be read any more. Connect it again with an enrolment code; nothing is lost.',
    'zh-CN': '无法再读取本机的云端凭证。请用注册码重新连接，数据不会丢失。',
  },
  cloud_not_registered: {
    status: 404,
    en: 'This enterprise was not registered from this computer.',
    'zh-CN': '尚未从本机登记该企业。',
  },
  conflict_missing: { status: 404, en: 'There is no such conflict.', 'zh-CN': '没有此冲突。' },
  conflict_settled: {
    status: 409,
    en: 'Somebody settled this conflict already.',
    'zh-CN': '该冲突已被处理。',
  },
  conflict_not_settled: {
    status: 409,
    en: 'This conflict is not settled, so there is nothing to take back.',
    'zh-CN': '该冲突尚未处理，无可撤销。',
  },
  conflict_needs_hand: {
    status: 409,
    en: 'This cannot be put back by itself. Open the record and write what shall stand.',
    'zh-CN': '此项无法自动恢复，请打开相应记录手动填写。',
  },
  conflict_moved_on: {
    status: 409,
    en: 'The record has changed since. Look at it before you decide.',
    'zh-CN': '该记录此后又有更改，请查看后再决定。',
  },
  counter_away: {
    status: 409,
    en: 'That counter cannot be reached just now. Nothing was sent.',
    'zh-CN': '暂时联系不上那个收银台，操作未发送。',
  },
  counter_unknown: {
    status: 404,
    en: 'There is no such counter in this house.',
    'zh-CN': '本店没有这个收银台。',
  },
  command_expired: {
    status: 409,
    en: 'The other counter got this too late. Nothing was done.',
    'zh-CN': '那个收银台收到时已超时，未执行。',
  },
} as const satisfies ErrorEntries;
