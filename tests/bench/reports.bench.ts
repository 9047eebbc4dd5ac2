import { ConsoleClient } from '#tests/support/api.ts';
import { startProcess } from './processes.ts';
import { percentile, report } from './report.ts';

const orders = 100_000;

interface LandingReady {
  readonly consoleUrl: string;
  readonly consoleToken: string;
}

/** Every report over 100,000 orders of one period, through HTTP as the console asks for it. */
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
  const span = { from: '2020-01-01', to: '2099-12-31' };
  const lists: readonly (readonly [string, string, unknown])[] = [
    ['day and period report', 'reports.period', span],
    ['sums for comparing', 'reports.totals', span],
    ['tax report', 'reports.taxes', span],
    ['best sellers', 'reports.dishes', span],
    ['hours and weekdays', 'reports.hours', span],
    ['records behind all sales', 'reports.records', { ...span, of: { kind: 'sales' } }],
    ['records behind a way of paying', 'reports.records', { ...span, of: { kind: 'payments', method: 'cash' } }],
    ['closed tabs', 'ordering.tabs.listClosed', { limit: 200 }],
    ['past shifts', 'ordering.shifts.list', { limit: 200 }],
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
      bench: 'reports',
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
