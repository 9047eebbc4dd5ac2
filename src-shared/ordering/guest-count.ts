import { AppError } from '../errors.ts';
import { chargedOn } from './charge-changes.ts';
import { type ChargeConsent, lettingGo, requireAgreed } from './charge-consent.ts';
import { requireOpen } from './decisions.ts';
import type { TabEventData } from './events.ts';
import { chargeKinds } from './order.ts';
import { type Tab, tabSums } from './tab.ts';

/**
 * Corrects the number of guests; null when nobody counts them. Where fewer guests make the bill smaller, it is refused
 * until the new total was agreed to, and what is no longer charged for them counts as let go by hand; guests counted
 * again take that back. More guests are no question, nor is any number before something is charged. Throws AppError
 * tab_is_closed, discount_after_payment, charges_change, approval_required.
 */
export function changeGuests(tab: Tab, guests: number | null, consent: ChargeConsent): TabEventData<'guests.changed'> {
  requireOpen(tab);
  const counted = { ...tab, guests };
  const { paid, total: before } = tabSums(tab);
  const { total: after } = tabSums(counted);
  if (after < before) {
    if (paid > after) throw new AppError('discount_after_payment');
    const [own, then] = [chargedOn(tab), chargedOn(counted)];
    const changes = chargeKinds
      .filter((kind) => own[kind] !== then[kind])
      .map((kind) => ({ kind, before: own[kind], after: then[kind] }));
    requireAgreed({ currency: tab.currency, before, after, changes }, consent.expectedTotal);
  }
  const lost = owedFor(tab) - owedFor(counted);
  const owedAgain = Math.min(tab.letGoOfGuests, Math.max(0, -lost));
  return {
    guests,
    ...lettingGo(counted, Math.max(0, lost), after < before, consent),
    ...(owedAgain > 0 && { owedAgain }),
  };
}

/** All charges of a tab, also those the staff let go: charged again, they are owed for the guests there are then. */
function owedFor(tab: Tab): number {
  const charged = chargedOn({ ...tab, waived: [] });
  return chargeKinds.reduce((sum, kind) => sum + charged[kind], 0);
}
