import { eq } from 'drizzle-orm';
import pino from 'pino';
import { type Cloud, type CloudOptions, startCloud } from '#cloud/cloud.ts';
import { deviceTable, enterpriseTable } from '#cloud/enterprises/tables.ts';
import { defaultRelayLimits, type RelayLimits } from '#cloud/relay/limits.ts';
import type { CloudAccess, CloudAccessSource } from '#main/relay/service.ts';
import { isOn, type Subsystem, type SubsystemSwitches } from '#shared/enterprises/switches.ts';
import type { TestLanding } from './landing.ts';

/** No limits worth speaking of; for tests that are not about limits. */
export const noRelayLimits = Object.fromEntries(
  Object.keys(defaultRelayLimits).map((name) => [name, 1_000_000]),
) as unknown as RelayLimits;

/** How a landing reaches its cloud, in the hands of a test. */
export class TestAccess implements CloudAccessSource {
  readonly #listeners = new Set<() => void>();
  #access: CloudAccess | undefined;

  readonly current = (): CloudAccess | undefined => this.#access;

  readonly onChange = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(access: CloudAccess | undefined): void {
    this.#access = access;
    for (const listener of this.#listeners) listener();
  }
}

/** A real cloud in this process: PGlite, or PostgreSQL by its address. */
export class TestCloud {
  readonly cloud: Cloud;
  readonly #options: CloudOptions;

  private constructor(cloud: Cloud, options: CloudOptions) {
    this.cloud = cloud;
    this.#options = options;
  }

  static async start(options: Partial<CloudOptions> = {}): Promise<TestCloud> {
    const all = {
      port: 0,
      version: '0.0.0-test',
      log: pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
      relayLimits: noRelayLimits,
      heartbeatMs: 500,
      ...options,
    };
    return new TestCloud(await startCloud(all), all);
  }

  get url(): string {
    return this.cloud.url;
  }

  /** Starts another process over the same database (this one must be closed first where it is PGlite). */
  again(changes: Partial<CloudOptions> = {}): Promise<TestCloud> {
    return TestCloud.start({ ...this.#options, ...changes });
  }

  /** Takes a landing's enterprise in, enrols the landing, and tells it how this cloud is reached. */
  async enrol(landing: TestLanding, access: TestAccess, address = this.url): Promise<string> {
    const { id, code, name } = landing.landing.identity.enterprise();
    const { enterprises, database } = this.cloud;
    await enterprises.admit({ enterpriseId: id, code: `${code}-${id.slice(-6)}`, name });
    const offered = await database.asPlatform((tx) =>
      enterprises.devices.offer(
        tx,
        id,
        { name: 'Counter', scope: 'enterprise', userId: null, administers: true },
        'test',
      ),
    );
    const { credential } = await enterprises.devices.enrol(offered.code, landing.landing.opened.store.deviceId);
    access.set({ address, credential });
    return credential;
  }

  async switch(enterpriseId: string, subsystem: Subsystem, on: boolean): Promise<void> {
    await this.cloud.database.asPlatform(async (tx) => {
      const where = eq(enterpriseTable.enterpriseId, enterpriseId);
      const [row] = await tx.select().from(enterpriseTable).where(where);
      const switches: SubsystemSwitches = { ...row?.switches, [subsystem]: on };
      if (isOn(switches, subsystem) !== on) throw new Error('the switch did not move');
      await tx.update(enterpriseTable).set({ switches }).where(where);
    });
  }

  async revoke(deviceId: string): Promise<void> {
    await this.cloud.database.asPlatform((tx) =>
      tx.update(deviceTable).set({ revokedAt: Date.now() }).where(eq(deviceTable.id, deviceId)),
    );
  }

  close(): Promise<void> {
    return this.cloud.close();
  }
}
