import { Phone, request } from '#tests/support/api.ts';
import { tempFolder } from '#tests/support/landing.ts';
import { LandingProcess } from '#tests/support/process.ts';
import { startProcess } from './processes.ts';
import { percentile, report } from './report.ts';

const rounds = 7;

/** Time from process start to the first menu on a phone, of a house that is set up. */
export async function run(): Promise<void> {
  const folder = tempFolder();
  await (await LandingProcess.start(folder.path)).stop();
  const landingTimes: number[] = [];
  const floorTimes: number[] = [];
  for (let round = 0; round < rounds; round++) {
    let started = performance.now();
    const landing = await LandingProcess.start(folder.path);
    const phone = await Phone.scan(landing.ready.guest[0]?.url ?? '');
    await phone.menu();
    landingTimes.push(performance.now() - started);
    await landing.stop();

    started = performance.now();
    const floor = await startProcess<{ url: string }>('startup-floor.ts', [folder.path]);
    await request(floor.ready.url);
    floorTimes.push(performance.now() - started);
    await floor.stop();
  }
  folder.remove();
  report({
    bench: 'startup',
    figure: 'process start to the first guest menu (from source, median)',
    value: percentile(landingTimes, 0.5),
    unit: 'ms',
    floor: { what: 'bare Node + SQLite + HTTP, process start to first answer', value: percentile(floorTimes, 0.5) },
    notes: { rounds, worstMs: Math.round(Math.max(...landingTimes)) },
  });
}
