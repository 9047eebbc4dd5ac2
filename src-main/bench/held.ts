import { join } from 'node:path';
import type { Logger } from 'pino';
import type { BenchLines } from './lines.ts';
import { type LoadedProfiles, loadProfiles } from './profiles.ts';
import { Terminals, type TerminalsOptions } from './terminals.ts';

/** A page that is opened again soon finds its terminals as they were. */
const lingerMs = 30_000;

interface Held {
  readonly terminals: Terminals;
  readonly loaded: LoadedProfiles;
}

interface HeldOptions extends Omit<TerminalsOptions, 'profiles' | 'addresses'> {
  readonly folder: string;
  readonly lines: BenchLines;
  readonly log: Logger;
}

/**
 * The ports, open while somebody needs them (a page, a key that is being made) and let go shortly after, so that a shop's
 * other devices are never spoken to.
 */
export class HeldTerminals {
  readonly #options: HeldOptions;
  #held: Promise<Held> | undefined;
  #current: Held | undefined;
  #holders = 0;
  #linger: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: HeldOptions) {
    this.#options = options;
  }

  /** What is open at this moment. */
  get current(): Held | undefined {
    return this.#current;
  }

  /** Opens the ports, or keeps them open, until `release`. */
  async hold(): Promise<Terminals> {
    this.#holders += 1;
    clearTimeout(this.#linger);
    this.#held ??= this.#open();
    this.#current = await this.#held;
    return this.#current.terminals;
  }

  release(): void {
    this.#holders -= 1;
    if (this.#holders > 0 || this.#closed) return;
    this.#linger = setTimeout(() => {
      this.#letGo().catch((err) => this.#options.log.warn({ err }, 'a port could not be let go'));
    }, lingerMs);
    this.#linger.unref();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#letGo();
  }

  async #letGo(): Promise<void> {
    clearTimeout(this.#linger);
    const held = this.#held;
    this.#held = undefined;
    this.#current = undefined;
    await (await held)?.terminals.stop();
  }

  async #open(): Promise<Held> {
    const { folder, lines, log: _, ...options } = this.#options;
    const loaded = await loadProfiles(join(folder, 'profiles'));
    const { profiles } = loaded;
    return { loaded, terminals: new Terminals({ ...options, profiles, addresses: await lines.all() }) };
  }
}
