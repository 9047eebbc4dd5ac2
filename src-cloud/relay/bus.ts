import { eq, lt } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { RelayAnswer, RelayFrame, RelayRequest } from '#shared/relay/requests.ts';
import { type CloudDatabase, newId, type Tx } from '../store/service.ts';
import { relayMessageTable } from './tables.ts';

/** What processes of the cloud tell one another about one enterprise's landing. */
export type BusMessage =
  /** Ask the landing over your connection; the answer goes to the process that `id` names. */
  | { readonly kind: 'call'; readonly connection: string; readonly id: string; readonly request: RelayRequest }
  | { readonly kind: 'answer'; readonly id: string; readonly device: string; readonly answer: RelayAnswer }
  /** The connection was no longer there: the landing has not seen the request. */
  | { readonly kind: 'gone'; readonly id: string }
  | { readonly kind: 'frames'; readonly device: string; readonly frames: readonly RelayFrame[] };

/** What every process hears: a landing came or went, an order or a command was settled. */
export type BusNews =
  | { readonly news: 'presence'; readonly enterpriseId: string; readonly deviceId: string }
  | { readonly news: 'order' | 'command'; readonly enterpriseId: string; readonly id: string };

const channel = 'relay';
const keptMs = 120_000;

/**
 * How the processes of one cloud speak: by a row and a NOTIFY, and within one process directly. Nothing here is a promise:
 * what must not be lost stands in rows of its own and is looked at again.
 */
export class Bus {
  readonly process = newId();
  readonly #database: CloudDatabase;
  readonly #now: () => number;
  readonly #log: Logger;
  readonly #messageListeners: ((enterpriseId: string, message: BusMessage) => void)[] = [];
  readonly #newsListeners: ((news: BusNews | undefined) => void)[] = [];
  #stop: (() => Promise<void>) | undefined;

  constructor(database: CloudDatabase, now: () => number, log: Logger) {
    this.#database = database;
    this.#now = now;
    this.#log = log;
  }

  async start(): Promise<void> {
    this.#stop = await this.#database.driver.listen(channel, (payload) => this.#hear(payload));
  }

  async close(): Promise<void> {
    await this.#stop?.();
  }

  onMessage(listener: (enterpriseId: string, message: BusMessage) => void): void {
    this.#messageListeners.push(listener);
  }

  /** Undefined: something may have been missed. */
  onNews(listener: (news: BusNews | undefined) => void): void {
    this.#newsListeners.push(listener);
  }

  /** Sends a message to a process; to this one without a detour. */
  async send(process: string, enterpriseId: string, message: BusMessage): Promise<void> {
    if (process === this.process) {
      for (const listener of this.#messageListeners) listener(enterpriseId, message);
      return;
    }
    await this.#database.inEnterprise(enterpriseId, async (tx) => {
      const id = newId();
      await tx.insert(relayMessageTable).values({ enterpriseId, id, process, message, at: this.#now() });
      await this.#database.notify(tx, channel, JSON.stringify({ to: process }));
    });
  }

  /** Tells every process, this one too, once the transaction is committed. */
  announce(tx: Tx, news: BusNews): Promise<void> {
    return this.#database.notify(tx, channel, JSON.stringify(news));
  }

  /** Forgets messages to processes that are gone. */
  async tidy(tx: Tx): Promise<void> {
    await tx.delete(relayMessageTable).where(lt(relayMessageTable.at, this.#now() - keptMs));
  }

  #hear(payload: string): void {
    const heard = payload === '' ? undefined : (JSON.parse(payload) as { to: string } | BusNews);
    if (heard && 'news' in heard) for (const listener of this.#newsListeners) listener(heard);
    if (!heard) for (const listener of this.#newsListeners) listener(undefined);
    if (!heard || ('to' in heard && heard.to === this.process))
      this.#read().catch((err: unknown) => this.#log.warn({ err }, 'messages of other processes could not be read'));
  }

  async #read(): Promise<void> {
    const rows = await this.#database.asPlatform((tx) =>
      tx.delete(relayMessageTable).where(eq(relayMessageTable.process, this.process)).returning(),
    );
    for (const { enterpriseId, message } of rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
      for (const listener of this.#messageListeners) listener(enterpriseId, message);
  }
}
