import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeWholeFile } from '#server/whole-file.ts';
import { type KeyAlgorithm, SecretKey, wiped } from '../crypto/service.ts';
import { KeyRefusal } from '../refusal.ts';

/** AES-256-GCM (NIST SP 800-38D): a random 96-bit nonce for each sealing, a 128-bit tag. */
const cipherName = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
/** As the authority's keys: scrypt at OWASP's setting (RFC 7914). */
const cost = { N: 16_384, r: 8, p: 5, maxmem: 64 * 1024 * 1024 } as const;

const fileSchema = z.discriminatedUnion('protection', [
  z.strictObject({ version: z.literal(1), protection: z.literal('file-mode'), key: z.base64() }),
  z.strictObject({ version: z.literal(1), protection: z.literal('passphrase'), salt: z.base64(), sealed: z.base64() }),
]);

/**
 * The key that every key of a KMS is sealed under. It lies in a file only its owner may read, or under a passphrase as
 * well. A KMS in production keeps it in a hardware security module (PCI PIN, requirement 5); this is the one place to
 * change for that.
 */
export class StorageKey implements Disposable {
  readonly #key: SecretKey;

  private constructor(key: SecretKey) {
    this.#key = key;
  }

  /** Opens the file, or makes one with a fresh key. Throws KeyRefusal when the passphrase does not open it. */
  static async open(file: string, passphrase: string | undefined): Promise<StorageKey> {
    if (!existsSync(file)) return StorageKey.#make(file, passphrase);
    const stored = fileSchema.safeParse(parsed(readFileSync(file, 'utf8')));
    if (!stored.success) throw new KeyRefusal('file_unreadable', { file, cause: 'no storage key' });
    if (stored.data.protection === 'file-mode')
      return new StorageKey(SecretKey.take('aes', Buffer.from(stored.data.key, 'base64')));
    if (passphrase === undefined) throw new KeyRefusal('passphrase_missing', { variable: 'LANDING_KMS_PASSPHRASE' });
    using under = underPassphrase(passphrase, Buffer.from(stored.data.salt, 'base64'));
    const opened = open(under, Buffer.from(stored.data.sealed, 'base64'), 'storage-key');
    if (!opened) throw new KeyRefusal('passphrase_wrong', { file });
    return new StorageKey(SecretKey.take('aes', opened));
  }

  static async #make(file: string, passphrase: string | undefined): Promise<StorageKey> {
    const key = SecretKey.generate('aes', 32);
    const salt = randomBytes(16);
    const content = key.use((bytes) => {
      if (passphrase === undefined) return { version: 1, protection: 'file-mode', key: bytes.toString('base64') };
      using under = underPassphrase(passphrase, salt);
      const sealed = seal(under, bytes, 'storage-key').toString('base64');
      return { version: 1, protection: 'passphrase', salt: salt.toString('base64'), sealed };
    });
    await writeWholeFile(file, `${JSON.stringify(content)}\n`, 0o600);
    return new StorageKey(key);
  }

  /** Seals a key. `name` is bound to it: sealed bytes cannot be put in another key's place. */
  seal(key: SecretKey, name: string): Buffer {
    return key.use((bytes) => seal(this.#key, bytes, name));
  }

  /** Opens a sealed key; undefined when it was changed, moved to another name, or sealed under another storage key. */
  open(algorithm: KeyAlgorithm, sealed: Uint8Array, name: string): SecretKey | undefined {
    const bytes = open(this.#key, sealed, name);
    return bytes && SecretKey.take(algorithm, bytes);
  }

  [Symbol.dispose](): void {
    this.#key[Symbol.dispose]();
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

function underPassphrase(passphrase: string, salt: Buffer): SecretKey {
  using derived = wiped(scryptSync(passphrase.normalize('NFC'), salt, 32, cost));
  return SecretKey.take('aes', derived.bytes);
}

const boundTo = (name: string) => Buffer.from(`landing-desk kms 1\0${name}`, 'utf8');

function seal(key: SecretKey, clear: Uint8Array, name: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = key.use((bytes) => createCipheriv(cipherName, bytes, nonce, { authTagLength: tagBytes }));
  cipher.setAAD(boundTo(name));
  return Buffer.concat([nonce, cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
}

function open(key: SecretKey, sealed: Uint8Array, name: string): Buffer | undefined {
  if (sealed.length <= nonceBytes + tagBytes) return undefined;
  const nonce = sealed.subarray(0, nonceBytes);
  const decipher = key.use((bytes) => createDecipheriv(cipherName, bytes, nonce, { authTagLength: tagBytes }));
  decipher.setAAD(boundTo(name));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  const clear = decipher.update(sealed.subarray(nonceBytes, -tagBytes));
  try {
    decipher.final();
    return clear;
  } catch {
    clear.fill(0);
    return undefined;
  }
}
