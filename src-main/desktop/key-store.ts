import type { KeyProtection } from '#shared/desktop/key-protection.ts';
import { makeKey, readKey, type SecretKey, writeKey } from '../secrets/service.ts';
import { type KeyEntry, type KeyFile, type KeyFileContent, plainBackend } from './key-file.ts';
import type { OsProtection } from './os-protection.ts';

/** A key with how it is protected, or why there is none. */
export type KeyOutcome =
  | { readonly key: SecretKey; readonly replaces: readonly string[]; readonly protection: KeyProtection }
  | { readonly key?: undefined; readonly protection: KeyProtection };

type Locked = Extract<KeyProtection, { state: 'locked' }>['cause'];

/**
 * Keeps the keys that landings seal their secrets with, wrapped by the operating system's key store. It never steps
 * down by itself: without a key store no key is made unless a person accepted a plain file, and a key that was wrapped
 * is not handed out, replaced or wrapped anew while its key store is another one or does not open it. Calls must not
 * overlap.
 */
export class KeyStore {
  readonly #file: KeyFile;
  readonly #os: OsProtection;
  readonly #now: () => number;

  constructor(options: { file: KeyFile; os: OsProtection; now: () => number }) {
    this.#file = options.file;
    this.#os = options.os;
    this.#now = options.now;
  }

  /** The key that seals the secrets of a data folder: the one asked for, wherever the folder lies now, else the folder's own. */
  async keyFor(folder: string, wanted: string | undefined): Promise<KeyOutcome> {
    const content = this.#read();
    if (!content) return this.#locked('damaged', null);
    try {
      const entry = find(content, folder, wanted);
      if (!entry) return await this.#make(content, folder, []);
      return entry.backend === plainBackend ? await this.#plain(content, entry) : await this.#open(content, entry);
    } catch {
      // A full disk: a key that is not kept must not seal anything.
      return this.#locked('cannot_keep', null);
    }
  }

  /** A person accepts that keys lie in a file, as safe as the account they are kept under. Throws when that cannot be kept. */
  acceptWeak(): void {
    const content = this.#read();
    if (content) this.#file.write({ ...content, weakAcceptedAt: this.#now() });
  }

  /** Takes that back: keys that lie in the file are deleted from it. Throws when that cannot be kept. */
  withdrawWeak(): void {
    const content = this.#read();
    if (!content) return;
    const keys = content.keys.filter(({ backend }) => backend !== plainBackend);
    this.#file.write({ ...content, weakAcceptedAt: null, keys });
  }

  /** Makes another key for a folder in the place of the one asked for. Those that cannot be opened are kept. */
  async makeNew(folder: string, wanted: string | undefined): Promise<KeyOutcome> {
    let content = this.#read();
    if (!content) {
      this.#file.putAside(this.#now());
      content = { version: 1, weakAcceptedAt: null, keys: [] };
    }
    const before = find(content, folder, wanted);
    const replaces = new Set([
      ...(before?.replaces ?? []),
      ...(before ? [before.id] : []),
      ...(wanted ? [wanted] : []),
    ]);
    try {
      return await this.#make(content, folder, [...replaces]);
    } catch {
      return this.#locked('cannot_keep', before?.backend ?? null);
    }
  }

  #read(): KeyFileContent | undefined {
    try {
      return this.#file.read();
    } catch {
      return undefined;
    }
  }

  async #make(content: KeyFileContent, folder: string, replaces: string[]): Promise<KeyOutcome> {
    const key = makeKey();
    const { backend } = this.#os;
    const wrapped = await this.#os.wrap(writeKey(key));
    if (!wrapped && content.weakAcceptedAt === null) return { protection: { state: 'unprotected', backend } };
    const entry: KeyEntry = {
      id: key.id,
      folder,
      backend: wrapped ? backend : plainBackend,
      wrapped: wrapped ? wrapped.toString('base64') : writeKey(key),
      madeAt: this.#now(),
      replaces,
    };
    this.#file.write({ ...content, keys: [...content.keys, entry] });
    return this.#given(content, key, entry);
  }

  /** A key that lies in the file: wrapped as soon as there is a key store, else given out while that is accepted. */
  async #plain(content: KeyFileContent, entry: KeyEntry): Promise<KeyOutcome> {
    const key = readKey(entry.wrapped);
    if (key?.id !== entry.id) return this.#locked('damaged', entry.backend);
    const better = await this.#rewrap(content, key, entry);
    if (better.backend === plainBackend && content.weakAcceptedAt === null)
      return { protection: { state: 'unprotected', backend: this.#os.backend } };
    return this.#given(content, key, better);
  }

  async #open(content: KeyFileContent, entry: KeyEntry): Promise<KeyOutcome> {
    if (this.#os.backend !== entry.backend) return this.#locked('backend_changed', entry.backend);
    let key: SecretKey | undefined;
    let renew = false;
    try {
      const opened = await this.#os.unwrap(Buffer.from(entry.wrapped, 'base64'));
      key = readKey(opened.text);
      renew = opened.renew;
    } catch {
      return this.#locked('cannot_open', entry.backend);
    }
    if (key?.id !== entry.id) return this.#locked('damaged', entry.backend);
    return this.#given(content, key, renew ? await this.#rewrap(content, key, entry).catch(() => entry) : entry);
  }

  /** Wraps a key anew in its entry; where nothing protects it now, the entry stays as it is. */
  async #rewrap(content: KeyFileContent, key: SecretKey, entry: KeyEntry): Promise<KeyEntry> {
    const { backend } = this.#os;
    const wrapped = await this.#os.wrap(writeKey(key));
    if (!wrapped) return entry;
    const next = { ...entry, backend, wrapped: wrapped.toString('base64') };
    const keys = content.keys.map((other) => (other === entry ? next : other));
    // With the last plain key the acceptance ends too: a lost keyring is never met by it.
    const plainLeft = keys.some((other) => other.backend === plainBackend);
    this.#file.write({ ...content, keys, weakAcceptedAt: plainLeft ? content.weakAcceptedAt : null });
    return next;
  }

  #given(content: KeyFileContent, key: SecretKey, entry: KeyEntry): KeyOutcome {
    const { backend, replaces } = entry;
    const protection: KeyProtection =
      backend === plainBackend
        ? { state: 'weak', backend: this.#os.backend, acceptedAt: content.weakAcceptedAt ?? entry.madeAt }
        : { state: 'protected', backend };
    return { key, replaces, protection };
  }

  #locked(cause: Locked, recorded: string | null): KeyOutcome {
    return { protection: { state: 'locked', cause, backend: this.#os.backend, recorded } };
  }
}

/** The newest entry that is, or took the place of, the key asked for; without one, the newest of the folder. */
function find(content: KeyFileContent, folder: string, wanted: string | undefined): KeyEntry | undefined {
  const asked = content.keys.findLast(
    ({ id, replaces }) => wanted !== undefined && (id === wanted || replaces.includes(wanted)),
  );
  return asked ?? content.keys.findLast((entry) => entry.folder === folder);
}
