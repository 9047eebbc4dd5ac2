import { refusalsOf } from '#server/refusal.ts';

/** Why a program of the key services refuses to run, in words for its operator (English, then Chinese). */
const reasons = {
  bad_arguments: ['{problem}', '{problem}'],
  folder_unusable: [
    'The folder {folder} cannot be used ({cause}). Does the disk exist, and do you own the folder?',
    '无法使用文件夹 {folder}（{cause}）。请检查磁盘是否存在、您是否有读写权限。',
  ],
  folder_in_use: [
    'Another process uses the folder {folder}. Wait for it to end, or end it.',
    '文件夹 {folder} 正被另一个进程使用。请等待其结束或将其关闭。',
  ],
  folder_taken: [
    'There are files in {folder} already. Nothing was changed; give an empty folder.',
    '文件夹 {folder} 中已有文件。未做任何更改，请指定一个空文件夹。',
  ],
  authority_missing: [
    'There is no certificate authority in {folder}. Make one: npm run ca -- init --dir {folder}',
    '{folder} 中没有证书颁发机构。请先创建：npm run ca -- init --dir {folder}',
  ],
  issuer_missing: [
    'There is no issuing authority of the role {role} in {folder}. Export one: npm run ca -- export-issuer --dir CA --role {role} --out {folder}',
    '{folder} 中没有角色 {role} 的签发机构。请导出：npm run ca -- export-issuer --dir CA --role {role} --out {folder}',
  ],
  passphrase_missing: [
    'A passphrase is needed: set {variable}, or name a file with --passphrase-file.',
    '需要口令：请设置 {variable}，或用 --passphrase-file 指定口令文件。',
  ],
  passphrase_short: [
    'The passphrase protects every key of the authority: at least {length} characters, please.',
    '口令用于保护颁发机构的全部密钥，至少需要 {length} 个字符。',
  ],
  passphrase_wrong: ['The passphrase does not open {file}.', '口令无法打开 {file}。'],
  request_wrong: [
    'The certificate request {file} cannot be taken: it must be PKCS #10, signed by its own RSA key of 2048 to 4096 bits.',
    '无法接受证书请求 {file}：须为 PKCS #10 格式，并由其自身的 2048 至 4096 位 RSA 密钥签名。',
  ],
  file_unreadable: ['{file} cannot be read ({cause}).', '无法读取 {file}（{cause}）。'],
  nothing_to_revoke: [
    'No valid certificate was found for {what}. Nothing was revoked.',
    '未找到 {what} 的有效证书，未吊销任何证书。',
  ],
  root_list_stale: [
    'The root’s revocation list ran out, and its key is not in {folder}. Bring the key back and publish again.',
    '根证书的吊销列表已过期，而其密钥不在 {folder} 中。请放回密钥后重新发布。',
  ],
  credentials_wrong: [
    'The certificate or its key in {folder} cannot be used: {code} ({cause}).',
    '{folder} 中的证书或密钥无法使用：{code}（{cause}）。',
  ],
  storage_key_wrong: [
    'The storage key {file} does not open the keys in {folder}. They were sealed with another one; nothing was changed.',
    '存储密钥 {file} 无法打开 {folder} 中的密钥：它们由另一把密钥封装。未做任何更改。',
  ],
  port_in_use: [
    'Port {port} is taken by another program. Close it or start with another {option}.',
    '端口 {port} 已被其他程序占用。请关闭占用程序，或用 {option} 指定其他端口。',
  ],
  address_unusable: [
    'This computer cannot listen on {host}, port {port} ({cause}). Please give another address or port.',
    '本机无法监听 {host} 的端口 {port}（{cause}）。请另行指定地址或端口。',
  ],
} as const;

/** A refusal of a key service that its operator can act on. */
export class KeyRefusal extends refusalsOf('KeyRefusal', reasons) {}

/** Exit code of a program that cannot run until somebody changes something. */
export const refusedExitCode = 2;

/** Runs a command-line program: its exit code, its refusal in words, anything else with its stack. */
export function runProgram(main: () => Promise<number>): void {
  main().then(
    (code) => process.exit(code),
    (error: unknown) => {
      const refusal = error instanceof KeyRefusal;
      process.stderr.write(`${refusal ? error.message : ((error as Error).stack ?? String(error))}\n`);
      process.exit(refusal ? refusedExitCode : 1);
    },
  );
}

/** Reads a command line with node:util `parseArgs`, whose errors become a refusal with the usage. */
export function readArguments<T>(usage: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof KeyRefusal) throw error;
    throw new KeyRefusal('bad_arguments', { problem: `${(error as Error).message}\n${usage}` });
  }
}
