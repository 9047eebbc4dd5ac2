import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../api.ts';
import { useMay } from '../session.ts';
import { openSheet, useWindow } from '../window.ts';
import { askGuests, useAskedGuests } from './floor/asked.ts';
import { GuestsPrompt } from './floor/GuestsPrompt.tsx';
import { GuestsButton, MoveButton, MoveSheet } from './floor/MoveSheet.tsx';
import { Receipt } from './receipt/Receipt.tsx';

/** The selected tab: who sits there and where, above its receipt. */
export function TabPane({ tabId }: { tabId: string }) {
  const trpc = useTRPC();
  const tab = useQuery(trpc.ordering.tabs.get.queryOptions({ tabId }));
  const mayUpdate = useMay()('tab', 'update');
  const asked = useAskedGuests((state) => state.tabId === tabId);
  const moving = useWindow((state) => state.sheet === 'move');
  const open = tab.data && tab.data.state !== 'closed' ? tab.data : undefined;
  return (
    <div className="tab-pane">
      {open && mayUpdate && (
        <div className="tab-seat">
          {open.table && <GuestsButton guests={open.guests} onOpen={() => askGuests(asked ? null : tabId)} />}
          <MoveButton onOpen={() => openSheet('move')} />
        </div>
      )}
      {open?.table && mayUpdate && asked && <GuestsPrompt tab={open} />}
      <div className="tab-receipt">
        <Receipt tabId={tabId} />
      </div>
      {moving && <MoveSheet tabId={tabId} onClose={() => openSheet(null)} />}
    </div>
  );
}
