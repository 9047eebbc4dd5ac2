import { expect } from 'vitest';
import type { LabHouse } from './house.ts';
import { play } from './plan.ts';
import { LabRun, type RunResult } from './run.ts';

/** How a seed is played again by hand. */
export const replayOf = (seed: number) =>
  `LAB_SEED=${seed} LAB_RUNS=1 npx vitest run --project faults tests/faults/laboratory.test.ts`;

/** Plays what a seed says, and gives what it came to. */
export async function runSeed(house: LabHouse, root: string, seed: number): Promise<RunResult> {
  const run = new LabRun(house, root, seed);
  try {
    await play(run);
    return await run.conclude();
  } catch (error) {
    const findings = [...run.findings, `it ended with ${String((error as Error).stack)}`];
    return { seed, findings, journal: run.journal, writes: run.ledger.size };
  } finally {
    await run.end();
  }
}

/** Fails when something was found, with the seed, the way to play it again, and what happened in that run. */
export function expectSound({ seed, findings, journal }: RunResult): void {
  if (findings.length === 0) return;
  const shown = findings.slice(0, 20).map((finding) => `  - ${finding}`);
  const text = [`Seed ${seed} of the laboratory:`, ...shown, 'To play it again:', `  ${replayOf(seed)}`, ...journal];
  expect.fail(text.join('\n'));
}
