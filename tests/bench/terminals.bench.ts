import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { readTerminal } from '#keys/pos/identity.ts';
import type { KeyRequest, SealedKey } from '#keys/pos/pin-pad.ts';
import { PosSimulator } from '#keys/pos/simulator.ts';
import { SoftPinPad } from '#keys/pos/soft-pin-pad.ts';
import { standardProfile } from '#shared/bench/profiles/standard.ts';
import { BenchConsole } from '#tests/support/bench-world/console.ts';
import { MtmsProcess, runKeyCommand } from '#tests/support/mtms-process.ts';
import { LandingProcess } from '#tests/support/process.ts';
import { report } from './report.ts';

const batch = 'BENCH-1';
const customer = 'HARBOUR';
/** What PIN pads take for a key: as fast as this computer, and two seconds, as the processor of a PIN pad does. */
const pinPadTimes = [0, 2_000] as const;
const portCounts = [1, 8] as const;
const keysEach: Readonly<Record<(typeof portCounts)[number], number>> = { 1: 10, 8: 5 };

/** A PIN pad that takes at least so long for a key, and knows how long it took in all. */
class TimedPinPad extends SoftPinPad {
  takesMs = 0;
  workedMs = 0;

  override async generateKey(request: KeyRequest): Promise<SealedKey> {
    const started = performance.now();
    const sealed = await super.generateKey(request);
    await setTimeout(Math.max(0, this.takesMs - (performance.now() - started)));
    this.workedMs += performance.now() - started;
    return sealed;
  }
}

/** Keys collected with one press each, on so many ports at once; gives the milliseconds. */
async function collect(bench: BenchConsole, ports: readonly { id: string; serial: string }[], each: number) {
  const started = performance.now();
  await Promise.all(
    ports.map(async ({ id, serial }) => {
      for (let n = 0; n < each; n += 1) {
        const card = await bench.collect(id, serial);
        if (card.step !== 'done') throw new Error(`${serial}: ${JSON.stringify(card.problem)}`);
        await bench.client.mutate('bench.dismiss', { port: id });
        await bench.until('an empty port', ({ collection }) => !collection.cards.some(({ port }) => port === id));
      }
    }),
  );
  return performance.now() - started;
}

/**
 * Terminals a minute through one bench: a landing, an MTMS on PGlite and terminals on TCP lines, each key from the press to
 * the MTMS's receipt. The floor is what the PIN pads alone took.
 */
export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-terminals-'));
  const mtms = await MtmsProcess.start(join(folder, 'mtms'));
  const landing = await LandingProcess.start(join(folder, 'landing'));
  const simulators: PosSimulator[] = [];
  const bench = await BenchConsole.open(landing.ready.consoleUrl);
  try {
    const { demo, url: address } = mtms.ready;
    const used = demo.terminals.filter(({ customerCode }) => customerCode === customer).slice(0, 8);
    const list = join(folder, 'serials');
    writeFileSync(list, used.map(({ serial }) => `${serial}\n`).join(''));
    const words = ['operator', '--data', join(folder, 'mtms'), 'batch', batch, 'repair', customer, list];
    const { code, said } = await runKeyCommand('mtms', words);
    if (code !== 0) throw new Error(said);
    await bench.client.mutate('bench.enrolment.enrol', { address, code: demo.enrolment.code });
    await bench.client.mutate('bench.setBatch', { batch });
    const pads: TimedPinPad[] = [];
    const ports: { id: string; serial: string }[] = [];
    for (const { serial, model, folder: credentials } of used) {
      const pinPad = new TimedPinPad({ ...readTerminal(credentials), keys: standardProfile.keys });
      const identity = { serial, model, firmware: '1.0.0' };
      const simulator = new PosSimulator({ identity, profile: standardProfile, pinPad });
      simulators.push(simulator);
      pads.push(pinPad);
      const id = await bench.addLine({ kind: 'tcp', host: '127.0.0.1', port: await simulator.plugIntoTcp(0) });
      ports.push({ id, serial });
    }
    // Every terminal has the revocation lists then, and every program has run once.
    await collect(bench, ports, 1);
    for (const takesMs of pinPadTimes) {
      for (const count of portCounts) {
        for (const pad of pads) Object.assign(pad, { takesMs, workedMs: 0 });
        const each = keysEach[count];
        const ms = await collect(bench, ports.slice(0, count), each);
        const keys = count * each;
        const padMs = pads.reduce((sum, { workedMs }) => sum + workedMs, 0) / count;
        report({
          bench: 'terminals',
          figure: `keys collected, ${count} port${count > 1 ? 's' : ''}, PIN pads taking ${takesMs / 1000} s`,
          value: (keys / ms) * 60_000,
          unit: 'terminals/min',
          floor: { what: 'the PIN pads alone', value: (keys / padMs) * 60_000 },
          notes: { keys, msEach: Math.round(ms / each) },
        });
      }
    }
  } finally {
    bench.close();
    for (const simulator of simulators) await simulator.unplug();
    await landing.stop();
    await mtms.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
