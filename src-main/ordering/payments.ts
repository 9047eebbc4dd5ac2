import { currencyExponent, currencyNumericCode } from '#shared/currencies.ts';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import type { Language } from '#shared/languages.ts';
import { findRepeated } from '#shared/ordering/decisions.ts';
import { merchantQrPayload } from '#shared/ordering/emv-qr.ts';
import type { Retry } from '#shared/ordering/events.ts';
import { refundPayment, takePayment } from '#shared/ordering/settlement.ts';
import { type Tab, tabTotals } from '#shared/ordering/tab.ts';
import { newId, requestHash, type Transaction } from '../store/service.ts';
import { appendTabFact } from './projector.ts';
import type { Shifts } from './shifts.ts';
import { authorityOf, type Inputs, minorUnits, moneyFormatter, onTabOnce, type StaffDeps } from './staff.ts';
import { staffTabView } from './staff-views.ts';

/** Money in and back. Nothing marks itself paid: the cashier confirms each payment. */
export class Payments {
  readonly #deps: StaffDeps;
  readonly #shifts: Shifts;

  constructor(deps: StaffDeps, shifts: Shifts) {
    this.#deps = deps;
    this.#shifts = shifts;
  }

  /**
   * Takes a payment once. `amount` is at most the balance; cash tendered above it and the tip gives change. Throws
   * AppError payment_too_large, tendered_too_small, split_changed, payment_method_off, shift_required, tab_is_closed,
   * idempotency_key_reused.
   */
  take(actor: Actor, input: Inputs['takePayment'], language: Language) {
    requirePermission(actor, 'payment', 'create');
    const { idempotencyKey: key, ...request } = input;
    const write = { scope: 'payment', key, hash: requestHash(request) };
    return this.#deps.store.write(actor.userId, (tx) => {
      const tab = this.#deps.tabs.follow(input.tabId);
      const retry =
        findRepeated(tab.payments, write)?.retry ??
        this.#pay(tx, tab, input, { ...write, language, revision: tab.revision + 1 });
      const then = this.#deps.tabs.at(findRepeated(tab.payments, write)?.takenOn ?? tab.id, retry.revision);
      const view = staffTabView(this.#deps, then, retry.language);
      const payment = view.payments.at(-1);
      if (!payment) throw new Error('a taken payment must be on its tab');
      return { payment, tab: view };
    });
  }

  #pay(tx: Transaction, tab: Tab, input: Inputs['takePayment'], retry: Retry): Retry {
    const { method, reference, items } = input;
    const settings = this.#deps.settings.current();
    if (!settings.paymentMethods.includes(method)) throw new AppError('payment_method_off');
    const shiftId = this.#shifts.openId();
    if (shiftId === null && settings.shiftRequired) throw new AppError('shift_required');
    const amount = minorUnits(input.amount, tab.currency);
    if (amount <= 0) throw new AppError('validation_failed', { reason: 'amount > 0' });
    const optional = (value: typeof input.tip) => (value === undefined ? undefined : minorUnits(value, tab.currency));
    const request = {
      paymentId: newId(),
      method,
      amount,
      tip: optional(input.tip),
      tendered: optional(input.tendered),
      reference,
      items,
    };
    const payment = takePayment(tab, request, moneyFormatter(tab.currency, retry.language));
    const businessDay = this.#deps.intake.businessDay(tx.at);
    appendTabFact(tx, tab, 'payment.taken', { ...payment, businessDay, shiftId, retry });
    return retry;
  }

  /**
   * Gives money back of one payment, once. Throws AppError payment_missing, refund_too_large, approval_required,
   * shift_required, drawer_too_small.
   */
  async refund(actor: Actor, input: Inputs['refund'], language: Language) {
    requirePermission(actor, 'refund', 'create');
    const authority = await authorityOf(this.#deps, actor, input.approval);
    return onTabOnce(this.#deps, actor, input, language, 'payment.refunded', (tab, tx) => {
      const shiftId = this.#shifts.openId();
      if (shiftId === null && this.#deps.settings.current().shiftRequired) throw new AppError('shift_required');
      const { paymentId, method, reason } = input;
      const request = {
        refundId: newId(),
        paymentId,
        method,
        reason,
        amount: minorUnits(input.amount, tab.currency),
        tip: minorUnits(input.tip ?? 0, tab.currency),
      };
      const refund = refundPayment(tab, request, authority, moneyFormatter(tab.currency, language));
      if (refund.method === 'cash') this.#shifts.checkCash(refund.amount + refund.tip);
      return { ...refund, businessDay: this.#deps.intake.businessDay(tx.at), shiftId };
    });
  }

  /** The merchant-presented EMV code for what is left to pay on a tab, or for a part of it, with the tip on top. */
  qr(actor: Actor, input: Inputs['paymentQr']): { payload: string } {
    requirePermission(actor, 'payment', 'create');
    const tab = this.#deps.tabs.require(input.tabId);
    const { merchantQr } = this.#deps.settings.current();
    const currencyNumeric = currencyNumericCode(tab.currency);
    const { balance } = tabTotals(tab);
    const amount = input.amount === undefined ? balance : minorUnits(input.amount, tab.currency);
    const tip = minorUnits(input.tip ?? 0, tab.currency);
    if (!merchantQr || !currencyNumeric || balance <= 0) throw new AppError('payment_method_off');
    if (amount <= 0 || amount > balance) {
      throw new AppError('payment_too_large', (lang) => ({ balance: moneyFormatter(tab.currency, lang)(balance) }));
    }
    const { templateId, globalId, accountId, localName, ...merchant } = merchantQr;
    const payload = merchantQrPayload({
      ...merchant,
      account: {
        templateId,
        fields: [
          ['00', globalId],
          ['01', accountId],
        ],
      },
      currencyNumeric,
      amount: amount + tip,
      currencyExponent: currencyExponent(tab.currency),
      billNumber: tab.id.replaceAll('-', '').slice(-25),
      localName: localName ? { language: 'zh', name: localName } : undefined,
    });
    return { payload };
  }
}
