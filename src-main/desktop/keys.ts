import type { KeyAction, KeyProtection } from '#shared/desktop/key-protection.ts';
import type { ToLanding } from '#shared/desktop/landing-channel.ts';
import type { DesktopSentence } from '#shared/desktop/sentences.ts';
import { writeKey } from '../secrets/service.ts';
import type { KeyOutcome, KeyStore } from './key-store.ts';

/** What a person is asked before something is done: title, text, and the button that does it. */
export type KeyQuestion = readonly [title: DesktopSentence, text: DesktopSentence, confirm: DesktopSentence];

const questions: Record<Exclude<KeyAction, 'try_again'>, KeyQuestion> = {
  accept_weak: ['acceptWeakTitle', 'acceptWeakText', 'acceptWeakConfirm'],
  withdraw_weak: ['withdrawWeakTitle', 'withdrawWeakText', 'withdrawWeakConfirm'],
  make_new: ['makeNewKeysTitle', 'makeNewKeysText', 'makeNewKeysConfirm'],
};

/** When each action has a sense; a page that asks at another time gets nothing done. */
const fitting: Record<KeyAction, (now: KeyProtection) => boolean> = {
  try_again: () => true,
  accept_weak: ({ state }) => state === 'unprotected',
  withdraw_weak: ({ state }) => state === 'weak',
  make_new: ({ state }) => state === 'locked',
};

export interface KeysOptions {
  readonly store: KeyStore;
  /** The landing's data folder. */
  readonly folder: string;
  readonly send: (message: ToLanding) => void;
  readonly onChange: (protection: KeyProtection) => void;
  /** Asks the person in a window of the desktop's own, out of reach of any page. */
  readonly confirm: (question: KeyQuestion) => Promise<boolean>;
}

/**
 * The keeper of the landing's key: answers the landing, tells the pages how things stand, and does what a person
 * confirmed. One thing at a time, since the key store may be asking for a password meanwhile.
 */
export class Keys {
  readonly #options: KeysOptions;
  #protection: KeyProtection = { state: 'asking' };
  #wanted: string | undefined;
  #confirming = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: KeysOptions) {
    this.#options = options;
  }

  get protection(): KeyProtection {
    return this.#protection;
  }

  /** Gives the landing its key, or says that there is none to be had. */
  async answer(wanted: string | undefined): Promise<void> {
    this.#options.send(await this.messageFor(wanted));
  }

  /** What is answered to whoever asks for the key: the landing, or the rescue program in its place. */
  messageFor(wanted: string | undefined): Promise<ToLanding> {
    this.#wanted = wanted;
    return this.#inTurn(() => this.#ask(() => this.#options.store.keyFor(this.#options.folder, wanted)));
  }

  /** Carries out an action a person confirmed; the landing gets its key, or loses it, at once. */
  async change(action: KeyAction): Promise<KeyProtection> {
    if (!fitting[action](this.#protection)) return this.#protection;
    if (action !== 'try_again' && !(await this.#confirmed(questions[action]))) return this.#protection;
    return this.#inTurn(async () => {
      const { store, folder } = this.#options;
      // It may have changed while the dialog stood open.
      if (!fitting[action](this.#protection)) return this.#protection;
      if (action === 'accept_weak') store.acceptWeak();
      if (action === 'withdraw_weak') store.withdrawWeak();
      const message = await this.#ask(() =>
        action === 'make_new' ? store.makeNew(folder, this.#wanted) : store.keyFor(folder, this.#wanted),
      );
      this.#options.send(message);
      return this.#protection;
    });
  }

  /** One dialog at a time, however often a page asks. */
  async #confirmed(question: KeyQuestion): Promise<boolean> {
    if (this.#confirming) return false;
    this.#confirming = true;
    try {
      return await this.#options.confirm(question);
    } finally {
      this.#confirming = false;
    }
  }

  async #ask(ask: () => Promise<KeyOutcome>): Promise<ToLanding> {
    this.#enter({ state: 'asking' });
    const outcome = await ask();
    this.#enter(outcome.protection);
    if (outcome.key) return { type: 'key', key: writeKey(outcome.key), replaces: [...outcome.replaces] };
    return { type: 'keyWithheld', reason: outcome.protection.state === 'unprotected' ? 'unprotected' : 'locked' };
  }

  #enter(protection: KeyProtection): void {
    this.#protection = protection;
    this.#options.onChange(protection);
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(task);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
