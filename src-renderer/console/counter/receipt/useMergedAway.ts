import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { client, useTRPC } from '../../api.ts';
import { noticeError, noticeInfo } from '../../notices.tsx';
import { followTab, useWindow } from '../../window.ts';
import { carrySplitOver } from '../payment/splits.ts';
import { carryChargeOver } from '../payment/useCodeCharge.ts';
import { carryPaymentOver } from '../payment/useTakePayment.ts';
import type { TabDetail } from '../tab-detail.ts';

/** When another counter merged the shown tab into another one, the receipt and its open sheet go there and say so. */
export function useMergedAway(tab: TabDetail | undefined): void {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const from = tab?.id;
  const into = tab?.mergedInto ?? null;
  const follow = useEffectEvent(async (fromId: string, intoId: string) => {
    try {
      const there = await client.ordering.tabs.get.query({ tabId: intoId });
      if (useWindow.getState().selectedTabId !== fromId) return;
      queryClient.setQueryData(trpc.ordering.tabs.get.queryKey({ tabId: intoId }), there);
      carryPaymentOver(fromId, intoId);
      carryChargeOver(fromId, intoId);
      carrySplitOver(fromId, intoId);
      followTab(intoId);
      const place = there.table
        ? t(($) => $.counter.receipt.tab, { table: there.table.name })
        : t(($) => $.counter.receipt.takeAway);
      noticeInfo(t(($) => $.bill.merged.into, { place }));
    } catch (error) {
      noticeError(error);
    }
  });
  useEffect(() => {
    if (from && into) void follow(from, into);
  }, [from, into]);
}
