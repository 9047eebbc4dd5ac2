import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../api.ts';
import { noticeError } from '../notices.tsx';
import { selectTab } from '../window.ts';

interface Call {
  readonly id: string;
  readonly kind: 'waiter' | 'bill';
}

/** Answers a guest's call with one tap, wherever it is shown: it goes at once and comes back if the landing refuses. */
export function useAnswerCall(): (call: Call, tabId: string) => void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const callsKey = trpc.ordering.calls.list.queryKey();
  const tablesKey = trpc.ordering.tables.list.queryKey();
  const answer = useMutation(
    trpc.ordering.calls.answer.mutationOptions({
      onMutate: async ({ callId }) => {
        await Promise.all([
          queryClient.cancelQueries({ queryKey: callsKey }),
          queryClient.cancelQueries({ queryKey: tablesKey }),
        ]);
        const calls = queryClient.getQueryData(callsKey);
        const tables = queryClient.getQueryData(tablesKey);
        queryClient.setQueryData(callsKey, (list) => list?.filter((call) => call.id !== callId));
        queryClient.setQueryData(tablesKey, (list) =>
          list?.map((table) =>
            table.calls.some((call) => call.id === callId)
              ? { ...table, calls: table.calls.filter((call) => call.id !== callId) }
              : table,
          ),
        );
        return { calls, tables };
      },
      onError: (error, _, before) => {
        queryClient.setQueryData(callsKey, before?.calls);
        queryClient.setQueryData(tablesKey, before?.tables);
        noticeError(error);
      },
      onSettled: () => {
        void queryClient.invalidateQueries({ queryKey: callsKey });
        void queryClient.invalidateQueries({ queryKey: tablesKey });
      },
    }),
  );
  return (call, tabId) => {
    answer.mutate({ callId: call.id });
    if (call.kind === 'bill') selectTab(tabId);
  };
}
