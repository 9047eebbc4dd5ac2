import { and, eq, isNull, sql } from 'drizzle-orm';
import type { EnrolAnswer, EnrolmentOffer } from '#shared/enterprises/devices.ts';
import { AppError } from '#shared/errors.ts';
import type { SyncDevice } from '#shared/sync/authorise.ts';
import { type CloudDatabase, newId, newSecret, secretHash, type Tx } from '../store/service.ts';
import { newEnrolmentCode } from './codes.ts';
import { deviceTable, enrolmentCodeTable, enterpriseTable } from './tables.ts';

/** Whom a request with a device's credential speaks for. */
export interface KnownDevice extends SyncDevice {
  readonly enterpriseId: string;
}

const codeValidMs = 60 * 60_000;
/** A device's last sign of life is written at most this often. */
const seenEveryMs = 60_000;

/** Devices of enterprises: codes, enrolment, credentials. */
export class Devices {
  readonly #database: CloudDatabase;
  readonly #now: () => number;

  constructor(database: CloudDatabase, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** Makes a code that enrols one device within an hour. */
  async offer(tx: Tx, enterpriseId: string, offer: EnrolmentOffer, madeBy: string) {
    const code = newEnrolmentCode();
    const expiresAt = this.#now() + codeValidMs;
    await tx.insert(enrolmentCodeTable).values({ codeHash: secretHash(code), enterpriseId, offer, madeBy, expiresAt });
    return { code, expiresAt };
  }

  /**
   * Uses a code. The device gets a new credential; one that was enrolled before (a reinstalled computer with its data)
   * loses its old one. Throws AppError enrolment_code_wrong.
   */
  enrol(code: string, device: string): Promise<EnrolAnswer> {
    const now = this.#now();
    return this.#database.asPlatform(async (tx) => {
      const [used] = await tx
        .update(enrolmentCodeTable)
        .set({ usedAt: now })
        .where(
          and(
            eq(enrolmentCodeTable.codeHash, secretHash(code)),
            isNull(enrolmentCodeTable.usedAt),
            sql`${enrolmentCodeTable.expiresAt} > ${now}`,
          ),
        )
        .returning();
      if (!used) throw new AppError('enrolment_code_wrong');
      const { enterpriseId, offer } = used;
      const [enterprise] = await tx
        .select()
        .from(enterpriseTable)
        .where(eq(enterpriseTable.enterpriseId, enterpriseId));
      const [other] = await tx.select().from(deviceTable).where(eq(deviceTable.id, device));
      // An id of somebody else's device is nobody's business to take over.
      if (!enterprise || (other && other.enterpriseId !== enterpriseId)) throw new AppError('enrolment_code_wrong');
      const secret = newSecret();
      const { name, scope, userId, administers } = offer;
      const row = {
        name,
        scope,
        userId,
        administers,
        credentialHash: secretHash(secret),
        enrolledAt: now,
        revokedAt: null,
      };
      await tx
        .insert(deviceTable)
        .values({ id: device, enterpriseId, ...row })
        .onConflictDoUpdate({ target: deviceTable.id, set: row });
      return {
        credential: secret,
        enterpriseId,
        enterpriseCode: enterprise.code,
        enterpriseName: enterprise.name,
        scope,
        administers,
      };
    });
  }

  /**
   * Makes a new device like a given one, with a credential of its own, for a copy of its database; the given one keeps
   * its own. Throws AppError device_credential_wrong when that is not there.
   */
  fork(of: KnownDevice): Promise<{ readonly device: string; readonly credential: string }> {
    return this.#database.asPlatform(async (tx) => {
      const [parent] = await tx.select().from(deviceTable).where(eq(deviceTable.id, of.id));
      if (!parent) throw new AppError('device_credential_wrong');
      const device = newId();
      const credential = newSecret();
      const own = { id: device, credentialHash: secretHash(credential), enrolledAt: this.#now(), seenAt: null };
      await tx.insert(deviceTable).values({ ...parent, ...own });
      return { device, credential };
    });
  }

  /** Whose credential this is. Throws AppError device_credential_wrong, device_revoked or enterprise_suspended. */
  async identify(credential: string | undefined): Promise<KnownDevice> {
    if (credential === undefined) throw new AppError('device_credential_wrong');
    const now = this.#now();
    return this.#database.asPlatform(async (tx) => {
      const [found] = await tx
        .select({ device: deviceTable, state: enterpriseTable.state })
        .from(deviceTable)
        .innerJoin(enterpriseTable, eq(enterpriseTable.enterpriseId, deviceTable.enterpriseId))
        .where(eq(deviceTable.credentialHash, secretHash(credential)));
      if (!found) throw new AppError('device_credential_wrong');
      const { id, enterpriseId, scope, userId, administers, seenAt, revokedAt } = found.device;
      if (revokedAt !== null) throw new AppError('device_revoked');
      if (found.state === 'suspended') throw new AppError('enterprise_suspended');
      if (seenAt === null || seenAt < now - seenEveryMs) {
        await tx.update(deviceTable).set({ seenAt: now }).where(eq(deviceTable.id, id));
      }
      return { id, enterpriseId, scope, userId, administers };
    });
  }
}
