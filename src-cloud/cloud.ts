import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { EnterprisesService } from './enterprises/service.ts';
import { buildCloudServer } from './http/server.ts';
import { cloudMigrationsFolder } from './paths.ts';
import { CloudDatabase, migrate, rowsOf } from './store/service.ts';
import { SyncService } from './sync/service.ts';

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
  /** How often a silent stream says that it lives, and looks whether its credential still does (ms). */
  readonly heartbeatMs?: number | undefined;
}

/** A running cloud process. It holds no state: any number of them may run over one PostgreSQL. */
export interface Cloud {
  readonly url: string;
  readonly database: CloudDatabase;
  readonly enterprises: EnterprisesService;
  readonly sync: SyncService;
  /** Answers what has begun, takes nothing new, and closes. */
  close(): Promise<void>;
}

/** Composes and starts one process of the cloud centre. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const now = options.now ?? Date.now;
  const database = await CloudDatabase.open({ url: options.databaseUrl, folder: options.dataFolder });
  try {
    await migrate(database, cloudMigrationsFolder);
    const enterprises = new EnterprisesService(database, now);
    const sync = new SyncService(
      database,
      {
        switchesOf: (enterpriseId) => enterprises.switchesOf(enterpriseId),
        fork: (device) => enterprises.devices.fork(device),
      },
      now,
    );
    const server = await buildCloudServer({
      enterprises,
      sync,
      heartbeatMs: options.heartbeatMs,
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
      sync,
      async close() {
        await server.close();
        await sync.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
