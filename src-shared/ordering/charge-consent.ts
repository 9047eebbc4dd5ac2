import { AppError } from '../errors.ts';
import type { Language } from '../languages.ts';
import { formatMoney } from '../money-format.ts';
import { type Authority, isGenerous, vouchedFor } from './adjustments.ts';
import type { ChargeChange } from './charge-changes.ts';
import type { Tab } from './tab.ts';

/** What somebody who changes charges has agreed to, and who decides about those that fall away by it. */
export interface ChargeConsent extends Authority {
  /** What the person was told that it comes to then, minor units; undefined before they were told. */
  readonly expectedTotal: number | undefined;
}

/** What it comes to before and after charges change, minor units. */
interface ChangedTotal {
  readonly currency: string;
  readonly before: number;
  readonly after: number;
  readonly changes: readonly ChargeChange[];
}

/** Refuses what changes charges until the person has seen the total. Throws AppError charges_change. */
export function requireAgreed(change: ChangedTotal, expectedTotal: number | undefined): void {
  const { currency, before, after } = change;
  if (after === expectedTotal) return;
  const say = (amount: number, language: Language) => formatMoney(amount, currency, language);
  throw new AppError('charges_change', (language) => ({ before: say(before, language), after: say(after, language) }), {
    ...change,
  });
}

/**
 * What a fact says of charges that fall away: they count as let go by hand, together with what `after`, the tab as it is
 * then, was let off before. Somebody vouches where it costs less and that is beyond the limit. Throws AppError
 * approval_required.
 */
export function lettingGo(
  after: Tab,
  letGo: number,
  less: boolean,
  { limits, approvedBy }: Authority,
): { letGo?: number; approvedBy?: string } {
  const beyond = less && isGenerous({ ...after, letGo: after.letGo + letGo }, limits);
  const by = vouchedFor(beyond, approvedBy);
  return { ...(letGo > 0 && { letGo }), ...(by !== null && { approvedBy: by }) };
}
