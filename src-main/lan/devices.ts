import { eq } from 'drizzle-orm';
import { AppError } from '#shared/errors.ts';
import { hashToken, type IdentityService, newToken } from '../identity/service.ts';
import { newId, type Store } from '../store/service.ts';
import type { Offer } from './pairing.ts';
import { deviceTable } from './tables.ts';

export type Device = typeof deviceTable.$inferSelect;

/** Chromium keeps no cookie longer; each visit begins it anew. */
export const deviceCookieDays = 400;
/** A device that was away for this long must be paired again. */
const awayMs = deviceCookieDays * 86_400_000;
/** How often use is written to disk; in memory it is exact. */
const seenEveryMs = 10 * 60_000;

/** The staff devices of this landing. */
export class Devices {
  readonly #store: Store;
  readonly #identity: IdentityService;
  /** Known devices by the hash of their credential; every request of the staff face looks here. */
  #known: Map<string, Device> | undefined;
  readonly #seen = new Map<string, { at: number; writtenAt: number; address: string }>();

  constructor(store: Store, identity: IdentityService) {
    this.#store = store;
    this.#identity = identity;
    store.cached(['device'], () => {
      this.#known = undefined;
    });
  }

  /** The device of a credential; undefined when it is not, or no longer, paired. */
  authenticate(token: string | undefined): Device | undefined {
    if (!token) return undefined;
    const device = this.#all().get(hashToken(token));
    return device && this.#lastSeen(device) + awayMs > this.#store.now() ? device : undefined;
  }

  /** Notes where and when a device was seen last. */
  touch(device: Device, address: string): void {
    const at = this.#store.now();
    const before = this.#seen.get(device.id) ?? { at, writtenAt: device.seenAt, address: device.address };
    const due = at - before.writtenAt >= seenEveryMs || address !== before.address;
    this.#seen.set(device.id, { at, writtenAt: due ? at : before.writtenAt, address });
    if (!due) return;
    this.#store
      .write('system', (tx) => {
        tx.db.update(deviceTable).set({ seenAt: at, address }).where(eq(deviceTable.id, device.id)).run();
      })
      .catch(() => {
        // A full disk must not lock a device out; the next use notes it again.
      });
  }

  /** Pairs a device; its credential is given out once and never stored. */
  async add(offer: Offer, client: string, address: string): Promise<{ device: Device; token: string }> {
    const token = newToken();
    const device = await this.#store.write(offer.offeredBy, (tx) => {
      const row: Device = {
        id: newId(),
        tokenHash: hashToken(token),
        name: offer.name,
        kind: offer.kind,
        client: client.slice(0, 200),
        address,
        pairedBy: offer.offeredBy,
        createdAt: tx.at,
        seenAt: tx.at,
      };
      tx.db.insert(deviceTable).values(row).run();
      tx.append({ stream: 'lan', streamId: row.id, type: 'device.paired', data: { kind: row.kind } });
      tx.changed('device', row.id);
      return row;
    });
    return { device, token };
  }

  /** Every paired device, the one seen last first. */
  list() {
    return [...this.#all().values()]
      .map(({ id, name, kind, client, address, createdAt, ...device }) => ({
        id,
        name,
        kind,
        client,
        createdAt,
        address: this.#seen.get(id)?.address ?? address,
        seenAt: this.#lastSeen({ id, ...device }),
      }))
      .sort((a, b) => b.seenAt - a.seenAt);
  }

  rename(actor: string, deviceId: string, name: string): Promise<void> {
    return this.#store.write(actor, (tx) => {
      this.#require(deviceId);
      tx.db.update(deviceTable).set({ name }).where(eq(deviceTable.id, deviceId)).run();
      tx.changed('device', deviceId);
    });
  }

  /** Forgets a device and ends every session on it. */
  async revoke(actor: string, deviceId: string): Promise<void> {
    await this.#store.write(actor, (tx) => {
      this.#require(deviceId);
      tx.db.delete(deviceTable).where(eq(deviceTable.id, deviceId)).run();
      this.#identity.endSessionsOfDevice(tx, deviceId);
      tx.append({ stream: 'lan', streamId: deviceId, type: 'device.revoked', data: {} });
      tx.changed('device', deviceId);
    });
    this.#seen.delete(deviceId);
  }

  #require(deviceId: string): void {
    if (![...this.#all().values()].some(({ id }) => id === deviceId)) throw new AppError('record_missing');
  }

  #all(): Map<string, Device> {
    this.#known ??= new Map(
      this.#store.db
        .select()
        .from(deviceTable)
        .all()
        .map((device) => [device.tokenHash, device]),
    );
    return this.#known;
  }

  #lastSeen({ id, seenAt }: Pick<Device, 'id' | 'seenAt'>): number {
    return this.#seen.get(id)?.at ?? seenAt;
  }
}
