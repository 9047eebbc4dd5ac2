import { ActionIcon } from '@mantine/core';
import {
  IconArrowsExchange,
  IconDiscount2,
  IconFlame,
  IconGift,
  IconSpeakerphone,
  IconTrash,
  IconX,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Money } from '../../../ui/money.tsx';
import { useMay } from '../../session.ts';
import type { TabDetail } from '../tab-detail.ts';
import type { Dialog } from './dialog.ts';
import type { Selection } from './lines.ts';
import { useProgress } from './useProgress.ts';

/** What can be done about the selected lines, in place of the bill's own actions. */
export function SelectionBar({
  tab,
  selection,
  onClear,
  onDialog,
}: {
  tab: TabDetail;
  selection: Selection;
  onClear: () => void;
  onDialog: (dialog: Dialog) => void;
}) {
  const { t } = useTranslation();
  const may = useMay();
  const { fire, urge } = useProgress(tab.id);
  const { lines, amount, held, owed } = selection;
  const mayKitchen = may('ticket', 'update');
  return (
    <div className="selection">
      <div className="selection-head">
        <strong>{t(($) => $.bill.selection.count, { count: lines.length })}</strong>
        <Money value={{ amount, currency: tab.total.currency }} />
        <ActionIcon
          variant="subtle"
          color="done"
          size={44}
          ml="auto"
          aria-label={t(($) => $.bill.selection.clear)}
          onClick={onClear}
        >
          <IconX size={22} />
        </ActionIcon>
      </div>
      <div className="selection-actions">
        {held.length > 0 && mayKitchen && (
          <Action
            icon={<IconFlame size={24} />}
            word={t(($) => $.bill.selection.fire)}
            onPress={() => {
              void fire(held).then(onClear);
            }}
          />
        )}
        {owed.length > 0 && mayKitchen && (
          <Action
            icon={<IconSpeakerphone size={24} />}
            word={t(($) => $.bill.selection.urge)}
            onPress={() => {
              void urge(owed).then(onClear);
            }}
          />
        )}
        {may('order', 'delete') && (
          <Action
            icon={<IconTrash size={24} />}
            word={t(($) => $.bill.selection.void)}
            onPress={() => onDialog({ kind: 'void' })}
          />
        )}
        {may('discount', 'create') && amount > 0 && (
          <>
            <Action
              icon={<IconDiscount2 size={24} />}
              word={t(($) => $.bill.selection.discount)}
              onPress={() => onDialog({ kind: 'discount', whole: false })}
            />
            <Action
              icon={<IconGift size={24} />}
              word={t(($) => $.bill.selection.complimentary)}
              onPress={() => onDialog({ kind: 'complimentary' })}
            />
          </>
        )}
        {may('tab', 'update') && (
          <Action
            icon={<IconArrowsExchange size={24} />}
            word={t(($) => $.bill.selection.move)}
            onPress={() => onDialog({ kind: 'moveOrders' })}
          />
        )}
      </div>
    </div>
  );
}

function Action({ icon, word, onPress }: { icon: ReactNode; word: string; onPress: () => void }) {
  return (
    <button type="button" className="selection-action pressable" onClick={onPress}>
      {icon}
      {word}
    </button>
  );
}
