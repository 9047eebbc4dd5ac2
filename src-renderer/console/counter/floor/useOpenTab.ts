import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import { isRefusal, problemOf, useTRPC } from '../../api.ts';
import { noticeDone, noticeError } from '../../notices.tsx';
import { selectTab, useWindow } from '../../window.ts';
import { askGuests } from './asked.ts';

/**
 * What this window is opening, wherever on the screen it was tapped: a second tap before the answer opens nothing more.
 * A take-away tab keeps its id until an answer came, so that trying again opens no second one.
 */
const useOpening = create<{ readonly tables: readonly string[]; readonly takeAwayId: string | null }>(() => ({
  tables: [],
  takeAwayId: null,
}));

/** Opens tables and take-away tabs; opening a table by mistake can be taken back while nothing is on it. */
export function useOpenTab() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const opening = useOpening();
  const tablesKey = trpc.ordering.tables.list.queryKey();
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: tablesKey });
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
        askGuests(tab.id);
        noticeDone(
          t(($) => $.counter.floor.opened, { table: tab.table?.name ?? '' }),
          () => close.mutate({ tabId: tab.id }),
        );
      },
      onError: async (error, { tableId }) => {
        if (problemOf(error)?.code !== 'table_occupied') return noticeError(error);
        // Somebody else was faster: what they opened is what was wanted.
        await queryClient.refetchQueries({ queryKey: tablesKey });
        const there = queryClient.getQueryData(tablesKey)?.find((table) => table.id === tableId)?.tab;
        if (there) selectTab(there.id);
      },
      onSettled: (_tab, _error, { tableId }) => {
        useOpening.setState(({ tables }) => ({ tables: tables.filter((id) => id !== tableId) }));
        refresh();
      },
    }),
  );
  const takeAway = useMutation(
    trpc.ordering.tabs.openTakeAway.mutationOptions({
      onSuccess: (tab) => {
        useOpening.setState({ takeAwayId: null });
        queryClient.setQueryData(trpc.ordering.tabs.get.queryKey({ tabId: tab.id }), tab);
        selectTab(tab.id);
      },
      onError: (error) => {
        if (isRefusal(error)) useOpening.setState({ takeAwayId: null });
        noticeError(error);
      },
      onSettled: refresh,
    }),
  );
  return {
    openTable: (table: { readonly id: string }) => {
      if (useOpening.getState().tables.includes(table.id)) return;
      useOpening.setState(({ tables }) => ({ tables: [...tables, table.id] }));
      open.mutate({ tableId: table.id });
    },
    isOpening: (tableId: string) => opening.tables.includes(tableId),
    openTakeAway: () => {
      if (takeAway.isPending) return;
      const tabId = useOpening.getState().takeAwayId ?? crypto.randomUUID();
      useOpening.setState({ takeAwayId: tabId });
      takeAway.mutate({ tabId });
    },
    isOpeningTakeAway: takeAway.isPending,
  };
}
