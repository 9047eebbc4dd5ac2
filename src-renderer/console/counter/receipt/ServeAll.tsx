import { Button } from '@mantine/core';
import { IconChecks } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../session.ts';
import type { TabDetail } from '../tab-detail.ts';
import { useProgress } from './useProgress.ts';

/** Marks everything the kitchen owes this tab as served, in one tap; shown when that is more than one order. */
export function ServeAll({ tab }: { tab: TabDetail }) {
  const { t } = useTranslation();
  const may = useMay();
  const { serve } = useProgress(tab.id);
  const owed = tab.orders.filter((order) => ['accepted', 'cooking', 'ready'].includes(order.state));
  if (owed.length < 2 || !may('ticket', 'update')) return null;
  return (
    <Button
      variant="light"
      h={44}
      leftSection={<IconChecks size={20} />}
      onClick={() => {
        for (const order of owed) serve(order.id);
      }}
    >
      {t(($) => $.counter.receipt.serveAll)}
    </Button>
  );
}
