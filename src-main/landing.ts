import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, isIPv4 } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { LanAddress } from '#shared/reach/reach.ts';
import { lanCards } from './addresses.ts';
import { defaultLimits, type RequestLimits } from './http/limits.ts';
import { buildServer } from './http/server.ts';
import { IdentityService } from './identity/service.ts';
import { OrderingService } from './ordering/service.ts';
import { writeDocument } from './printing/document.ts';
import { StickerService } from './printing/stickers/service.ts';
import { ReachService } from './reach/service.ts';
import { ReportsService } from './reports/service.ts';
import { StartupError } from './startup-error.ts';
import { type OpenStore, openStore } from './store/service.ts';

export interface LandingOptions {
  readonly dataFolder: string;
  /** TCP port; 0 takes a free one (tests). */
  readonly port: number;
  /** Address phones reach it on; all interfaces by default. The console is on loopback in any case. */
  readonly host?: string | undefined;
  readonly version: string;
  readonly log: Logger;
  readonly limits?: RequestLimits | undefined;
  readonly now?: (() => number) | undefined;
  /** This computer's addresses; the operating system's by default (tests change them). */
  readonly addresses?: (() => LanAddress[]) | undefined;
}

/** A running landing. */
export interface Landing {
  readonly identity: IdentityService;
  readonly ordering: OrderingService;
  readonly reach: ReachService;
  readonly reports: ReportsService;
  readonly stickers: StickerService;
  readonly opened: OpenStore;
  /** The staff console on this computer. */
  readonly consoleUrl: string;
  /** Where phones reach this landing. */
  readonly guestAddress: string;
  readonly picturesFolder: string;
  close(): Promise<void>;
}

const tidyEveryMs = 10 * 60_000;
const clockCheckEveryMs = 15_000;

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
async function listen(server: FastifyInstance, port: number, host: string) {
  try {
    await server.listen({ port, host });
    const bound = (server.server.address() as AddressInfo).port;
    if (['0.0.0.0', '::', 'localhost', loopback].includes(host)) return { port: bound, closeLocal: () => {} };
    const { headersTimeout, requestTimeout, keepAliveTimeout } = server.server;
    const local = createServer({ headersTimeout, requestTimeout, keepAliveTimeout }, server.routing);
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
  const picturesFolder = join(dataFolder, 'pictures');
  const opened = openStore({
    folder: dataFolder,
    now: options.now,
    onListenerError: (err) => log.error({ err }, 'a change listener failed'),
  });
  if (opened.recovered) log.warn('the last run did not end cleanly; the database passed its check');
  mkdirSync(picturesFolder, { recursive: true });
  const startedAt = Date.now();
  let boundPort = options.port;
  const identity = new IdentityService(opened.store);
  const reach = new ReachService(opened.store, {
    addresses: options.addresses ?? addressesOf(host),
    port: () => boundPort,
    log,
  });
  const ordering = new OrderingService(opened.store, identity, () => reach.origin());
  const stickers = new StickerService(opened.store, { identity, ordering, reach });
  const reports = new ReportsService(opened.store, { identity, ordering, paper: writeDocument });
  const timers: NodeJS.Timeout[] = [];
  let server: FastifyInstance | undefined;
  try {
    await reports.catchUp();
    server = await buildServer({
      identity,
      ordering,
      reach,
      reports,
      stickers,
      log,
      limits: options.limits ?? defaultLimits,
      picturesFolder,
      version: options.version,
      health: () => ({ version: options.version, uptimeSeconds: Math.round((Date.now() - startedAt) / 1000) }),
    });
    const { port, closeLocal } = await listen(server, options.port, host);
    boundPort = port;
    reach.watch();
    const tidy = () =>
      Promise.all([identity.tidy(), ordering.tidy()]).catch((err) => log.warn({ err }, 'tidying failed'));
    timers.push(
      setInterval(tidy, tidyEveryMs),
      setInterval(() => ordering.guestStream.checkClock(), clockCheckEveryMs),
    );
    const running = server;
    return {
      identity,
      ordering,
      reach,
      reports,
      stickers,
      opened,
      consoleUrl: `http://127.0.0.1:${port}/`,
      get guestAddress() {
        return reach.origin();
      },
      picturesFolder,
      async close() {
        for (const timer of timers) clearInterval(timer);
        ordering.guestStream.close();
        reach.close();
        closeLocal();
        await running.close();
        await opened.close();
      },
    };
  } catch (error) {
    for (const timer of timers) clearInterval(timer);
    reach.close();
    await server?.close();
    await opened.close();
    throw error;
  }
}
