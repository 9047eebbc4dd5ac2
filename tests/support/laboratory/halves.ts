import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findingsOf, runSeed } from './seeds.ts';
import type { LabStage } from './stage.ts';

/** LAB_SEED is the first seed, LAB_RUNS how many follow from it. */
const firstSeed = Number(process.env['LAB_SEED'] ?? 1);
const runs = Number(process.env['LAB_RUNS'] ?? 200);

/** A long run goes on after a seed that failed, up to so many of them. */
const enoughFailures = 5;
const results = join(import.meta.dirname, '../../../.cache/results');

/**
 * Plays every other seed, from the first (0) or the second (1) on: two test files play all of them side by side. What
 * was found is written to `.cache/results/laboratory.log` at once, so that it is known even of a run that is cut short.
 */
export function playHalf(stage: LabStage, half: 0 | 1): void {
  const seeds = Array.from({ length: runs }, (_, index) => firstSeed + index).filter((_, index) => index % 2 === half);
  it.skipIf(seeds.length === 0)(
    `keeps every acknowledged write once, and ends with the same everywhere, in ${seeds.length} runs`,
    async () => {
      const { house, folder } = stage;
      const failures: string[] = [];
      let writes = 0;
      for (const seed of seeds) {
        const result = await runSeed(house, folder, seed);
        const found = findingsOf(result);
        writes += result.writes;
        if (found === undefined) continue;
        failures.push(found);
        mkdirSync(results, { recursive: true });
        appendFileSync(join(results, 'laboratory.log'), `${found}\n\n`);
        if (failures.length === enoughFailures) break;
      }
      if (failures.length > 0) expect.fail(failures.join('\n\n'));
      expect(writes).toBeGreaterThan(seeds.length);
    },
  );
}
