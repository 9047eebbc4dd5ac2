import { readFileSync } from 'node:fs';
import { AppError } from '#shared/errors.ts';
import { parentChannel } from './parent-channel.ts';
import { peekSecret, readKey, type SecretKey } from './secrets/service.ts';
import { type BackupKey, backupKeySecret, parseKept, type Unlock, unlockWith } from './store/service.ts';

/** How long whoever started this program may take to answer. The key store may be asking a person meanwhile. */
const patienceMs = 30_000;

/** What is answered over the line to whoever started this program; undefined when nothing comes in time. */
function answered<T>(ask: () => void, listen: (heard: (value: T) => void) => void): Promise<T | undefined> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), patienceMs).unref();
    listen(resolve);
    ask();
  });
}

/** The key of the landing's secrets, from the desktop that keeps it. */
async function keyFromParent(keyId: string): Promise<SecretKey | undefined> {
  if (!parentChannel.connected) return undefined;
  return answered<SecretKey | undefined>(
    () => parentChannel.tell({ type: 'keyWanted', keyId }),
    (heard) => parentChannel.onKey((message) => heard(message.type === 'key' ? readKey(message.key) : undefined)),
  );
}

/** The key that the landing of a data folder encrypts its backups with; undefined where there is none to be had. */
export async function landingBackupKey(data: string): Promise<BackupKey | undefined> {
  const text = await peekSecret(data, backupKeySecret, keyFromParent);
  return text === undefined ? undefined : parseKept(text);
}

/** Asks at the terminal without showing what is typed; undefined where nobody sits at one. */
async function askAtTerminal(question: string): Promise<string | undefined> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return undefined;
  // Before the question: what is typed at once must not be shown either.
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stderr.write(question);
  try {
    let typed = '';
    for await (const text of stdin as AsyncIterable<string>) {
      for (const character of text) {
        if (character === '\r' || character === '\n') return typed;
        if (character === '\u0003' || character === '\u0004') return undefined;
        if (character === '\u007f' || character === '\b') typed = [...typed].slice(0, -1).join('');
        else typed += character;
      }
    }
    return undefined;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

/** Where a passphrase comes from. */
export interface PassphraseSource {
  /** A file that holds it, on its first line. */
  readonly file?: string | undefined;
  /** Whoever started this program has it. */
  readonly fromParent?: boolean | undefined;
  /** A person may be asked at the terminal. */
  readonly ask?: boolean | undefined;
}

/** The passphrase, asked for once. Throws AppError backup_file_missing when its file cannot be read. */
export async function passphraseFrom({ file, fromParent, ask }: PassphraseSource): Promise<string | undefined> {
  if (file !== undefined) {
    try {
      return readFileSync(file, 'utf8')
        .replace(/^\uFEFF/, '')
        .split(/\r?\n/)[0];
    } catch (cause) {
      throw new AppError('backup_file_missing', { file, cause: (cause as Error).message }, {}, { cause });
    }
  }
  if (fromParent) {
    return answered<string>(
      () => parentChannel.tell({ type: 'passphraseWanted' }),
      (heard) => parentChannel.onPassphrase(heard),
    );
  }
  return ask ? askAtTerminal('Passphrase of the backup 备份口令: ') : undefined;
}

/** Opens backups with the key the landing kept, or else with a passphrase that a person gives once. */
export function unlockFor(data: string, source: PassphraseSource): Unlock {
  let key: Promise<BackupKey | undefined> | undefined;
  let passphrase: Promise<string | undefined> | undefined;
  return async (seal, file) => {
    key ??= landingBackupKey(data);
    const held = await key;
    try {
      return await unlockWith({ key: held })(seal, file);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'backup_passphrase_needed') throw error;
      passphrase ??= passphraseFrom(source);
      return unlockWith({ passphrase: await passphrase })(seal, file);
    }
  };
}
