import { and, desc, eq, isNull, lt, sql } from 'drizzle-orm';
import type { CloudDevice, EnrolAnswer, EnrolmentOffer } from '#shared/enterprises/devices.ts';
import { AppError } from '#shared/errors.ts';
import type { SyncDevice } from '#shared/sync/authorise.ts';
import { type CloudDatabase, newId, newSecret, Prepared, secretHash, type Tx } from '../store/service.ts';
import { newEnrolmentCode } from './codes.ts';
import type { Tell } from './happenings.ts';
import type { EnterpriseStates } from './states.ts';
import { deviceTable, enrolmentCodeTable, enterpriseTable } from './tables.ts';

/** What a code stands for; that a landing is hosted only the platform says. */
export type StoredOffer = EnrolmentOffer & { readonly hosted?: boolean };

/** Whom a request with a device's credential speaks for. */
export interface KnownDevice extends SyncDevice {
  readonly enterpriseId: string;
}

/** How many changes of the log each device of an enterprise has not pulled yet; who never pulled is not in it. */
export type Behind = (tx: Tx, enterpriseId: string) => Promise<ReadonlyMap<string, number>>;

const codeValidMs = 60 * 60_000;
const codeKeptMs = 7 * 24 * 60 * 60_000;
/** A device's last sign of life is written at most this often. */
const seenEveryMs = 60_000;

// Asked with every request of every device, so it is prepared.
const identifying = new Prepared<
  { hash: string },
  KnownDevice & { readonly seenAt: string | null; readonly isRevoked: boolean; readonly state: string }
>(
  'device_identify',
  sql`select d.id, d.enterprise_id as "enterpriseId", d.scope, d.user_id as "userId", d.administers,
      d.seen_at as "seenAt", d.revoked_at is not null as "isRevoked", e.state
    from ${deviceTable} d join ${enterpriseTable} e on e.enterprise_id = d.enterprise_id
    where d.credential_hash = ${sql.placeholder('hash')}`,
);

/** Devices of enterprises: codes, enrolment, credentials. */
export class Devices {
  readonly #database: CloudDatabase;
  readonly #now: () => number;
  readonly #states: EnterpriseStates;
  readonly #behind: Behind;
  readonly #tell: Tell;

  constructor(database: CloudDatabase, now: () => number, states: EnterpriseStates, behind: Behind, tell: Tell) {
    this.#database = database;
    this.#now = now;
    this.#states = states;
    this.#behind = behind;
    this.#tell = tell;
  }

