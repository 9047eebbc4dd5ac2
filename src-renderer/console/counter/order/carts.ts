import { create } from 'zustand';
import type { CartLine } from './cart.ts';

interface Cart {
  readonly lines: readonly CartLine[];
  readonly note: string;
}

const empty: Cart = { lines: [], note: '' };

/** Orders being put together in this window, by tab: closing the sheet loses nothing. */
const useCarts = create<{ readonly byTab: Readonly<Record<string, Cart>> }>(() => ({ byTab: {} }));

/** The cart of a tab and how to change it. */
export function useCart(tabId: string) {
  const cart = useCarts((state) => state.byTab[tabId] ?? empty);
  const change = (next: Partial<Cart>) =>
    useCarts.setState((state) => ({
      byTab: { ...state.byTab, [tabId]: { ...(state.byTab[tabId] ?? empty), ...next } },
    }));
  return {
    ...cart,
    setLines: (lines: readonly CartLine[]) => change({ lines }),
    setNote: (note: string) => change({ note }),
    clear: () => change(empty),
  };
}
