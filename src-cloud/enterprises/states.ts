import { eq } from 'drizzle-orm';
import { LRUCache } from 'lru-cache';
import type { EnterpriseState } from '#shared/enterprises/registration.ts';
import { isOn, type Subsystem } from '#shared/enterprises/switches.ts';
import { AppError } from '#shared/errors.ts';
import type { CloudDatabase, Tx } from '../store/service.ts';
import { enterpriseTable } from './tables.ts';

const channel = 'landing_enterprise_changed';
/** Should a notice get lost, what is remembered is no older than this. */
const rememberedMs = 30_000;

/**
 * What the platform says of an enterprise: its state and switches. Every request asks, so it is remembered, and
 * forgotten when any process says that it changed.
 */
export class EnterpriseStates {
  readonly #database: CloudDatabase;
  readonly #remembered = new LRUCache<string, EnterpriseState>({ max: 10_000, ttl: rememberedMs });
  readonly #followers = new Set<(enterpriseId: string) => void>();
  /** Grows with every change: what was read before it is not remembered. */
  #round = 0;

  constructor(database: CloudDatabase) {
    this.#database = database;
  }

  /** Begins to hear of changes. */
  async follow(): Promise<void> {
    await this.#database.driver.listen(channel, (enterpriseId) => this.#changed(enterpriseId));
  }

  /** Calls `heard` with the id of every enterprise that changes; an empty one means that any may have. */
  onChange(heard: (enterpriseId: string) => void): () => void {
    this.#followers.add(heard);
    return () => this.#followers.delete(heard);
  }

  /** Says to every process, with the commit of `tx`, that an enterprise or its devices changed. */
  async announce(tx: Tx, enterpriseId: string): Promise<void> {
    await this.#database.notify(tx, channel, enterpriseId);
  }

  /** Forgets one enterprise in this process at once: who changed it sees it changed. */
  forget(enterpriseId: string): void {
    this.#round += 1;
    this.#remembered.delete(enterpriseId);
  }

  /** State and switches of an enterprise. Throws AppError enterprise_missing. */
  async of(enterpriseId: string): Promise<EnterpriseState> {
    const known = this.#remembered.get(enterpriseId);
    if (known) return known;
    const round = this.#round;
    const [row] = await this.#database.asPlatform((tx) =>
      tx.select().from(enterpriseTable).where(eq(enterpriseTable.enterpriseId, enterpriseId)),
    );
    if (!row) throw new AppError('enterprise_missing');
    const { code, name, state, switches } = row;
    const found = { id: enterpriseId, code, name, state, switches };
    if (round === this.#round) this.#remembered.set(enterpriseId, found);
    return found;
  }

  /** Lets pass who may use a part of the product. Throws AppError subsystem_off or enterprise_suspended. */
  async require(enterpriseId: string, subsystem: Subsystem): Promise<void> {
    const { state, switches } = await this.of(enterpriseId);
    if (state === 'suspended') throw new AppError('enterprise_suspended');
    if (!isOn(switches, subsystem)) throw new AppError('subsystem_off', {}, { subsystem });
  }

  #changed(enterpriseId: string): void {
    this.#round += 1;
    // An empty notice says that the line was down: anything may have changed.
    if (enterpriseId === '') this.#remembered.clear();
    else this.#remembered.delete(enterpriseId);
    for (const follower of this.#followers) follower(enterpriseId);
  }
}
