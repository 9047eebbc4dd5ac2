/** Every sentence of the test page. */
const english = {
  title: 'Can this phone order here?',
  running: 'Testing. Keep this page open and look at the main computer.',
  done: 'This phone can order here. You may close this page.',
  failed: 'Something is in the way. The main computer says what to do.',
  over: 'This test is over. Start a new one on the main computer and scan again.',
  reach: 'Reaches the main computer',
  reachFailed: 'Reaches the main computer, but cannot send to it',
  speed: 'Answers quickly',
  slow: 'Answers slowly',
  live: 'Gets news at once',
  liveFailed: 'Gets no news while the page is open',
  stay: 'Keeps its connection',
  lost: 'The connection broke; trying again',
  seconds: (n: number) => `${n} s`,
  milliseconds: (n: number) => `${n} ms`,
  waiting: 'not tested yet',
  good: 'good',
  bad: 'not good',
};
export type Words = typeof english;

const chinese: Words = {
  title: '这部手机能在本店点餐吗？',
  running: '测试中，请保持本页打开，并查看主机屏幕。',
  done: '这部手机可以在本店点餐，可以关闭本页了。',
  failed: '连接受阻，请按主机屏幕上的提示处理。',
  over: '该测试已结束，请在主机上重新开始后再扫码。',
  reach: '能访问主机',
  reachFailed: '能打开页面，但无法向主机发送',
  speed: '响应迅速',
  slow: '响应缓慢',
  live: '能即时收到消息',
  liveFailed: '页面打开时收不到消息',
  stay: '保持连接',
  lost: '连接中断，正在重试',
  seconds: (n) => `${n} 秒`,
  milliseconds: (n) => `${n} 毫秒`,
  waiting: '待测试',
  good: '正常',
  bad: '异常',
};

/** The words in the phone's language. */
export function wordsFor(language: string): Words {
  return language.toLowerCase().startsWith('zh') ? chinese : english;
}
