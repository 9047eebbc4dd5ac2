import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { StartupError } from '#server/startup-error.ts';
import type { NoticesFile } from '#shared/notices/settings.ts';
import { EnterprisesService } from './enterprises/service.ts';
import { type CloudLimits, defaultCloudLimits } from './http/limits.ts';
import { buildCloudServer } from './http/server.ts';
import { Accounts, IdentityService } from './identity/service.ts';
import { BossJobs, forEachEnterprise, type Jobs, type Ran, TimerJobs } from './jobs/service.ts';
import { NoticesService } from './notices/service.ts';
import { Metrics, type MetricsServer, Readiness, Streams, serveMetrics } from './operations/service.ts';
import { cloudMigrationsFolder } from './paths.ts';
import { defaultRelayLimits, type RelayLimits, RelayService, type RelayServiceOptions } from './relay/service.ts';
import { CloudDatabase, knownMigrations, migrate, Processes, rowsOf } from './store/service.ts';
import { behind, SyncService } from './sync/service.ts';

export interface CloudOptions {
  /** TCP port; 0 takes a free one (tests). */
  readonly port: number;
  /** Address it listens on; loopback by default, because a reverse proxy stands before it. */
  readonly host?: string | undefined;
  /** Where `/metrics` is told; nowhere by default. Its address is loopback unless it is said. */
  readonly metrics?: { readonly port: number; readonly host?: string | undefined } | undefined;
  /** Addresses and networks of reverse proxies whose X-Forwarded-For is believed. */
  readonly trustProxy?: readonly string[] | undefined;
  /** Connection string of PostgreSQL; without one PGlite keeps the data in `dataFolder`. */
  readonly databaseUrl?: string | undefined;
  /** How long it keeps trying to reach PostgreSQL at its start, in ms; by default it tries once. */
  readonly databasePatienceMs?: number | undefined;
  /** Connections of this process to PostgreSQL at most, beside those of its background work. */
  readonly connections?: number | undefined;
  /** Folder of PGlite's data; undefined keeps everything in memory (tests). */
  readonly dataFolder?: string | undefined;
  /** What a database in memory begins with. */
  readonly databaseSeed?: Blob | undefined;
  /** What browsers call this cloud, where a reverse proxy stands before it. */
  readonly publicOrigin?: string | undefined;
  /** Providers of e-mail and SMS as the server's own file has them. */
  readonly notices?: NoticesFile | undefined;
  /** 32 bytes that secrets of the operators' settings are sealed with. */
  readonly secretKey?: Buffer | undefined;
  readonly limits?: Partial<CloudLimits> | undefined;
  readonly version: string;
  readonly log: Logger;
  readonly now?: (() => number) | undefined;
  readonly relayLimits?: RelayLimits | undefined;
  readonly orderTiming?: RelayServiceOptions['orderTiming'];
  /** How often a live stream shows that it is alive. */
  readonly heartbeatMs?: number | undefined;
}

/** How a process ends, in ms. */
export interface Ending {
  /** It is not ready any more but still answers, so that the balancer looks away first. */
  readonly drainMs?: number;
  /** Requests that run get this long; then their connections are cut. */
  readonly patienceMs?: number;
}

/** A running cloud process. It holds no state: any number of them may run over one PostgreSQL. */
export interface Cloud {
  readonly url: string;
  readonly metricsUrl: string | undefined;
  readonly database: CloudDatabase;
  readonly enterprises: EnterprisesService;
  readonly sync: SyncService;
  readonly relay: RelayService;
  readonly notices: NoticesService;
  /** The operators' accounts. */
  readonly accounts: Accounts;
  readonly jobs: Jobs;
  readonly streams: Streams;
  /** Is not ready any more, answers what has begun, sends standing streams elsewhere, and closes. */
  close(ending?: Ending): Promise<void>;
}

const defaultPatienceMs = 10_000;
const idleCheckMs = 50;

function listenError(error: unknown, host: string, port: number, option: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new StartupError('port_in_use', { port, option }, { cause: error });
  if (code === 'EADDRNOTAVAIL' || code === 'EACCES' || code === 'ENOTFOUND')
    return new StartupError('address_unusable', { host, port, cause: message }, { cause: error });
  return error;
}

/** Work in the background: by pg-boss where there is PostgreSQL, on timers of this process where there is PGlite. */
function makeJobs({ databaseUrl, log }: CloudOptions, metrics: Metrics): Jobs {
  const jobLog = log.child({ room: 'jobs' });
  const ran = (end: Ran) => {
    metrics.jobRan(end);
    const { name, ms, error } = end;
    if (error !== undefined)
      jobLog.error({ err: error, job: name, ms }, 'a job failed; it is run again when it is due');
  };
  if (databaseUrl === undefined) return new TimerJobs(ran);
  return new BossJobs(databaseUrl, ran, (err) => jobLog.warn({ err }, 'pg-boss has trouble and goes on'));
}

function measure(metrics: Metrics, database: CloudDatabase, streams: Streams): void {
  const pool = (which: 'open' | 'idle' | 'waiting') => () => database.driver.connections?.()[which];
  metrics.gauge('database_pool_open', 'Connections to the database.', pool('open'));
  metrics.gauge('database_pool_idle', 'Connections to the database that nobody uses now.', pool('idle'));
  metrics.gauge('database_pool_waiting', 'Requests that wait for a connection.', pool('waiting'));
  metrics.gauge('sync_pokes_connected', 'Devices that are told here when there is something.', () =>
    streams.count('poke'),
  );
  // Of all enterprises together: a series for each would grow without end, and would name merchants.
  metrics.gauge(
    'sync_log_positions',
    'Positions that the logs of all enterprises have reached, added up.',
    async () => {
      const query = sql`select coalesce(sum(position), 0)::float8 as positions from sync_head`;
      const [row] = await database.asPlatform((tx) => rowsOf<{ positions: number }>(tx, query));
      return row?.positions;
    },
  );
}

