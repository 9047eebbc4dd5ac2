/** What the desktop uses of Electron's `safeStorage`: the asynchronous half only. */
export interface OsCrypt {
  isAsyncEncryptionAvailable(): Promise<boolean>;
  encryptStringAsync(text: string): Promise<Buffer>;
  decryptStringAsync(encrypted: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }>;
  getSelectedStorageBackend(): string;
}

/** What opening gives; `renew` says that the system has a better key now and wants the text wrapped again. */
export interface Unwrapped {
  readonly text: string;
  readonly renew: boolean;
}

/**
 * The tags of Chromium's ciphertexts on Linux whose key a keyring keeps: `v11` the Secret Service or KWallet, `v12` the
 * secret portal. `v10` is a password that stands in Chromium's source (components/os_crypt); a tag unknown here proves
 * nothing, so it counts as no protection either.
 */
const keyringTags: ReadonlySet<string> = new Set(['v11', 'v12']);

/**
 * The operating system's key store, as far as it protects. Electron falls back to a password everybody knows where Linux
 * has no keyring, and says that encryption is available all the same; here that is no protection.
 */
export class OsProtection {
  readonly #crypt: OsCrypt;
  readonly #platform: NodeJS.Platform;

  constructor(crypt: OsCrypt, platform: NodeJS.Platform) {
    this.#crypt = crypt;
    this.#platform = platform;
  }

  /** The key store's name, as it is recorded beside what it wrapped. */
  get backend(): string {
    if (this.#platform === 'darwin') return 'keychain';
    if (this.#platform === 'win32') return 'dpapi';
    return this.#crypt.getSelectedStorageBackend();
  }

  /** Wraps a text so that only this person's account on this computer opens it; undefined where nothing protects it. */
  async wrap(text: string): Promise<Buffer | undefined> {
    if (this.backend === 'basic_text') return undefined;
    try {
      if (!(await this.#crypt.isAsyncEncryptionAvailable())) return undefined;
      const wrapped = await this.#crypt.encryptStringAsync(text);
      if (!this.#protects(wrapped)) return undefined;
      // What cannot be opened again must not be relied on.
      return (await this.#crypt.decryptStringAsync(wrapped)).result === text ? wrapped : undefined;
    } catch {
      return undefined;
    }
  }

  /** Opens what `wrap` gave. Throws when the key store does not give it out, or it never was protected. */
  async unwrap(wrapped: Buffer): Promise<Unwrapped> {
    if (!this.#protects(wrapped)) throw new Error('not wrapped by a key store');
    const { result, shouldReEncrypt } = await this.#crypt.decryptStringAsync(wrapped);
    return { text: result, renew: shouldReEncrypt };
  }

  #protects(wrapped: Buffer): boolean {
    if (wrapped.length === 0) return false;
    return this.#platform !== 'linux' || keyringTags.has(wrapped.subarray(0, 3).toString('latin1'));
  }
}
