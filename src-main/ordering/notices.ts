import { eq } from 'drizzle-orm';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { ServiceNotice } from '#shared/ordering/entities.ts';
import type { IdentityService } from '../identity/service.ts';
import type { Store } from '../store/service.ts';
import type { Inputs } from './staff.ts';
import { serviceNoticeTable } from './tables.ts';

const usual: ServiceNotice = { pausedAt: null, delayMinutes: null };

/** What the staff tell all phones at once: orders are not taken at the moment, or take longer than usual. */
export class Notices {
  readonly #store: Store;
  readonly #identity: IdentityService;
  #cached: ServiceNotice | undefined;

  constructor(store: Store, identity: IdentityService) {
    this.#store = store;
    this.#identity = identity;
    store.cached(['notice'], () => {
      this.#cached = undefined;
    });
  }

  current(): ServiceNotice {
    if (this.#cached) return this.#cached;
    const { id } = this.#identity.enterprise();
    const row = this.#store.db.select().from(serviceNoticeTable).where(eq(serviceNoticeTable.id, id)).get();
    this.#cached = row ? { pausedAt: row.pausedAt, delayMinutes: row.delayMinutes } : usual;
    return this.#cached;
  }

  /** As the phones see it. */
  forGuests(): { paused: boolean; delayMinutes: number | null } {
    const { pausedAt, delayMinutes } = this.current();
    return { paused: pausedAt !== null, delayMinutes };
  }

  read(actor: Actor): ServiceNotice {
    requirePermission(actor, 'table', 'read');
    return this.current();
  }

  /** Pauses and resumes orders from phones, and says how long dishes take. The counter can still order. */
  update(actor: Actor, input: Inputs['serviceNotice']): Promise<ServiceNotice> {
    requirePermission(actor, 'ticket', 'update');
    return this.#store.write(actor.userId, (tx) => {
      const { id } = this.#identity.enterprise();
      const pausedAt = input.paused ? (this.current().pausedAt ?? tx.at) : null;
      const row = { id, pausedAt, delayMinutes: input.delayMinutes };
      tx.db
        .insert(serviceNoticeTable)
        .values(row)
        .onConflictDoUpdate({ target: serviceNoticeTable.id, set: row })
        .run();
      tx.changed('notice', id);
      return { pausedAt, delayMinutes: input.delayMinutes };
    });
  }
}
