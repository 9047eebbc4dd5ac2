/**
 * `npm run soak [-- --minutes N]`: the fault, load and property tests at full length. N is what each property may take
 * (2 minutes unless told); the landing is killed at least ten times as often as in `npm test`, and the laboratory of sync
 * plays 10,000 seeds that were never played before. A failing run prints its seed.
 */
import { parseArgs } from 'node:util';
import { runStep } from './steps.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '2' } } });
const LANDING_SOAK = String(Math.max(0.1, Number(values.minutes)));

const steps = [
  {
    name: 'the landing killed a thousand times under load; 200 phones for a minute; 20 runs of several landings and a cloud; 10,000 runs of the laboratory',
    command: ['vitest', 'run', '--project', 'faults'],
    env: {
      LANDING_SOAK,
      LANDING_KILLS: '1000',
      LANDING_WINDOW_KILLS: '100',
      LANDING_KILLED_RUNS: '20',
      LAB_RUNS: '10000',
      LAB_SEED: String(Math.floor(Math.random() * 2 ** 30)),
    },
  },
  {
    name: `properties of money, facts, printing and files, ${LANDING_SOAK} minutes each`,
    command: ['vitest', 'run', '--testNamePattern', 'property'],
    env: { LANDING_SOAK },
  },
  {
    name: 'a landing joins an enterprise of a million rows, within 300 MiB',
    command: ['node', 'tests/bench/run.ts', '--only', 'bootstrap'],
    env: { LANDING_SOAK },
  },
] as const;

let ok = true;
for (const step of steps) ok = (await runStep({ ...step, command: [...step.command] })) && ok;
process.exitCode = ok ? 0 : 1;
