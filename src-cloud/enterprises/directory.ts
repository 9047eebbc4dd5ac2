import { and, count, desc, eq, ilike, inArray, max, or, sql } from 'drizzle-orm';
import type {
  EnterpriseChange,
  EnterpriseDetail,
  ListedDevice,
  ListedEnterprise,
} from '#shared/enterprises/operator.ts';
import { type Subsystem, subsystems } from '#shared/enterprises/switches.ts';
import { AppError } from '#shared/errors.ts';
import { type Doer, likePattern, record } from '../identity/service.ts';
import type { CloudDatabase, Tx } from '../store/service.ts';
import { freeCode } from './codes.ts';
import { type Behind, type Devices, devicesOf } from './devices.ts';
import type { EnterpriseStates } from './states.ts';
import { deviceTable, enterpriseTable } from './tables.ts';

const listed = 100;

/** All enterprises and devices, for the platform's operators. */
export class Directory {
  readonly #database: CloudDatabase;
  readonly #now: () => number;
  readonly #devices: Devices;
  readonly #states: EnterpriseStates;
  readonly #behind: Behind;

  constructor(database: CloudDatabase, now: () => number, devices: Devices, states: EnterpriseStates, behind: Behind) {
    this.#database = database;
    this.#now = now;
    this.#devices = devices;
    this.#states = states;
    this.#behind = behind;
  }

