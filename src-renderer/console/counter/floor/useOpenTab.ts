import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { problemOf, useTRPC } from '../../api.ts';
import { noticeDone, noticeError } from '../../notices.tsx';
import { selectTab, useWindow } from '../../window.ts';

/** Opens tables and take-away tabs; opening a table by mistake can be taken back while nothing is on it. */
export function useOpenTab() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: trpc.ordering.tables.list.queryKey() });
    void queryClient.invalidateQueries({ queryKey: trpc.ordering.tabs.listTakeAway.queryKey() });
  };
  const close = useMutation(
    trpc.ordering.tabs.close.mutationOptions({
      onSuccess: (tab) => {
        if (useWindow.getState().selectedTabId === tab.id) selectTab(null);
        noticeDone(t(($) => $.counter.floor.closedAgain, { table: tab.table?.name ?? '' }));
      },
      onError: noticeError,
      onSettled: refresh,
    }),
  );
  const open = useMutation(
    trpc.ordering.tabs.open.mutationOptions({
      onSuccess: (tab) => {
        queryClient.setQueryData(trpc.ordering.tabs.get.queryKey({ tabId: tab.id }), tab);
        selectTab(tab.id);
        noticeDone(
          t(($) => $.counter.floor.opened, { table: tab.table?.name ?? '' }),
          () => close.mutate({ tabId: tab.id }),
        );
      },
      onError: (error) => {
        // Somebody else was faster: the fresh floor shows it.
        if (problemOf(error)?.code !== 'table_occupied') noticeError(error);
      },
      onSettled: refresh,
    }),
  );
  const takeAway = useMutation(
    trpc.ordering.tabs.openTakeAway.mutationOptions({
      onSuccess: (tab) => {
        queryClient.setQueryData(trpc.ordering.tabs.get.queryKey({ tabId: tab.id }), tab);
        selectTab(tab.id);
      },
      onError: noticeError,
      onSettled: refresh,
    }),
  );
  return {
    openTable: (table: { id: string }) => open.mutate({ tableId: table.id }),
    openingTableId: open.isPending ? open.variables.tableId : undefined,
    openTakeAway: () => takeAway.mutate(undefined),
    isOpeningTakeAway: takeAway.isPending,
  };
}
