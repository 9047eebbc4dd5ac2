import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, isIPv4 } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { LanAddress } from '#shared/reach/reach.ts';
import { lanAddresses, lanCards } from './addresses.ts';
import { BenchService, type BenchStanding, type BenchTiming } from './bench/service.ts';
import { Connections } from './http/connections.ts';
import { type ConnectionLimits, defaultConnectionLimits, defaultLimits, type RequestLimits } from './http/limits.ts';
import { buildServer } from './http/server.ts';
import { IdentityService } from './identity/service.ts';
import { type Announcer, LanService, MdnsAnnouncer } from './lan/service.ts';
import { tellLateBackups } from './late-backups.ts';
import { OrderingService, type Pictures } from './ordering/service.ts';
import { Ports } from './ports/service.ts';
import { writeDocument } from './printing/document.ts';
import { PrintingService, type PrintTiming } from './printing/service.ts';
import { StickerService } from './printing/stickers/service.ts';
import { ReachService } from './reach/service.ts';
import { type CloudAccessSource, RelayService, type RelayTiming } from './relay/service.ts';
import { RepairService } from './repairs/service.ts';
import { ReportsService } from './reports/service.ts';
import { type KeySupervisor, Secrets } from './secrets/service.ts';
import { StartupError } from './startup-error.ts';
import { BackupService, type OpenStore, openStore } from './store/service.ts';
import {
  type FileShelf,
  JournalThreads,
  SqliteJournal,
  type SyncOptions,
  SyncService,
  syncedTables,
} from './sync/service.ts';

export interface LandingOptions {
  readonly dataFolder: string;
  /** TCP port; 0 takes a free one (tests). */
  readonly port: number;
  /** Address phones reach it on; all interfaces by default. The console is on loopback in any case. */
  readonly host?: string | undefined;
  /** TCP port of the staff face on the LAN; 0 takes a free one (tests). It is never changed by itself. */
  readonly staffPort: number;
  /** Tells the network the landing's name; multicast DNS by default. */
  readonly announcer?: Announcer | undefined;
  /** Who keeps the key of the landing's secrets; by default it lies in a file beside the data. */
  readonly keySupervisor?: KeySupervisor | undefined;
  readonly keyPatienceMs?: number | undefined;
  readonly version: string;
  readonly log: Logger;
  readonly limits?: RequestLimits | undefined;
  readonly patience?: ConnectionLimits | undefined;
  readonly now?: (() => number) | undefined;
  /** The serial and TCP lines it may open; those of this computer by default. */
  readonly ports?: Ports | undefined;
  readonly benchTiming?: BenchTiming | undefined;
  /** How the bench stands with its MTMS (tests). */
  readonly benchStanding?: BenchStanding | undefined;
  readonly printTiming?: PrintTiming | undefined;
  /** How its cloud is reached; none by default. */
  readonly cloud?: CloudAccessSource | undefined;
  readonly relayTiming?: RelayTiming | undefined;
  /** This computer's addresses; the operating system's by default (tests change them). */
  readonly addresses?: (() => LanAddress[]) | undefined;
  /** The cloud's address that stands in the form until somebody types another. */
  readonly cloudAddress?: string | undefined;
  /** Another time and another way to the cloud than the real ones (tests). */
  readonly sync?: Pick<SyncOptions, 'time' | 'transport'> | undefined;
}

/** A running landing. */
export interface Landing {
  readonly bench: BenchService;
  readonly identity: IdentityService;
  readonly ordering: OrderingService;
  readonly lan: LanService;
  readonly printing: PrintingService;
  readonly reach: ReachService;
  readonly relay: RelayService;
  readonly reports: ReportsService;
  readonly stickers: StickerService;
  readonly sync: SyncService;
  /** What travels to and from the cloud. */
  readonly journal: SqliteJournal;
  readonly backups: BackupService;
  readonly opened: OpenStore;
  /** The staff console on this computer. */
  readonly consoleUrl: string;
  /** Where phones reach this landing. */
  readonly guestAddress: string;
  /** Looks at clock and network now: the computer woke up, or its network changed. */
  lookAround(): Promise<void>;
  close(): Promise<void>;
}

const tidyEveryMs = 10 * 60_000;
const clockCheckEveryMs = 15_000;
const networkCheckEveryMs = 10_000;
const backupCheckEveryMs = 15_000;

const loopback = '127.0.0.1';

