import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import { afterPayment, type Split, whole } from './split.ts';

interface Splits {
  readonly byTab: Readonly<Record<string, Split>>;
}

/** How the tabs are being split on this device: closing the sheet between two payers loses nothing. */
const useSplits = create<Splits>()(persist<Splits>(() => ({ byTab: {} }), { name: 'landing-desk.splits' }));

function setSplit(tabId: string, split: Split): void {
  useSplits.setState(({ byTab: { [tabId]: _, ...others } }) => ({
    byTab: split.kind === 'whole' ? others : { ...others, [tabId]: split },
  }));
}

/** The split of a tab and how to change it. */
export function useSplit(tabId: string): readonly [Split, (split: Split) => void] {
  const split = useSplits((state) => state.byTab[tabId] ?? whole);
  return [split, (next) => setSplit(tabId, next)];
}

/** Somebody paid a share: the next one is due. */
export function advanceSplit(tabId: string, balance: number): void {
  setSplit(tabId, afterPayment(useSplits.getState().byTab[tabId] ?? whole, balance));
}

/** A merged tab is shared anew: its bill is another one. */
export function carrySplitOver(fromTabId: string, intoTabId: string): void {
  setSplit(fromTabId, whole);
  setSplit(intoTabId, whole);
}
