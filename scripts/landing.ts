/** `npm run landing`: the landing alone, without Electron; builds the screens first when they are missing or old. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { demoEnterpriseCode, demoPeople } from '#shared/enterprises/demo.ts';
import { demoBench } from './start/bench.ts';
import { benchPortBeside, terminalLanguage } from './start/options.ts';
import { onOrphaned } from './start/orphan.ts';
import { build, builtLanding, isBuilt } from './start/screens.ts';
import { speaker } from './start/sentences.ts';

const root = join(import.meta.dirname, '..');
const lookEveryMs = 500;

/** The demo's repair bench, where there is a demo at an address that is known beforehand. The landing does not wait for it. */
function startBench(args: readonly string[]): void {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    options: {
      demo: { type: 'boolean' },
      json: { type: 'boolean' },
      port: { type: 'string' },
      data: { type: 'string' },
    },
  });
  const { demo, json, data } = values;
  const port = Number(values.port);
  if (demo !== true || typeof data !== 'string' || !Number.isInteger(port) || port < 1 || port > 65_535) return;
  const say = speaker(terminalLanguage(process.env));
  const out = json === true ? process.stderr : process.stdout;
  const print = (text: string) => void out.write(`${text}\n`);
  const bench = demoBench({ data, benchPort: benchPortBeside(port) }, { root, say, print });
  const consoleUrl = `http://127.0.0.1:${port}/`;
  const accounts = demoPeople.map((person) => ({ enterpriseId: demoEnterpriseCode, ...person }));
  const look = async () => {
    const answer = await fetch(`${consoleUrl}healthz`).catch(() => undefined);
    if (!answer?.ok) return;
    clearInterval(looking);
    bench.landingIsReady({ consoleUrl, accounts });
  };
  const looking = setInterval(look, lookEveryMs).unref();
}

if (!isBuilt(root)) {
  process.stderr.write('Building the screens …\n');
  await build(root);
}
onOrphaned(() => process.emit('SIGTERM'));
const args = process.argv.slice(2);
// The landing itself knows nothing of a bench's other side.
process.argv = process.argv.filter((word) => word !== '--no-bench');
await import(pathToFileURL(builtLanding(root)).href);
if (!args.includes('--no-bench')) startBench(args);