function listenError(error: unknown, host: string, port: number): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new StartupError('port_in_use', { port }, { cause: error });
  if (code === 'EADDRNOTAVAIL' || code === 'EACCES' || code === 'ENOTFOUND')
    return new StartupError('address_unusable', { host, port, cause: message }, { cause: error });
  return error;
}

/**
 * Listens on an address, and on loopback too where that does not include it: the console is reached there only.
 * `closeLocal` ends the second listener.
 */
async function listen(
  server: FastifyInstance,
  port: number,
  host: string,
  { limit, connectionsCheckingInterval }: { limit: (server: Server) => void; connectionsCheckingInterval: number },
) {
  try {
    limit(server.server);
    await server.listen({ port, host });
    const bound = (server.server.address() as AddressInfo).port;
    if (['0.0.0.0', '::', 'localhost', loopback].includes(host)) return { port: bound, closeLocal: () => {} };
    const local = createServer({ connectionsCheckingInterval }, server.routing);
    limit(local);
    local.listen(bound, loopback);
    await once(local, 'listening');
    const closeLocal = () => {
      local.close();
      local.closeAllConnections();
    };
    return { port: bound, closeLocal };
  } catch (error) {
    throw listenError(error, host, port);
  }
}

/** Gives every listener the same time limits and one count of connections. */
function limitsOf(model: Server, connections: Connections) {
  const { headersTimeout, requestTimeout, keepAliveTimeout, timeout } = model;
  return (server: Server) => {
    Object.assign(server, { headersTimeout, requestTimeout, keepAliveTimeout, timeout });
    connections.watch(server);
  };
}

/** Dish pictures travel as their large files; the small ones are made from them. */
function pictureShelf(pictures: Pictures): FileShelf {
  return {
    type: 'image/webp',
    limit: 2_000_000,
    wanted: () => pictures.shown(),
    has: (name) => pictures.has(name),
    read: (name) => pictures.file(name, 'large'),
    keep: (name, bytes) => pictures.takeIn(name, bytes),
    arrived: () => pictures.arrived(),
  };
}

/** The addresses phones may use: all of this computer's, or of a fixed host the one it names while there is such a card. */
function addressesOf(host: string): () => LanAddress[] {
  if (host === '0.0.0.0' || host === '::') return lanCards;
  const fixed: LanAddress[] = [{ address: host, card: '' }];
  if (!isIPv4(host) || host.startsWith('127.')) return () => fixed;
  return () => lanCards().filter(({ address }) => address === host);
}

