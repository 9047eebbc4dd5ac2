import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { LineState, OrderState } from '#shared/ordering/order.ts';
import { useTRPC } from '../../api.ts';
import { noticeDone, noticeError } from '../../notices.tsx';

/** Moves orders of a tab on in the kitchen, wakes held lines, hurries; the receipt shows it at once. */
export function useProgress(tabId: string) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const key = trpc.ordering.tabs.get.queryKey({ tabId });
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: key });
  };
  const step = (next: OrderState & LineState) => ({
    onMutate: async ({ orderId }: { orderId: string }) => {
      await queryClient.cancelQueries({ queryKey: key });
      queryClient.setQueryData(
        key,
        (tab) =>
          tab && {
            ...tab,
            orders: tab.orders.map((order) =>
              order.id === orderId
                ? { ...order, state: next, lines: order.lines.map((line) => ({ ...line, state: next })) }
                : order,
            ),
          },
      );
    },
    onError: noticeError,
    onSettled: refresh,
  });
  const { tickets } = trpc.ordering;
  const start = useMutation(tickets.start.mutationOptions(step('cooking')));
  const ready = useMutation(tickets.ready.mutationOptions(step('ready')));
  const serve = useMutation(tickets.serve.mutationOptions(step('served')));
  const fire = useMutation(tickets.fire.mutationOptions({ onError: noticeError, onSettled: refresh }));
  const urge = useMutation(tickets.urge.mutationOptions({ onError: noticeError, onSettled: refresh }));
  return {
    start: (orderId: string) => start.mutate({ orderId }),
    ready: (orderId: string) => ready.mutate({ orderId }),
    serve: (orderId: string) => serve.mutate({ orderId }),
    /** Lets the kitchen begin with held lines (起菜). */
    fire: async (held: readonly { readonly orderId: string; readonly lineIds: readonly string[] }[]) => {
      for (const { orderId, lineIds } of held) await fire.mutateAsync({ orderId, lineIds: [...lineIds] });
      noticeDone(t(($) => $.bill.selection.fired));
    },
    /** Asks the kitchen where the food is (催菜). */
    urge: async (orderIds: readonly string[]) => {
      for (const orderId of orderIds) await urge.mutateAsync({ orderId });
      noticeDone(t(($) => $.bill.selection.urged));
    },
  };
}
