import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { defaultLimits } from '#main/http/limits.ts';
import { type Line, newKey, Phone, request } from '#tests/support/api.ts';
import { TestLanding, tempFolder } from '#tests/support/landing.ts';
import { lineFor, plainItem } from '#tests/support/menu.ts';

const folder = tempFolder();
/** The product's, but for the one that would take thousands of requests to reach. */
const limits = { ...defaultLimits, sessionsPerAddress: 1_000 };
let landing: TestLanding;
let origin: string;
let tables: string[];
let phones: Phone[];
let line: Line;
let amount: number;

/** Everything here comes from one address, as a full house behind one access point does. */
beforeAll(async () => {
  // Limits count by the minute: however long a flood takes here, it is one.
  vi.useFakeTimers({ toFake: ['Date'] });
  landing = await TestLanding.copy({ folder: folder.path, limits });
  ({ origin } = new URL(landing.landing.consoleUrl));
  const counter = await landing.as('counter');
  tables = landing.landing.ordering.floor.all().map(({ name }) => name);
  for (const name of tables) await counter.mutate('ordering.tabs.open', { tableId: landing.tableId(name) });
  phones = [];
  for (let i = 0; i < 200; i++) phones.push(await Phone.scan(landing.sticker(tables[i % tables.length] ?? '')));
  ({ line, amount } = lineFor(plainItem((await (phones[0] as Phone).menu()).body)));
});

afterAll(async () => {
  await landing.close();
  folder.remove();
  vi.useRealTimers();
});

const statuses = (answers: readonly { status: number }[]) => [...new Set(answers.map(({ status }) => status))].sort();

/** Makes many calls, as many at once as one rude program would. */
async function many<T>(count: number, make: (i: number) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count) answers.push(await make(next++));
  };
  await Promise.all(Array.from({ length: 200 }, worker));
  return answers;
}

/** Runs a flood and, while it goes on, has each neighbour do what guests do. */
async function during<T>(flood: () => Promise<T>, neighbours: readonly Phone[]) {
  const flooding = flood();
  const calm = await Promise.all(
    neighbours.map(async (phone) => {
      const menu = await phone.menu();
      const order = await phone.order([line], amount);
      const tab = await phone.tab();
      return [menu.status, order.status, tab.status];
    }),
  );
  return { flood: await flooding, calm: [...new Set(calm.map(String))] };
}

describe('one of 200 phones behind one address', { timeout: 120_000 }, () => {
  it('that floods with orders is throttled, its 199 neighbours are not', async () => {
    const [flooder, ...neighbours] = phones as [Phone, ...Phone[]];
    const count = defaultLimits.ordersPerSession + 80;
    const { flood, calm } = await during(
      () => many(count, () => flooder.order([line], amount, { key: newKey() })),
      neighbours,
    );
    expect(statuses(flood)).toEqual([201, 429]);
    expect(flood.filter(({ status }) => status === 429)).toHaveLength(80);
    expect(calm).toEqual(['200,201,200']);
  });

  it('that floods with reads and calls is throttled, its neighbours are not', async () => {
    const [, flooder, ...neighbours] = phones as [Phone, Phone, ...Phone[]];
    const { flood, calm } = await during(
      () =>
        Promise.all([
          many(defaultLimits.readsPerSession + 50, () => flooder.tab()),
          many(40, () => flooder.call('waiter')),
        ]),
      neighbours.slice(0, 60),
    );
    for (const answers of flood) expect(statuses(answers)).toContain(429);
    expect(calm).toEqual(['200,201,200']);
  });

  it('that guesses stickers and session tokens without end locks nobody out', async () => {
    const neighbours = phones.slice(100);
    const guess = (i: number) => `guess${i}`.padEnd(32, 'A');
    const { flood, calm } = await during(
      () =>
        Promise.all([
          many(1_500, (i) => Phone.tryScan(`${origin}/t/${guess(i)}`)),
          many(500, (i) =>
            request(`${origin}/api/v1/guest/menu`, { headers: { authorization: `Bearer ${guess(i)}` } }),
          ),
        ]),
      neighbours,
    );
    const [scans, menus] = flood;
    expect(statuses(scans)).toEqual([404, 429]);
    expect(scans.filter(({ status }) => status === 404)).toHaveLength(defaultLimits.wrongTokensPerAddress);
    expect(statuses(menus)).toEqual([401]);
    expect(calm).toEqual(['200,201,200']);
    // New guests come in as ever.
    const arrivals = await many(20, (i) => Phone.tryScan(landing.sticker(tables[i % tables.length] ?? '')));
    expect(statuses(arrivals)).toEqual([201]);
  });

  it('that opens session after session at its table uses up its table’s share, not the house’s', async () => {
    const flood = await many(defaultLimits.sessionsPerTable * 3, () => Phone.tryScan(landing.sticker(tables[0] ?? '')));
    expect(statuses(flood)).toEqual([201, 429]);
    const arrivals = await many(60, (i) => Phone.tryScan(landing.sticker(tables[1 + (i % (tables.length - 1))] ?? '')));
    expect(statuses(arrivals)).toEqual([201]);
  });
});
