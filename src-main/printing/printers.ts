import { asc, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import {
  defaultPrintSettings,
  type Printer,
  type PrinterSettings,
  type PrintSettings,
} from '#shared/printing/entities.ts';
import type { printingInputs } from '#shared/printing/inputs.ts';
import type { IdentityService } from '../identity/service.ts';
import { newId, type Store, type Transaction } from '../store/service.ts';
import { printingTopic } from './queue.ts';
import { printerTable, printSettingsTable } from './tables.ts';

/** The printers of this landing and what stands on every receipt. */
export class PrinterBook {
  readonly #store: Store;
  readonly #identity: IdentityService;
  #cached: readonly Printer[] | undefined;

  constructor(store: Store, identity: IdentityService) {
    this.#store = store;
    this.#identity = identity;
    store.cached([printingTopic], () => {
      this.#cached = undefined;
    });
  }

  /** The printers that hang on this landing, in their order. */
  all(): readonly Printer[] {
    this.#cached ??= this.#store.db
      .select()
      .from(printerTable)
      .where(eq(printerTable.landing, this.#store.deviceId))
      .orderBy(asc(printerTable.position), asc(printerTable.id))
      .all();
    return this.#cached;
  }

  find(id: string): Printer | undefined {
    return this.all().find((printer) => printer.id === id);
  }

  /** The printer of an id; throws AppError printer_missing. */
  require(id: string): Printer {
    const printer = this.find(id);
    if (!printer) throw new AppError('printer_missing');
    return printer;
  }

  /** The printer receipts go to when nobody chose one. */
  receiptPrinter(): Printer | undefined {
    return this.all().find((printer) => printer.enabled && printer.receipts);
  }

  /** The printer whose drawer cash goes into. */
  drawerPrinter(): Printer | undefined {
    return this.all().find((printer) => printer.enabled && printer.drawer !== 'none');
  }

  /** Writes a printer, new or changed. Gives its id. */
  save(tx: Transaction, input: z.infer<typeof printingInputs.savePrinter>): string {
    const { id: given, ...settings } = input;
    const known = given === undefined ? undefined : this.require(given);
    const id = known?.id ?? newId();
    if (settings.fallbackId !== null && (settings.fallbackId === id || !this.find(settings.fallbackId)))
      throw new AppError('printer_missing');
    const position = known?.position ?? this.all().length;
    const row = { ...settings, id, landing: this.#store.deviceId, position };
    tx.db.insert(printerTable).values(row).onConflictDoUpdate({ target: printerTable.id, set: row }).run();
    tx.changed(printingTopic, id);
    return id;
  }

  change(tx: Transaction, id: string, changes: Partial<PrinterSettings>): void {
    this.require(id);
    tx.db.update(printerTable).set(changes).where(eq(printerTable.id, id)).run();
    tx.changed(printingTopic, id);
  }

  remove(tx: Transaction, id: string): void {
    this.require(id);
    tx.db.delete(printerTable).where(eq(printerTable.id, id)).run();
    tx.db.update(printerTable).set({ fallbackId: null }).where(eq(printerTable.fallbackId, id)).run();
    tx.changed(printingTopic, id);
  }

  /** What stands on every receipt, and when one prints by itself. */
  settings(): PrintSettings {
    const enterprise = this.#identity.findEnterprise();
    const row =
      enterprise &&
      this.#store.db.select().from(printSettingsTable).where(eq(printSettingsTable.id, enterprise.id)).get();
    if (!row) return defaultPrintSettings;
    const { id: _, ...settings } = row;
    return settings;
  }

  saveSettings(tx: Transaction, changes: { [K in keyof PrintSettings]?: PrintSettings[K] | undefined }): void {
    const { id } = this.#identity.enterprise();
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    const row = { ...this.settings(), ...given, id };
    tx.db.insert(printSettingsTable).values(row).onConflictDoUpdate({ target: printSettingsTable.id, set: row }).run();
    tx.changed(printingTopic, id);
  }
}
