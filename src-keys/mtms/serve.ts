import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type Command,
  databaseUrlOf,
  openLog,
  portOf,
  programVersion,
  readArguments,
  refuseArguments,
  secondsOf,
} from '#server/command-line.ts';
import { IssuerFolder } from '../ca/service.ts';
import { demoPassphrase, describeDemo, type MtmsDemo, prepareDemo, seedDemo } from './demo.ts';
import { type Mtms, startMtms } from './mtms.ts';

const usage = `Usage: mtms --port N --data DIR [options]
  --port N             TCP port for benches, mutual TLS
  --host ADDRESS       address it listens on (default: 127.0.0.1)
  --data DIR           mtms.pem, mtms.key, root.pem, trust.pem, the record's key; and the database where DATABASE_URL is not set
  --operator-port N    port of the operator's side, on loopback only (default: a free one, in DIR/operator.json)
  --passphrase-file F  passphrase of mtms.key
  --issuer DIR         the issuing authority of the benches (npm run ca -- export-issuer --role bench); default: DIR/issuer
                       of --data, where there is one. Its passphrase: LANDING_ISSUER_PASSPHRASE, or the file of
  --issuer-passphrase-file F
  --wait SECONDS       keep trying to reach PostgreSQL at the start (default: 60)
  --demo               an authority, two customers, a dozen terminals and a repair order, to try it out
  --demo-kms ID=URL    the demo's KMS-A or KMS-B by HTTPS instead of a folder; may be given twice
  --json               print one JSON line when ready
`;

const options = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  'operator-port': { type: 'string', default: '0' },
  'passphrase-file': { type: 'string' },
  issuer: { type: 'string' },
  'issuer-passphrase-file': { type: 'string' },
  wait: { type: 'string', default: '60' },
  demo: { type: 'boolean', default: false },
  'demo-kms': { type: 'string', multiple: true },
  json: { type: 'boolean', default: false },
} as const;

/** Where the issuing authority of the benches is; undefined where this MTMS has none. */
function issuerOf(
  given: string | undefined,
  passphraseFile: string | undefined,
  folder: string,
): { readonly folder: string; readonly passphrase: string } | undefined {
  const place = given === undefined ? join(folder, 'issuer') : resolve(given);
  if (given === undefined && !IssuerFolder.isIn(place)) return undefined;
  const passphrase =
    passphraseFile === undefined
      ? process.env['LANDING_ISSUER_PASSPHRASE']
      : readFileSync(passphraseFile, 'utf8').replace(/\r?\n$/, '');
  if (!passphrase)
    return refuseArguments('The issuer needs LANDING_ISSUER_PASSPHRASE or --issuer-passphrase-file.', usage);
  return { folder: place, passphrase };
}

function read(args: readonly string[]) {
  const { values } = parseArgs({ args: [...args], options });
  if (values.port === undefined) return refuseArguments('--port is needed.', usage);
  if (values.data === undefined) return refuseArguments('--data is needed.', usage);
  const file = values['passphrase-file'];
  const kms = (values['demo-kms'] ?? []).map((text): [string, string] => {
    const at = text.indexOf('=');
    return at > 0 ? [text.slice(0, at), text.slice(at + 1)] : refuseArguments('--demo-kms is ID=URL.', usage);
  });
  return {
    port: portOf('--port', values.port, usage),
    host: values.host,
    folder: resolve(values.data),
    operatorPort: portOf('--operator-port', values['operator-port'], usage),
    issuerGiven: values.issuer,
    issuerPassphraseFile: values['issuer-passphrase-file'],
    passphrase: file === undefined ? undefined : readFileSync(file, 'utf8').replace(/\r?\n$/, ''),
    databaseUrl: databaseUrlOf(process.env, usage),
    databasePatienceMs: secondsOf('--wait', values.wait, usage),
    demo: values.demo,
    kms: new Map(kms),
    json: values.json,
  };
}

function describe({ url, operator, database }: Mtms): string {
  const where =
    database === 'embedded' ? 'embedded (PGlite): this process only' : 'PostgreSQL: any number of processes';
  return [
    `MTMS      ${url}  (mutual TLS, benches)`,
    `Operator  ${operator.url}  (page: npm run mtms -- operator --data DIR page)`,
    `Database  ${where}`,
  ].join('\n');
}

function readyLine({ url, operator, database }: Mtms, demo: MtmsDemo | undefined): string {
  return JSON.stringify({ ready: true, url, operator: operator.url, database, ...(demo ? { demo } : {}) });
}

/** `mtms`: the terminal management system, until it is asked to end. */
export const serve: Command = {
  usage,
  async run(args) {
    const wanted = readArguments(usage, () => read(args));
    const log = openLog();
    const ended = new Promise<void>((done) => {
      process.once('SIGTERM', () => done());
      process.once('SIGINT', () => done());
    });
    let demo = wanted.demo ? await prepareDemo(wanted.folder, wanted.kms) : undefined;
    const issuer = demo
      ? { folder: demo.issuer, passphrase: demoPassphrase }
      : issuerOf(wanted.issuerGiven, wanted.issuerPassphraseFile, wanted.folder);
    const mtms = await startMtms({ ...wanted, issuer, version: programVersion(), log });
    if (demo) demo = await seedDemo(mtms.service, demo);
    const lines = [describe(mtms), ...(demo ? describeDemo(demo) : [])];
    process.stdout.write(`${wanted.json ? readyLine(mtms, demo) : lines.join('\n')}\n`);
    log.info({ url: mtms.url, database: mtms.database }, 'ready');
    await ended;
    await mtms.close();
    log.info('ended');
    return 0;
  },
};
