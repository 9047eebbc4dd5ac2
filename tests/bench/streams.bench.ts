import { Agent, setGlobalDispatcher } from 'undici';
import { request } from '#tests/support/api.ts';
import { EventReader } from '#tests/support/sse.ts';
import { atRate } from '#tests/support/steady.ts';
import { sampleOrder } from './orders.bench.ts';
import { startProcess } from './processes.ts';
import { percentile, report } from './report.ts';

const phones = 200;
const items = 500;
const perSecond = 30;
const seconds = Number(process.env['BENCH_SECONDS'] ?? 60);

interface LandingReady {
  readonly api: string;
  readonly phones: readonly string[];
}

/** p95 at 30 orders/s from 200 phones that all listen, with a menu of 500 items (acceptance 4); memory meanwhile. */
export async function run(): Promise<void> {
  setGlobalDispatcher(new Agent({ connections: 512, bodyTimeout: 0 }));
  const landing = await startProcess<LandingReady>('landing-process.ts', [
    '--tables',
    '60',
    '--phones',
    `${phones}`,
    '--items',
    `${items}`,
  ]);
  const { api, phones: tokens } = landing.ready;
  const authorization = (index: number) => ({ authorization: `Bearer ${tokens[index % tokens.length]}` });
  const { body } = await sampleOrder(api, tokens[0] ?? '');
  const streams = await Promise.all(tokens.map((_, index) => EventReader.open(`${api}/events`, authorization(index))));
  await Promise.all(streams.map((stream) => stream.next('tab')));
  const before = await landing.ask<NodeJS.MemoryUsage>('memory');
  const measured = await atRate(perSecond, perSecond * seconds, async (index) => {
    const answer = await request(`${api}/orders`, {
      body,
      headers: { ...authorization(index), 'idempotency-key': `streams-${process.pid}-${index}` },
    });
    return answer.status;
  });
  const after = await landing.ask<NodeJS.MemoryUsage>('memory');
  const { n } = await landing.ask<{ n: number }>('orders');
  const heard = await Promise.all(streams.map((stream) => stream.next('tab').then(() => true)));
  for (const stream of streams) stream.close();
  await landing.stop();

  const floor = await startProcess<{ url: string }>('order-floor.ts', ['single']);
  const bare = await atRate(perSecond, perSecond * seconds, () => request(floor.ready.url, { body }));
  await floor.stop();

  const latencies = measured.map(({ ms }) => ms);
  const failures = measured.filter(({ answer: status }) => status !== 201).length;
  const p95 = percentile(latencies, 0.95);
  report({
    bench: 'streams',
    figure: `p95 of an order at ${perSecond} orders/s, ${phones} open streams, ${items} items, ${seconds} s`,
    value: p95,
    unit: 'ms',
    floor: {
      what: 'bare node:http + prepared insert with FULL commit at the same rate, no streams',
      value: percentile(
        bare.map(({ ms }) => ms),
        0.95,
      ),
    },
    goal: '<= 150 ms, nothing lost',
    met: p95 <= 150 && failures === 0 && n === measured.length,
    notes: {
      p50Ms: Number(percentile(latencies, 0.5).toFixed(2)),
      p99Ms: Number(percentile(latencies, 0.99).toFixed(2)),
      failures,
      answered: measured.length,
      stored: n,
      streamsThatHeard: heard.length,
    },
  });
  report({
    bench: 'streams',
    figure: 'memory of the landing after that (resident)',
    value: after.rss / 2 ** 20,
    unit: 'MiB',
    notes: { beforeMiB: Math.round(before.rss / 2 ** 20), heapMiB: Math.round(after.heapUsed / 2 ** 20) },
  });
}
