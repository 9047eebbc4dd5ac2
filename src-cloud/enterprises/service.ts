import { eq } from 'drizzle-orm';
import type { SubsystemSwitches } from '#shared/enterprises/switches.ts';
import type { CloudDatabase } from '../store/service.ts';
import { Devices } from './devices.ts';
import { enterpriseTable } from './tables.ts';

export type { KnownDevice } from './devices.ts';

/** Enterprises of the platform and their devices. */
export class EnterprisesService {
  readonly devices: Devices;
  readonly #database: CloudDatabase;
  readonly #now: () => number;

  constructor(database: CloudDatabase, now: () => number) {
    this.#database = database;
    this.#now = now;
    this.devices = new Devices(database, now);
  }

  /** Takes an enterprise in: from now on its devices can be enrolled. */
  async admit(enterprise: {
    readonly enterpriseId: string;
    readonly code: string;
    readonly name: string;
  }): Promise<void> {
    await this.#database.asPlatform((tx) =>
      tx.insert(enterpriseTable).values({ ...enterprise, state: 'active', switches: {}, createdAt: this.#now() }),
    );
  }

  /** What is switched on for an enterprise. */
  async switchesOf(enterpriseId: string): Promise<SubsystemSwitches> {
    const [row] = await this.#database.inEnterprise(enterpriseId, (tx) =>
      tx
        .select({ switches: enterpriseTable.switches })
        .from(enterpriseTable)
        .where(eq(enterpriseTable.enterpriseId, enterpriseId)),
    );
    return row?.switches ?? {};
  }
}
