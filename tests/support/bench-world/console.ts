import type { BenchOperation, CollectionCard } from '#shared/bench/collection.ts';
import type { EnrolmentView } from '#shared/bench/enrolment-view.ts';
import type { BenchView } from '#shared/bench/views.ts';
import { ConsoleClient } from '../api.ts';
import { EventReader } from '../sse.ts';
import type { BenchWorld } from './world.ts';

/** What a subscription told last, and who waits for it to tell something. */
class Told<T> {
  readonly #stream: EventReader;
  latest: T | undefined;
  ended = false;
  #waiting: { readonly holds: (value: T) => boolean; readonly resolve: (value: T) => void }[] = [];

  private constructor(stream: EventReader) {
    this.#stream = stream;
    void this.#listen();
  }

  static async open<T>(url: string, token: string | undefined): Promise<Told<T>> {
    const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' };
    return new Told<T>(await EventReader.open(url, headers));
  }

  until(holds: (value: T) => boolean): Promise<T> {
    if (this.latest !== undefined && holds(this.latest)) return Promise.resolve(this.latest);
    return new Promise((resolve) => this.#waiting.push({ holds, resolve }));
  }

  close(): void {
    this.#stream.close();
  }

  async #listen(): Promise<void> {
    try {
      for (;;) {
        const { data } = await this.#stream.next('message');
        const value = data as T;
        this.latest = value;
        for (const { resolve } of this.#waiting.filter(({ holds }) => holds(value))) resolve(value);
        this.#waiting = this.#waiting.filter(({ holds }) => !holds(value));
      }
    } catch {
      this.ended = true;
    }
  }
}

const waitMs = 90_000;

/** Somebody at the Bench page of a world's landing, over real HTTP: the ports are held open meanwhile. */
export class BenchConsole {
  readonly client: ConsoleClient;
  readonly #view: Told<BenchView>;

  private constructor(client: ConsoleClient, view: Told<BenchView>) {
    this.client = client;
    this.#view = view;
  }

  /** @param url where the landing answers */
  static async open(url: string, username = 'owner', password = 'osmanthus-owner'): Promise<BenchConsole> {
    // Connections of an earlier landing at this address are found dead only when they are used.
    const login = () => new ConsoleClient(url).login(username, password);
    const client = await login().catch(login);
    const view = await Told.open<BenchView>(`${url.replace(/\/$/, '')}/trpc/bench.watch`, client.token);
    return new BenchConsole(client, view);
  }

  close(): void {
    this.#view.close();
  }

  /** The page once it shows what is waited for; rejects with what it shows instead. */
  async until(what: string, holds: (view: BenchView) => boolean): Promise<BenchView> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const { ports, collection } = this.#view.latest ?? {};
      late.reject(new Error(`${what} did not come: ${JSON.stringify({ ports, collection }, null, 1)}`));
    }, waitMs);
    try {
      return await Promise.race([this.#view.until(holds), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Connects the landing to the MTMS with a code its operator gives. */
  async enrol(world: BenchWorld, bench = 'bench-1'): Promise<EnrolmentView> {
    const { code } = JSON.parse(await world.operator('bench', bench)) as { code: string };
    return this.client.mutate('bench.enrolment.enrol', { address: world.url('mtms'), code });
  }

  /** Adds a line and waits until its terminal is there; gives the port's name. */
  async addLine(line: { kind: 'tcp'; host: string; port: number } | { kind: 'serial'; path: string }): Promise<string> {
    const port = line.kind === 'tcp' ? `${line.host}:${line.port}` : line.path;
    await this.client.mutate('bench.addLine', { line });
    await this.ready(port);
    return port;
  }

  async ready(port: string): Promise<void> {
    await this.until(`a terminal on ${port}`, ({ ports }) => ports.find(({ id }) => id === port)?.phase === 'ready');
  }

  /** The card of a port once it is at one of the steps. */
  async card(port: string, ...steps: CollectionCard['step'][]): Promise<CollectionCard> {
    const of = ({ collection }: BenchView) =>
      collection.cards.find((card) => card.port === port && steps.includes(card.step));
    const view = await this.until(`${steps.join(' or ')} on ${port}`, (shown) => of(shown) !== undefined);
    return of(view) as CollectionCard;
  }

  /** One key: read, asked, and confirmed as it is shown. Gives the card at its end. */
  async collect(port: string, serial: string): Promise<CollectionCard> {
    const cardIn = (view?: BenchView) => view?.collection.cards.find((card) => card.port === port);
    const before = cardIn(this.#view.latest);
    await this.client.mutate('bench.collect', { port, serial });
    // The page may still show how an earlier collecting ended; of a key that is safe, it goes on telling what becomes of it.
    await this.until(`another card on ${port}`, (view) => {
      const card = cardIn(view);
      if (before?.step === 'done') return card?.operation?.opId !== before.operation?.opId;
      return card !== undefined && card.since !== before?.since;
    });
    const { step, operation } = await this.card(port, 'confirm', 'failed', 'done');
    if (step === 'confirm' && operation)
      await this.client.mutate('bench.confirm', { opId: operation.opId, customerCode: operation.customerCode });
    return this.card(port, 'done', 'failed');
  }

  /** An operation once it is in one of the states; the landing asks the MTMS by itself. */
  async operation(opId: string, ...states: BenchOperation['state'][]): Promise<BenchOperation> {
    const started = Date.now();
    for (;;) {
      const operations = await this.client.query<BenchOperation[]>('bench.operations', {});
      const found = operations.find((operation) => operation.opId === opId);
      if (found && states.includes(found.state)) return found;
      if (Date.now() - started > waitMs) throw new Error(`${opId} is ${JSON.stringify(found)}, not ${states}`);
      await this.client.mutate('bench.retry', {});
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