/** Composes and starts a landing: store, rooms, web server. Throws StartupError when it cannot. */
export async function startLanding(options: LandingOptions): Promise<Landing> {
  const { log, dataFolder } = options;
  const host = options.host ?? '0.0.0.0';
  const opened = openStore({
    folder: dataFolder,
    now: options.now,
    onListenerError: (err) => log.error({ err }, 'a change listener failed'),
  });
  const journal = new SqliteJournal(opened, syncedTables, new JournalThreads(opened.file));
  if (opened.recovered) log.warn('the last run did not end cleanly; the database passed its check');
  const startedAt = Date.now();
  let boundPort = options.port;
  const identity = new IdentityService(opened.store);
  const reach: ReachService = new ReachService(opened.store, {
    addresses: options.addresses ?? addressesOf(host),
    port: () => boundPort,
    cloud: () => relay.cloudAddress(),
    log,
  });
  const bridgeFolder = join(dataFolder, 'payment-bridge');
  const ordering: OrderingService = new OrderingService(
    opened.store,
    identity,
    () => reach.origin(),
    bridgeFolder,
    () => relay.cloudAddress(),
  );
  const stickers = new StickerService(opened.store, { identity, ordering, reach });
  const secrets = new Secrets({
    dataFolder,
    supervisor: options.keySupervisor,
    patienceMs: options.keyPatienceMs,
    now: () => opened.store.now(),
    log: log.child({ room: 'secrets' }),
  });
  const lan = new LanService({
    store: opened.store,
    secrets,
    identity,
    dataFolder,
    staffPort: options.staffPort,
    host,
    addresses: lanAddresses,
    announcer: options.announcer ?? new MdnsAnnouncer(),
    log,
  });
  const patience = options.patience ?? defaultConnectionLimits;
  const connections = new Connections(patience.connections);
  const ports = options.ports ?? new Ports();
  const printing = new PrintingService({
    store: opened.store,
    identity,
    ordering,
    ports,
    log: log.child({ room: 'printing' }),
    timing: options.printTiming,
  });
  const bench = new BenchService({
    store: opened.store,
    secrets,
    ports,
    folder: join(dataFolder, 'bench'),
    reserved: () => printing.serialPaths(),
    timing: options.benchTiming,
    standing: options.benchStanding,
    people: identity,
    log: log.child({ room: 'bench' }),
  });
  const repairs = new RepairService(opened.store);
  const reports = new ReportsService(opened.store, { identity, ordering, paper: writeDocument });
  const sync = new SyncService({
    store: opened.store,
    secrets,
    identity,
    journal,
    log: log.child({ room: 'sync' }),
    presetAddress: options.cloudAddress,
    files: pictureShelf(ordering.pictures),
    ...options.sync,
  });
  const relay = new RelayService({
    store: opened.store,
    identity,
    ordering,
    cloud: options.cloud ?? sync.access,
    commands: {
      counters: (language) => sync.cloud.counters(language),
      send: (command) => sync.cloud.sendCommand(command),
      standing: (id, language) => sync.cloud.commandStanding(id, language),
    },
    requireSubsystem: (subsystem) => sync.requireSubsystem(subsystem),
    log: log.child({ room: 'relay' }),
    timing: options.relayTiming,
  });
  const backups = new BackupService({
    ...options,
    deviceId: opened.store.deviceId,
    secrets,
    house: () => identity.findEnterprise(),
    log: log.child({ room: 'store' }),
  });
  const timers: NodeJS.Timeout[] = [];
  let server: FastifyInstance | undefined;
  let closeLocal = () => {};
  let stopTelling = () => {};
  try {
    await secrets.open();
    await opened.store.renewProjections();
    await reports.catchUp();
    await journal.start();
    server = await buildServer({
      backups,
      bench,
      identity,
      ordering,
      lan,
      printing,
      reach,
      relay,
      repairs,
      reports,
      stickers,
      sync,
      log,
      limits: options.limits ?? defaultLimits,
      patience,
      version: options.version,
      health: () => ({ version: options.version, uptimeSeconds: Math.round((Date.now() - startedAt) / 1000) }),
    });
    const limit = limitsOf(server.server, connections);
    const listening = await listen(server, options.port, host, {
      limit,
      connectionsCheckingInterval: patience.checkEveryMs,
    });
    const { port } = listening;
    boundPort = port;
    closeLocal = listening.closeLocal;
    reach.watch();
    const tidy = () =>
      Promise.all([identity.tidy(), ordering.tidy(), printing.tidy(), relay.tidy()]).catch((err) =>
        log.warn({ err }, 'tidying failed'),
      );
    timers.push(
      setInterval(tidy, tidyEveryMs),
      setInterval(() => ordering.guestStream.checkClock(), clockCheckEveryMs),
      setInterval(() => lan.checkNetwork(), networkCheckEveryMs),
      setInterval(() => backups.tick(), backupCheckEveryMs),
    );
    await printing.start();
    const running = server;
    await lan.start({ handler: running.routing, guestPort: port, limit, checkEveryMs: patience.checkEveryMs });
    sync.start();
    relay.start();
    stopTelling = tellLateBackups(backups, sync, log);
    bench.start();
    return {
      bench,
      identity,
      ordering,
      lan,
      printing,
      reach,
      relay,
      reports,
      stickers,
      sync,
      journal,
      backups,
      opened,
      consoleUrl: `http://127.0.0.1:${port}/`,
      get guestAddress() {
        return reach.origin();
      },
      lookAround() {
        reach.lookAgain();
        relay.wake();
        ordering.guestStream.checkClock();
        sync.lookAround();
        void bench.enrolment.lookAround();
        backups.tick();
        return lan.checkNetwork();
      },
      async close() {
        for (const timer of timers) clearInterval(timer);
        stopTelling();
        relay.close();
        ordering.guestStream.close();
        reach.close();
        await sync.close();
        await lan.close();
        await secrets.close();
        closeLocal();
        await running.close();
        await printing.close();
        await bench.close();
        await backups.close();
        await opened.close();
      },
    };
  } catch (error) {
    for (const timer of timers) clearInterval(timer);
    await sync.close();
    await lan.close();
    await secrets.close();
    relay.close();
    reach.close();
    closeLocal();
    await server?.close();
    await printing.close();
    await bench.close();
    await opened.close();
    throw error;
  }
}
