import type { CloudDatabase } from '../store/service.ts';
import { pokeChannel } from './commit.ts';

/** Somebody who waits for news of an enterprise. */
interface Listener {
  readonly heard: (cursor: string | undefined) => void;
}

/** Tells the devices that are connected to this process that there is something, whichever process took it. */
export class Pokes {
  readonly #database: CloudDatabase;
  readonly #byEnterprise = new Map<string, Set<Listener>>();
  #unlisten: Promise<() => Promise<void>> | undefined;

  constructor(database: CloudDatabase) {
    this.#database = database;
  }

  /**
   * Calls `heard` whenever something of the enterprise was pushed, with the cursor after it where that is known, until
   * the returned function is called. Also who pushed hears it: a copy of its database has the same id, until one of the
   * two is made another device.
   */
  async listen(enterpriseId: string, heard: (cursor: string | undefined) => void): Promise<() => void> {
    this.#unlisten ??= this.#database.driver.listen(pokeChannel, (payload) => this.#poked(payload));
    await this.#unlisten.catch((error: unknown) => {
      this.#unlisten = undefined;
      throw error;
    });
    const listener = { heard };
    const listeners = this.#byEnterprise.get(enterpriseId) ?? new Set();
    this.#byEnterprise.set(enterpriseId, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#byEnterprise.get(enterpriseId) === listeners) {
        this.#byEnterprise.delete(enterpriseId);
      }
    };
  }

  async close(): Promise<void> {
    await (await this.#unlisten?.catch(() => undefined))?.();
  }

  #poked(payload: string): void {
    const [enterpriseId = '', cursor] = payload.split(' ');
    // The empty text says that something may have been missed: everybody looks.
    const groups = payload === '' ? [...this.#byEnterprise.values()] : [this.#byEnterprise.get(enterpriseId) ?? []];
    for (const group of groups) for (const { heard } of [...group]) heard(cursor);
  }
}