async function shut(server: FastifyInstance, streams: Streams, patienceMs: number): Promise<void> {
  streams.end();
  // A connection whose request was just answered stays open for the next one, which nobody will answer.
  const tidy = setInterval(() => server.server.closeIdleConnections(), idleCheckMs);
  const cut = setTimeout(() => server.server.closeAllConnections(), patienceMs);
  await server.close();
  clearInterval(tidy);
  clearTimeout(cut);
}

/** Composes and starts one process of the cloud centre. Throws StartupError when it cannot. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { log } = options;
  const now = options.now ?? Date.now;
  const database = await CloudDatabase.open({
    url: options.databaseUrl,
    folder: options.dataFolder,
    seed: options.databaseSeed,
    connections: options.connections,
    patienceMs: options.databasePatienceMs,
    onWaiting: (address, cause) => log.warn({ address, cause }, 'waiting for PostgreSQL'),
  });
  const metrics = new Metrics(options.version);
  const streams = new Streams();
  const jobs = makeJobs(options, metrics);
  let metricsServer: MetricsServer | undefined;
  let relay: RelayService | undefined;
  let server: FastifyInstance | undefined;
  try {
    await migrate(database, cloudMigrationsFolder);
    const readiness = new Readiness(database, knownMigrations(cloudMigrationsFolder));
    const notices = new NoticesService({
      ...{ database, now, log: log.child({ room: 'notices' }), publicOrigin: options.publicOrigin },
      ...{ file: options.notices, key: options.secretKey },
    });
    const enterprises = new EnterprisesService(database, now, behind, notices.tell);
    await enterprises.states.follow();
    const processes = new Processes(database, now);
    await processes.enter(options.version);
    measure(metrics, database, streams);
    const sync = new SyncService(
      database,
      {
        switchesOf: async (enterpriseId) => (await enterprises.state(enterpriseId)).switches,
        fork: (device) => enterprises.devices.fork(device),
        meter: metrics,
      },
      now,
    );
    const { orderTiming } = options;
    const relaying = new RelayService({ database, enterprises, now, log: log.child({ room: 'relay' }), orderTiming });
    relay = relaying;
    await relaying.start();
    jobs.add({
      name: 'compact',
      due: { everyMinutes: 60 },
      run: (signal) => forEachEnterprise(database, signal, async (id) => void (await sync.compact(id, signal))),
    });
    jobs.add({ name: 'tidy', due: { everyMinutes: 10 }, run: () => enterprises.tidy() });
    jobs.add({ name: 'notices', due: { everyMinutes: 1 }, run: (signal) => notices.deliver(signal) });
    jobs.add({ name: 'forget-notices', due: { dailyAt: '3:20' }, run: () => notices.tidy() });
    const tellSilent = async () => enterprises.tellSilent(await notices.silentAfter());
    jobs.add({ name: 'silence', due: { everyMinutes: 10 }, run: tellSilent });

    const host = options.host ?? '127.0.0.1';
    const built = await buildCloudServer({
      enterprises,
      sync,
      relay: relaying,
      notices,
      relayLimits: options.relayLimits ?? defaultRelayLimits,
      heartbeatMs: options.heartbeatMs ?? 15_000,
      identity: new IdentityService(database, now),
      database,
      processes,
      limits: { ...defaultCloudLimits, ...options.limits },
      publicOrigin: options.publicOrigin,
      now,
      log,
      version: options.version,
      readiness,
      metrics,
      streams,
      trustProxy: options.trustProxy ?? [],
    });
    server = built;
    if (options.metrics) {
      const { port, host: metricsHost = '127.0.0.1' } = options.metrics;
      metricsServer = await serveMetrics(metrics, metricsHost, port).catch((error: unknown) => {
        throw listenError(error, metricsHost, port, '--metrics-port');
      });
    }
    await jobs.start();
    const soon = () => void jobs.runSoon('notices').catch((err: unknown) => log.warn({ err }, 'notices wait a minute'));
    const unfollow = await notices.follow(soon);
    await built.listen({ port: options.port, host }).catch((error: unknown) => {
      throw listenError(error, host, options.port, '--port');
    });
    const { port } = built.server.address() as AddressInfo;
    return {
      url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
      metricsUrl: metricsServer?.url,
      database,
      enterprises,
      sync,
      relay: relaying,
      notices,
      accounts: new Accounts(database, now),
      jobs,
      streams,
      async close({ drainMs = 0, patienceMs = defaultPatienceMs } = {}) {
        readiness.stop();
        if (drainMs > 0) await new Promise((resolve) => setTimeout(resolve, drainMs));
        await unfollow();
        await relaying.close();
        await shut(built, streams, patienceMs);
        await sync.close();
        await jobs.close(patienceMs);
        await processes.leave();
        metricsServer?.close();
        await database.close();
      },
    };
  } catch (error) {
    metricsServer?.close();
    await server?.close();
    await jobs.close(0).catch(() => {});
    await relay?.close();
    await database.close();
    throw error;
  }
}
