import pg from 'pg';

const reconnectMs = 1_000;

type Heard = (payload: string) => void;

/**
 * One connection that hears NOTIFY of all channels, opened with the first listener and again whenever it breaks. What is
 * said while it is away is not heard: who listens looks for himself when `heard` is called with the empty text.
 */
export class PostgresListener {
  readonly #url: string;
  readonly #heard = new Map<string, Set<Heard>>();
  #client: pg.Client | undefined;
  #opening: Promise<void> | undefined;
  #again: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(url: string) {
    this.#url = url;
  }

  async listen(channel: string, heard: Heard): Promise<() => Promise<void>> {
    const listeners = this.#heard.get(channel) ?? new Set();
    listeners.add(heard);
    this.#heard.set(channel, listeners);
    if (this.#client) await this.#client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    else await this.#open();
    return async () => {
      listeners.delete(heard);
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#again);
    await this.#client?.end();
  }

  #open(): Promise<void> {
    this.#opening ??= this.#connect().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url });
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    client.on('notification', ({ channel, payload }) => {
      for (const heard of this.#heard.get(channel) ?? []) heard(payload ?? '');
    });
    await client.connect();
    for (const channel of this.#heard.keys()) await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    this.#client = client;
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client || this.#closed) return;
    this.#client = undefined;
    const retry = () => {
      this.#again = setTimeout(() => {
        this.#open().then(
          () => {
            for (const listeners of this.#heard.values()) for (const heard of listeners) heard('');
          },
          () => retry(),
        );
      }, reconnectMs);
    };
    retry();
  }
}
