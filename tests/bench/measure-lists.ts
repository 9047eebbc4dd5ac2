import type { ConsoleClient } from '#tests/support/api.ts';
import type { BenchProcess } from './processes.ts';
import { percentile, report } from './report.ts';

const rounds = 20;

/** Reports how long each query takes over so many orders, the slowest of twenty, beside a bare reading of rows. */
export async function measureLists(
  bench: string,
  landing: Pick<BenchProcess<unknown>, 'ask'>,
  console: ConsoleClient,
  orders: number,
  lists: readonly (readonly [name: string, path: string, input: unknown])[],
): Promise<void> {
  const floorTimes: number[] = [];
  for (let round = 0; round < rounds; round++) floorTimes.push((await landing.ask<{ ms: number }>('read-rows')).ms);
  for (const [name, path, input] of lists) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const started = performance.now();
      await console.query(path, input);
      times.push(performance.now() - started);
    }
    report({
      bench,
      figure: `${name} over ${orders} orders (slowest of ${rounds}, first one cold)`,
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
}
