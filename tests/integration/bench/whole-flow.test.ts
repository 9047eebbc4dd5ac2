import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { BenchConsole } from '#tests/support/bench-world/console.ts';
import { BenchWorld } from '#tests/support/bench-world/world.ts';
import { PosProcess } from '#tests/support/pos-process.ts';

// A dozen programs are started one after the other, on machines that do other things besides.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const terminals = [
  { serial: 'SN-AES-1', model: 'P90', customer: 'ACME' },
  { serial: 'SN-TDES-1', model: 'T2', customer: 'BETA' },
] as const;
let world: BenchWorld;
let bench: BenchConsole;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  world = await BenchWorld.start(terminals);
  await world.begin('landing');
  bench = await BenchConsole.open(world.url('landing'));
});
afterAll(async () => {
  bench?.close();
  for (const end of ends.splice(0).reverse()) await end();
  await world?.close();
});

/** What a KMS has of a terminal: the check values of its keys, and whether the master key was acknowledged. */
function heldBy(kmsId: string, serial: string) {
  const database = new Database(world.at(kmsId, 'kms.sqlite'), { readonly: true });
  try {
    return database
      .prepare(
        `SELECT t.kcv AS transmissionKey, t.state, m.kcv AS masterKey, m.algorithm, m.acknowledged_at IS NOT NULL AS acknowledged
         FROM transmission_key t JOIN master_key m ON m.op_id = t.op_id WHERE t.serial = ?`,
      )
      .get(serial) as Record<string, string | number>;
  } finally {
    database.close();
  }
}
const shown = (kcv: unknown) => String(kcv).slice(0, 6).toUpperCase();

it('a computer that nobody knows becomes a bench by a one-time code', async () => {
  const { code } = JSON.parse(await world.operator('bench', 'bench-1')) as { code: string };
  const address = world.url('mtms');
  const enrolment = await bench.client.mutate('bench.enrolment.enrol', { address, code });
  expect(enrolment).toMatchObject({ state: 'enrolled', with: { benchId: 'bench-1', mtmsId: 'maker' } });
  await bench.until('the MTMS', ({ collection }) => collection.mtms.state === 'ready');
});

it.each([
  ['AES', 'standard', terminals[0], 'KMS-A'],
  ['legacy triple DES', 'legacy', terminals[1], 'KMS-B'],
] as const)('a terminal of the %s family ends with a master key that it can use', async (_, profile, terminal, kms) => {
  const { serial, model, customer } = terminal;
  const place = world.at(`tty-${serial}`);
  const credentials = world.at('pos', serial);
  const options = ['--pty', place, '--model', model, '--profile', profile, '--credentials', credentials];
  const pos = new PosProcess(options);
  ends.push(() => pos.end());
  const { device } = await pos.next('plugged');
  const port = await bench.addLine({ kind: 'serial', path: String(device) });
  const card = await bench.collect(port, serial);
  expect(card).toMatchObject({ step: 'done', problem: null, operation: { serial, customerCode: customer } });
  const { opId = '' } = card.operation ?? {};
  const delivered = await bench.operation(opId, 'DELIVERED');
  expect(delivered).toMatchObject({ state: 'DELIVERED', confirmedBy: expect.any(String), problem: null });

  pos.say(`download ${world.url(kms)}`);
  const { kcv: masterKey } = await pos.next('downloaded');
  pos.say('keys');
  const keys = await pos.next('keys');
  const atKms = heldBy(kms, serial);
  expect(atKms).toMatchObject({ state: 'current', acknowledged: 1, algorithm: profile === 'legacy' ? 'tdes' : 'aes' });
  expect(keys).toMatchObject({ masterKey, transmissionKey: shown(atKms['transmissionKey']) });
  expect(masterKey).toBe(shown(atKms['masterKey']));
  expect(shown(delivered.kcv)).toBe(shown(atKms['transmissionKey']));

  // The MTMS knows the same by the KMS's signed word; the bench keeps neither ticket nor sealed key.
  const known = JSON.parse(await world.operator('terminal', serial)) as { keys: { kcv: string; state: string }[] };
  expect(known.keys).toHaveLength(1);
  expect(shown(known.keys[0]?.kcv)).toBe(shown(atKms['transmissionKey']));
  const database = new Database(join(world.at('landing'), 'landing.db'), { readonly: true });
  try {
    const row = database.prepare('SELECT ticket, kms_cert, cms FROM bench_operation WHERE op_id = ?').get(opId);
    expect(row).toEqual({ ticket: null, kms_cert: null, cms: null });
  } finally {
    database.close();
  }
});

it('both records of what happened are whole', async () => {
  const verdict = await bench.client.mutate('bench.verifyRecord');
  expect(verdict).toMatchObject({ fault: null, entries: expect.any(Number) });
  expect(await world.audit('verify', '--data', world.at('mtms'))).toMatch(/whole/i);
});
