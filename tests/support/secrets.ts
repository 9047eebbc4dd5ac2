import pino from 'pino';
import { type KeyAnswer, type KeySupervisor, Secrets } from '#main/secrets/service.ts';

/** The secrets of a data folder, opened; a supervisor keeps their key when one is given. */
export async function openSecrets(
  dataFolder: string,
  options: { supervisor?: KeySupervisor; patienceMs?: number; now?: () => number } = {},
): Promise<Secrets> {
  const secrets = new Secrets({ dataFolder, now: Date.now, log: pino({ level: 'silent' }), ...options });
  await secrets.open();
  return secrets;
}

/** A supervisor that answers when the test says so, and remembers what it was asked for. */
export class TestSupervisor implements KeySupervisor {
  readonly asked: (string | undefined)[] = [];
  readonly #answer: (() => KeyAnswer) | undefined;
  #listener: (answer: KeyAnswer) => void = () => {};

  constructor(answer?: () => KeyAnswer) {
    this.#answer = answer;
  }

  ask(keyId: string | undefined): void {
    this.asked.push(keyId);
    if (this.#answer) this.#listener(this.#answer());
  }

  onAnswer(listener: (answer: KeyAnswer) => void): void {
    this.#listener = listener;
  }

  say(answer: KeyAnswer): void {
    this.#listener(answer);
  }
}
