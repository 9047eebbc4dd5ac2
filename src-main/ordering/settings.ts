import { eq } from 'drizzle-orm';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import { defaultOrderingSettings, type OrderingSettings } from '#shared/ordering/entities.ts';
import type { IdentityService } from '../identity/service.ts';
import type { Store, Transaction } from '../store/service.ts';
import { usedBy } from './menu.ts';
import { itemTable, orderingSettingsTable } from './tables.ts';

const charges = [
  { key: 'serviceCharge', name: { en: 'Service charge', 'zh-CN': '服务费' } },
  { key: 'coverCharge', name: { en: 'Cover charge', 'zh-CN': '餐位费' } },
  { key: 'minimumSpend', name: { en: 'Minimum spend', 'zh-CN': '最低消费' } },
] as const;

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
    this.#cached = row ?? defaultOrderingSettings;
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

  /**
   * Writes settings within a larger piece of work. Throws AppError record_in_use when a tax class goes that a dish or a
   * charge still has: it would be sold untaxed.
   */
  write(tx: Transaction, changes: { [K in keyof OrderingSettings]?: OrderingSettings[K] | undefined }): void {
    const { id } = this.#identity.enterprise();
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const row = { ...this.current(), ...given, id };
    this.#keepUsedTaxClasses(tx, row);
    tx.db
      .insert(orderingSettingsTable)
      .values(row)
      .onConflictDoUpdate({ target: orderingSettingsTable.id, set: row })
      .run();
    tx.changed('settings', id);
    tx.changed('menu', id);
  }

  /** Refuses to drop a tax class that dishes or charges still have: they would silently be free of tax. */
  #keepUsedTaxClasses(tx: Transaction, next: OrderingSettings): void {
    const known = new Set(next.taxClasses.map(({ id }) => id));
    const untaxed = charges.filter(({ key }) => {
      const charge = next[key];
      return charge !== null && !known.has(charge.taxClass);
    });
    if (untaxed.length > 0) throw usedBy(untaxed);
    const dropped = this.current().taxClasses.filter(({ id }) => !known.has(id));
    if (dropped.length === 0) return;
    const users = tx.db
      .select({ name: itemTable.name, taxClass: itemTable.taxClass })
      .from(itemTable)
      .all()
      .filter((item) => dropped.some(({ id }) => id === item.taxClass));
    if (users.length > 0) throw usedBy(users);
  }
}
