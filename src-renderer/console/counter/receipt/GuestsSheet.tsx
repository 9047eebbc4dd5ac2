import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionSheet } from '../ActionSheet.tsx';
import { Chips } from '../Chips.tsx';
import { Stepper } from '../order/Stepper.tsx';
import type { TabDetail } from '../tab-detail.ts';
import { useAdjust } from './useAdjust.ts';

const most = 99;

/** How many guests sit at the tab: seat charges and minimum spend follow them. */
export function GuestsSheet({ tab, onClose }: { tab: TabDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const { changeGuests } = useAdjust(tab);
  const [count, setCount] = useState(tab.guests ?? 2);
  const title = t(($) => $.bill.guests.title);
  const choose = (guests: number | null) => {
    changeGuests(guests);
    onClose();
  };
  return (
    <ActionSheet
      title={title}
      onClose={onClose}
      onSubmit={() => choose(count)}
      submitLabel={t(($) => $.bill.guests.submit, { count })}
      disabled={count === tab.guests}
    >
      <Chips
        label={title}
        values={[1, 2, 3, 4, 5, 6, 8, 10, 12].map((value) => ({ value, text: String(value) }))}
        chosen={count}
        onChoose={setCount}
      />
      <Stepper label={title} value={count} min={1} max={most} onChange={(by) => setCount(count + by)} />
      {tab.guests !== null && (
        <Button variant="default" h={48} fz={16} onClick={() => choose(null)}>
          {t(($) => $.bill.guests.nobody)}
        </Button>
      )}
    </ActionSheet>
  );
}
