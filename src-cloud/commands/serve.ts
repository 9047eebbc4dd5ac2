import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import {
  type Command,
  openLog,
  type Place,
  placeOf,
  portOf,
  programVersion,
  readArguments,
  refuseArguments,
  secondsOf,
} from '#server/command-line.ts';
import { type Cloud, startCloud } from '../cloud.ts';
import { type CloudDemo, describeDemo, loadCloudDemo } from '../demo.ts';
import { keyBeside, readKeyFile, readNoticesFile } from '../notices/service.ts';

const usage = `Usage: cloud --port N [options]
  --port N              TCP port
  --host ADDRESS        address it listens on (default: 127.0.0.1; a reverse proxy stands before it)
  --data DIR            folder of the embedded database, where DATABASE_URL is not set
  --public-url URL      what browsers call this cloud, e.g. https://cloud.example.com, where a proxy stands before it
  --demo                with an operator, an enterprise and two registrations that wait, to look at; in memory without --data
  --trust-proxy LIST    addresses or networks (10.0.0.0/8) of reverse proxies, by commas, whose X-Forwarded-For is believed
  --notices FILE        providers of e-mail and SMS as JSON (docs/operations/notices.md); or NOTICES_FILE
  --secret-key FILE     key that passwords of the operators' settings are sealed with; or SECRET_KEY_FILE
                        (default: secret.key in --data; with DATABASE_URL none, and no password is kept)
  --metrics-port N      Prometheus metrics on this port (default: nowhere)
  --metrics-host ADDRESS  and on this address (default: 127.0.0.1)
  --connections N       connections to PostgreSQL at most (default: 10)
  --wait SECONDS        keep trying to reach PostgreSQL at the start (default: 60)
  --drain SECONDS       before ending: not ready any more, but still answering (default: 0)
  --grace SECONDS       before ending: the longest a running request is waited for (default: 20)
  --json                print one JSON line when ready
`;

/** Addresses and networks as proxy-addr takes them. */
function proxiesOf(list: string): string[] {
  const names = new Set(['loopback', 'linklocal', 'uniquelocal']);
  return list.split(',').map((text) => {
    const entry = text.trim();
    const [address = '', bits, ...rest] = entry.split('/');
    const version = isIP(address);
    const isNetwork = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
    if (!names.has(entry) && (version === 0 || !isNetwork || rest.length > 0))
      refuseArguments(`--trust-proxy: ${entry || 'nothing'} is no address and no network.`, usage);
    return entry;
  });
}

/** The origin of a public address; a path makes none. */
function originOf(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.search !== '')
    return refuseArguments('--public-url is an address such as https://cloud.example.com.', usage);
  return url.origin;
}
/** The options of the command line. */
export const serveOptions = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  'public-url': { type: 'string' },
  demo: { type: 'boolean', default: false },
  'trust-proxy': { type: 'string' },
  notices: { type: 'string' },
  'secret-key': { type: 'string' },
  'metrics-port': { type: 'string' },
  'metrics-host': { type: 'string' },
  connections: { type: 'string', default: '10' },
  wait: { type: 'string', default: '60' },
  drain: { type: 'string', default: '0' },
  grace: { type: 'string', default: '20' },
  json: { type: 'boolean', default: false },
} as const;

function read(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: serveOptions,
  });
  if (values.port === undefined) return refuseArguments('--port is needed.', usage);
  const metricsPort = values['metrics-port'];
  const proxies = values['trust-proxy'];
  if (!/^[1-9]\d{0,2}$/.test(values.connections)) refuseArguments('--connections must be from 1 to 999.', usage);
  const nowhere = values.demo && values.data === undefined && !process.env['DATABASE_URL'];
  const place = nowhere ? { databaseUrl: undefined, dataFolder: undefined } : placeOf(values.data, process.env, usage);
  const noticesFile = values.notices ?? process.env['NOTICES_FILE'];
  return {
    ...place,
    notices: noticesFile ? readNoticesFile(noticesFile) : undefined,
    publicOrigin: values['public-url'] === undefined ? undefined : originOf(values['public-url']),
    demo: values.demo,
    port: portOf('--port', values.port, usage),
    host: values.host,
    trustProxy: proxies === undefined ? [] : proxiesOf(proxies),
    metrics:
      metricsPort === undefined
        ? undefined
        : { port: portOf('--metrics-port', metricsPort, usage), host: values['metrics-host'] },
    connections: Number(values.connections),
    databasePatienceMs: secondsOf('--wait', values.wait, usage),
    drainMs: secondsOf('--drain', values.drain, usage),
    patienceMs: secondsOf('--grace', values.grace, usage),
    json: values.json,
    // The last, because it may write a file: whoever is refused leaves nothing behind.
    secretKey: secretKeyOf(values['secret-key'] ?? process.env['SECRET_KEY_FILE'], place),
  };
}

/** The key of this cloud. Where several processes share a database, somebody gives all of them the same. */
function secretKeyOf(file: string | undefined, { databaseUrl, dataFolder }: Place): Buffer | undefined {
  if (file) return readKeyFile(file);
  if (databaseUrl !== undefined) return undefined;
  return dataFolder === undefined ? randomBytes(32) : keyBeside(dataFolder);
}

function describe({ url, metricsUrl, database, jobs }: Cloud): string {
  const isEmbedded = database.driver.kind === 'embedded';
  const lines = [
    `Cloud     ${url}`,
    ...(metricsUrl ? [`Metrics   ${metricsUrl}`] : []),
    `Database  ${isEmbedded ? 'embedded (PGlite): this process only' : 'PostgreSQL: any number of processes'}`,
    `Jobs      ${jobs.kind === 'pg-boss' ? 'by pg-boss, shared with the other processes' : 'on timers of this process'}`,
  ];
  return lines.join('\n');
}

function readyLine({ url, metricsUrl, database, jobs }: Cloud, demo: CloudDemo | undefined): string {
  return JSON.stringify({ ready: true, url, metricsUrl, database: database.driver.kind, jobs: jobs.kind, ...demo });
}

/** Resolves when somebody wants an end; the next one ends at once. */
function endWanted(log: { warn(text: string): void }): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let asked = false;
  const hear = () => {
    if (asked) {
      log.warn('ended at once, as asked a second time');
      process.exit(1);
    }
    asked = true;
    resolve();
  };
  process.on('SIGTERM', hear);
  process.on('SIGINT', hear);
  return promise;
}

/** `cloud`: one process of the cloud centre, until it is asked to end. */
export const serve: Command = {
  usage,
  async run(args) {
    const options = readArguments(usage, () => read(args));
    const log = openLog();
    const version = programVersion();
    // Before it says that it is ready: whoever hears that may ask it to end in the same breath.
    const end = endWanted(log);
    const starting = startCloud({ ...options, version, log });
    const isEarly = await Promise.race([starting.then(() => false), end.then(() => true)]);
    // Nothing is served yet and the database is consistent at any moment.
    if (isEarly) return 0;
    const cloud = await starting;
    const demo = options.demo ? await loadCloudDemo(cloud) : undefined;
    process.stdout.write(
      `${options.json ? readyLine(cloud, demo) : [describe(cloud), ...(demo ? describeDemo(cloud.url, demo) : [])].join('\n')}\n`,
    );
    log.info({ version, url: cloud.url, database: cloud.database.driver.kind, jobs: cloud.jobs.kind }, 'ready');
    await end;
    log.info('ending');
    await cloud.close(options);
    log.info('ended');
    return 0;
  },
};
