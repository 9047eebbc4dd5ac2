import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import { SecretFiles } from './files.ts';
import { makeKey, type SecretKey } from './key.ts';
import { unseal } from './sealed.ts';

export { makeKey, readKey, type SecretKey, writeKey } from './key.ts';

/** What the program that supervises the landing answers when it is asked for the key. */
export type KeyAnswer =
  | { readonly key: SecretKey; readonly replaces: readonly string[] }
  | { readonly withheld: 'unprotected' | 'locked' };

/** The way to a key that somebody else keeps: the desktop, in the operating system's key store. */
export interface KeySupervisor {
  ask(keyId: string | undefined): void;
  /** Calls back on every answer, asked for or not: a person may unlock the keyring at any time. */
  onAnswer(listener: (answer: KeyAnswer) => void): void;
}

/**
 * Whether the secrets are at hand.
 * - `waiting`: the supervisor was asked and has not answered yet;
 * - `silent`: it did not answer in time (a later answer still counts);
 * - `unprotected`: nothing on this computer protects a key, and nobody accepted less;
 * - `locked`: the key store does not give the key out;
 * - `other_key`: they are sealed with a key that is not at hand here;
 * - `damaged`: what is sealed was changed or cannot be read.
 */
export type SecretsState = 'open' | 'waiting' | 'silent' | 'unprotected' | 'locked' | 'other_key' | 'damaged';

export interface SecretsOptions {
  readonly dataFolder: string;
  /** Who keeps the key; without one it lies in `secret.key` beside the data. */
  readonly supervisor?: KeySupervisor | undefined;
  /** How long the supervisor may think before the state says so. */
  readonly patienceMs?: number | undefined;
  readonly now: () => number;
  readonly log: Logger;
}

const defaultPatienceMs = 30_000;

/**
 * Reads one secret of a data folder no landing runs on, and changes nothing: with the key beside it, or the one that
 * `keyOf` has by that id. Undefined where there is no such secret, or it cannot be opened.
 */
