import type { EnterpriseState } from '#shared/enterprises/registration.ts';
import type { Subsystem } from '#shared/enterprises/switches.ts';
import type { CloudDatabase } from '../store/service.ts';
import { Audits } from './audits.ts';
import { type Behind, Devices } from './devices.ts';
import { Directory } from './directory.ts';
import { Documents } from './documents.ts';
import { type Tell, tellNobody } from './happenings.ts';
import { Registrations } from './registrations.ts';
import { tellSilent } from './silence.ts';
import { EnterpriseStates } from './states.ts';
import { enterpriseTable } from './tables.ts';

export type { Behind, KnownDevice } from './devices.ts';
export type { Tell } from './happenings.ts';
export { platformHealth } from './health.ts';
export {
  documentsOf,
  eraseForGood,
  type FoundEnterprise,
  findByCode,
  recordExport,
  rowsOfEnterprise,
} from './leaving.ts';

/** Enterprises of the platform: how they come in, their devices, their switches, and the operators' view of them. */
export class EnterprisesService {
  readonly devices: Devices;
  readonly registrations: Registrations;
  readonly documents: Documents;
  readonly audits: Audits;
  readonly directory: Directory;
  readonly states: EnterpriseStates;
  readonly #database: CloudDatabase;
  readonly #now: () => number;
  readonly #tell: Tell;

  /** `behind` tells how far devices are behind the log, where there is one; `tell` tells people what happens. */
  constructor(
    database: CloudDatabase,
    now: () => number,
    behind: Behind = async () => new Map(),
    tell: Tell = tellNobody,
  ) {
    this.#database = database;
    this.#now = now;
    this.#tell = tell;
    this.states = new EnterpriseStates(database);
    this.devices = new Devices(database, now, this.states, behind, tell);
    this.registrations = new Registrations(database, now, this.devices, tell);
    this.documents = new Documents(database);
    this.audits = new Audits(database, now, this.documents, this.states, tell);
    this.directory = new Directory(database, now, this.devices, this.states, behind);
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

  /** State and switches of an enterprise, remembered briefly. Throws AppError enterprise_missing. */
  state(enterpriseId: string): Promise<EnterpriseState> {
    return this.states.of(enterpriseId);
  }

  /** Lets pass who may use a part of the product. Throws AppError subsystem_off or enterprise_suspended. */
  requireSubsystem(enterpriseId: string, subsystem: Subsystem): Promise<void> {
    return this.states.require(enterpriseId, subsystem);
  }

  /** Tells owners of landings that were not heard of for `silentMs`; once for each silence. */
  async tellSilent(silentMs: number): Promise<void> {
    await this.#database.asPlatform((tx) => tellSilent(tx, this.#now(), silentMs, this.#tell));
  }

  /** Removes what has run out and nobody needs any more. */
  async tidy(): Promise<void> {
    await this.#database.asPlatform(async (tx) => {
      await this.devices.tidy(tx);
      await this.registrations.tidy(tx);
      await this.registrations.tidyDocuments(tx);
    });
  }
}
