import { createHash } from 'node:crypto';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { Language } from '#shared/languages.ts';
import type { ImportPlan } from '#shared/ordering/menu-import.ts';
import type { IdentityService } from '../identity/service.ts';
import { newId } from '../store/service.ts';
import { type PlannedImport, planImport } from './csv/plan.ts';
import { decodeText, readCsv } from './csv/read.ts';
import { writeCsv } from './csv/write.ts';
import type { MenuEditing } from './menu-editor.ts';

/** The menu as a table for spreadsheets, out and in again. */
export class MenuExchange {
  readonly #deps: MenuEditing & { identity: IdentityService };

  constructor(deps: MenuEditing & { identity: IdentityService }) {
    this.#deps = deps;
  }

  /** The whole menu as CSV, its headings in the reader's language. */
  exportCsv(actor: Actor, language: Language): { name: string; csv: string } {
    requirePermission(actor, 'menu', 'export');
    const { menu, settings, identity, store } = this.#deps;
    const { currency } = identity.enterprise();
    const csv = writeCsv(menu.records(), { currency, language, taxClasses: settings.current().taxClasses });
    const day = new Date(store.now()).toISOString().slice(0, 10);
    return { name: `${language === 'zh-CN' ? '菜单' : 'menu'}-${day}.csv`, csv };
  }

  /** Refuses who may not import; asked before a file is read. Throws AppError permission_denied. */
  requireImport(actor: Actor): void {
    requirePermission(actor, 'menu', 'import');
  }

  /** Says what a file would change; writes nothing. Throws AppError file_unreadable. */
  dryRun(actor: Actor, file: Uint8Array, language: Language): ImportPlan {
    this.requireImport(actor);
    return this.#plan(file, language).plan;
  }

  /**
   * Writes what a dry run said, in one write that can be undone; rows with problems are left out. Throws AppError
   * menu_changed when the plan would be another one by now.
   */
  apply(
    actor: Actor,
    file: Uint8Array,
    fingerprint: string,
    language: Language,
  ): Promise<{ changeId: string | null; changed: number }> {
    this.requireImport(actor);
    const { store, changes } = this.#deps;
    return store.write(actor.userId, (tx) => {
      const planned = this.#plan(file, language);
      if (planned.plan.fingerprint !== fingerprint) throw new AppError('menu_changed');
      return { changeId: changes.apply(tx, 'import', planned.changes), changed: planned.changes.length };
    });
  }

  #plan(file: Uint8Array, language: Language): { plan: ImportPlan; changes: PlannedImport['changes'] } {
    const { menu, settings, identity } = this.#deps;
    const { text, encoding } = decodeText(file);
    const { currency } = identity.enterprise();
    const { taxClasses } = settings.current();
    const context = { menu: menu.records(), taxClasses, currency, language, newId };
    const { plan, changes } = planImport(readCsv(text), context);
    const fingerprint = createHash('sha256').update(JSON.stringify(plan)).digest('base64url');
    return { plan: { ...plan, encoding, fingerprint }, changes };
  }
}
