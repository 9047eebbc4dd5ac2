import { afterAll, beforeAll, expect, it } from 'vitest';
import { LabHouse } from '#tests/support/laboratory/house.ts';
import { play } from '#tests/support/laboratory/plan.ts';
import { LabRun } from '#tests/support/laboratory/run.ts';
import { tempFolder } from '#tests/support/temp-folder.ts';

const folder = tempFolder();
let house: LabHouse;
beforeAll(async () => {
  house = await LabHouse.build(folder.path);
});
afterAll(async () => {
  await house.close();
  folder.remove();
});

const from = Number(process.env['LAB_SEED'] ?? 1);
const runs = Number(process.env['LAB_RUNS'] ?? 30);

it('runs', async () => {
  const bad: string[] = [];
  const began = performance.now();
  const cpu = process.cpuUsage();
  let writes = 0;
  for (let seed = from; seed < from + runs; seed++) {
    const t0 = performance.now();
    const run = new LabRun(house, folder.path, seed);
    let findings: readonly string[];
    try {
      await play(run);
      const result = await run.conclude();
      findings = result.findings;
      writes += result.writes;
    } catch (error) {
      findings = [String((error as Error).stack)];
    }
    await run.end();
    if (findings.length > 0) {
      bad.push(`seed ${seed} (${Math.round(performance.now() - t0)} ms): ${findings.slice(0, 4).join('\n   ')}`);
      if (runs === 1) bad.push(run.journal.join('\n'));
    }
  }
  const used = process.cpuUsage(cpu);
  console.log(`${runs} runs, ${writes} writes, ${((performance.now() - began) / runs).toFixed(0)} ms each, ${((used.user + used.system) / 1000 / runs).toFixed(0)} ms cpu each, ${bad.length} bad`);
  console.log(bad.join('\n'));
  expect(bad.length).toBe(0);
}, 3_600_000);
