import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDemo } from '#main/demo.ts';
import { Replica } from '#tests/support/replica.ts';
import { percentile, report } from './report.ts';

const rounds = 12;
const ordersAtOnce = 150;

interface House {
  readonly replica: Replica;
  readonly tabIds: readonly string[];
  readonly itemId: string;
}

async function open(folder: string, captures: boolean): Promise<House> {
  const replica = await Replica.open(folder);
  await loadDemo(replica);
  if (captures) await replica.journal.enable();
  const tables = replica.ordering.floor.all().slice(0, 8);
  const tabIds: string[] = [];
  for (const { id } of tables) tabIds.push((await replica.ordering.tabs.open(replica.owner, { tableId: id }, 'en')).id);
  const { items } = replica.ordering.menu.list(replica.owner);
  const plain = items.find(
    (item) =>
      item.unavailable === null &&
      item.optionGroupIds.length === 0 &&
      item.stock === null &&
      item.pricing === 'fixed' &&
      item.slots.length === 0,
  );
  if (!plain) throw new Error('the sample menu has no plain dish');
  return { replica, tabIds, itemId: plain.id };
}

/** Orders one after the other, each a commit of its own; gives orders per second. */
async function order({ replica, tabIds, itemId }: House, round: number): Promise<number> {
  const started = performance.now();
  for (let n = 0; n < ordersAtOnce; n++) {
    const tabId = tabIds[n % tabIds.length] ?? '';
    const idempotencyKey = `bench-${round}-${n}`;
    await replica.ordering.orders.place(
      replica.owner,
      { tabId, lines: [{ itemId, quantity: 1, options: [] }], idempotencyKey },
      'en',
    );
  }
  return (ordersAtOnce / (performance.now() - started)) * 1000;
}

/** Records written in one big transaction; gives rows per second. */
async function inBulk({ replica }: House, round: number): Promise<number> {
  const rows = 20_000;
  const { store, connection } = replica.opened;
  const insert = connection.prepare(
    'INSERT INTO category (id, name, course, position) VALUES (?, \'{"en":"x"}\', 0, 0)',
  );
  const started = performance.now();
  await store.write('bench', () => {
    for (let n = 0; n < rows; n++) insert.run(`${round}-${n}`);
  });
  return (rows / (performance.now() - started)) * 1000;
}

/** What capture for sync costs: the same writes with and without its triggers, in turns. */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-capture-'));
  const plain = await open(join(folder, 'plain'), false);
  const captured = await open(join(folder, 'captured'), true);
  const measure = async (work: (house: House, round: number) => Promise<number>, times: number) => {
    const speeds: { plain: number[]; captured: number[] } = { plain: [], captured: [] };
    const cpu = { plain: 0, captured: 0 };
    const timed = async (which: 'plain' | 'captured', round: number) => {
      const before = process.cpuUsage();
      speeds[which].push(await work(which === 'plain' ? plain : captured, round));
      const { user, system } = process.cpuUsage(before);
      cpu[which] += (user + system) / 1000;
    };
    for (let round = 0; round < times; round++) {
      await timed('plain', round);
      await timed('captured', round);
    }
    const cpuMs = { plain: Math.round(cpu.plain), captured: Math.round(cpu.captured) };
    return { plain: percentile(speeds.plain, 0.5), captured: percentile(speeds.captured, 0.5), cpuMs };
  };
  await order(plain, -1);
  await order(captured, -1);
  const orders = await measure(order, rounds);
  report({
    bench: 'capture',
    figure: 'orders/s captured for sync, one FULL transaction each',
    value: orders.captured,
    unit: 'orders/s',
    floor: { what: 'the same without triggers', value: orders.plain },
    goal: '>= 0.8',
    met: orders.captured / orders.plain >= 0.8,
    notes: { waiting: captured.replica.journal.standing().pending, cpuMs: orders.cpuMs },
  });
  const bulk = await measure(inBulk, 3);
  report({
    bench: 'capture',
    figure: 'records/s captured in one big transaction',
    value: bulk.captured,
    unit: 'rows/s',
    floor: { what: 'the same without triggers', value: bulk.plain },
  });
  const started = performance.now();
  await plain.replica.journal.enable();
  const taken = plain.replica.journal.standing().pending;
  report({
    bench: 'capture',
    figure: 'first operations of what is there already',
    value: (taken / (performance.now() - started)) * 1000,
    unit: 'rows/s',
    notes: { rows: taken },
  });
  await plain.replica.close();
  await captured.replica.close();
  rmSync(folder, { recursive: true, force: true });
}
