import { eq } from 'drizzle-orm';
import { isOn, type Subsystem } from '#shared/enterprises/switches.ts';
import { AppError } from '#shared/errors.ts';
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

  /** Refuses what the platform switched off for an enterprise. Throws AppError enterprise_suspended, subsystem_off. */
  async requireSubsystem(enterpriseId: string, subsystem: Subsystem): Promise<void> {
    const [enterprise] = await this.#database.asPlatform((tx) =>
      tx
        .select({ state: enterpriseTable.state, switches: enterpriseTable.switches })
        .from(enterpriseTable)
        .where(eq(enterpriseTable.enterpriseId, enterpriseId)),
    );
    if (enterprise?.state !== 'active') throw new AppError('enterprise_suspended');
    if (!isOn(enterprise.switches, subsystem)) throw new AppError('subsystem_off');
  }
}
