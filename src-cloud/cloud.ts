import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { EnterprisesService } from './enterprises/service.ts';
import { buildCloudServer } from './http/server.ts';
import { cloudMigrationsFolder } from './paths.ts';
import { defaultRelayLimits, type RelayLimits, RelayService, type RelayServiceOptions } from './relay/service.ts';
import { CloudDatabase, migrate, rowsOf } from './store/service.ts';

export interface CloudOptions {
  /** TCP port; 0 takes a free one (tests). */
  readonly port: number;
  /** Address it listens on; loopback by default, because a reverse proxy stands before it. */
  readonly host?: string | undefined;
  /** Connection string of PostgreSQL; without one PGlite keeps the data in `dataFolder`. */
  readonly databaseUrl?: string | undefined;
  /** Folder of PGlite's data; undefined keeps everything in memory (tests). */
  readonly dataFolder?: string | undefined;
  readonly version: string;
  readonly log: Logger;
  readonly now?: (() => number) | undefined;
  readonly relayLimits?: RelayLimits | undefined;
  readonly orderTiming?: RelayServiceOptions['orderTiming'];
  /** How often a live stream shows that it is alive. */
  readonly heartbeatMs?: number | undefined;
}

/** A running cloud process. It holds no state: any number of them may run over one PostgreSQL. */
export interface Cloud {
  readonly url: string;
  readonly database: CloudDatabase;
  readonly enterprises: EnterprisesService;
  readonly relay: RelayService;
  /** Answers what has begun, takes nothing new, and closes. */
  close(): Promise<void>;
}

/** Composes and starts one process of the cloud centre. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const now = options.now ?? Date.now;
  const database = await CloudDatabase.open({ url: options.databaseUrl, folder: options.dataFolder });
  let relay: RelayService | undefined;
  try {
    await migrate(database, cloudMigrationsFolder);
    const enterprises = new EnterprisesService(database, now);
    const { orderTiming } = options;
    const log = options.log.child({ room: 'relay' });
    const relaying = new RelayService({ database, enterprises, now, log, orderTiming });
    relay = relaying;
    await relaying.start();
    const server = await buildCloudServer({
      enterprises,
      relay: relaying,
      relayLimits: options.relayLimits ?? defaultRelayLimits,
      heartbeatMs: options.heartbeatMs ?? 15_000,
      log: options.log,
      version: options.version,
      ready: () =>
        database
          .asPlatform((tx) => rowsOf(tx, sql`select 1`))
          .then(() => true)
          .catch(() => false),
    });
    const host = options.host ?? '127.0.0.1';
    await server.listen({ port: options.port, host });
    const { port } = server.server.address() as AddressInfo;
    return {
      url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
      database,
      enterprises,
      relay: relaying,
      async close() {
        await relaying.close();
        await server.close();
        await database.close();
      },
    };
  } catch (error) {
    await relay?.close();
    await database.close();
    throw error;
  }
}
