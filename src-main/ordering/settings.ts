import { eq } from 'drizzle-orm';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import { defaultOrderingSettings, type OrderingSettings } from '#shared/ordering/entities.ts';
import type { IdentityService } from '../identity/service.ts';
import type { Store, Transaction } from '../store/service.ts';
import { orderingSettingsTable } from './tables.ts';

/** How this house takes orders. One record, named after the enterprise. */
export class Settings {
  readonly #store: Store;
  readonly #identity: IdentityService;
  #cached: OrderingSettings | undefined;

  constructor(store: Store, identity: IdentityService) {
    this.#store = store;
    this.#identity = identity;
    store.cached(['settings'], () => {
      this.#cached = undefined;
    });
  }

  /** The settings in force; the defaults until somebody changes one. */
  current(): OrderingSettings {
    if (this.#cached) return this.#cached;
    const { id } = this.#identity.enterprise();
    const row = this.#store.db.select().from(orderingSettingsTable).where(eq(orderingSettingsTable.id, id)).get();
    this.#cached = row ? { ...row, merchantQr: row.merchantQr ?? null } : defaultOrderingSettings;
    return this.#cached;
  }

  /** The settings for the console. */
  read(actor: Actor): OrderingSettings {
    requirePermission(actor, 'enterprise', 'read');
    return this.current();
  }

  update(actor: Actor, changes: { [K in keyof OrderingSettings]?: OrderingSettings[K] | undefined }): Promise<void> {
    requirePermission(actor, 'enterprise', 'update');
    return this.#store.write(actor.userId, (tx) => this.write(tx, changes));
  }

  /** Writes settings within a larger piece of work. */
  write(tx: Transaction, changes: { [K in keyof OrderingSettings]?: OrderingSettings[K] | undefined }): void {
    const { id } = this.#identity.enterprise();
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const row = { ...this.current(), ...given, id };
    tx.db
      .insert(orderingSettingsTable)
      .values(row)
      .onConflictDoUpdate({ target: orderingSettingsTable.id, set: row })
      .run();
    tx.changed('settings', id);
    tx.changed('menu', id);
  }
}
