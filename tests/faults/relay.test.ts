import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Line, newKey, Phone } from '#tests/support/api.ts';
import { TestAccess, TestCloud } from '#tests/support/cloud.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';
import { patience } from '#tests/support/patience.ts';
import { randomFrom } from '#tests/support/random.ts';
import { runs, timeLimit } from '#tests/support/soak.ts';
import { TcpProxy } from '#tests/support/tcp-proxy.ts';

const program = join(import.meta.dirname, '..', 'support', 'relay-landing.ts');
const tables = ['1', '2', '3', '4'];
const ordersPerPhone = 5;
const mostAttempts = 60;

/** What became of one order, as its phone knows. */
interface Told {
  readonly key: string;
  readonly table: string;
  /** The order's id where it was acknowledged; null where it was told as not sent, and given up. */
  readonly orderId: string | null;
}

/** A house whose landing is a process, and everything between it and its phones. */
class World {
  readonly #random: () => number;
  readonly #folder = tempFolder();
  readonly #cloudFolder = tempFolder();
  readonly told: Told[] = [];
  readonly happened: string[] = [];
  #cloud!: TestCloud;
  #inner!: TcpProxy;
  #outer!: TcpProxy;
  #credential = '';
  #landing: ChildProcess | undefined;
  #changing: Promise<void> = Promise.resolve();

  constructor(seed: number) {
    this.#random = randomFrom(seed);
  }

