import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMoney } from '../../../ui/money.tsx';
import { useTRPC } from '../../api.ts';
import { useMay } from '../../session.ts';
import type { TabDetail } from '../tab-detail.ts';
import { oddEnd } from './lines.ts';
import { useAdjust } from './useAdjust.ts';

/** Lets the odd end of the bill go (抹零) by one tap that says how much it is; nothing where there is none. */
export function RoundOff({ tab }: { tab: TabDetail }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const may = useMay();
  const format = useMoney();
  const settings = useQuery(trpc.ordering.settings.get.queryOptions());
  const { roundOff, give } = useAdjust(tab);
  const odd = oddEnd(tab, settings.data?.roundingStep ?? 0);
  if (odd === 0 || tab.state === 'closed' || !may('discount', 'create')) return null;
  return (
    <Button variant="default" h={48} px={4} fz={15} loading={give.isPending} onClick={() => roundOff(odd)}>
      {t(($) => $.bill.actions.round, { amount: format(odd, tab.balance.currency) })}
    </Button>
  );
}