  /** Makes a code that enrols one device within an hour. */
  async offer(tx: Tx, enterpriseId: string, offer: StoredOffer, madeBy: string) {
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
      const answer = await this.admit(tx, used.enterpriseId, device, used.offer);
      if (!answer) throw new AppError('enrolment_code_wrong');
      await this.#states.announce(tx, used.enterpriseId);
      return answer;
    });
  }

  /**
   * Gives a device of an enterprise a credential; undefined where the id is somebody else's device, which is nobody's
   * business to take over. Throws AppError enterprise_suspended.
   */
  async admit(
    tx: Tx,
    enterpriseId: string,
    device: string,
    { name, scope, userId, administers, hosted = false }: StoredOffer,
  ): Promise<EnrolAnswer | undefined> {
    const [enterprise] = await tx.select().from(enterpriseTable).where(eq(enterpriseTable.enterpriseId, enterpriseId));
    if (!enterprise) return undefined;
    if (enterprise.state === 'suspended') throw new AppError('enterprise_suspended');
    const credential = newSecret();
    const row = {
      name,
      scope,
      userId,
      administers,
      hosted,
      credentialHash: secretHash(credential),
      enrolledAt: this.#now(),
      seenAt: null,
      revokedAt: null,
    };
    const written = await tx
      .insert(deviceTable)
      .values({ id: device, enterpriseId, ...row })
      .onConflictDoUpdate({ target: deviceTable.id, set: row, setWhere: eq(deviceTable.enterpriseId, enterpriseId) })
      .returning({ id: deviceTable.id });
    if (written.length === 0) return undefined;
    const told = { kind: 'device_enrolled', name: enterprise.name, device: { id: device, name } } as const;
    await this.#tell(tx, enterpriseId, row.enrolledAt, told);
    return {
      credential,
      enterpriseId,
      enterpriseCode: enterprise.code,
      enterpriseName: enterprise.name,
      scope,
      administers,
    };
  }

  /** The same, for an administering device. Throws AppError device_not_administering. */
  async makeCode(asking: KnownDevice, offer: EnrolmentOffer) {
    if (!asking.administers) throw new AppError('device_not_administering');
    return this.#database.asPlatform((tx) => this.offer(tx, asking.enterpriseId, offer, `device:${asking.id}`));
  }

  /** The devices of the asking one's enterprise, the newest first; a personal one sees itself only. */
  async list(asking: KnownDevice): Promise<CloudDevice[]> {
    return this.#database.inEnterprise(asking.enterpriseId, async (tx) => {
      const rows = await devicesOf(tx, asking.enterpriseId);
      const behind = await this.#behind(tx, asking.enterpriseId);
      return rows
        .filter(({ id }) => asking.scope === 'enterprise' || id === asking.id)
        .map((row) => ({ ...row, behind: behind.get(row.id) ?? null }));
    });
  }

  /** The landings of an enterprise: its devices that stand for the whole house and still have access. */
  landings(enterpriseId: string) {
    return this.#database.inEnterprise(enterpriseId, async (tx) =>
      (await devicesOf(tx, enterpriseId)).filter(
        ({ scope, revokedAt }) => scope === 'enterprise' && revokedAt === null,
      ),
    );
  }

  /**
   * Takes a device's access away, for good. An administering device may do it to any of its enterprise, every other to
   * itself only. Throws AppError device_not_administering, device_missing.
   */
  async revoke(asking: KnownDevice, id: string): Promise<void> {
    if (asking.id !== id && !asking.administers) throw new AppError('device_not_administering');
    await this.#database.asPlatform((tx) => this.revokeIn(tx, asking.enterpriseId, id));
  }

  /** The same, by an operator. Gives its name. Throws AppError device_missing. */
  async revokeIn(tx: Tx, enterpriseId: string, id: string): Promise<string> {
    const [revoked] = await tx
      .update(deviceTable)
      .set({ revokedAt: sql`coalesce(${deviceTable.revokedAt}, ${this.#now()})` })
      .where(and(eq(deviceTable.id, id), eq(deviceTable.enterpriseId, enterpriseId)))
      .returning({ name: deviceTable.name, at: deviceTable.revokedAt });
    if (!revoked) throw new AppError('device_missing');
    const { name } = revoked;
    const [enterprise] = await tx.select().from(enterpriseTable).where(eq(enterpriseTable.enterpriseId, enterpriseId));
    const told = { kind: 'device_revoked', name: enterprise?.name ?? '', device: { id, name } } as const;
    // Taken away already, it is the same moment, and was told.
    await this.#tell(tx, enterpriseId, Number(revoked.at), told);
    await this.#states.announce(tx, enterpriseId);
    return name;
  }

  /** Tells the owner that a landing has had no good backup since then. A hosted one is the platform's own care. */
  async tellLateBackup({ id, enterpriseId, scope }: KnownDevice, since: number): Promise<void> {
    if (scope !== 'enterprise' || since > this.#now()) return;
    await this.#database.asPlatform(async (tx) => {
      const [found] = await tx
        .select({ device: deviceTable.name, hosted: deviceTable.hosted, name: enterpriseTable.name })
        .from(deviceTable)
        .innerJoin(enterpriseTable, eq(enterpriseTable.enterpriseId, deviceTable.enterpriseId))
        .where(eq(deviceTable.id, id));
      if (!found || found.hosted) return;
      const told = { kind: 'backup_unverified', name: found.name, device: { id, name: found.device } } as const;
      await this.#tell(tx, enterpriseId, since, told);
    });
  }

  /** Removes codes that ran out a week ago; until then an administrator can see what became of one. */
  async tidy(tx: Tx): Promise<void> {
    await tx.delete(enrolmentCodeTable).where(lt(enrolmentCodeTable.expiresAt, this.#now() - codeKeptMs));
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
      const [found] = await identifying.rows(tx, { hash: secretHash(credential) });
      if (!found) throw new AppError('device_credential_wrong');
      const { id, enterpriseId, scope, userId, administers, seenAt, isRevoked, state } = found;
      if (isRevoked) throw new AppError('device_revoked');
      if (state === 'suspended') throw new AppError('enterprise_suspended');
      if (seenAt === null || Number(seenAt) < now - seenEveryMs) {
        await tx.update(deviceTable).set({ seenAt: now }).where(eq(deviceTable.id, id));
      }
      return { id, enterpriseId, scope, userId, administers };
    });
  }

  /** Whether a device is enrolled and nobody has shut it out. */
  async isActive(id: string): Promise<boolean> {
    const [found] = await this.#database.asPlatform((tx) =>
      tx.select({ revokedAt: deviceTable.revokedAt }).from(deviceTable).where(eq(deviceTable.id, id)),
    );
    return found !== undefined && found.revokedAt === null;
  }
}

/** The devices of an enterprise, the newest first. */
export function devicesOf(tx: Tx, of: string) {
  const { id, name, scope, userId, administers, hosted, enrolledAt, seenAt, revokedAt, enterpriseId } = deviceTable;
  return tx
    .select({ id, name, scope, userId, administers, hosted, enrolledAt, seenAt, revokedAt })
    .from(deviceTable)
    .where(eq(enterpriseId, of))
    .orderBy(desc(enrolledAt), desc(id));
}
