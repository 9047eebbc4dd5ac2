import { ConsoleClient } from '#tests/support/api.ts';
import { measureLists } from './measure-lists.ts';
import { startProcess } from './processes.ts';

const orders = 100_000;

interface LandingReady {
  readonly consoleUrl: string;
  readonly consoleToken: string;
}

/** Any counter list over 100,000 orders, through HTTP as the console asks for it. */
export async function run(): Promise<void> {
  const landing = await startProcess<LandingReady>('landing-process.ts', [
    '--tables',
    '60',
    '--phones',
    '0',
    '--orders',
    `${orders}`,
  ]);
  const console = new ConsoleClient(landing.ready.consoleUrl, landing.ready.consoleToken);
  const [oldest] = await console.query<{ placedAt: number }[]>('ordering.orders.list', { limit: 1, state: 'served' });
  const lists: readonly (readonly [string, string, unknown])[] = [
    ['newest orders', 'ordering.orders.list', { limit: 200 }],
    ['orders waiting', 'ordering.orders.list', { state: 'placed' }],
    [
      'served orders, a page from the middle',
      'ordering.orders.list',
      { before: (oldest?.placedAt ?? 0) + 50_000, limit: 200 },
    ],
    ['tables', 'ordering.tables.list', undefined],
    ['kitchen tickets', 'ordering.tickets.list', undefined],
    ['calls', 'ordering.calls.list', undefined],
  ];
  await measureLists('lists', landing, console, orders, lists);
  await landing.stop();
}
