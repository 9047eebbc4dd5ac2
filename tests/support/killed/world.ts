import { isDeepStrictEqual } from 'node:util';
import { vi } from 'vitest';
import { Phone } from '#tests/support/api.ts';
import { TestLanding } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';
import { randomFrom } from '#tests/support/random.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';
import { House } from './house.ts';
import { Ledger } from './ledger.ts';
import { type Duties, Person, type Table } from './person.ts';
import { CloudSite } from './site.ts';
import { WorkQueue, workKinds } from './work.ts';

/** How long what happens by itself may take on a busy computer, ms. */
const generous = { timeout: 240_000, interval: 100 };

const settings: readonly Duties['setting'][] = [
  { name: 'roundingStep', column: 'rounding_step', value: (n) => n },
  {
    name: 'kitchenTimers',
    column: 'kitchen_timers',
    value: (n) => ({ amberMinutes: 1 + (n % 200), redMinutes: 220 }),
  },
  {
    name: 'approvalLimits',
    column: 'approval_limits',
    value: (n) => ({ discountPpm: n, voidAmount: null, refundAmount: 0 }),
  },
];

interface Menu {
  readonly items: readonly { readonly id: string; readonly price: number }[];
}

interface Staffed {
  readonly house: House;
  readonly duties: Duties;
  readonly staff: WorkQueue;
  readonly diners: WorkQueue;
}

/** Several landings of one enterprise, each a process with a network of its own, over a cloud of several processes. */
export class World {
  readonly site: CloudSite;
  readonly ledger = new Ledger();
  readonly happened: string[] = [];
  readonly random: () => number;
  readonly #staffed: Staffed[] = [];
  readonly #working: Promise<void>[] = [];
  readonly #trouble = Promise.withResolvers<never>();
  #enterpriseId = '';
  #dishes: string[] = [];
  #dish: Duties['dish'] | undefined;
  #tables: Table[] = [];

  private constructor(site: CloudSite, seed: number) {
    this.site = site;
    this.random = randomFrom(seed);
    this.#trouble.promise.catch(() => {});
  }