  /** The enterprises whose name or code holds a text, the newest first. */
  search({ search, state }: { search: string; state: 'all' | 'active' | 'suspended' }) {
    const { name, code, createdAt, enterpriseId } = enterpriseTable;
    const like = likePattern(search);
    const found = and(
      state === 'all' ? undefined : eq(enterpriseTable.state, state),
      search === '' ? undefined : or(ilike(name, like), ilike(code, like)),
    );
    return this.#database.asPlatform(async (tx) => {
      const rows = await tx
        .select()
        .from(enterpriseTable)
        .where(found)
        .orderBy(desc(createdAt), desc(enterpriseId))
        .limit(listed + 1);
      const [total] = await tx.select({ count: count() }).from(enterpriseTable).where(found);
      const shown = rows.slice(0, listed);
      const alive = await aliveIn(
        tx,
        shown.map((row) => row.enterpriseId),
      );
      const enterprises: ListedEnterprise[] = shown.map((row) => ({ ...row, ...alive(row.enterpriseId) }));
      return { enterprises, more: rows.length > listed, total: total?.count ?? 0 };
    });
  }

  /** One enterprise with its devices. Throws AppError enterprise_missing. */
  one(enterpriseId: string): Promise<EnterpriseDetail> {
    return this.#database.asPlatform(async (tx) => {
      const row = await take(tx, enterpriseId);
      const behind = await this.#behind(tx, enterpriseId);
      const list = await devicesOf(tx, enterpriseId);
      const alive = await aliveIn(tx, [enterpriseId]);
      return {
        ...row,
        ...alive(enterpriseId),
        list: list.map((device) => ({ ...device, behind: behind.get(device.id) ?? null })),
      };
    });
  }

  /** Suspends, resumes, renames or switches. Throws AppError enterprise_missing, enterprise_code_taken. */
  async change(by: Doer, enterpriseId: string, change: EnterpriseChange): Promise<EnterpriseDetail> {
    await this.#database.asPlatform(async (tx) => {
      const before = await take(tx, enterpriseId);
      const set: Partial<typeof enterpriseTable.$inferInsert> = {};
      const done = (action: Parameters<typeof record>[3]['action'], details = {}) =>
        record(tx, this.#now(), by, { action, subjectId: enterpriseId, subject: before.name, details });
      if (change.state !== undefined && change.state !== before.state) {
        set.state = change.state;
        await done(change.state === 'suspended' ? 'enterprise.suspended' : 'enterprise.resumed');
      }
      if (change.code !== undefined && change.code !== before.code) {
        const suggestion = await freeCode(tx, change.code, enterpriseId);
        if (suggestion !== change.code) {
          throw new AppError('enterprise_code_taken', { code: change.code, suggestion }, { suggestion });
        }
        set.code = change.code;
        await done('enterprise.renamed', { from: before.code, to: change.code });
      }
      if (change.switches !== undefined) {
        set.switches = { ...before.switches, ...change.switches };
        for (const subsystem of subsystems) {
          const on = change.switches[subsystem];
          if (on !== undefined && on !== (before.switches[subsystem] ?? true)) {
            await done('enterprise.switched', { subsystem: subsystem satisfies Subsystem, on });
          }
        }
      }
      if (Object.keys(set).length === 0) return;
      await tx.update(enterpriseTable).set(set).where(eq(enterpriseTable.enterpriseId, enterpriseId));
      await this.#states.announce(tx, enterpriseId);
    });
    this.#states.forget(enterpriseId);
    return this.one(enterpriseId);
  }

  /**
   * A code for an administering device: the way back in when an enterprise has none left. Or one for a landing that runs
   * beside the cloud, which administers only where that is wished. `by` null is the command line.
   */
  makeCode(
    by: Doer | null,
    enterpriseId: string,
    name: string,
    { hosted = false, administers = !hosted }: { hosted?: boolean | undefined; administers?: boolean | undefined } = {},
  ): Promise<{ code: string; expiresAt: number }> {
    return this.#database.asPlatform(async (tx) => {
      const enterprise = await take(tx, enterpriseId);
      await record(tx, this.#now(), by, {
        action: 'enterprise.code_made',
        subjectId: enterpriseId,
        subject: enterprise.name,
        details: { device: name, ...(hosted ? { hosted } : {}) },
      });
      const offer = { name, scope: 'enterprise', userId: null, administers, hosted } as const;
      return this.#devices.offer(tx, enterpriseId, offer, by ? `operator:${by.id}` : 'command line');
    });
  }

  /** Devices of all enterprises by their name, id or enterprise, the last seen first. */
  devices(search: string): Promise<{ devices: ListedDevice[]; more: boolean; total: number }> {
    const { id, name, scope, userId, administers, hosted, enrolledAt, seenAt, revokedAt, enterpriseId } = deviceTable;
    const like = likePattern(search);
    const found =
      search === ''
        ? undefined
        : or(
            ilike(name, like),
            ilike(enterpriseTable.name, like),
            ilike(enterpriseTable.code, like),
            ilike(sql`${id}::text`, like),
          );
    const join = eq(enterpriseTable.enterpriseId, deviceTable.enterpriseId);
    return this.#database.asPlatform(async (tx) => {
      const devices = await tx
        .select({
          ...{ id, name, scope, userId, administers, hosted, enrolledAt, seenAt, revokedAt, enterpriseId },
          enterpriseName: enterpriseTable.name,
        })
        .from(deviceTable)
        .innerJoin(enterpriseTable, join)
        .where(found)
        .orderBy(desc(sql`coalesce(${seenAt}, ${enrolledAt})`), desc(id))
        .limit(listed + 1);
      const [total] = await tx
        .select({ count: count() })
        .from(deviceTable)
        .innerJoin(enterpriseTable, join)
        .where(found);
      return { devices: devices.slice(0, listed), more: devices.length > listed, total: total?.count ?? 0 };
    });
  }

  /** Takes a device's access away. Throws AppError device_missing. */
  revoke(by: Doer, id: string): Promise<void> {
    return this.#database.asPlatform(async (tx) => {
      const [device] = await tx.select().from(deviceTable).where(eq(deviceTable.id, id));
      if (!device) throw new AppError('device_missing');
      const name = await this.#devices.revokeIn(tx, device.enterpriseId, id);
      const enterprise = await take(tx, device.enterpriseId);
      await record(tx, this.#now(), by, {
        action: 'device.revoked',
        subjectId: id,
        subject: name,
        details: { enterprise: enterprise.name },
      });
    });
  }
}

async function take(tx: Tx, enterpriseId: string) {
  const [row] = await tx
    .select()
    .from(enterpriseTable)
    .where(eq(enterpriseTable.enterpriseId, enterpriseId))
    .for('update');
  if (!row) throw new AppError('enterprise_missing');
  return row;
}

interface Alive {
  readonly devices: number;
  readonly seenAt: number | null;
}

/** How many devices each of some enterprises has that were not revoked, and when one was last seen. */
async function aliveIn(tx: Tx, ids: readonly string[]): Promise<(enterpriseId: string) => Alive> {
  const rows = await tx
    .select({
      enterpriseId: deviceTable.enterpriseId,
      devices: sql<number>`(count(*) filter (where ${deviceTable.revokedAt} is null))::int`,
      seenAt: max(deviceTable.seenAt),
    })
    .from(deviceTable)
    .where(inArray(deviceTable.enterpriseId, [...ids]))
    .groupBy(deviceTable.enterpriseId);
  const byId = new Map(rows.map(({ enterpriseId, devices, seenAt }) => [enterpriseId, { devices, seenAt }]));
  return (enterpriseId) => byId.get(enterpriseId) ?? { devices: 0, seenAt: null };
}
