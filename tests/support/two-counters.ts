import { randomUUID } from 'node:crypto';
import type { CloudOptions } from '#cloud/cloud.ts';
import type { CommandStanding, StaffCommand } from '#shared/relay/commands.ts';
import type { CountersView } from '#shared/relay/views.ts';
import type { SyncState } from '#shared/sync/views.ts';
import { type ConsoleClient, type Line, Phone } from './api.ts';
import { TestCloud } from './cloud.ts';
import { TestLanding, tempFolder } from './landing.ts';
import { patientOrders, quickRelay, somethingPlain } from './remote.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** Asks until it is not refused; for tests in a browser as for those without. */
async function until<T>(look: () => T | Promise<T>, timeoutMs = 60_000): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() >= end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** What is open at another landing, as far as tests look. */
export interface OpenThere {
  readonly calls: { id: string }[];
  readonly orders: { id: string; number: number; tabId: string; table: { name: string } | null }[];
  readonly tickets: { orderId: string; number: number; lines: { id: string; name: string; state: string }[] }[];
  readonly tabs: { id: string; table: string | null }[];
}

/** Two real landings of one house, the first with the sample's tables, the second joined through a real cloud. */
export class TwoCounters {
  first: TestLanding;
  second: TestLanding;
  cloud: TestCloud;
  /** Each landing's own way to the cloud. */
  readonly ways: { readonly first: TcpProxy; readonly second: TcpProxy };
  readonly enterpriseId: string;
  /** A guest's phone at table 1 of the first, and what it orders. */
  phone!: Phone;
  choice!: { line: Line & { options: NonNullable<Line['options']> }; amount: number };
  readonly home: string;
  readonly #remove: () => void;

  private constructor(parts: {
    first: TestLanding;
    second: TestLanding;
    cloud: TestCloud;
    ways: { first: TcpProxy; second: TcpProxy };
    remove: () => void;
  }) {
    this.first = parts.first;
    this.second = parts.second;
    this.cloud = parts.cloud;
    this.ways = parts.ways;
    this.enterpriseId = parts.first.landing.identity.enterprise().id;
    this.home = parts.first.landing.opened.store.deviceId;
    this.#remove = parts.remove;
  }

  static async start(options: Partial<CloudOptions> = {}, relayTiming = quickRelay): Promise<TwoCounters> {
    const folders = [tempFolder(), tempFolder(), tempFolder()] as const;
    const cloud = await TestCloud.start({ dataFolder: folders[2].path, orderTiming: patientOrders, ...options });
    const ways = { first: await TcpProxy.before(cloud.url), second: await TcpProxy.before(cloud.url) };
    const [first, second] = await Promise.all([
      TestLanding.start({ folder: folders[0].path, relayTiming }),
      TestLanding.start({ folder: folders[1].path, demo: false, relayTiming }),
    ]);
    const remove = () => {
      for (const folder of folders) folder.remove();
    };
    const house = new TwoCounters({ first, second, cloud, ways, remove });
    await house.#join();
    return house;
  }

  async #join(): Promise<void> {
    const { id, code, name } = this.first.landing.identity.enterprise();
    await this.cloud.cloud.enterprises.admit({ enterpriseId: id, code: `${code}-${id.slice(-6)}`, name });
    const owner = await this.first.as('owner');
    await owner.mutate('sync.connect', { address: this.ways.first.url, code: await this.#code('Bar') });
    await until(async () => {
      const { phase, pending } = await owner.query<SyncState>('sync.state');
      if (phase !== 'resting' || pending > 0) throw new Error(`${phase} ${pending}`);
    });
    const way = { address: this.ways.second.url, code: await this.#code('Terrace') };
    await this.second.console.mutate('sync.join.begin', way);
    await until(async () => {
      const { joining } = await this.second.console.query<{ joining: SyncState | null }>('sync.join.state');
      const { isSetUp } = await this.second.console.query<{ isSetUp: boolean }>('identity.state');
      if (joining || !isSetUp) throw new Error('joining');
    });
    const counter = await this.first.as('counter');
    await counter.mutate('ordering.tabs.open', { tableId: this.first.tableId('1') });
    this.phone = await Phone.scan(this.first.sticker('1'));
    const { line, amount } = await somethingPlain(this.phone);
    this.choice = { line: { options: [], ...line }, amount };
    await this.connected(2);
  }

  async #code(name: string): Promise<string> {
    const { enterprises, database } = this.cloud.cloud;
    const offer = { name, scope: 'enterprise', userId: null, administers: true } as const;
    const id = this.first.landing.identity.enterprise().id;
    return (await database.asPlatform((tx) => enterprises.devices.offer(tx, id, offer, 'test'))).code;
  }

  /** Waits until so many landings stand in connection with the cloud. */
  async connected(count: number): Promise<void> {
    await until(() => {
      const { landings } = this.cloud.cloud.relay.load;
      if (landings !== count) throw new Error(`${landings} are connected`);
    });
  }

  /** A guest at table 1 of the first orders; resolves with the order's id once the second knows of it. */
  async guestOrders(waiter: ConsoleClient): Promise<string> {
    const answer = await this.phone.order([this.choice.line], this.choice.amount);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    const { id } = answer.body.order;
    await until(async () => {
      const { orders } = await this.there(waiter);
      if (!orders.some((order) => order.id === id)) throw new Error('not there yet');
    });
    return id;
  }

  /** What the second landing knows to be open at the first. */
  there(person: ConsoleClient): Promise<OpenThere> {
    return person.query<OpenThere>('ordering.elsewhere.at', { home: this.home });
  }

  counters(person: ConsoleClient): Promise<CountersView> {
    return person.query<CountersView>('relay.counters.list');
  }

  /** Asks the first landing as the second's console does. */
  ask(person: ConsoleClient, command: StaffCommand, id: string = randomUUID()) {
    return person.call<CommandStanding>('relay.counters.send', { id, home: this.home, command }, 'POST');
  }

  /** Asks how a command stands until its home has said, or it is certain that it never will. */
  async word(person: ConsoleClient, id: string): Promise<{ standing?: CommandStanding; code?: string | undefined }> {
    return until(async () => {
      const { data, problem } = await person.call<CommandStanding>('relay.counters.standing', { id }, 'POST');
      if (problem?.code === 'counter_away') return { code: problem.code };
      if (problem || data.state === 'unknown') throw new Error(problem?.code ?? 'unknown');
      return { standing: data };
    });
  }

  /** The orders of table 1, by the first landing's own facts. */
  orders() {
    const { floor } = this.first.landing.ordering;
    const tabId = floor.openTabOf(this.first.tableId('1'));
    return tabId ? [...this.first.landing.ordering.tabAt(tabId).orders] : [];
  }

  async close(): Promise<void> {
    await Promise.all([this.first.close(), this.second.close()]);
    await Promise.all([this.ways.first.close(), this.ways.second.close()]);
    await this.cloud.close();
    this.#remove();
  }
}
