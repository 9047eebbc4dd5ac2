import { create } from 'zustand';

/** The tab whose guests this window asks to count: one that was just opened, or one somebody wants to change. */
export const useAskedGuests = create<{ readonly tabId: string | null }>(() => ({ tabId: null }));

/** Asks how many guests sit at a tab; null stops asking. */
export function askGuests(tabId: string | null): void {
  useAskedGuests.setState({ tabId });
}
