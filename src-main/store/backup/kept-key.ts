import { z } from 'zod';
import type { Secrets } from '../../secrets/service.ts';
import { type BackupKey, kdfSchema } from './keys.ts';

/** The name under which the key of backups is kept with the landing's secrets. */
export const backupKeySecret = 'backup/key';

const keptSchema = z.object({ kdf: kdfSchema, key: z.base64() });

/** Reads a kept key; undefined when the text is none. */
export function parseKept(text: string): BackupKey | undefined {
  try {
    const { kdf, key } = keptSchema.parse(JSON.parse(text));
    const bytes = Buffer.from(key, 'base64');
    return bytes.length === 32 ? { kdf, bytes } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The stretched passphrase of backups, with the landing's secrets: the schedule needs it while nobody is there to type.
 * The passphrase itself is kept nowhere.
 */
export class KeptKey {
  readonly #secrets: Pick<Secrets, 'state' | 'get' | 'put' | 'remove'>;

  constructor(secrets: Pick<Secrets, 'state' | 'get' | 'put' | 'remove'>) {
    this.#secrets = secrets;
  }

  /** Whether secrets can be read and kept now. */
  get isReachable(): boolean {
    return this.#secrets.state === 'open';
  }

  /** Undefined where there is none, or the secrets are not at hand. */
  current(): BackupKey | undefined {
    if (!this.isReachable) return undefined;
    const text = this.#secrets.get(backupKeySecret);
    return text === undefined ? undefined : parseKept(text);
  }

  keep({ kdf, bytes }: BackupKey): Promise<void> {
    return this.#secrets.put(backupKeySecret, JSON.stringify({ kdf, key: Buffer.from(bytes).toString('base64') }));
  }

  forget(): Promise<void> {
    return this.#secrets.remove(backupKeySecret);
  }
}
