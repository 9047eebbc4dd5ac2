import {
  IconBellRinging,
  IconCircleCheck,
  IconCircleDashed,
  IconDeviceMobile,
  IconHandStop,
  IconReceipt,
  IconToolsKitchen2,
  IconUsers,
} from '@tabler/icons-react';
import { memo, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Age } from '../../../ui/Age.tsx';
import { Money } from '../../../ui/money.tsx';
import { type FloorTable, type Standing, standingOf, standingState } from './standing.ts';

const icons: Record<Standing, typeof IconBellRinging> = {
  newOrder: IconBellRinging,
  calling: IconHandStop,
  phones: IconDeviceMobile,
  paid: IconCircleCheck,
  open: IconToolsKitchen2,
  free: IconCircleDashed,
};

/** What may be done with a tile. The functions stay the same for all tiles, so that one change draws one tile anew. */
export interface TileActions {
  readonly press: (table: FloorTable) => void;
  readonly answer: (call: FloorTable['calls'][number], tabId: string) => void;
  /** Begins to drag the table's guests elsewhere. */
  readonly grab?: ((event: PointerEvent, table: FloorTable) => void) | undefined;
}

interface TableTileProps {
  readonly table: FloorTable;
  readonly selected: boolean;
  readonly busy: boolean;
  readonly actions: TileActions;
}

/** One table, readable from two metres: name, state by colour, icon and word, guests, time and total; calls answered by one tap. */
export const TableTile = memo(function TableTile({ table, selected, busy, actions }: TableTileProps) {
  const { t } = useTranslation();
  const standing = standingOf(table);
  const call = table.calls[0];
  const wantsBill = standing === 'calling' && call?.kind === 'bill';
  const Icon = wantsBill ? IconReceipt : icons[standing];
  const { tab } = table;
  const CallIcon = call?.kind === 'bill' ? IconReceipt : IconHandStop;
  return (
    <>
      <button
        type="button"
        className="tile pressable"
        data-standing={standing}
        data-state={standingState[standing]}
        aria-pressed={selected}
        aria-busy={busy}
        onClick={() => actions.press(table)}
        onPointerDown={tab && actions.grab ? (event) => actions.grab?.(event, table) : undefined}
      >
        <span className="tile-name">{table.name}</span>
        <span className="tile-state">
          <Icon size="1.25em" stroke={1.9} aria-hidden />
          <span>
            {wantsBill ? t(($) => $.floor.tile.bill) : t(($) => $.counter.floor[standing])}
            {standing === 'newOrder' && table.pendingOrders > 1 ? ` ×${table.pendingOrders}` : ''}
            {standing === 'phones' && table.waitingPhones > 1 ? ` ×${table.waitingPhones}` : ''}
          </span>
        </span>
        <span className="tile-foot">
          {tab ? (
            <>
              <span className="tile-since">
                <Age at={tab.openedAt} />
                {tab.guests !== null && (
                  <span className="tile-guests">
                    <IconUsers size="1em" role="img" aria-label={t(($) => $.floor.guests.howMany)} />
                    {tab.guests}
                  </span>
                )}
              </span>
              <Money value={tab.total} className="tile-total" />
            </>
          ) : (
            <span>{t(($) => $.floor.tile.seats, { seats: table.seats })}</span>
          )}
        </span>
      </button>
      {call && tab && (
        <button
          type="button"
          className="tile-answer"
          aria-label={
            call.kind === 'bill'
              ? t(($) => $.floor.tile.answerBill, { table: table.name })
              : t(($) => $.floor.tile.answer, { table: table.name })
          }
          onClick={() => actions.answer(call, tab.id)}
        >
          <CallIcon size={24} aria-hidden />
        </button>
      )}
    </>
  );
});
