import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client, type Outputs, problemOf, useTRPC } from '../../api.ts';
import { noticeDone, noticeError, noticeInfo } from '../../notices.tsx';
import { selectTab, useWindow } from '../../window.ts';
import { ApprovalDeclined, withApproval } from '../approval/approval.ts';
import { chargeChangeOf } from '../charge-change.ts';

interface Place {
  readonly id: string;
  readonly name: string;
}

interface MergeInput {
  readonly tabId: string;
  readonly intoTabId: string;
  readonly expectedTotal?: number;
  /** In words, for the second person who approves it. */
  readonly what: string;
}

interface MoveRequest {
  readonly tabId: string;
  /** Where the guests sit now; null for a take-away tab. */
  readonly from: Place | null;
  readonly to: Place;
}

/** Refusals that say somebody else changed the tables meanwhile. */
const overtaken: readonly string[] = ['table_occupied', 'tab_is_closed', 'same_table', 'tab_missing'];

/** Moves guests to a free table, which can be undone, and merges two tables' bills, which cannot. */
export function useMoveTab(onDone?: () => void) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const nameOf = (place: Place | null) =>
    place ? t(($) => $.floor.move.table, { table: place.name }) : t(($) => $.floor.move.takeAway);
  const moved = (before: string, tab: Outputs['ordering']['tabs']['move']) => {
    queryClient.setQueryData(trpc.ordering.tabs.get.queryKey({ tabId: tab.id }), tab);
    if (useWindow.getState().selectedTabId === before && before !== tab.id) selectTab(tab.id);
  };
  const refused = (error: unknown) => {
    const code = problemOf(error)?.code;
    if (code && overtaken.includes(code)) noticeInfo(t(($) => $.floor.move.changed));
    else if (!(error instanceof ApprovalDeclined) && !chargeChangeOf(error)) noticeError(error);
  };
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: trpc.ordering.tables.list.queryKey() });
    void queryClient.invalidateQueries({ queryKey: trpc.ordering.tabs.listTakeAway.queryKey() });
  };
  const mover = useMutation(trpc.ordering.tabs.move.mutationOptions({ onError: refused, onSettled: refresh }));
  const merger = useMutation({
    mutationFn: ({ what, ...input }: MergeInput) =>
      withApproval(what, (approval) => client.ordering.tabs.merge.mutate({ ...input, ...(approval && { approval }) })),
    onError: refused,
    onSettled: refresh,
  });
  const change = chargeChangeOf(merger.error);
  const move = ({ tabId, from, to }: MoveRequest) =>
    mover.mutate(
      { tabId, tableId: to.id, onlyIfFree: true },
      {
        onSuccess: (tab) => {
          moved(tabId, tab);
          const words = t(($) => $.floor.move.moved, { from: nameOf(from), to: nameOf(to) });
          noticeDone(words, from ? () => mover.mutate({ tabId, tableId: from.id, onlyIfFree: true }) : undefined);
          onDone?.();
        },
      },
    );
  return {
    nameOf,
    move,
    merge: ({ tabId, from, to, intoTabId }: MoveRequest & { readonly intoTabId: string }) =>
      merger.mutate(
        {
          tabId,
          intoTabId,
          what: t(($) => $.floor.move.merges, { from: nameOf(from), to: nameOf(to) }),
          ...(change && { expectedTotal: change.after }),
        },
        {
          onSuccess: (tab) => {
            moved(tabId, tab);
            noticeDone(t(($) => $.floor.move.merged, { from: nameOf(from), to: nameOf(to) }));
            onDone?.();
          },
        },
      ),
    /** What the merge that was asked for would change about charges: asked again, it is done at that total. */
    change,
    forgetChange: merger.reset,
    isPending: mover.isPending || merger.isPending,
  };
}
