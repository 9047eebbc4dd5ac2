import { z } from 'zod';
import type { EnrolAnswer } from '#shared/enterprises/devices.ts';
import type { RegistrationStatus } from '#shared/enterprises/registration.ts';
import { isOn, type Subsystem, type SubsystemSwitches } from '#shared/enterprises/switches.ts';
import { AppError } from '#shared/errors.ts';
import { idSchema } from '#shared/schemas.ts';
import { sameJson } from '#shared/sync/canonical.ts';
import type { Secrets } from '../secrets/service.ts';
import type { Store } from '../store/service.ts';
import { cloudTable } from './tables.ts';

export type CloudRow = Omit<typeof cloudTable.$inferSelect, 'id'>;

/** Who this landing is at the cloud. Device and credential lie together, so that they never differ. */
const identitySchema = z.object({
  device: idSchema,
  credential: z.string(),
  /** The journal does not know yet that it is another device from now on. */
  adopting: z.boolean(),
});
export type CloudIdentity = z.infer<typeof identitySchema>;

/** The stable names under which the secrets keep them. */
const secretNames = { identity: 'cloud.identity', registration: 'cloud.registration' } as const;

const empty: CloudRow = {
  connected: false,
  joining: false,
  address: '',
  enterpriseId: null,
  enterpriseCode: null,
  enterpriseName: null,
  administers: false,
  switches: {},
  registration: null,
};

/** What this landing remembers of the cloud: where it is, who it is there, what is switched on. */
export class Connection {
  readonly #store: Store;
  readonly #secrets: Secrets;
  #row: CloudRow | undefined;

  constructor(store: Store, secrets: Secrets) {
    this.#store = store;
    this.#secrets = secrets;
    store.cached(['cloud'], () => {
      this.#row = undefined;
    });
  }

  get(): CloudRow {
    this.#row ??= this.#store.db.select().from(cloudTable).get() ?? empty;
    return this.#row;
  }

  isOn(subsystem: Subsystem): boolean {
    return isOn(this.get().switches, subsystem);
  }

  /** Refuses while the secrets are not at hand. Throws AppError cloud_secrets_closed or cloud_secrets_lost. */
  requireSecrets(): void {
    const { state } = this.#secrets;
    if (state === 'open') return;
    throw new AppError(state === 'other_key' || state === 'damaged' ? 'cloud_secrets_lost' : 'cloud_secrets_closed');
  }

  /** Who this landing is at the cloud; undefined when it was never told. Throws like `requireSecrets`. */
  identity(): CloudIdentity | undefined {
    this.requireSecrets();
    return read(identitySchema, this.#secrets.get(secretNames.identity));
  }

  keepIdentity(identity: CloudIdentity): Promise<void> {
    return this.#secrets.put(secretNames.identity, JSON.stringify(identity));
  }

  /** The token of the registration. Throws like `requireSecrets`. */
  registrationToken(): string | undefined {
    this.requireSecrets();
    return this.#secrets.get(secretNames.registration) || undefined;
  }

  keepRegistrationToken(token: string): Promise<void> {
    return this.#secrets.put(secretNames.registration, token);
  }

  /** Takes an enrolment: credential first, so that a landing that is connected always has one. */
  async enrolled(address: string, device: string, answer: EnrolAnswer, joining: boolean): Promise<void> {
    await this.keepIdentity({ device, credential: answer.credential, adopting: false });
    await this.change({
      connected: true,
      joining,
      address,
      enterpriseId: answer.enterpriseId,
      enterpriseCode: answer.enterpriseCode,
      enterpriseName: answer.enterpriseName,
      administers: answer.administers,
    });
  }

  keepRegistration(address: string, registration: RegistrationStatus | null): Promise<void> {
    return this.change({ address, registration });
  }

  keepSwitches(switches: SubsystemSwitches): Promise<void> {
    return this.change({ switches });
  }

  /** Writes what is not so yet; nothing when all of it is. */
  async change(changes: Partial<CloudRow>): Promise<void> {
    const row = { ...this.get(), ...changes };
    if (sameJson(row, this.get())) return;
    await this.#store.write('system', (tx) => {
      tx.db
        .insert(cloudTable)
        .values({ id: 1, ...row })
        .onConflictDoUpdate({ target: cloudTable.id, set: row })
        .run();
      tx.changed('cloud', 'cloud');
    });
  }
}

function read<Schema extends z.ZodType>(schema: Schema, text: string | undefined): z.output<Schema> | undefined {
  if (!text) return undefined;
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
