import { createHash } from 'node:crypto';
import { currencyExponent } from '#shared/currencies.ts';
import { AppError } from '#shared/errors.ts';
import { type Actor, requirePermission } from '#shared/identity/actor.ts';
import { requireOpen } from '#shared/ordering/decisions.ts';
import { type Tab, tabTotals } from '#shared/ordering/tab.ts';
import type { ChargeAnswer, PaymentProvider } from './payment-providers.ts';
import type { Shifts } from './shifts.ts';
import { type Inputs, minorUnits, moneyFormatter, type StaffDeps } from './staff.ts';

/** How long the counter waits for a provider before it says that the outcome is unknown. */
const patienceMs = 40_000;

/** The providers of this landing by the name the settings know them by. */
export type CodeProviders = Readonly<Record<'bridge' | 'practice', PaymentProvider>>;

/** Charges customers' payment codes (付款码) through a provider. */
export class CodePayments {
  readonly #deps: StaffDeps;
  readonly #shifts: Shifts;
  readonly #providers: CodeProviders;

  constructor(deps: StaffDeps, shifts: Shifts, providers: CodeProviders) {
    this.#deps = deps;
    this.#shifts = shifts;
    this.#providers = providers;
  }

  /**
   * Charges a code once and says how it went; the tab stays as it is until the cashier takes the payment. Throws
   * AppError payment_method_off, payment_too_large, shift_required, tab_is_closed, idempotency_key_reused.
   */
  async charge(actor: Actor, input: Inputs['chargeCode'], patience = patienceMs): Promise<ChargeAnswer> {
    requirePermission(actor, 'payment', 'create');
    const { codeProvider } = this.#deps.settings.current();
    if (codeProvider === 'none') throw new AppError('payment_method_off');
    const provider = this.#providers[codeProvider];
    const tab = this.#deps.tabs.follow(input.tabId);
    const amount = minorUnits(input.amount, tab.currency);
    const id = createHash('sha256').update(`${input.tabId} ${input.idempotencyKey}`).digest('hex').slice(0, 32);
    // What was begun is told to its end, whatever became of the tab meanwhile: the money may have moved.
    if (!(await provider.knows(id))) this.#check(tab, amount);
    const charge = {
      id,
      amount: amount + minorUnits(input.tip ?? 0, tab.currency),
      currency: tab.currency,
      exponent: currencyExponent(tab.currency),
      billNumber: input.tabId.replaceAll('-', '').slice(-25),
      authCode: input.authCode,
    };
    return provider.charge(charge, AbortSignal.timeout(patience));
  }

  #check(tab: Tab, amount: number): void {
    const settings = this.#deps.settings.current();
    requireOpen(tab);
    if (!settings.paymentMethods.includes('wallet')) throw new AppError('payment_method_off');
    if (settings.shiftRequired && this.#shifts.openId() === null) throw new AppError('shift_required');
    const { balance } = tabTotals(tab);
    if (amount <= 0) throw new AppError('validation_failed', { reason: 'amount > 0' });
    if (amount > balance) {
      throw new AppError('payment_too_large', (language) => ({
        balance: moneyFormatter(tab.currency, language)(Math.max(0, balance)),
      }));
    }
  }
}
