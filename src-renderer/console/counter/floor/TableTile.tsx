import {
  IconBellRinging,
  IconCircleCheck,
  IconCircleDashed,
  IconDeviceMobile,
  IconHandStop,
  IconToolsKitchen2,
} from '@tabler/icons-react';
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

/** One table, readable from two metres: name, state by colour, icon and word, time and total. */
export function TableTile({
  table,
  selected,
  busy,
  onPress,
}: {
  table: FloorTable;
  selected: boolean;
  busy: boolean;
  onPress: () => void;
}) {
  const { t } = useTranslation();
  const standing = standingOf(table);
  const Icon = icons[standing];
  return (
    <button
      type="button"
      className="tile pressable"
      data-standing={standing}
      data-state={standingState[standing]}
      aria-pressed={selected}
      aria-busy={busy}
      disabled={busy}
      onClick={onPress}
    >
      <span className="tile-name">{table.name}</span>
      <span className="tile-state">
        <Icon size={18} stroke={1.9} aria-hidden />
        {t(($) => $.counter.floor[standing])}
        {standing === 'newOrder' && table.pendingOrders > 1 ? ` ×${table.pendingOrders}` : ''}
      </span>
      <span className="tile-foot">
        {table.tab ? (
          <>
            <Age at={table.tab.openedAt} />
            <Money value={table.tab.total} className="tile-total" />
          </>
        ) : (
          <span>{t(($) => $.counter.floor.seats, { seats: table.seats })}</span>
        )}
      </span>
    </button>
  );
}
