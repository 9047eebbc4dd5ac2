import type { Language } from '#shared/languages.ts';
import type { NoticeChannel, NoticeKind } from '#shared/notices/kinds.ts';

/** What a notice says of its cause, as it was when it happened. */
export type NoticeData = Readonly<Record<string, string | number>>;

export interface Words {
  readonly subject: string;
  readonly text: string;
}

type Say = (data: Readonly<Record<string, string>>) => readonly [subject: string, ...paragraphs: string[]];

const tests: Readonly<Record<Language, Words>> = {
  en: { subject: 'A test from Landing Desk', text: 'Notices from Landing Desk arrive here. This was a test.' },
  'zh-CN': { subject: 'Landing Desk 测试消息', text: 'Landing Desk 的通知可以送达此处。这是一条测试消息。' },
};

/**
 * The first answer to a registration goes to an address that nobody has checked, so it repeats nothing but the code: who
 * registers with somebody else's address cannot have us write them what they like.
 */
const sentences: Readonly<Record<Language, Readonly<Record<NoticeKind, Say>>>> = {
  en: {
    registration_received: ({ code }) => [
      'Your registration has arrived',
      `We have received the registration under the code “${code}”. Somebody looks at it and decides; you will hear from us, and the console shows how it stands.`,
      'If you did not register, you need not do anything.',
    ],
    registration_approved: ({ name, code }) => [
      `${name} is approved`,
      `The registration of ${name} is approved. Its code is “${code}”.`,
      'Open the console and choose “Cloud” to connect the first computer.',
    ],
    registration_rejected: ({ name, reason }) => [
      `${name}: the registration was rejected`,
      `The registration of ${name} was rejected, for this reason:`,
      `${reason}`,
      'You can correct it in the console under “Cloud” and send it in again.',
    ],
    registration_asked_again: ({ name, reason }) => [
      `${name}: something is missing`,
      `To decide on the registration of ${name} we need something more:`,
      `${reason}`,
      'Add it in the console under “Cloud” and send it in again.',
    ],
    device_enrolled: ({ name, device, at }) => [
      `${name}: a computer was connected`,
      `The computer “${device}” was connected to ${name} on ${at}.`,
      'If this was not you or your people, take its access away in the console under “Cloud”, at once.',
    ],
    device_revoked: ({ name, device, at }) => [
      `${name}: a computer has no access any more`,
      `The access of the computer “${device}” to ${name} was taken away on ${at}. What it had before stays on it.`,
    ],
    landing_silent: ({ name, device, at }) => [
      `${name}: “${device}” is silent`,
      `The cloud has not heard from the computer “${device}” of ${name} since ${at}.`,
      'It goes on working in the shop; what happens there reaches the other computers only when it is connected again. Please see whether it is switched on and has internet.',
    ],
    backup_unverified: ({ name, device, at }) => [
      `${name}: no good backup of “${device}”`,
      `The computer “${device}” of ${name} has had no good, checked backup since ${at}.`,
      'Please look under “Backups” in the console of that computer: is the disk for the copies there?',
    ],
    registration_waiting: ({ name, link }) => [
      `A registration waits: ${name}`,
      `${name} has sent in a registration.`,
      `${link}`,
    ],
    test: () => [tests.en.subject, tests.en.text],
  },
  'zh-CN': {
    registration_received: ({ code }) => [
      '注册申请已收到',
      `我们已收到代码为“${code}”的注册申请，工作人员会尽快审核。结果会通知您，也可在控制台中查看。`,
      '如果这不是您提交的，无需理会。',
    ],
    registration_approved: ({ name, code }) => [
      `${name}：注册已通过`,
      `${name} 的注册申请已通过，代码为“${code}”。`,
      '请打开控制台，在“云端”中连接第一台电脑。',
    ],
    registration_rejected: ({ name, reason }) => [
      `${name}：注册未通过`,
      `${name} 的注册申请未通过，原因如下：`,
      `${reason}`,
      '您可以在控制台的“云端”中修改后重新提交。',
    ],
    registration_asked_again: ({ name, reason }) => [
      `${name}：需要补充资料`,
      `审核 ${name} 的注册申请还需要以下资料：`,
      `${reason}`,
      '请在控制台的“云端”中补充后重新提交。',
    ],
    device_enrolled: ({ name, device, at }) => [
      `${name}：新连接了一台电脑`,
      `电脑“${device}”已于 ${at} 连接到 ${name}。`,
      '如果不是您或您的员工操作的，请立即在控制台的“云端”中收回它的权限。',
    ],
    device_revoked: ({ name, device, at }) => [
      `${name}：一台电脑已被收回权限`,
      `电脑“${device}”对 ${name} 的访问权限已于 ${at} 收回。此前已在该电脑上的数据仍保留在其中。`,
    ],
    landing_silent: ({ name, device, at }) => [
      `${name}：“${device}”失去联系`,
      `自 ${at} 起，云端未再收到 ${name} 的电脑“${device}”的消息。`,
      '店内仍可照常使用，但要重新联网后，那里的数据才会同步到其他电脑。请检查它是否开机、网络是否正常。',
    ],
    backup_unverified: ({ name, device, at }) => [
      `${name}：“${device}”没有可用的备份`,
      `自 ${at} 起，${name} 的电脑“${device}”没有通过校验的备份。`,
      '请在该电脑控制台的“备份”中查看：存放副本的磁盘是否已连接？',
    ],
    registration_waiting: ({ name, link }) => [`有新的注册待审核：${name}`, `${name} 提交了注册申请。`, `${link}`],
    test: () => [tests['zh-CN'].subject, tests['zh-CN'].text],
  },
};

const signature: Readonly<Record<Language, string>> = { en: 'Landing Desk', 'zh-CN': '【Landing Desk】' };

/** A time as everybody understands it wherever they are: the cloud does not know their time zone. */
function timeOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** What a notice says. An SMS is its subject and, where it has one, the reason: each 70 signs cost. */
export function wordsOf(kind: NoticeKind, channel: NoticeChannel, language: Language, data: NoticeData): Words {
  const values = Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, typeof value === 'number' ? timeOf(value) : value]),
  );
  const [subject, ...paragraphs] = sentences[language][kind](values);
  const filled = paragraphs.filter((paragraph) => paragraph !== '' && paragraph !== 'undefined');
  if (channel === 'email') return { subject, text: [...filled, `— ${signature[language]}`].join('\n\n') };
  return { subject, text: short(language, [subject, ...(values['reason'] ? [values['reason']] : [])].join('\n')) };
}

/** What a test says. */
export function testWords(channel: NoticeChannel, language: Language): Words {
  const { subject, text } = tests[language];
  return channel === 'email' ? { subject, text } : { subject, text: short(language, text) };
}

const longestSms = 300;

/** Providers in China want the sender's name in front, in these brackets. */
function short(language: Language, text: string): string {
  const whole = language === 'zh-CN' ? `${signature[language]}${text}` : `${signature[language]}: ${text}`;
  return whole.length > longestSms ? `${whole.slice(0, longestSms - 1)}…` : whole;
}
