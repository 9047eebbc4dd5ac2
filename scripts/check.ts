/** `npm run check`: types, lint with the walls, formatting, unused code and dependencies. */
import { runStep, type Step } from './steps.ts';

const steps: readonly Step[] = [
  { name: 'types', command: ['tsc', '-b'] },
  { name: 'lint, walls and formatting', command: ['biome', 'ci', '--error-on-warnings', '.'] },
  { name: 'unused code and dependencies', command: ['knip'] },
];

let ok = true;
for (const step of steps) ok = (await runStep(step)) && ok;
process.exitCode = ok ? 0 : 1;
