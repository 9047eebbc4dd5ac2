import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useTRPC } from '../api.ts';
import { noticeDone, noticeError } from '../notices.tsx';
import { selectTab } from '../window.ts';
import type { TabDetail } from './tab-detail.ts';

/** Closes a tab that is settled and lets go of its receipt. */
export function useCloseTab(tab: TabDetail, onClosed?: () => void): { close: () => void; isClosing: boolean } {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mutation = useMutation(
    trpc.ordering.tabs.close.mutationOptions({
      onSuccess: () => {
        onClosed?.();
        selectTab(null);
        noticeDone(
          tab.table
            ? t(($) => $.counter.receipt.tableClosed, { table: tab.table.name })
            : t(($) => $.counter.receipt.takeAwayClosed),
        );
      },
      onError: noticeError,
      onSettled: () => {
        void queryClient.invalidateQueries({ queryKey: trpc.ordering.tables.list.queryKey() });
        void queryClient.invalidateQueries({ queryKey: trpc.ordering.tabs.listTakeAway.queryKey() });
        void queryClient.invalidateQueries({ queryKey: trpc.ordering.tabs.get.queryKey({ tabId: tab.id }) });
      },
    }),
  );
  return { close: () => mutation.mutate({ tabId: tab.id }), isClosing: mutation.isPending };
}
