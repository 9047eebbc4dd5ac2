import { enrolment as english } from '../en/enrolment.ts';
import { translationOf } from '../typed.ts';

export const enrolment = translationOf(english)({
  title: '连接 MTMS',
  lead: '终端厂商的管理系统（MTMS）授权本工位采集密钥。其管理员登记本工位后，会给您一个地址和一个一次性登记码。',
  readOnly: '本工位尚未连接终端管理系统（MTMS）。请店主或经理进行连接。',
  address: 'MTMS 地址',
  addressExample: 'mtms.example:8443',
  addressMissing: '请填写地址。',
  code: '一次性登记码',
  codeHint: '六组、每组五位。24 小时内有效，只能使用一次。',
  codeSigns: '含有登记码中不会出现的字符：登记码没有字母 U，也没有标点。',
  codeShort: '登记码不完整：共 30 位字母和数字。',
  codeLong: '登记码过长：共 30 位字母和数字。',
  codeSlip: '登记码有误，请与拿到的登记码核对。',
  codeSlipIn: '第 {{group}} 组有误：{{text}}。请与拿到的登记码核对。',
  codeRight: '输入无误',
  connect: '连接',
  connecting: '正在连接：先核验服务器身份，再生成并认证本机密钥，约需几秒。',
  noAnswer: '该地址没有 MTMS 应答。请核对地址和端口，并确认本机处于正确的网络。登记码未被使用。',
  done: '已作为 {{bench}} 连接',
  states: {
    none: '未连接',
    enrolling: '正在连接……',
    enrolled: '已连接 MTMS',
    locked: '密钥已锁定',
    lost: '密钥不在本机',
    expired: '证书已过期',
    revoked: '本工位已被停用',
  },
  todo: {
    locked: '本机密钥库未提供工位密钥的解锁密钥。请解锁密钥库，或重新登录本机，之后会自动继续。没有丢失任何内容。',
    lost: '本工位的私钥不在这里，例如数据来自另一台电脑，或机密已重新建立。私钥无法复制。请用新的登记码重新连接。',
    expired:
      '证书 14 天未更新，过期后无法自行更新。请向 MTMS 管理员索取新的登记码并重新连接；待发送的内容会保留并届时发送。',
    revoked: 'MTMS 不再接受本工位的任何请求。请联系其管理员；使用新的登记码可以重新连接。待发送的内容会保留。',
  },
  trouble: {
    renewal: '自 {{since}} 起无法更新证书。证书有效期至 {{until}}，系统会自动重试。',
    lists: '自 {{since}} 起无法获取吊销列表，系统会自动重试。',
    next: '下次尝试：{{time}}。',
  },
  facts: {
    bench: '本工位',
    mtms: 'MTMS',
    until: '证书有效期至',
    renewed: '上次更新',
    lists: '吊销列表',
    listsFetched: '获取于 {{at}}',
    listsUntil: '有效期至 {{until}}',
  },
  more: '详情',
  retry: '立即重试',
  anew: '使用新的登记码连接',
  disconnect: {
    label: '断开连接',
    explanation:
      '断开后，本工位在用新登记码重新连接之前不能采集密钥。其密钥将被清除，预先获取的作业票随之失效。待发送的内容会保留，重新连接后发送。',
    confirm: '断开本工位',
    done: '已断开连接',
  },
});
