import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../api.ts';
import { useMay } from '../session.ts';
import { openSheet, useWindow } from '../window.ts';
import { askGuests, useAskedGuests } from './floor/asked.ts';
import { FewerGuestsSheet } from './floor/FewerGuestsSheet.tsx';
import { GuestsPrompt } from './floor/GuestsPrompt.tsx';
import { GuestsButton, MoveButton, MoveSheet } from './floor/MoveSheet.tsx';
import { Receipt } from './receipt/Receipt.tsx';

/** The selected tab's receipt, in its head who sits there and where. */
export function TabPane({ tabId }: { tabId: string }) {
  const trpc = useTRPC();
  const tab = useQuery(trpc.ordering.tabs.get.queryOptions({ tabId }));
  const mayUpdate = useMay()('tab', 'update');
  const asked = useAskedGuests((state) => state.tabId === tabId);
  const fewer = useAskedGuests((state) => (state.fewer?.tabId === tabId ? state.fewer : null));
  const moving = useWindow((state) => state.sheet === 'move');
  const open = tab.data && tab.data.state !== 'closed' ? tab.data : undefined;
  return (
    <div className="tab-pane">
      <div className="tab-receipt">
        <Receipt
          tabId={tabId}
          seat={
            open &&
            mayUpdate && (
              <>
                {open.table && <GuestsButton guests={open.guests} onOpen={() => askGuests(asked ? null : tabId)} />}
                <MoveButton onOpen={() => openSheet('move')} />
              </>
            )
          }
        >
          {open?.table && mayUpdate && asked && <GuestsPrompt tab={open} />}
        </Receipt>
      </div>
      {open && mayUpdate && fewer && <FewerGuestsSheet tab={open} fewer={fewer} />}
      {moving && <MoveSheet tabId={tabId} onClose={() => openSheet(null)} />}
    </div>
  );
}
