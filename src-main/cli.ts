import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import { loggedError } from '#server/logged-error.ts';
import { defaultStaffPort } from '#shared/desktop/contract.ts';
import { demoEnterpriseId } from '#shared/enterprises/demo.ts';
import { AppError } from '#shared/errors.ts';
import { type DemoAccount, loadDemo } from './demo.ts';
import { keySupervisor } from './key-supervisor.ts';
import { type Landing, startLanding } from './landing.ts';
import { LogFile } from './log-file.ts';
import { parentChannel } from './parent-channel.ts';
import { programRoot } from './paths.ts';
import { StartupError } from './startup-error.ts';
import { tellStatus } from './status.ts';
import { folderError, makeDataFolder } from './store/service.ts';
import { readCloudAddress } from './sync/service.ts';

const usage = `Usage: landing --data DIR --port N [--staff-port N] [--host ADDRESS] [--cloud URL] [--demo]
               [--json] [--key-from-supervisor]
  --data DIR      folder of the database (made if missing)
  --port N        TCP port of the console and the guest page
  --staff-port N  TCP port of the HTTPS staff face, when it is switched on (default: 4781)
  --host ADDRESS  phones reach it on this address only (default: all); the console stays on loopback
  --cloud URL     address of the cloud that the console suggests (https://…; http:// on this computer only)
  --cloud-code C  enrolment code it connects with by itself, unless it is connected already
  --cloud-join    where nothing is set up, it joins the enterprise of that code; its data comes from the cloud
  --demo          load the sample restaurant into an empty data folder
  --json          print one JSON line when ready
  --key-from-supervisor  the program that started this one keeps the key of its secrets and gives it over their channel
`;

interface Arguments {
  readonly data: string;
  readonly port: number;
  readonly staffPort: number;
  readonly host: string | undefined;
  readonly cloudAddress: string | undefined;
  readonly cloudCode: string | undefined;
  readonly cloudJoin: boolean;
  readonly demo: boolean;
  readonly json: boolean;
  readonly keyFromSupervisor: boolean;
}

function readArguments(argv: readonly string[]): Arguments {
  const refuse = (problem: string): never => {
    throw new StartupError('bad_arguments', { problem: `${problem}\n${usage}` });
  };
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        'staff-port': { type: 'string', default: String(defaultStaffPort) },
        host: { type: 'string' },
        cloud: { type: 'string' },
        'cloud-code': { type: 'string' },
        'cloud-join': { type: 'boolean', default: false },
        demo: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        'key-from-supervisor': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help || values.data === undefined || values.port === undefined)
      return refuse('--data and --port are needed.');
    const portOf = (name: string, text: string) =>
      /^\d{1,5}$/.test(text) && Number(text) <= 65_535
        ? Number(text)
        : refuse(`--${name} must be a number from 0 to 65535.`);
    const port = portOf('port', values.port);
    const staffPort = portOf('staff-port', values['staff-port']);
    const keyFromSupervisor = values['key-from-supervisor'];
    if (keyFromSupervisor && !parentChannel.connected) return refuse('--key-from-supervisor needs a supervisor.');
    const { host, demo, json } = values;
    const cloudAddress = values.cloud === undefined ? undefined : readCloudAddress(values.cloud).address;
    if (values.cloud !== undefined && cloudAddress === undefined)
      return refuse('--cloud must be an https:// address, or http:// on this computer.');
    const cloudCode = values['cloud-code'];
    if (cloudCode !== undefined && cloudAddress === undefined) return refuse('--cloud-code goes with --cloud.');
    const cloudJoin = values['cloud-join'];
    if (cloudJoin && cloudCode === undefined) return refuse('--cloud-join goes with --cloud-code.');
    if (cloudJoin && demo) return refuse('--cloud-join takes its data from the cloud, so --demo does not go with it.');
    return {
      data: resolve(values.data),
      port,
      staffPort,
      host,
      cloudAddress,
      cloudCode,
      cloudJoin,
      demo,
      json,
      keyFromSupervisor,
    };
  } catch (error) {
    if (error instanceof StartupError) throw error;
    return refuse((error as Error).message);
  }
}

