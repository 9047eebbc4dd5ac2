import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BenchOperation } from '#shared/bench/collection.ts';
import { BenchConsole } from '#tests/support/bench-world/console.ts';
import { BenchWorld } from '#tests/support/bench-world/world.ts';
import { PosProcess } from '#tests/support/pos-process.ts';
import { randomFrom } from '#tests/support/random.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const seed = Number(process.env['LANDING_SEED'] ?? Date.now() % 1_000_000);
const kills = 6;
const serials = ['SN-K-1', 'SN-K-2', 'SN-K-3', 'SN-K-4', 'SN-K-5'] as const;

let world: BenchWorld;
let bench: BenchConsole;
const ports = new Map<string, string>();
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  world = await BenchWorld.start(serials.map((serial) => ({ serial, model: 'P90', customer: 'ACME' })));
  await world.begin('landing');
  bench = await BenchConsole.open(world.url('landing'));
  await bench.enrol(world);
  await bench.until('the MTMS', ({ collection }) => collection.mtms.state === 'ready');
  for (const serial of serials) {
    const pos = new PosProcess(['--tcp', '0', '--model', 'P90', '--credentials', world.at('pos', serial)]);
    ends.push(() => pos.end());
    const { tcp } = await pos.next('plugged');
    ports.set(serial, await bench.addLine({ kind: 'tcp', host: '127.0.0.1', port: Number(tcp) }));
  }
});
afterAll(async () => {
  bench?.close();
  for (const end of ends.splice(0).reverse()) await end();
  await world?.close();
});

const portOf = (serial: string) => ports.get(serial) ?? '';

/** A power cut of the landing; somebody opens the page again afterwards. */
async function cutPower(): Promise<void> {
  bench.close();
  await world.crash('landing');
  bench = await BenchConsole.open(world.url('landing'));
}

/** Reads a terminal until its customer is shown. */
async function show(serial: string): Promise<BenchOperation> {
  await bench.client.mutate('bench.collect', { port: portOf(serial), serial });
  const { operation } = await bench.card(portOf(serial), 'confirm');
  if (!operation) throw new Error('a card without its operation');
  return operation;
}

const confirm = ({ opId, customerCode }: BenchOperation) =>
  bench.client.mutate('bench.confirm', { opId, customerCode });

/** Does whatever the card of a terminal asks for, as a person would, until its key is safe. */
async function finish(serial: string): Promise<void> {
  const port = portOf(serial);
  await bench.ready(port);
  const { collection } = await bench.until('the page', () => true);
  const card = collection.cards.find((each) => each.port === port);
  if (card?.step === 'done') return;
  if (card?.step === 'confirm' && card.operation) {
    await confirm(card.operation);
    await bench.card(port, 'done');
    return;
  }
  expect(await bench.collect(port, serial)).toMatchObject({ step: 'done', problem: null });
}

const operations = (serial: string) => bench.client.query<BenchOperation[]>('bench.operations', { serial });

describe(`a landing that is killed (again: LANDING_SEED=${seed})`, () => {
  it('goes on from what was shown, what waited for the MTMS and what waited for the KMS', async () => {
    const [first, second, third] = serials;
    const [shown, offline, held] = [await show(first), await show(second), await show(third)];
    await world.stop('KMS-A', 'SIGKILL');
    await confirm(held);
    await bench.operation(held.opId, 'ACCEPTED');
    await world.stop('mtms', 'SIGKILL');
    await confirm(offline);
    await bench.operation(offline.opId, 'QUEUED');

    await cutPower();
    expect(await bench.card(portOf(first), 'confirm')).toMatchObject({ operation: { opId: shown.opId } });
    await world.begin('mtms');
    await world.begin('KMS-A');
    for (const { opId } of [offline, held]) await bench.operation(opId, 'DELIVERED');
    await bench.ready(portOf(first));
    await confirm(shown);
    await bench.operation(shown.opId, 'DELIVERED');
  });

  it(`killed ${kills} times at any moment it ends with each key where it belongs, once, and both records whole`, async () => {
    const random = randomFrom(seed);
    const [, , , fourth, fifth] = serials;
    for (let round = 0; round < kills; round += 1) {
      for (const serial of [fourth, fifth]) {
        await bench.ready(portOf(serial));
        bench.client
          .mutate('bench.collect', { port: portOf(serial), serial })
          .then(() => bench.card(portOf(serial), 'confirm'))
          .then(({ operation }) => operation && confirm(operation))
          // The power is cut in the middle of it.
          .catch(() => {});
      }
      await new Promise((resolve) => setTimeout(resolve, random() * 900));
      await cutPower();
    }
    for (const serial of [fourth, fifth]) await finish(serial);
    for (const serial of [fourth, fifth]) {
      const mine = await operations(serial);
      for (const { opId, kcv } of mine) if (kcv !== null) await bench.operation(opId, 'DELIVERED', 'CANCELLED', 'VOID');
      const delivered = (await operations(serial)).filter(({ state }) => state === 'DELIVERED');
      expect(delivered.length).toBeGreaterThan(0);
      // The MTMS holds just these keys of the terminal, each once.
      const { keys } = JSON.parse(await world.operator('terminal', serial)) as { keys: { opId: string }[] };
      expect(keys.map(({ opId }) => opId).toSorted()).toEqual(delivered.map(({ opId }) => opId).toSorted());
    }
    expect(await bench.client.mutate('bench.verifyRecord')).toMatchObject({ fault: null });
    expect(await world.audit('verify', '--data', world.at('mtms'))).toMatch(/whole/i);
    const benches = JSON.parse(await world.operator('benches')) as { id: string; fault: string | null }[];
    expect(benches).toMatchObject([{ id: 'bench-1', fault: null }]);
  });
});
