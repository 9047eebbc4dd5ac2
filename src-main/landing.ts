import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { lanAddresses } from './addresses.ts';
import { defaultLimits, type RequestLimits } from './http/limits.ts';
import { buildServer } from './http/server.ts';
import { IdentityService } from './identity/service.ts';
import { OrderingService } from './ordering/service.ts';
import { StartupError } from './startup-error.ts';
import { type OpenStore, openStore } from './store/service.ts';

export interface LandingOptions {
  readonly dataFolder: string;
  /** TCP port; 0 takes a free one (tests). */
  readonly port: number;
  /** Address to listen on; all interfaces by default, so that phones reach it. */
  readonly host?: string | undefined;
  readonly version: string;
  readonly log: Logger;
  readonly limits?: RequestLimits | undefined;
  readonly now?: (() => number) | undefined;
}

/** A running landing. */
export interface Landing {
  readonly identity: IdentityService;
  readonly ordering: OrderingService;
  readonly opened: OpenStore;
  /** The staff console on this computer. */
  readonly consoleUrl: string;
  /** Where phones reach this landing. */
  readonly guestAddress: string;
  readonly picturesFolder: string;
  close(): Promise<void>;
}

const tidyEveryMs = 10 * 60_000;
const menuCheckEveryMs = 15_000;

async function listen(server: FastifyInstance, port: number, host: string): Promise<number> {
  try {
    await server.listen({ port, host });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new StartupError('port_in_use', { port }, { cause: error });
    throw error;
  }
  return (server.server.address() as AddressInfo).port;
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
  let guestAddress = '';
  const identity = new IdentityService(opened.store);
  const ordering = new OrderingService(opened.store, identity, () => guestAddress);
  const timers: NodeJS.Timeout[] = [];
  let server: FastifyInstance | undefined;
  try {
    server = await buildServer({
      identity,
      ordering,
      log,
      limits: options.limits ?? defaultLimits,
      picturesFolder,
      version: options.version,
      health: () => ({ version: options.version, uptimeSeconds: Math.round((Date.now() - startedAt) / 1000) }),
    });
    const port = await listen(server, options.port, host);
    const lanHost = host === '0.0.0.0' ? (lanAddresses()[0] ?? '127.0.0.1') : host;
    guestAddress = `http://${lanHost}:${port}`;
    const tidy = () =>
      Promise.all([identity.tidy(), ordering.tidy()]).catch((err) => log.warn({ err }, 'tidying failed'));
    timers.push(
      setInterval(tidy, tidyEveryMs),
      setInterval(() => ordering.guestStream.checkMenu(), menuCheckEveryMs),
    );
    const running = server;
    return {
      identity,
      ordering,
      opened,
      consoleUrl: `http://127.0.0.1:${port}/`,
      guestAddress,
      picturesFolder,
      async close() {
        for (const timer of timers) clearInterval(timer);
        ordering.guestStream.close();
        await running.close();
        await opened.close();
      },
    };
  } catch (error) {
    for (const timer of timers) clearInterval(timer);
    await server?.close();
    await opened.close();
    throw error;
  }
}
