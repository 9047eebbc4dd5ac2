import { ConsoleClient } from '#tests/support/api.ts';
import { measureLists } from './measure-lists.ts';
import { startProcess } from './processes.ts';

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
  await measureLists('reports', landing, console, orders, lists);
  await landing.stop();
}