/** Logs go to a file in the data folder; nothing in them is personal or secret. */
function openLog(dataFolder: string): pino.Logger {
  makeDataFolder(dataFolder);
  const folder = join(dataFolder, 'logs');
  const redact = ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.pin', '*.token'];
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return pino({ level: 'info', redact, serializers: { err: loggedError } }, new LogFile(join(folder, 'landing.log')));
  } catch (cause) {
    throw folderError(dataFolder, cause);
  }
}

function readyLine(landing: Landing, accounts: readonly DemoAccount[]): string {
  const guest = landing.ordering.guestLinks().map(({ table, url }) => ({ table, url }));
  return JSON.stringify({ ready: true, consoleUrl: landing.consoleUrl, guest, accounts });
}

function describe(landing: Landing, accounts: readonly DemoAccount[]): string {
  const lines = [`Console  ${landing.consoleUrl}`];
  for (const { table, url } of landing.ordering.guestLinks()) lines.push(`Table ${table.padEnd(4)} ${url}`);
  for (const account of accounts) {
    lines.push(`Account  ${account.enterpriseId} / ${account.username} / ${account.password}  (${account.role})`);
  }
  if (!landing.identity.findEnterprise()) lines.push('Not set up yet: open the console to begin.');
  return lines.join('\n');
}

/** Joins an enterprise before anything else: without it this landing is of no use to anybody. */
async function joinCloud(landing: Landing, way: { address: string; code: string }): Promise<void> {
  try {
    await landing.sync.joinUnattended(way);
  } catch (error) {
    await landing.close();
    // A cloud that is away for a moment is a reason to start again, not to stay down.
    if (!(error instanceof AppError) || error.status >= 500) throw error;
    throw new StartupError('cloud_join_refused', { cause: error.message }, { cause: error });
  }
}

async function main(): Promise<void> {
  const args = readArguments(process.argv.slice(2));
  const log = openLog(args.data);
  const { version } = JSON.parse(readFileSync(join(programRoot, 'package.json'), 'utf8')) as { version: string };
  const landing = await startLanding({
    ...args,
    dataFolder: args.data,
    keySupervisor: args.keyFromSupervisor ? keySupervisor(parentChannel) : undefined,
    version,
    log,
  });
  const accounts = args.demo ? await loadDemo(landing, demoEnterpriseId) : [];
  const way =
    args.cloudAddress === undefined || args.cloudCode === undefined
      ? undefined
      : { address: args.cloudAddress, code: args.cloudCode };
  if (way && args.cloudJoin) await joinCloud(landing, way);
  else if (way) {
    // The landing takes orders without it, and a person can connect it at any time.
    landing.sync.connectUnattended(way).catch((err: unknown) => log.warn({ err }, 'the cloud could not be connected'));
  }
  const endStatus = parentChannel.connected
    ? tellStatus(
        landing,
        (status) => parentChannel.tell({ type: 'status', status }),
        (err) => log.warn({ err }, 'how things stand could not be told'),
      )
    : () => {};
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    endStatus();
    await landing.close();
    log.info('stopped');
    process.exit(0);
  };
  // Before it says that it is ready: whoever hears that may ask it to end in the same breath.
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.stdout.write(`${args.json ? readyLine(landing, accounts) : describe(landing, accounts)}\n`);
  log.info({ version, recovered: landing.opened.recovered }, 'ready');
  parentChannel.onLookAround(() => void landing.lookAround());
}

main().catch((error: unknown) => {
  const refusal = error instanceof StartupError;
  process.stderr.write(`${refusal ? error.message : ((error as Error).stack ?? String(error))}\n`);
  process.exit(refusal ? 2 : 1);
});
