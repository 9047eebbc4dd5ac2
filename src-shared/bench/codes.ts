/**
 * Every refusal of the repair bench: between terminal, bench, MTMS, KMS and certificate authority. The codes are part of
 * the wire (docs/bench.md) and never change; the sentences are for the person at the bench. `{name}` stands for a
 * parameter. Which of a code's causes it was travels as the problem's member `reason` (`benchError`).
 */
export const benchErrors = {
  // Line
  E_FRAME: {
    status: 422,
    en: 'The terminal’s message is damaged. Check the cable and try again; nothing was sent on.',
    'zh-CN': '终端发来的报文已损坏。请检查线缆后重试；没有发送任何内容。',
  },
  E_LRC: {
    status: 422,
    en: 'The check character of the terminal’s message is wrong. Check the cable and its plugs and try again.',
    'zh-CN': '终端报文的校验字符有误。请检查线缆和接头后重试。',
  },
  E_TIMEOUT: {
    status: 504,
    en: 'The terminal does not answer on {port}. Is it switched on and at its start screen?',
    'zh-CN': '{port} 上的终端没有应答。请确认终端已开机并停在初始界面。',
  },
  E_UNPLUGGED: {
    status: 409,
    en: 'The cable of {port} was unplugged. Plug it in again; the terminal starts over.',
    'zh-CN': '{port} 的线缆已拔出。请重新插入，终端将重新开始。',
  },
  E_PORT_BUSY: {
    status: 409,
    en: 'Another program uses {port}. Close it and try again.',
    'zh-CN': '{port} 正被其他程序占用。请关闭该程序后重试。',
  },
  E_PORT_PERM: {
    status: 403,
    en: 'This account may not open {port}. On Linux: add it to the group dialout, then sign in again.',
    'zh-CN': '当前账户无权打开 {port}。在 Linux 上请将账户加入 dialout 组，然后重新登录。',
  },
  // Terminal and customer
  E_SN_UNKNOWN: {
    status: 404,
    en: 'Serial number {serial} is not registered. The terminal cannot be given a key; ask the production office.',
    'zh-CN': '序列号 {serial} 未登记，无法为该终端采集密钥。请联系生产部门。',
  },
  E_SN_CHANGED: {
    status: 409,
    en: 'This is not the terminal it was before: the serial number changed. Nothing was sent; start again.',
    'zh-CN': '终端已被更换：序列号与之前不一致。没有发送任何内容，请重新开始。',
  },
  E_CUST_UNKNOWN: {
    status: 404,
    en: 'There is no customer with the code {customer}.',
    'zh-CN': '没有代码为 {customer} 的客户。',
  },
  E_ASSOC_STALE: {
    status: 409,
    en: 'The terminal was given to another customer in the meantime. Read it again and confirm the customer shown then.',
    'zh-CN': '该终端的所属客户刚刚被更改。请重新读取终端，并确认新显示的客户。',
  },
  E_APPROVAL: {
    status: 403,
    en: 'A change of customer needs the approval of a second person, who is not the one that asked for it.',
    'zh-CN': '更改客户需要另一位人员批准，不能由申请人本人批准。',
  },
  E_AUDIT: {
    status: 409,
    en: 'The bench’s record does not continue the one that is known of it. Nothing is accepted from it until an operator has looked.',
    'zh-CN': '该工位的操作记录与此前已知的记录不连续。在管理员核查之前，不接受其任何请求。',
  },
  // Operation
  E_NONCE_REPLAY: {
    status: 409,
    en: 'This message was used already. The key was not stored again.',
    'zh-CN': '该报文已被使用过，密钥未重复保存。',
  },
  E_TICKET_EXPIRED: {
    status: 410,
    en: 'The ticket for this terminal has run out. Read the terminal again to get a new one.',
    'zh-CN': '该终端的作业票已过期。请重新读取终端以获取新票。',
  },
  E_RECIPIENT: {
    status: 422,
    en: 'The key is sealed for another key management system than the customer’s. It was not sent on.',
    'zh-CN': '密钥封装的接收方不是该客户的密钥管理系统，未予转发。',
  },
  E_SIG: {
    status: 422,
    en: 'A signature is missing or wrong. The message was refused.',
    'zh-CN': '签名缺失或无效，报文已被拒绝。',
  },
  E_CMS: {
    status: 422,
    en: 'The key message is damaged or does not follow the agreed form. It was refused.',
    'zh-CN': '密钥报文已损坏或不符合约定格式，已被拒绝。',
  },
  E_KEY_BLOCK: {
    status: 422,
    en: 'The key block is damaged, changed, or of a kind that is not allowed. The key in it was not used.',
    'zh-CN': '密钥块已损坏、被改动或属于不允许的类型，其中的密钥未被使用。',
  },
  E_KCV: {
    status: 422,
    en: 'The key check values differ. The key is held in quarantine and not used.',
    'zh-CN': '密钥校验值不一致，该密钥已隔离，不予使用。',
  },
  // Certificates
  E_CERT_EXPIRED: {
    status: 403,
    en: 'A certificate has run out. Renew it and try again.',
    'zh-CN': '证书已过期，请更新证书后重试。',
  },
  E_CERT_REVOKED: {
    status: 403,
    en: 'A certificate was revoked. Its holder is refused.',
    'zh-CN': '证书已被吊销，其持有者被拒绝。',
  },
  E_CRL_STALE: {
    status: 503,
    en: 'The list of revoked certificates is missing or too old, so nobody can be let in. It must be fetched anew.',
    'zh-CN': '证书吊销列表缺失或已过期，暂时无法放行任何一方。请重新获取吊销列表。',
  },
  E_ROLE: {
    status: 403,
    en: 'The certificate was issued for another purpose than this one.',
    'zh-CN': '该证书的用途与此处要求不符。',
  },
  E_CLOCK: {
    status: 422,
    en: 'The clocks of the two computers differ too much. Set the date and time and try again.',
    'zh-CN': '两台设备的时钟相差过大。请校准日期和时间后重试。',
  },
  // Enrolment
  E_ROOT: {
    status: 422,
    en: 'The server at this address is not the MTMS that the code is from. Nothing secret was sent to it. Check the address, and ask the operator.',
    'zh-CN': '该地址上的服务器不是签发此登记码的 MTMS，未向其发送任何机密。请核对地址，并询问管理员。',
  },
  E_CODE: {
    status: 403,
    en: 'The MTMS does not know this code. Compare it with the one you were given; {left} more tries.',
    'zh-CN': 'MTMS 不认识此登记码。请与拿到的登记码核对；还可尝试 {left} 次。',
  },
  E_CODE_USED: {
    status: 409,
    en: 'This code was used already, by another computer or another installation. Ask the operator of the MTMS for a new one.',
    'zh-CN': '此登记码已被另一台电脑或另一份安装使用。请向 MTMS 管理员索取新的登记码。',
  },
  E_CODE_EXPIRED: {
    status: 410,
    en: 'This code has run out; codes are good for 24 hours. Ask the operator of the MTMS for a new one.',
    'zh-CN': '此登记码已过期（有效期 24 小时）。请向 MTMS 管理员索取新的登记码。',
  },
  E_CODE_LOCKED: {
    status: 403,
    en: 'This code is locked after too many wrong tries. Ask the operator of the MTMS for a new one.',
    'zh-CN': '此登记码因多次输入错误已被锁定。请向 MTMS 管理员索取新的登记码。',
  },
  E_ISSUER: {
    status: 503,
    en: 'This MTMS cannot issue certificates by itself. Its operator has to issue the certificate of this bench; then try again.',
    'zh-CN': '该 MTMS 不能自行签发证书。请由其管理员为该工位签发证书后重试。',
  },
  // Servers
  E_MTMS_DOWN: {
    status: 503,
    en: 'The terminal management system cannot be reached. What was captured is kept and sent later.',
    'zh-CN': '无法连接终端管理系统（MTMS）。已采集的内容已保存，稍后自动发送。',
  },
  E_KMS_PENDING: {
    status: 503,
    en: 'The customer’s key management system has not confirmed the key yet. It is tried again by itself.',
    'zh-CN': '客户的密钥管理系统（KMS）尚未确认该密钥，系统会自动重试。',
  },
} as const;

export type BenchCode = keyof typeof benchErrors;

/** Whether a text is a code of the bench. */
export const isBenchCode = (code: string): code is BenchCode => Object.hasOwn(benchErrors, code);
