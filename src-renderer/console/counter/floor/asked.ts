import { create } from 'zustand';
import type { ChargeChange } from '../charge-change.ts';

/** A number of guests that would make the bill smaller, and what it would come to. */
export interface FewerGuests {
  readonly tabId: string;
  /** Null when nobody counts them any more. */
  readonly guests: number | null;
  readonly change: ChargeChange;
}

interface Asked {
  /** The tab whose guests this window asks to count: one that was just opened, or one somebody wants to change. */
  readonly tabId: string | null;
  /** The answer that has to be agreed to first. */
  readonly fewer: FewerGuests | null;
}

/** What this window asks about guests. */
export const useAskedGuests = create<Asked>(() => ({ tabId: null, fewer: null }));

/** Asks how many guests sit at a tab; null stops asking. */
export function askGuests(tabId: string | null): void {
  useAskedGuests.setState({ tabId });
}

/** Asks whether fewer guests may make the bill smaller; null stops asking. */
export function askFewer(fewer: FewerGuests | null): void {
  useAskedGuests.setState({ fewer });
}
