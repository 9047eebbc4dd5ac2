import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { BenchOperation } from '#shared/bench/collection.ts';
import { BenchLaboratory } from '#tests/support/bench-laboratory.ts';
import { randomFrom } from '#tests/support/random.ts';
import type { Weather } from '#tests/support/tcp-proxy.ts';

vi.setConfig({ testTimeout: 300_000 });

let lab: BenchLaboratory;
beforeAll(async () => {
  lab = await BenchLaboratory.start();
});
afterAll(() => lab?.close());

const seed = Number(process.env['LANDING_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

it(`on a network that fails at random no key is lost and none is there twice (LANDING_SEED=${seed})`, async () => {
  const random = randomFrom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const weathers: readonly Weather[] = ['clear', 'cut', 'answers lost', 'requests lost'];
  const mostlyClear: readonly Weather[] = ['clear', 'clear', 'clear', ...weathers];
  const terminals = await Promise.all(['SN-001', 'SN-002', 'SN-003', 'SN-004'].map((serial) => lab.plug(serial)));
  const tried = new Set<string>();
  // What is decided at random is decided here, in one order.
  const plans = Array.from({ length: 6 }, () =>
    terminals.map(() => ({ atAsk: pick(mostlyClear), atKey: pick(weathers), unplug: random() < 0.2 })),
  );
  for (const [round, plan] of plans.entries()) {
    await Promise.all(
      terminals.map(async (terminal, n) => {
        const { atAsk, atKey, unplug } = plan[n] ?? { atAsk: 'clear', atKey: 'clear', unplug: false };
        terminal.pinPad.after = () => {
          lab.weather(atKey);
          if (unplug) terminal.simulator.faults.add('unplug');
        };
        lab.weather(atAsk);
        await lab.collect(terminal);
        await vi.waitFor(() => expect(lab.cardOn(terminal.port)?.step).toMatch(/confirm|failed|done|sending/), {
          timeout: 60_000,
        });
        const { step, operation } = lab.cardOn(terminal.port) ?? {};
        if (step === 'confirm' && operation) {
          const { opId, customerCode } = operation;
          await lab.owner.mutate('bench.confirm', { opId, customerCode }).catch(() => {});
          await vi.waitFor(() => expect(lab.cardOn(terminal.port)?.step).toMatch(/failed|done|sending/), {
            timeout: 60_000,
          });
        }
        const after = lab.cardOn(terminal.port);
        if (after?.operation) tried.add(after.operation.opId);
        if (after?.problem?.code === 'E_UNPLUGGED') await terminal.plugAgain();
      }),
    );
    lab.weather('clear');
    if (round === 2) await lab.restart();
    for (const { port, serial } of terminals) await lab.ready(port, serial);
  }
  for (const terminal of terminals) terminal.pinPad.after = () => {};
  await lab.back();
  // Whatever happened before, the next key goes through.
  for (const terminal of terminals) {
    await lab.collect(terminal);
    const { step, operation } = await lab.card(terminal.port, { step: expect.stringMatching(/confirm|done|sending/) });
    const { opId, customerCode } = operation;
    if (step === 'confirm') await lab.owner.mutate('bench.confirm', { opId, customerCode });
    await lab.card(terminal.port, { step: expect.stringMatching(/done|sending/) });
  }
  const all = () => lab.owner.query<BenchOperation[]>('bench.operations', {});
  await vi.waitFor(
    async () => {
      await lab.owner.mutate('bench.retry', {});
      expect((await all()).filter(({ state }) => state === 'QUEUED' || state === 'ACCEPTED')).toEqual([]);
    },
    { timeout: 120_000, interval: 500 },
  );
  const operations = await all();
  const delivered = operations.filter(({ state }) => state === 'DELIVERED').map(({ opId }) => opId);
  // Everything the MTMS has is delivered here, once; whatever was captured here is there.
  expect(await lab.atMtms()).toEqual(delivered.toSorted());
  expect(operations.filter(({ kcv, state }) => kcv !== null && state !== 'DELIVERED')).toEqual([]);
  expect(delivered.length).toBeGreaterThan(0);
  for (const terminal of terminals) for (const made of terminal.pinPad.sealed.values()) expect(made.size).toBe(1);
  const verdict = await lab.owner.mutate<{ fault: unknown }>('bench.verifyRecord');
  expect(verdict.fault).toBeNull();
  expect(tried.size).toBeGreaterThan(0);
});