export async function peekSecret(
  dataFolder: string,
  name: string,
  keyOf: (keyId: string) => Promise<SecretKey | undefined>,
): Promise<string | undefined> {
  try {
    const files = new SecretFiles(dataFolder);
    const sealed = await files.sealed();
    if (!sealed || !(name in sealed.secrets)) return undefined;
    const beside = await files.key();
    const key = beside?.id === sealed.keyId ? beside : await keyOf(sealed.keyId);
    return key?.id === sealed.keyId ? unseal(sealed, key).get(name) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The landing's secrets: named texts (private keys, credentials of this device for other services), sealed in
 * `secrets.json` of the data folder. Without their key everything else of a landing works; who needs a secret asks
 * `state` first and says what it means. Nothing here makes a new key where secrets are sealed with another: that is a
 * person's decision, by `startAnew`.
 */
export class Secrets {
  readonly #options: SecretsOptions;
  readonly #files: SecretFiles;
  readonly #changed = new EventEmitter<{ change: [] }>();
  #state: SecretsState = 'waiting';
  #key: SecretKey | undefined;
  /** A key beside the data is written with the first secret: a landing that has none leaves no trace of it. */
  #keyIsNew = false;
  #secrets = new Map<string, string>();
  #turn: Promise<void> = Promise.resolve();
  #patience: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: SecretsOptions) {
    this.#options = options;
    this.#files = new SecretFiles(options.dataFolder);
  }

  get state(): SecretsState {
    return this.#state;
  }

  /** Calls back whenever `state` changed. */
  onChange(listener: () => void): void {
    this.#changed.on('change', listener);
  }

  /** Opens the secrets where the key lies beside them; where a supervisor keeps it, asks and does not wait for the answer. */
  async open(): Promise<void> {
    const { supervisor, patienceMs = defaultPatienceMs } = this.#options;
    if (!supervisor) return this.#inTurn(() => this.#openByFile());
    supervisor.onAnswer((answer) => void this.#inTurn(() => this.#take(answer)));
    this.#patience = setTimeout(() => {
      if (this.#state === 'waiting') this.#enter('silent');
    }, patienceMs).unref();
    const sealed = await this.#files.sealed().catch(() => undefined);
    supervisor.ask(sealed?.keyId);
  }

  /** A secret; undefined where there is none of that name. Throws while the secrets are not at hand. */
  get(name: string): string | undefined {
    this.#requireKey();
    return this.#secrets.get(name);
  }

  /** Keeps a secret; resolves once it can be read back from disk. Throws while the secrets are not at hand. */
  put(name: string, value: string): Promise<void> {
    return this.#inTurn(async () => {
      const key = this.#requireKey();
      if (this.#keyIsNew) await this.#files.writeKey(key);
      this.#keyIsNew = false;
      const next = new Map(this.#secrets).set(name, value);
      await this.#files.write(next, key);
      this.#secrets = next;
    });
  }

  /** Forgets a secret; resolves once that is on disk. Throws while the secrets are not at hand. */
  remove(name: string): Promise<void> {
    return this.#inTurn(async () => {
      const key = this.#requireKey();
      if (!this.#secrets.has(name)) return;
      const next = new Map(this.#secrets);
      next.delete(name);
      await this.#files.write(next, key);
      this.#secrets = next;
    });
  }

  /** Whether `startAnew` would work now. */
  get mayStartAnew(): boolean {
    const lost = this.#state === 'other_key' || this.#state === 'damaged';
    return lost && (!this.#options.supervisor || this.#key !== undefined);
  }

  /** Gives up what is sealed (it is put aside, not deleted) and goes on with none. Throws unless `mayStartAnew`. */
  startAnew(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.mayStartAnew) throw new Error('the secrets are not lost, or there is no key for new ones');
      await this.#giveUp();
      if (this.#key) return this.#goOn(this.#key, new Map());
      await this.#openByFile();
    });
  }

  /** Forgets key and secrets; resolves when nothing is being written any more. */
  async close(): Promise<void> {
    clearTimeout(this.#patience);
    this.#closed = true;
    await this.#turn;
    this.#changed.removeAllListeners();
    this.#forget();
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(task);
    this.#turn = done.catch((err) => this.#options.log.error({ err }, 'secrets'));
    return done;
  }

  #requireKey(): SecretKey {
    if (this.#state !== 'open' || !this.#key) throw new Error(`the secrets are not at hand: ${this.#state}`);
    return this.#key;
  }

  #enter(state: SecretsState): void {
    if (this.#state === state) return;
    this.#state = state;
    if (state === 'open') this.#options.log.info({ state }, 'secrets');
    else this.#options.log.warn({ state }, 'secrets');
    this.#changed.emit('change');
  }

  #forget(): void {
    this.#key = undefined;
    this.#secrets = new Map();
  }

  #goOn(key: SecretKey, secrets: Map<string, string>): void {
    this.#key = key;
    this.#secrets = secrets;
    this.#enter('open');
  }

  async #giveUp(): Promise<void> {
    this.#options.log.warn('sealed secrets were put aside: a person asked for new ones');
    await this.#files.putAside(this.#options.now());
  }

  async #take(answer: KeyAnswer): Promise<void> {
    clearTimeout(this.#patience);
    if (this.#closed) return;
    if ('withheld' in answer) {
      this.#forget();
      return this.#enter(answer.withheld);
    }
    if (this.#state === 'open' && this.#key?.id === answer.key.id) return;
    await this.#openWith(answer.key, answer.replaces);
  }

  async #openByFile(): Promise<void> {
    let key: SecretKey | undefined;
    try {
      key = await this.#files.key();
      // Only where nothing is sealed yet: a key that was lost is never silently replaced.
      if (!key && (await this.#files.sealed()) === undefined) {
        key = makeKey();
        this.#keyIsNew = true;
      }
    } catch (err) {
      this.#options.log.error({ err }, 'secrets');
      return this.#enter('damaged');
    }
    if (!key) return this.#enter('other_key');
    await this.#openWith(key, []);
  }

  /** Opens what is sealed with this key, or with the one in `secret.key`, which then gives way to this one. */
  async #openWith(key: SecretKey, replaces: readonly string[]): Promise<void> {
    const fromSupervisor = this.#options.supervisor !== undefined;
    this.#forget();
    try {
      let sealed = await this.#files.sealed();
      if (sealed && sealed.keyId !== key.id && replaces.includes(sealed.keyId)) {
        await this.#giveUp();
        sealed = undefined;
      }
      if (!sealed) this.#goOn(key, new Map());
      else if (sealed.keyId === key.id) this.#goOn(key, unseal(sealed, key));
      else {
        const beside = fromSupervisor ? await this.#files.key() : undefined;
        if (beside?.id !== sealed.keyId) {
          this.#key = key;
          return this.#enter('other_key');
        }
        const secrets = unseal(sealed, beside);
        await this.#files.write(secrets, key);
        this.#goOn(key, secrets);
      }
    } catch (err) {
      this.#options.log.error({ err }, 'secrets');
      this.#forget();
      this.#key = key;
      return this.#enter('damaged');
    }
    // A power cut may have come between the new sealing and this.
    if (fromSupervisor) await this.#files.removeKey();
  }
}
