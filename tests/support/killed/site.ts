import { CloudProcess } from '#tests/support/cloud-process.ts';
import { freePort } from '#tests/support/free-port.ts';
import { TestPostgres } from '#tests/support/postgres.ts';
import { programs } from '#tests/support/programs.ts';
import { SyncTestDevice, startTestCloud } from '#tests/support/sync-cloud.ts';
import { TcpProxy } from '#tests/support/tcp-proxy.ts';

/** The cloud as it is run: processes without state over one PostgreSQL, each on a port of its own that it keeps. */
export class CloudSite {
  readonly #postgres: TestPostgres;
  readonly #databaseUrl: string;
  readonly #ports: readonly number[];
  readonly #processes = new Map<number, CloudProcess>();

  private constructor(postgres: TestPostgres, databaseUrl: string, ports: readonly number[]) {
    this.#postgres = postgres;
    this.#databaseUrl = databaseUrl;
    this.#ports = ports;
  }

  static async start(processes: number): Promise<CloudSite> {
    // What it said is on the disk: a cloud that forgets by itself would be another test.
    const postgres = await TestPostgres.start({ durable: true });
    const ports: number[] = [];
    while (ports.length < processes) ports.push(await freePort());
    const site = new CloudSite(postgres, await postgres.createDatabase('cloud'), ports);
    await site.startMissing();
    return site;
  }

  get urls(): string[] {
    return this.#ports.map((port) => `http://127.0.0.1:${port}`);
  }

  /** How many of its processes live. */
  get alive(): number {
    return this.#processes.size;
  }

  /** A network between the cloud and one landing, which leads to whichever process answers. */
  network(): Promise<TcpProxy> {
    return TcpProxy.before(...this.urls);
  }

  /** Starts every process that is not there. */
  async startMissing(): Promise<void> {
    await Promise.all(
      this.#ports
        .filter((port) => !this.#processes.has(port))
        .map(async (port) => {
          const options = { databaseUrl: this.#databaseUrl, program: programs.cloud, port };
          this.#processes.set(port, await CloudProcess.start(options));
        }),
    );
  }

  /** Kills so many processes. */
  async kill(count: number): Promise<void> {
    const doomed = [...this.#processes].slice(0, count);
    await Promise.all(
      doomed.map(([port, running]) => {
        this.#processes.delete(port);
        return running.kill();
      }),
    );
  }

  /** A power cut at the database, which then recovers. */
  async cutDatabase(): Promise<void> {
    await this.#postgres.halt('SIGQUIT');
    await this.#postgres.resume();
  }

  /** Keeps a copy of the database as it is now. */
  async keepDatabase(): Promise<string> {
    await this.#postgres.halt();
    const copy = this.#postgres.copyData();
    await this.#postgres.resume();
    return copy;
  }

  /** Puts an older copy in the place of the database. */
  async setDatabaseBack(copy: string): Promise<void> {
    await this.#postgres.halt('SIGQUIT');
    this.#postgres.setBack(copy);
    await this.#postgres.resume();
  }

  /** Takes an enterprise in; gives a code for its first landing. */
  async admit(enterprise: { readonly id: string; readonly code: string; readonly name: string }): Promise<string> {
    const { id: enterpriseId, code, name } = enterprise;
    return this.#inProcess(async ({ enterprises, database }) => {
      await enterprises.admit({ enterpriseId, code, name });
      const offer = { name: 'The first', scope: 'enterprise', userId: null, administers: true } as const;
      return (await database.asPlatform((tx) => enterprises.devices.offer(tx, enterpriseId, offer, 'test'))).code;
    });
  }

  /** A device that only asks, of each process. */
  async observer(enterpriseId: string): Promise<CloudObserver> {
    const device = await this.#inProcess((cloud) => SyncTestDevice.enrol(cloud, enterpriseId));
    return new CloudObserver(device, this.urls);
  }

  async end(): Promise<void> {
    await this.kill(this.#ports.length);
    await this.#postgres.stop();
  }

  async #inProcess<T>(work: (cloud: Awaited<ReturnType<typeof startTestCloud>>) => Promise<T>): Promise<T> {
    const cloud = await startTestCloud({ databaseUrl: this.#databaseUrl });
    try {
      return await work(cloud);
    } finally {
      await cloud.close();
    }
  }
}

/** Asks what the cloud holds. */
export class CloudObserver {
  readonly #device: SyncTestDevice;
  readonly #urls: readonly string[];

  constructor(device: SyncTestDevice, urls: readonly string[]) {
    this.#device = device;
    this.#urls = urls;
  }

  /** The checksums as each process says them. */
  async checksums(): Promise<unknown[]> {
    return Promise.all(
      this.#urls.map(async (url) => {
        const headers = { authorization: `Bearer ${this.#device.credential}` };
        const answer = await fetch(`${url}/api/v1/sync/checksums`, { headers });
        if (!answer.ok) throw new Error(`checksums: ${answer.status}`);
        return ((await answer.json()) as { entities: unknown }).entities;
      }),
    );
  }
}