  async build(): Promise<Phone[]> {
    const cloudOptions = { dataFolder: this.#cloudFolder.path, orderTiming: { waitMs: 1_000, offerAgainMs: 200 } };
    this.#cloud = await TestCloud.start(cloudOptions);
    this.#inner = await TcpProxy.before(this.#cloud.url);
    this.#outer = await TcpProxy.before(this.#cloud.url);
    const access = new TestAccess();
    const first = await TestLanding.start({ folder: this.#folder.path, cloud: access });
    this.#credential = await this.#cloud.enrol(first, access, this.#inner.url);
    await first.settings({
      remoteOrdering: { landing: first.landing.opened.store.deviceId, preOrders: false, preOrderMinutes: 60 },
    });
    const counter = await first.as('counter');
    const links = new Map<string, string>();
    for (const table of first.landing.ordering.floor.all().filter(({ name }) => tables.includes(name))) {
      await counter.mutate('ordering.tabs.open', { tableId: table.id });
      const url = first.landing.ordering.remoteTableLink(table) ?? '';
      links.set(table.name, `${this.#outer.url}${new URL(url).pathname}`);
    }
    await first.close();
    await this.#startLanding();
    await this.#untilServed();
    return Promise.all(tables.map((table) => Phone.scan(links.get(table) ?? '')));
  }

  /** One order of a phone, sent until its answer is final for it: acknowledged, or told as not sent and given up. */
  async order(phone: Phone, table: string, { line, amount }: { line: Line; amount: number }): Promise<void> {
    const key = newKey();
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      await this.#upset(attempt);
      const answer = await phone.order([line], amount, { key }).catch(() => undefined);
      if (answer?.status === 201) {
        this.told.push({ key, table, orderId: answer.body.order.id });
        return;
      }
      if (answer?.body.code === 'landing_away' && this.#random() < 0.5) {
        this.told.push({ key, table, orderId: null });
        return;
      }
      const expected = answer === undefined || answer.status === 202 || answer.status >= 500;
      if (!expected) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    }
    throw new Error(`no word after ${mostAttempts} attempts: ${this.happened.join(', ')}`);
  }

  /** The orders that are at the landing, by key. */
  async atTheLanding(): Promise<Map<string, string[]>> {
    await this.#kill();
    const landing = await TestLanding.start({ folder: this.#folder.path, demo: false });
    const found = new Map<string, string[]>();
    const { floor } = landing.landing.ordering;
    for (const table of floor.all()) {
      const tabId = floor.openTabOf(table.id);
      for (const order of tabId ? landing.landing.ordering.tabAt(tabId).orders : [])
        found.set(order.retry.key, [...(found.get(order.retry.key) ?? []), order.id]);
    }
    await landing.close();
    return found;
  }

  async end(): Promise<void> {
    await this.#kill();
    await this.#inner?.close();
    await this.#outer?.close();
    await this.#cloud?.close();
    this.#folder.remove();
    this.#cloudFolder.remove();
  }

  /** Before an attempt something may break; from the third attempt on, everything is well for a while. */
  #upset(attempt: number): Promise<void> {
    const next = this.#changing.then(() => (attempt % 4 === 0 ? this.#heal() : this.#break()));
    this.#changing = next.catch(() => {});
    return next;
  }

  async #break(): Promise<void> {
    const dice = this.#random();
    const what =
      dice < 0.08
        ? 'landing killed'
        : dice < 0.12
          ? 'cloud restarted'
          : dice < 0.2
            ? 'inner cut'
            : dice < 0.23
              ? 'inner answers lost'
              : dice < 0.28
                ? 'inner requests lost'
                : dice < 0.32
                  ? 'inner stalled'
                  : dice < 0.42
                    ? 'outer answers lost'
                    : dice < 0.5
                      ? 'both cut now'
                      : '';
    if (what === '') return;
    this.happened.push(what);
    if (what === 'landing killed') await this.#restartLanding();
    else if (what === 'cloud restarted') await this.#restartCloud();
    else if (what === 'inner cut') this.#inner.set('cut');
    else if (what === 'inner answers lost') this.#inner.set('answers lost');
    else if (what === 'inner requests lost') this.#inner.set('requests lost');
    else if (what === 'inner stalled') this.#inner.set('stalled');
    else if (what === 'outer answers lost') this.#outer.set('answers lost');
    else for (const network of [this.#inner, this.#outer]) network.cutNow();
  }

  async #heal(): Promise<void> {
    this.#inner.set('clear');
    this.#outer.set('clear');
    if (!this.#landing) await this.#startLanding();
    await this.#untilServed();
  }

  async #restartLanding(): Promise<void> {
    await this.#kill();
    await this.#startLanding();
  }

  async #restartCloud(): Promise<void> {
    await this.#cloud.close();
    this.#cloud = await this.#cloud.again();
    this.#inner.leadTo(this.#cloud.url);
    this.#outer.leadTo(this.#cloud.url);
  }

  async #startLanding(): Promise<void> {
    const args = ['--data', this.#folder.path, '--cloud', this.#inner.url, '--credential', this.#credential];
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#landing = child;
    await once(child.stdout, 'data');
  }

  async #kill(): Promise<void> {
    const child = this.#landing;
    this.#landing = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async #untilServed(): Promise<void> {
    await expect.poll(() => this.#cloud.cloud.relay.load.landings, patience).toBe(1);
  }
}

describe('an order over the internet, whatever dies in between', () => {
  it(
    'is at the landing once when it was acknowledged, and not at all when it was told as not sent',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.integer(), async (seed) => {
          const world = new World(seed);
          try {
            const phones = await world.build();
            const [phone] = phones;
            if (!phone) throw new Error('no phones');
            const choice = lineFor(plainItem((await phone.menu()).body));
            await Promise.all(
              phones.map(async (one, index) => {
                for (let n = 0; n < ordersPerPhone; n += 1) await world.order(one, tables[index] ?? '', choice);
              }),
            );
            const there = await world.atTheLanding();
            const told = world.told.map(({ key, orderId }) => [key, orderId === null ? [] : [orderId]]);
            const found = world.told.map(({ key }) => [key, there.get(key) ?? []]);
            expect(found, world.happened.join(', ')).toEqual(told);
            expect(there.size).toBe(world.told.filter(({ orderId }) => orderId !== null).length);
          } finally {
            await world.end();
          }
        }),
        { ...runs(1), endOnFailure: true },
      );
    },
    timeLimit(420_000),
  );
});
