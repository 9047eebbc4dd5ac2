import { expect, vi } from 'vitest';
import type { CloudOptions } from '#cloud/cloud.ts';
import type { RelayTiming } from '#main/relay/service.ts';
import type { OrderingSettings } from '#shared/ordering/entities.ts';
import { type ConsoleClient, type Line, Phone } from './api.ts';
import { TestAccess, TestCloud } from './cloud.ts';
import { TestLanding, tempFolder } from './landing.ts';
import { lineFor, plainItem } from './menu.ts';
import { patience } from './patience.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** Quick to come again over a network that a test broke itself; a busy computer is no silent cloud. */
export const quickRelay: RelayTiming = { firstRetryMs: 20, longestRetryMs: 100, silenceMs: 60_000, answerMs: 60_000 };
/** A landing and a cloud begin. */
export const slowStart = 120_000;
/** For answers that get lost: what is not answered soon is on its way, and asked for again. */
export const quickOrders = { waitMs: 5_000, offerAgainMs: 300 };
/** For a network that loses nothing: whoever waited where nobody will answer would outlast every test. */
export const patientOrders = { waitMs: 10 * 60_000, offerAgainMs: 300 };

/** A house that takes orders over the internet: a landing, a cloud, and the network between the two. */
export class RemoteHouse {
  landing: TestLanding;
  cloud: TestCloud;
  readonly access: TestAccess;
  readonly network: TcpProxy;
  readonly credential: string;
  readonly #remove: () => void;

  private constructor(parts: {
    landing: TestLanding;
    cloud: TestCloud;
    access: TestAccess;
    network: TcpProxy;
    credential: string;
    remove: () => void;
  }) {
    this.landing = parts.landing;
    this.cloud = parts.cloud;
    this.access = parts.access;
    this.network = parts.network;
    this.credential = parts.credential;
    this.#remove = parts.remove;
  }

  static async start(
    options: {
      cloud?: Partial<CloudOptions>;
      remote?: Partial<OrderingSettings['remoteOrdering']>;
      relayTiming?: RelayTiming;
    } = {},
  ): Promise<RemoteHouse> {
    const folder = tempFolder();
    const cloud = await TestCloud.start({ orderTiming: patientOrders, ...options.cloud });
    const network = await TcpProxy.before(cloud.url);
    const access = new TestAccess();
    const relayTiming = options.relayTiming ?? quickRelay;
    const landing = await TestLanding.start({ folder: folder.path, cloud: access, relayTiming });
    const credential = await cloud.enrol(landing, access, network.url);
    const house = new RemoteHouse({ landing, cloud, access, network, credential, remove: folder.remove });
    await house.takeOrders(options.remote);
    await vi.waitFor(
      async () => expect(await cloud.knowsMenusOf(landing.landing.opened.store.deviceId)).toBe(true),
      patience,
    );
    return house;
  }

  /** Lets the house take orders over the internet. */
  async takeOrders(remote: Partial<OrderingSettings['remoteOrdering']> = {}): Promise<void> {
    const landing = this.landing.landing.opened.store.deviceId;
    const before = this.landing.landing.ordering.settings.current().remoteOrdering;
    await this.landing.settings({ remoteOrdering: { ...before, landing, ...remote } });
  }

  /** Waits until the landing is (or is no longer) connected, as the cloud sees it. */
  async connected(yes = true): Promise<void> {
    await vi.waitFor(() => {
      if (this.cloud.cloud.relay.load.landings > 0 !== yes) throw new Error(`connected: ${!yes}`);
    }, patience);
  }

  /** What a table's sticker for the mobile network says, with the cloud's own address. */
  link(table: string): string {
    const row = this.landing.landing.ordering.floor.all().find((candidate) => candidate.name === table);
    const url = row && this.landing.landing.ordering.remoteTableLink(row);
    if (!url) throw new Error(`no link for table ${table}`);
    return `${this.cloud.url}${new URL(url).pathname}`;
  }

  scan(table: string, code?: string): Promise<Phone> {
    return Phone.scan(this.link(table), code);
  }

  /** Opens a table as the counter does. */
  async open(table: string, counter: ConsoleClient): Promise<string> {
    const tab = await counter.mutate<{ id: string }>('ordering.tabs.open', { tableId: this.landing.tableId(table) });
    return tab.id;
  }

  /** The orders of the table's open tab, as the landing's facts have them. */
  ordersOf(table: string) {
    const { floor } = this.landing.landing.ordering;
    const tabId = floor.openTabOf(this.landing.tableId(table));
    return tabId ? this.landing.landing.ordering.tabAt(tabId).orders : [];
  }

  /** The landing as a power cut and a new start leave it. */
  async restartLanding(): Promise<void> {
    this.landing = await this.landing.restart();
  }

  async close(): Promise<void> {
    await this.landing.close();
    await this.network.close();
    await this.cloud.close();
    this.#remove();
  }
}

/** Something plain to order, with its price. */
export async function somethingPlain(phone: Phone): Promise<{ line: Line; amount: number }> {
  return lineFor(plainItem((await phone.menu()).body));
}
