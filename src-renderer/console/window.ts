import { create } from 'zustand';
import { persist } from 'zustand/middleware';

/** How this window stands with its landing. */
export type Connection = 'connecting' | 'live' | 'lost';

/** `move` chooses another table; `action` is a sheet for one action on the bill, which the receipt itself opens. */
export type SheetName = 'order' | 'pay' | 'move' | 'action';

interface WindowState {
  readonly connection: Connection;
  /** The session ended while somebody was working. */
  readonly sessionEnded: boolean;
  /** This device was put out on the main computer. */
  readonly unpaired: boolean;
  /** The browser plays nothing before the first touch or key. */
  readonly soundUnlocked: boolean;
  readonly shortcutsOpen: boolean;
  /** The tab whose receipt is shown, and the sheet that is open over it. */
  readonly selectedTabId: string | null;
  readonly sheet: SheetName | null;
  /** The closed bills are shown in place of the tables. */
  readonly closedShown: boolean;
  /** The landing whose tables are shown in place of this one's. */
  readonly counterHome: string | null;
}

/** State of this window only; what the landing knows lives in the query cache. */
export const useWindow = create<WindowState>(() => ({
  connection: 'connecting',
  sessionEnded: false,
  unpaired: false,
  soundUnlocked: false,
  shortcutsOpen: false,
  selectedTabId: null,
  sheet: null,
  closedShown: false,
  counterHome: null,
}));

/** Shows a tab's receipt; null shows none. */
export function selectTab(tabId: string | null): void {
  useWindow.setState({ selectedTabId: tabId, sheet: null });
}

/** Opens a sheet over the receipt; null closes it. */
export function openSheet(sheet: SheetName | null): void {
  useWindow.setState({ sheet });
}

/** Shows the tab that the selected one was merged into; a sheet that is open stays open over it. */
export function followTab(tabId: string): void {
  useWindow.setState({ selectedTabId: tabId });
}

/** Shows the closed bills in place of the tables, or the tables again. */
export function showClosed(closedShown: boolean): void {
  useWindow.setState({ closedShown, selectedTabId: null, sheet: null });
}

/** Shows another counter of the house; null shows this one again. */
export function showCounter(counterHome: string | null): void {
  useWindow.setState({ counterHome, closedShown: false, selectedTabId: null, sheet: null });
}

interface Preferences {
  readonly soundOn: boolean;
  /** The kitchen is dark unless somebody turned that off. */
  readonly kitchenDark: boolean;
  readonly enterpriseId: string;
  /** How the counter shows the tables; null until somebody chose: the plan where one is drawn and there is room. */
  readonly floorView: 'plan' | 'list' | null;
  /** The area the plan shows, '*' for all; null until somebody chose. */
  readonly floorArea: string | null;
}

/** What this computer remembers between visits. */
export const usePreferences = create<Preferences>()(
  persist<Preferences>(
    () => ({ soundOn: true, kitchenDark: true, enterpriseId: '', floorView: null, floorArea: null }),
    {
      name: 'landing-desk.console',
    },
  ),
);
