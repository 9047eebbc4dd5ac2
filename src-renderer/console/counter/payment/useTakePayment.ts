import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PaymentMethod } from '#shared/ordering/events.ts';
import { isRefusal, type Outputs, useTRPC } from '../../api.ts';
import { type Attempt, Attempts } from '../../attempts.ts';

/** A payment as the cashier asked for it; minor units. */
export interface PaymentRequest {
  readonly method: PaymentMethod;
  readonly amount: number;
  readonly tendered?: number;
  readonly reference?: string;
}

export type TakenPayment = Outputs['ordering']['payments']['take']['payment'];

const attempts = new Attempts<PaymentRequest>(localStorage, () => crypto.randomUUID());

/**
 * Takes payments on a tab so that a lost answer never charges twice: until the landing has answered, only the same
 * payment can be sent again, even after the window was closed and opened.
 */
export function useTakePayment(tabId: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const scope = `payment:${tabId}`;
  const [unanswered, setUnanswered] = useState<Attempt<PaymentRequest> | undefined>(() => attempts.find(scope));
  const mutation = useMutation(
    trpc.ordering.payments.take.mutationOptions({
      onSuccess: ({ tab }) => {
        attempts.end(scope);
        setUnanswered(undefined);
        queryClient.setQueryData(trpc.ordering.tabs.get.queryKey({ tabId }), tab);
      },
      onError: (error) => {
        if (isRefusal(error)) attempts.end(scope);
        setUnanswered(attempts.find(scope));
        void queryClient.invalidateQueries({ queryKey: trpc.ordering.tabs.get.queryKey({ tabId }) });
      },
      onSettled: () => {
        void queryClient.invalidateQueries({ queryKey: trpc.ordering.tables.list.queryKey() });
        void queryClient.invalidateQueries({ queryKey: trpc.ordering.tabs.listTakeAway.queryKey() });
      },
    }),
  );
  const send = ({ key, request }: Attempt<PaymentRequest>) =>
    mutation.mutate({ tabId, ...request, idempotencyKey: key });
  return {
    unanswered,
    isPending: mutation.isPending,
    error: mutation.error,
    taken: mutation.data,
    take: (request: PaymentRequest) => {
      const earlier = attempts.find(scope);
      // Another window left one unanswered: it is shown first, never sent in place of this one.
      if (earlier) setUnanswered(earlier);
      else send(attempts.begin(scope, request));
    },
    retry: () => unanswered && send(unanswered),
    /** Lets go of an unanswered payment after the bill was read again and shows that it did not arrive. */
    setAside: async () => {
      await queryClient.refetchQueries({ queryKey: trpc.ordering.tabs.get.queryKey({ tabId }) });
      attempts.end(scope);
      setUnanswered(undefined);
      mutation.reset();
    },
    reset: mutation.reset,
  };
}
