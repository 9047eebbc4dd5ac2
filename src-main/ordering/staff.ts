import type { z } from 'zod';
import { AppError } from '#shared/errors.ts';
import type { Actor } from '#shared/identity/actor.ts';
import type { Language } from '#shared/languages.ts';
import { formatMoney } from '#shared/money-format.ts';
import type { Authority } from '#shared/ordering/adjustments.ts';
import { findRepeated } from '#shared/ordering/decisions.ts';
import type { Retry, TabEventData, TabEventType } from '#shared/ordering/events.ts';
import type { AmountInput, orderingInputs } from '#shared/ordering/inputs.ts';
import type { Tab } from '#shared/ordering/tab.ts';
import type { IdentityService } from '../identity/service.ts';
import { requestHash, type Store, type Transaction } from '../store/service.ts';
import type { Floor } from './floor.ts';
import type { GuestSessions } from './guests.ts';
import type { Intake } from './intake.ts';
import { appendTabFact, type TabProjection } from './projector.ts';
import type { Settings } from './settings.ts';
import { staffTabView } from './staff-views.ts';

export type Inputs = { [K in keyof typeof orderingInputs]: z.infer<(typeof orderingInputs)[K]> };

/** What the staff's use-cases work with. */
export interface StaffDeps {
  readonly store: Store;
  readonly identity: IdentityService;
  readonly settings: Settings;
  readonly floor: Floor;
  readonly tabs: TabProjection;
  readonly intake: Intake;
  readonly sessions: GuestSessions;
}

/** An amount a program stated, in minor units. Throws AppError currency_mismatch. */
export function minorUnits(input: AmountInput, currency: string): number {
  if (typeof input === 'number') return input;
  if (input.currency !== currency) throw new AppError('currency_mismatch', { currency });
  return input.amount;
}

/** Writes amounts of a currency as people of a language read them. */
export function moneyFormatter(currency: string, language: Language): (amount: number) => string {
  return (amount) => formatMoney(amount, currency, language);
}

/** Runs a decision on a tab and gives the tab as the staff see it after. */
export function onTab(
  deps: StaffDeps,
  actor: Actor,
  tabId: string,
  language: Language,
  decide: (tx: Transaction, tab: Tab) => void,
) {
  return deps.store.write(actor.userId, (tx) => {
    decide(tx, deps.tabs.require(tabId));
    return staffTabView(deps, deps.tabs.require(tabId), language);
  });
}

type RepeatableFact = Extract<TabEventType, 'line.voided' | 'discount.given' | 'payment.refunded'>;

/**
 * Appends a fact once for a key: sent again, the same request gets the tab as it stood then. Throws AppError
 * idempotency_key_reused for another request.
 */
export function onTabOnce<T extends RepeatableFact>(
  deps: StaffDeps,
  actor: Actor,
  input: { readonly tabId: string; readonly idempotencyKey: string; readonly approval?: unknown },
  language: Language,
  type: T,
  decide: (tab: Tab, tx: Transaction) => Omit<TabEventData<T>, 'retry'>,
) {
  const { idempotencyKey: key, approval: _, ...request } = input;
  const write = { scope: type, key, hash: requestHash(request) };
  return deps.store.write(actor.userId, (tx) => {
    const tab = deps.tabs.require(input.tabId);
    const known = findRepeated(tab.repeats, write)?.retry;
    const retry: Retry = known ?? { ...write, language, revision: tab.revision + 1 };
    if (!known) appendTabFact(tx, tab, type, { ...decide(tab, tx), retry } as unknown as TabEventData<T>);
    return staffTabView(deps, deps.tabs.at(tab.id, retry.revision), retry.language);
  });
}

/** The limits of the house, and who vouches for what goes beyond them: the actor, or somebody who typed a PIN. */
export async function authorityOf(
  deps: StaffDeps,
  actor: Actor,
  approval: { readonly userId: string; readonly pin: string } | undefined,
): Promise<Authority> {
  const approvedBy = await deps.identity.vouch(actor, approval);
  return { limits: deps.settings.current().approvalLimits, approvedBy };
}
