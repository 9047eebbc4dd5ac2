import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { Language } from '#shared/languages.ts';
import { giveDiscount, removeDiscount, restoreCharge, voidLine, waiveCharge } from '#shared/ordering/adjustments.ts';
import { newId } from '../store/service.ts';
import { appendTabFact } from './projector.ts';
import { authorityOf, type Inputs, onTab, onTabOnce, type StaffDeps } from './staff.ts';

/** What the staff change about a bill: voids, discounts, charges let go. Beyond their limit a second person vouches. */
export class Adjustments {
  readonly #deps: StaffDeps;

  constructor(deps: StaffDeps) {
    this.#deps = deps;
  }

  /** Takes portions of a line off the bill, once. Throws AppError line_missing, approval_required. */
  async voidLine(actor: Actor, input: Inputs['voidLine'], language: Language) {
    requirePermission(actor, 'order', 'delete');
    const authority = await authorityOf(this.#deps, actor, input.approval);
    return onTabOnce(this.#deps, actor, input, language, 'line.voided', (tab) => voidLine(tab, input, authority));
  }

  /** Gives a discount, once. Throws AppError discount_empty, discount_after_payment, approval_required. */
  async giveDiscount(actor: Actor, input: Inputs['giveDiscount'], language: Language) {
    requirePermission(actor, 'discount', 'create');
    const authority = await authorityOf(this.#deps, actor, input.approval);
    return onTabOnce(this.#deps, actor, input, language, 'discount.given', (tab) =>
      giveDiscount(tab, { ...input, discountId: newId() }, authority),
    );
  }

  removeDiscount(actor: Actor, input: Inputs['removeDiscount'], language: Language) {
    requirePermission(actor, 'discount', 'delete');
    return onTab(this.#deps, actor, input.tabId, language, (tx, tab) =>
      appendTabFact(tx, tab, 'discount.removed', removeDiscount(tab, input.discountId)),
    );
  }

  async waiveCharge(actor: Actor, input: Inputs['waiveCharge'], language: Language) {
    requirePermission(actor, 'discount', 'create');
    const authority = await authorityOf(this.#deps, actor, input.approval);
    return onTab(this.#deps, actor, input.tabId, language, (tx, tab) =>
      appendTabFact(tx, tab, 'charge.waived', waiveCharge(tab, input.charge, input.reason, authority)),
    );
  }

  restoreCharge(actor: Actor, input: Inputs['restoreCharge'], language: Language) {
    requirePermission(actor, 'discount', 'delete');
    return onTab(this.#deps, actor, input.tabId, language, (tx, tab) =>
      appendTabFact(tx, tab, 'charge.restored', restoreCharge(tab, input.charge)),
    );
  }
}
