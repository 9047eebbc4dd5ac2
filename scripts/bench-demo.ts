/**
 * The other side of the demo's repair bench, in one process: a certificate authority, the terminal maker's MTMS, the KMS of
 * two customers and six terminals in software. `npm start -- --demo` starts it beside the landing; each of them is also a
 * program of its own (`npm run ca | mtms | kms | pos-simulator`).
 */

import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openLog, portOf, programVersion, readArguments, refuseArguments } from '#server/command-line.ts';
import { refusedExitCode, StartupError } from '#server/startup-error.ts';
import { legacyProfile } from '#shared/bench/profiles/legacy.ts';
import { standardProfile } from '#shared/bench/profiles/standard.ts';
import { startKms } from '../src-keys/kms/program.ts';
import { demoLegacyModel, demoPassphrase, type MtmsDemo, prepareDemo, seedDemo } from '../src-keys/mtms/demo.ts';
import { startMtms } from '../src-keys/mtms/mtms.ts';
import { KeyRefusal } from '../src-keys/refusal.ts';
import { plugIn } from './bench-demo/terminals.ts';
import { onOrphaned } from './start/orphan.ts';

const usage = `Usage: bench-demo --port N --data DIR
  --port N   the MTMS listens here on loopback, the two KMS on the two ports after it, the terminals on the six after those
  --data DIR where all of them keep what is theirs
`;

/** Of the demo's dozen terminals those that are plugged in: both customers, both families, in the batch and outside it. */
const pluggedIn = [1, 2, 3, 4, 9, 12];
const dayMs = 86_400_000;

function read(argv: readonly string[]) {
  const { values } = parseArgs({ args: [...argv], options: { port: { type: 'string' }, data: { type: 'string' } } });
  if (values.port === undefined || values.data === undefined)
    return refuseArguments('--port and --data are needed.', usage);
  return { port: portOf('--port', values.port, usage), data: values.data };
}

function terminalsOf(demo: MtmsDemo, firstPort: number, kms: ReadonlyMap<string, string>) {
  return pluggedIn.flatMap((number, at) => {
    const terminal = demo.terminals[number - 1];
    if (!terminal) return [];
    const profile = terminal.model === demoLegacyModel ? legacyProfile : standardProfile;
    return [{ ...terminal, profile, port: firstPort + at, kms: kms.get(terminal.customerCode) ?? '' }];
  });
}

async function main(): Promise<void> {
  const { port, data } = readArguments(usage, () => read(process.argv.slice(2)));
  const ended = new Promise<void>((done) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => done());
  });
  onOrphaned(() => process.emit('SIGTERM'));
  // Looking for RSA keys takes seconds of every core the first time; the restaurant goes first. For good: not everybody may
  // raise a priority again.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const log = openLog();
  const folder = join(data, 'mtms');
  const kmsPorts = new Map([
    ['KMS-A', port + 1],
    ['KMS-B', port + 2],
  ]);
  // One KMS is reached over HTTPS, the other by files.
  const routes = new Map([['KMS-A', `https://127.0.0.1:${port + 1}`]]);
  const prepared = await prepareDemo(folder, routes);

  const closing: (() => Promise<unknown>)[] = [];
  const addresses = new Map<string, string>();
  try {
    for (const { code, kmsId, folder: credentials, address } of prepared.customers) {
      const drop = address.startsWith('https:') ? undefined : address;
      const options = { host: '127.0.0.1', port: kmsPorts.get(kmsId) ?? 0, data: join(data, kmsId), credentials, drop };
      const kms = await startKms({ ...options, log: log.child({ kms: kmsId }) });
      closing.push(() => kms.stop());
      addresses.set(code, kms.url);
    }
    const issuer = { folder: prepared.issuer, passphrase: demoPassphrase };
    const mtms = await startMtms({ port, folder, issuer, version: programVersion(), log: log.child({ of: 'mtms' }) });
    closing.push(() => mtms.close());
    const { enrolment } = await seedDemo(mtms.service, prepared);
    const terminals = terminalsOf(prepared, port + 3, addresses);
    for (const terminal of terminals) closing.push(await plugIn(terminal, (words) => log.info(words)));
    // A demo that is left running: lists last a week, certificates three months.
    const renewal = setInterval(() => {
      prepareDemo(folder, routes).catch((err: unknown) => log.warn({ err }, 'certificates could not be renewed'));
    }, dayMs);
    closing.push(async () => clearInterval(renewal));

    const ready = {
      ready: true,
      mtms: mtms.url,
      folder,
      enrolment,
      batch: prepared.batch,
      customers: prepared.customers.map(({ code, name }) => ({ code, name })),
      terminals: terminals.map(({ serial, model, customerCode, port: line, profile }) => ({
        serial,
        model,
        customerCode,
        port: line,
        family: profile.id,
      })),
    };
    process.stdout.write(`${JSON.stringify(ready)}\n`);
    await ended;
  } finally {
    for (const step of closing.toReversed()) await step();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    const refusal = error instanceof StartupError || error instanceof KeyRefusal;
    process.stderr.write(
      `${refusal || code === 'EADDRINUSE' ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`,
    );
    process.exit(refusal || code === 'EADDRINUSE' ? refusedExitCode : 1);
  },
);