  /** `houses` landings of the sample's enterprise, connected and at rest. */
  static async build(seed: number, houses: number): Promise<World> {
    const world = new World(await CloudSite.start(2), seed);
    try {
      const first = await world.#found();
      const others = await Promise.all(
        Array.from({ length: houses - 1 }, (_, n) => world.#join(first, `house ${n + 2}`)),
      );
      for (const house of [first, ...others]) world.#staff(house);
      await world.agreed();
      return world;
    } catch (error) {
      await world.end();
      throw error;
    }
  }

  /** Notes what happens; with TEST_LOG set it can be watched. */
  note(text: string): void {
    this.happened.push(text);
    if (process.env['TEST_LOG'] !== undefined)
      process.stderr.write(`${(performance.now() / 1000).toFixed(1)} s  ${text}\n`);
  }

  get houses(): readonly House[] {
    return this.#staffed.map(({ house }) => house);
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  someHouse(): House {
    const house = this.houses[this.below(this.houses.length)];
    if (!house) throw new Error('no house');
    return house;
  }

  /** A dish that nobody has touched yet. */
  takeDish(): string {
    const dish = this.#dishes.pop();
    if (dish === undefined) throw new Error('no dish is left');
    return dish;
  }

  #freeTable(): Table {
    const table = this.#tables.pop();
    if (!table) throw new Error('no table is left');
    return table;
  }

  /** Gives everybody work. It is done at once, or as soon as their landing lives. */
  giveWork(perHouse: number): void {
    for (const { staff, diners } of this.#staffed) {
      const pieces = Array.from({ length: perHouse }, () => workKinds[this.below(workKinds.length)] ?? 'category');
      staff.add(pieces.filter((piece) => piece !== 'phone order'));
      diners.add(pieces.filter((piece) => piece === 'phone order'));
    }
  }

  /** Resolves when all work is done; every house must be open. */
  async workDone(): Promise<void> {
    const all = this.#staffed.flatMap(({ staff, diners }) => [staff.settled(), diners.settled()]);
    await Promise.race([Promise.all(all), this.#trouble.promise]);
  }

  /** Another computer that begins with a copy of a landing's folder. */
  async addCopy(folder: string): Promise<House> {
    const house = await House.build(`house ${this.#staffed.length + 1} (a copy)`, await this.site.network(), folder);
    this.#staff(house);
    await house.start();
    house.open();
    return house;
  }

  /** A new computer joins, and something happens to it amid its first data. */
  async addNew(amidst: (house: House) => Promise<void>): Promise<void> {
    const [first] = this.houses;
    if (!first) throw new Error('nobody is there to join');
    this.#staff(await this.#join(first, `house ${this.#staffed.length + 1} (new)`, amidst));
  }

  /** Waits until nothing is on its way, and all landings and the cloud hold the same; nobody does anything for it. */
  async agreed(): Promise<void> {
    const observer = await this.site.observer(this.#enterpriseId);
    await vi.waitFor(async () => {
      for (const house of this.houses) {
        const { phase, pending, rejected, trouble } = await house.state();
        if (phase !== 'resting' || pending > 0 || rejected > 0)
          throw new Error(`${house.name}: ${phase}, ${pending} pending, ${rejected} rejected, ${trouble}`);
      }
      const [there, ...alike] = await observer.checksums();
      if (!alike.every((one) => isDeepStrictEqual(one, there))) throw new Error('the processes of the cloud differ');
      for (const house of this.houses) {
        const here = house.evidence((evidence) => evidence.checksums());
        if (!isDeepStrictEqual(here, there))
          throw new Error(`${house.name} differs: ${JSON.stringify(here)} in place of ${JSON.stringify(there)}`);
      }
    }, generous);
  }

  /** What is not as it was answered, at each landing. */
  async missing(): Promise<string[]> {
    return this.houses.flatMap((house) =>
      house.evidence((evidence) => {
        const unsettled = evidence.unsettled().map((row) => `on its way: ${JSON.stringify(row)}`);
        const broken = evidence.isSound() ? [] : ['the database is damaged'];
        return [...unsettled, ...broken, ...this.ledger.missingIn(evidence)].map((text) => `${house.name}: ${text}`);
      }),
    );
  }

  /** People go home. */
  async workEnds(): Promise<void> {
    for (const { staff, diners } of this.#staffed) {
      staff.end();
      diners.end();
    }
    await Promise.all(this.#working);
  }

  async end(): Promise<void> {
    await Promise.all(this.houses.map((house) => house.end()));
    await this.site.end();
  }

  /** The first landing, with the sample, which connects by the code on its command line. */
  async #found(): Promise<House> {
    const made = tempFolder();
    const sample = await TestLanding.copy({ folder: `${made.path}/data` });
    const { id, code, name } = sample.landing.identity.enterprise();
    this.#enterpriseId = id;
    this.#tables = sample.landing.ordering.floor.all().map((table) => ({ id: table.id, token: table.token }));
    const table = sample.landing.ordering.floor.all()[0];
    const counter = await sample.as('counter');
    const opened = await counter.mutate<{ id: string }>('ordering.tabs.open', { tableId: table?.id });
    const menu = (await (await Phone.scan(sample.sticker(table?.name ?? ''))).menu()).body;
    await counter.mutate('ordering.tabs.close', { tabId: opened.id });
    const dish = plainItem(menu);
    this.#dish = lineFor(dish);
    const { items } = await (await sample.as('owner')).query<Menu>('ordering.menu.list');
    this.#dishes = items.flatMap((item) => (item.id !== dish.id && item.price !== null ? [item.id] : []));
    await sample.close();
    const first = await House.build('house 1', await this.site.network(), sample.folder);
    made.remove();
    await first.start(await this.site.admit({ id, code: `${code}-${id.slice(-6)}`, name }));
    await vi.waitFor(async () => {
      if ((await first.state()).phase !== 'resting') throw new Error('the first landing does not rest');
    }, generous);
    return first;
  }

  /** A new computer takes the enterprise's data; with `amidst` something happens to it as soon as it asks for them. */
  async #join(first: House, name: string, amidst: (house: House) => Promise<void> = async () => {}): Promise<House> {
    const house = await House.build(name, await this.site.network());
    await house.start();
    const offer = { name, scope: 'enterprise', userId: null, administers: true };
    const code = await vi.waitFor(async () => {
      const offered = await (await first.owner()).mutate<{ code: string }>('sync.devices.code', offer);
      return offered.code;
    }, generous);
    const begun = house.network.sent('/sync/snapshot');
    await house.join(code);
    await begun;
    await amidst(house);
    await vi.waitFor(async () => {
      if (!(await house.hasJoined())) throw new Error(`${name} has not joined`);
    }, generous);
    return house;
  }

  #staff(house: House): void {
    const nth = this.#staffed.length;
    if (!this.#dish) throw new Error('there is nothing to order');
    const duties: Duties = {
      dish: this.#dish,
      pricedItems: [this.takeDish(), this.takeDish(), this.takeDish()],
      soldOutItems: [this.takeDish(), this.takeDish()],
      setting: settings[nth],
      enterpriseId: this.#enterpriseId,
      freeTable: () => this.#freeTable(),
    };
    const queues = [new WorkQueue(), new WorkQueue()] as const;
    this.#staffed.push({ house, duties, staff: queues[0], diners: queues[1] });
    for (const queue of queues) {
      const person = new Person(house, duties, this.ledger, randomFrom(this.below(2 ** 31)));
      const working = person.work(queue);
      working.catch(this.#trouble.reject);
      this.#working.push(working);
    }
    house.open();
  }
}
