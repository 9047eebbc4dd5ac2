import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Outputs, problemOf, useTRPC } from '../../api.ts';
import { noticeDone, noticeError, noticeInfo } from '../../notices.tsx';

export type WaitingOrder = Outputs['ordering']['orders']['list'][number];

function numberOf(orders: readonly WaitingOrder[] | undefined, orderId: string): number {
  return orders?.find((order) => order.id === orderId)?.number ?? 0;
}

/** Accepting, rejecting (which can be taken back), asking to wait: the card leaves at once and comes back if the landing refuses. */
export function useOrderActions() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const waitingKey = trpc.ordering.orders.list.queryKey({ state: 'placed' });

  const takeOut = async (orderId: string) => {
    await queryClient.cancelQueries({ queryKey: waitingKey });
    const before = queryClient.getQueryData(waitingKey);
    queryClient.setQueryData(waitingKey, (orders) => orders?.filter((order) => order.id !== orderId));
    return { before, number: numberOf(before, orderId) };
  };
  const putBack = (error: unknown, context: { before: WaitingOrder[] | undefined; number: number } | undefined) => {
    const code = problemOf(error)?.code;
    if (code === 'order_state' || code === 'order_missing') {
      noticeInfo(t(($) => $.counter.queue.somebodyElse, { number: context?.number ?? 0 }));
      return;
    }
    if (context?.before) queryClient.setQueryData(waitingKey, context.before);
    noticeError(error);
  };
  const refresh = (answer: { tabId: string } | undefined) => {
    void queryClient.invalidateQueries({ queryKey: waitingKey });
    void queryClient.invalidateQueries({ queryKey: trpc.ordering.tables.list.queryKey() });
    if (answer)
      void queryClient.invalidateQueries({ queryKey: trpc.ordering.tabs.get.queryKey({ tabId: answer.tabId }) });
  };

  const accept = useMutation(
    trpc.ordering.orders.accept.mutationOptions({
      onMutate: ({ orderId }) => takeOut(orderId),
      onError: (error, _, context) => putBack(error, context),
      onSettled: refresh,
    }),
  );
  const restore = useMutation(
    trpc.ordering.orders.restore.mutationOptions({
      onSuccess: (order) => noticeDone(t(($) => $.bill.order.restored, { number: order.number })),
      onError: noticeError,
      onSettled: refresh,
    }),
  );
  const reject = useMutation(
    trpc.ordering.orders.reject.mutationOptions({
      onMutate: ({ orderId }) => takeOut(orderId),
      onSuccess: (order) =>
        noticeDone(
          t(($) => $.counter.queue.rejected, { number: order.number }),
          () => restore.mutate({ orderId: order.id }),
        ),
      onError: (error, _, context) => putBack(error, context),
      onSettled: refresh,
    }),
  );
  const delay = useMutation(
    trpc.ordering.orders.delay.mutationOptions({
      onSuccess: (order, { minutes }) =>
        noticeDone(t(($) => $.counter.queue.delayed, { number: order.number, minutes })),
      onError: (error, { orderId }) =>
        putBack(error, { before: undefined, number: numberOf(queryClient.getQueryData(waitingKey), orderId) }),
      onSettled: refresh,
    }),
  );
  return {
    accept: (orderId: string) => accept.mutate({ orderId }),
    reject: (orderId: string, reason: string) => reject.mutate({ orderId, reason }),
    /** Takes a rejection back: the order waits again. */
    restore: ({ id }: { readonly id: string }) => restore.mutate({ orderId: id }),
    delay: (orderId: string, minutes: number) => delay.mutate({ orderId, minutes }),
  };
}
