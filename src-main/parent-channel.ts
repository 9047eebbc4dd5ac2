import { EventEmitter } from 'node:events';
import { type FromLanding, type ToLanding, toLandingSchema } from '#shared/desktop/landing-channel.ts';

/** What the supervisor says of the key for the landing's secrets. */
type KeyMessage = Extract<ToLanding, { type: 'key' | 'keyWithheld' }>;

/** The end of the parent's line that Electron gives its utility processes. */
interface ParentPort {
  on(event: 'message', listener: (message: { data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

/**
 * The landing's line to the program that supervises it: Electron's parent port, or Node's IPC channel under `npm start`.
 * A landing that was started by hand has none; then nothing is heard and what is told goes nowhere.
 */
export class ParentChannel {
  readonly #heard = new EventEmitter<{ lookAround: []; key: [KeyMessage]; passphrase: [string] }>();
  readonly #post: ((message: FromLanding) => void) | undefined;

  constructor(program: NodeJS.Process & { parentPort?: ParentPort } = process) {
    const { parentPort } = program;
    if (parentPort) {
      parentPort.on('message', ({ data }) => this.#receive(data));
      this.#post = (message) => parentPort.postMessage(message);
    } else if (program.send) {
      program.on('message', (data) => this.#receive(data));
      this.#post = (message) => void program.send?.(message, () => undefined);
      // A supervisor that goes away takes its landing along.
      program.on('disconnect', () => this.#stop());
    }
  }

  get connected(): boolean {
    return this.#post !== undefined;
  }

  tell(message: FromLanding): void {
    this.#post?.(message);
  }

  /** The computer woke up or its network changed. */
  onLookAround(listener: () => void): void {
    this.#heard.on('lookAround', listener);
  }

  /** The key of the landing's secrets arrived, or is withheld. */
  onKey(listener: (message: KeyMessage) => void): void {
    this.#heard.on('key', listener);
  }

  /** A passphrase that was asked for arrived. */
  onPassphrase(listener: (passphrase: string) => void): void {
    this.#heard.on('passphrase', listener);
  }

  #receive(data: unknown): void {
    const message: ToLanding | undefined = toLandingSchema.safeParse(data).data;
    if (message?.type === 'stop') this.#stop();
    if (message?.type === 'lookAround') this.#heard.emit('lookAround');
    if (message?.type === 'key' || message?.type === 'keyWithheld') this.#heard.emit('key', message);
    if (message?.type === 'passphrase') this.#heard.emit('passphrase', message.passphrase);
  }

  /** As the signal the program knows; before it has begun to listen for that, it just ends. */
  #stop(): void {
    if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(0);
  }
}

/** This process's own. Imported first, so that a wish to stop is heard while the rest is still loading. */
export const parentChannel = new ParentChannel();
