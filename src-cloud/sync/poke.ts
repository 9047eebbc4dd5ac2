import type { CloudDatabase } from '../store/service.ts';
import { pokeChannel } from './commit.ts';

/** Somebody who waits for news of an enterprise. */
interface Listener {
  readonly deviceId: string;
  readonly heard: () => void;
}

/** Tells the devices that are connected to this process that there is something, whichever process took it. */
export class Pokes {
  readonly #database: CloudDatabase;
  readonly #byEnterprise = new Map<string, Set<Listener>>();
  #unlisten: Promise<() => Promise<void>> | undefined;

  constructor(database: CloudDatabase) {
    this.#database = database;
  }

  /** Calls `heard` whenever another device of the enterprise pushed something, until the returned function is called. */
  async listen(enterpriseId: string, deviceId: string, heard: () => void): Promise<() => void> {
    this.#unlisten ??= this.#database.driver.listen(pokeChannel, (payload) => this.#poked(payload));
    await this.#unlisten.catch((error: unknown) => {
      this.#unlisten = undefined;
      throw error;
    });
    const listener = { deviceId, heard };
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
    const [enterpriseId = '', by] = payload.split(' ');
    // The empty text says that something may have been missed: everybody looks.
    const groups = payload === '' ? [...this.#byEnterprise.values()] : [this.#byEnterprise.get(enterpriseId) ?? []];
    for (const group of groups) for (const { deviceId, heard } of [...group]) if (deviceId !== by) heard();
  }
}
