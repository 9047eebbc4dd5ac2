import { expect } from 'vitest';
import type { LabHouse } from './house.ts';
import { play } from './plan.ts';
import { LabRun, type RunResult } from './run.ts';

/** How a seed is played again by hand. */
export const replayOf = (seed: number) =>
  `LAB_SEED=${seed} LAB_RUNS=1 npx vitest run --project faults tests/faults/laboratory`;

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

/** What was found in a run, with its seed, the way to play it again, and what happened; undefined when all was sound. */
export function findingsOf({ seed, findings, journal }: RunResult): string | undefined {
  if (findings.length === 0) return undefined;
  const shown = findings.slice(0, 20).map((finding) => `  - ${finding}`);
  return [`Seed ${seed} of the laboratory:`, ...shown, 'To play it again:', `  ${replayOf(seed)}`, ...journal].join(
    '\n',
  );
}

/** Fails when something was found. */
export function expectSound(result: RunResult): void {
  const found = findingsOf(result);
  if (found !== undefined) expect.fail(found);
}
