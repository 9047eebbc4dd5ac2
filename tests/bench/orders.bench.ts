import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MenuResponse } from '#shared/ordering/guest-api.ts';
import { request } from '#tests/support/api.ts';
import { itemsOf, lineFor } from '#tests/support/menu.ts';
import { type LoadRequest, saturate } from './load.ts';
import { type BenchProcess, startProcess } from './processes.ts';
import { percentile, report } from './report.ts';

const connections = 64;
const seconds = 8;
/** Enough tables that a tab stays as short as a real one. */
const tables = 2000;

interface LandingReady {
  readonly api: string;
  readonly phones: readonly string[];
}

/** Median time of one fsync of a 4 KiB append on the disk the databases are on, in milliseconds. */
export function fsyncTime(): number {
  const folder = mkdtempSync(join(tmpdir(), 'bench-fsync-'));
  const file = openSync(join(folder, 'probe'), 'w');
  const page = Buffer.alloc(4096, 1);
  const samples = Array.from({ length: 200 }, () => {
    writeSync(file, page);
    const started = performance.now();
    fsyncSync(file);
    return performance.now() - started;
  });
  closeSync(file);
  rmSync(folder, { recursive: true });
  return percentile(samples, 0.5);
}

/** A three-line order as a phone sends it, with its total. */
export async function sampleOrder(api: string, token: string): Promise<{ body: string }> {
  const menu = await request<MenuResponse>(`${api}/menu?lang=en`, { headers: { authorization: `Bearer ${token}` } });
  const lines = itemsOf(menu.body)
    .filter((item) => item.available && item.left === null)
    .slice(0, 3)
    .map((item, index) => lineFor(item, index + 1));
  const amount = lines.reduce((sum, line) => sum + line.amount, 0);
  return {
    body: JSON.stringify({
      lines: lines.map(({ line }) => line),
      expectedTotal: { amount, currency: menu.body.currency },
    }),
  };
}

/** CPU time a process has used, in microseconds. */
async function cpuOf(measured: BenchProcess<unknown>): Promise<number> {
  const { user, system } = await measured.ask<NodeJS.CpuUsage>('cpu');
  return user + system;
}

interface Floor {
  readonly perSecond: number;
  readonly cpuUs: number;
}

async function measureFloor(mode: 'single' | 'shared', body: string): Promise<Floor> {
  const floor = await startProcess<{ url: string }>('order-floor.ts', [mode]);
  const { origin, pathname } = new URL(floor.ready.url);
  const next = (): LoadRequest => ({ path: pathname, headers: { 'content-type': 'application/json' }, body });
  await saturate(origin, connections, 1, next);
  const before = await cpuOf(floor);
  const { perSecond, latencies } = await saturate(origin, connections, seconds, next);
  const cpuUs = ((await cpuOf(floor)) - before) / latencies.length;
  await floor.stop();
  return { perSecond, cpuUs };
}

/** Durable orders accepted per second through HTTP, beside both floors. */
export async function run(): Promise<void> {
  const landing = await startProcess<LandingReady>('landing-process.ts', [
    '--tables',
    `${tables}`,
    '--phones',
    `${tables}`,
  ]);
  const { api, phones } = landing.ready;
  const { body } = await sampleOrder(api, phones[0] ?? '');
  const fsyncMs = fsyncTime();
  const single = await measureFloor('single', body);
  const shared = await measureFloor('shared', body);
  const { origin, pathname } = new URL(`${api}/orders`);
  const next = (index: number): LoadRequest => ({
    path: pathname,
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${phones[index % phones.length]}`,
      'idempotency-key': `bench-${process.pid}-${index}`,
    },
    body,
  });
  let sent = 0;
  const counted = () => next(sent++);
  await saturate(origin, connections, 2, counted);
  const before = await cpuOf(landing);
  const result = await saturate(origin, connections, seconds, counted);
  const cpuUs = ((await cpuOf(landing)) - before) / result.latencies.length;
  const stored = await landing.ask<{ n: number }>('orders');
  await landing.stop();
  const notes = {
    connections,
    fsyncMs: Number(fsyncMs.toFixed(3)),
    p50Ms: Number(percentile(result.latencies, 0.5).toFixed(2)),
    p95Ms: Number(percentile(result.latencies, 0.95).toFixed(2)),
    failures: result.failures,
    cpuUsPerOrder: Math.round(cpuUs),
    floorCpuUsPerOrder: { single: Math.round(single.cpuUs), shared: Math.round(shared.cpuUs) },
    answeredAndStored: stored.n === sent,
  };
  const figure = { bench: 'orders', value: result.perSecond, unit: 'orders/s', notes };
  report({
    ...figure,
    figure: 'durable orders/s against one commit per request',
    floor: { what: 'bare node:http + prepared insert, one FULL commit per request', value: single.perSecond },
    goal: '>= 1.5',
    met: result.perSecond / single.perSecond >= 1.5,
  });
  report({
    ...figure,
    figure: 'durable orders/s against shared commits',
    floor: { what: 'bare node:http + prepared insert, commits shared per event-loop turn', value: shared.perSecond },
    goal: '>= 0.4',
    met: result.perSecond / shared.perSecond >= 0.4,
  });
}
