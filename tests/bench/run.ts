/** `npm run bench [-- --only NAME,NAME]`: every figure as one JSON line, beside its floor measured in the same run. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { reportMachine } from './report.ts';

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const known = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length));
const names = values.only?.split(',') ?? known;
const unknown = names.find((name) => !known.includes(name));

if (unknown !== undefined) {
  process.stderr.write(`No benchmark is called ${unknown}.\n`);
  process.exit(2);
}

reportMachine();
for (const name of names) {
  const { run } = (await import(join(import.meta.dirname, `${name}.bench.ts`))) as { run(): Promise<void> };
  await run();
}
process.exit(0);
