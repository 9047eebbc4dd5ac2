import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readOwnFile, syncFolder, writeWholeFile } from '#server/whole-file.ts';
import { readKey, type SecretKey, writeKey } from './key.ts';
import { parseSealed, type SealedFile, seal, unseal } from './sealed.ts';

/** The two files of a landing's secrets in its data folder, both readable by their owner only (mode 0600). */
export class SecretFiles {
  readonly #folder: string;
  readonly #sealed: string;
  readonly #key: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#sealed = join(folder, 'secrets.json');
    this.#key = join(folder, 'secret.key');
  }

  /** What is sealed; undefined where nothing is yet. Throws when the file is damaged or cannot be read. */
  async sealed(): Promise<SealedFile | undefined> {
    const text = await readOwnFile(this.#sealed);
    return text === undefined ? undefined : parseSealed(text);
  }

  /** Seals all secrets anew, and resolves once they can be read back from disk. */
  async write(secrets: ReadonlyMap<string, string>, key: SecretKey): Promise<void> {
    await writeWholeFile(this.#sealed, `${JSON.stringify(seal(secrets, key))}\n`, 0o600);
    const written = await this.sealed();
    if (!written || !isDeepStrictEqual(unseal(written, key), new Map(secrets)))
      throw new Error('the sealed secrets could not be read back');
  }

  /** Puts what is sealed aside under a name of its own; nothing is deleted. */
  async putAside(at: number): Promise<void> {
    await rename(this.#sealed, `${this.#sealed}.${at}`).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await syncFolder(this.#folder);
  }

  /** The key a landing without a desktop keeps beside its data; undefined where there is none that can be read. */
  async key(): Promise<SecretKey | undefined> {
    return readKey((await readOwnFile(this.#key)) ?? '');
  }

  writeKey(key: SecretKey): Promise<void> {
    return writeWholeFile(this.#key, `${writeKey(key)}\n`, 0o600);
  }

  async removeKey(): Promise<void> {
    await rm(this.#key, { force: true });
    await syncFolder(this.#folder);
  }
}
