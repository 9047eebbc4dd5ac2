import { create } from 'zustand';
import { persist } from 'zustand/middleware';

/** How this window stands with its landing. */
export type Connection = 'connecting' | 'live' | 'lost';

/** What opens over a receipt. */
type ReceiptSheet = 'order' | 'pay' | 'move';

interface WindowState {
  readonly connection: Connection;
  /** The session ended while somebody was working. */
  readonly sessionEnded: boolean;
  /** The browser plays nothing before the first touch or key. */
  readonly soundUnlocked: boolean;
  readonly shortcutsOpen: boolean;
  /** The tab whose receipt is shown, and the sheet that is open over it. */
  readonly selectedTabId: string | null;
  readonly sheet: ReceiptSheet | null;
}

/** State of this window only; what the landing knows lives in the query cache. */
export const useWindow = create<WindowState>(() => ({
  connection: 'connecting',
  sessionEnded: false,
  soundUnlocked: false,
  shortcutsOpen: false,
  selectedTabId: null,
  sheet: null,
}));

/** Shows a tab's receipt; null shows none. */
export function selectTab(tabId: string | null): void {
  useWindow.setState({ selectedTabId: tabId, sheet: null });
}

/** Opens a sheet over the receipt; null closes it. */
export function openSheet(sheet: ReceiptSheet | null): void {
  useWindow.setState({ sheet });
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
