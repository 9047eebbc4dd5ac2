import { ConsoleClient } from '#tests/support/api.ts';
import { startProcess } from './processes.ts';
import { percentile, report } from './report.ts';

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
  const floorTimes: number[] = [];
  for (let round = 0; round < 20; round++) floorTimes.push((await landing.ask<{ ms: number }>('read-rows')).ms);
  for (const [name, path, input] of lists) {
    const times: number[] = [];
    for (let round = 0; round < 20; round++) {
      const started = performance.now();
      await console.query(path, input);
      times.push(performance.now() - started);
    }
    report({
      bench: 'lists',
      figure: `${name} over ${orders} orders (slowest of 20, first one cold)`,
      value: Math.max(...times),
      unit: 'ms',
      floor: {
        what: 'reading 200 rows of tab_order by their index, in the landing',
        value: percentile(floorTimes, 0.5),
      },
      goal: '<= 100 ms',
      met: Math.max(...times) <= 100,
      notes: { medianMs: Number(percentile(times, 0.5).toFixed(2)) },
    });
  }
  await landing.stop();
}
