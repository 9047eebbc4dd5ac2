import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PaymentMethod } from '#shared/ordering/events.ts';
import { isRefusal, type Outputs, useTRPC } from '../../api.ts';
import { type Attempt, Attempts } from '../../attempts.ts';
import { advanceSplit } from './splits.ts';

/** A payment as the cashier asked for it; minor units. */
export interface PaymentRequest {
  /** The tab it was asked on, which may have been merged into another one since. */
  readonly tabId: string;
  readonly method: PaymentMethod;
  readonly amount: number;
  readonly tip?: number;
  readonly tendered?: number;
  readonly reference?: string;
  readonly items?: { readonly lineId: string; readonly quantity: number }[];
}

export type TakenPayment = Outputs['ordering']['payments']['take']['payment'];

const attempts = new Attempts<PaymentRequest>(localStorage, () => crypto.randomUUID());
const scopeOf = (tabId: string) => `payment:${tabId}`;

/** Takes an unanswered payment along to the tab that its own was merged into. */
export function carryPaymentOver(fromTabId: string, intoTabId: string): void {
  attempts.move(scopeOf(fromTabId), scopeOf(intoTabId));
}

/**
 * Takes payments on a tab so that a lost answer never charges twice: until the landing has answered, only the same
 * payment can be sent again, even after the window was closed and opened.
 */
export function useTakePayment(tabId: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const scope = scopeOf(tabId);
  const [unanswered, setUnanswered] = useState<Attempt<PaymentRequest> | undefined>(() => attempts.find(scope));
  const mutation = useMutation(
    trpc.ordering.payments.take.mutationOptions({
      onSuccess: ({ tab }) => {
        attempts.end(scope);
        setUnanswered(undefined);
        advanceSplit(tabId, tab.balance.amount);
        queryClient.setQueryData(trpc.ordering.tabs.get.queryKey({ tabId: tab.id }), (known) =>
          known && known.revision > tab.revision ? known : tab,
        );
      },
      onError: (error) => {
        if (isRefusal(error)) attempts.end(scope);
        setUnanswered(attempts.find(scope));
      },
      onSettled: () => {
        void queryClient.invalidateQueries({ queryKey: trpc.ordering.tabs.get.queryKey({ tabId }) });
        void queryClient.invalidateQueries({ queryKey: trpc.ordering.tabs.shares.queryKey() });
        void queryClient.invalidateQueries({ queryKey: trpc.ordering.tables.list.queryKey() });
        void queryClient.invalidateQueries({ queryKey: trpc.ordering.tabs.listTakeAway.queryKey() });
      },
    }),
  );
  const send = ({ key, request }: Attempt<PaymentRequest>, onTaken?: () => void) =>
    mutation.mutate({ ...request, idempotencyKey: key }, { ...(onTaken && { onSuccess: onTaken }) });
  return {
    unanswered,
    isPending: mutation.isPending,
    error: mutation.error,
    taken: mutation.data,
    /** Takes a payment; `onTaken` hears of it when the landing has it. */
    take: (request: Omit<PaymentRequest, 'tabId'>, onTaken?: () => void) => {
      const earlier = attempts.find(scope);
      // Another window left one unanswered: it is shown first, never sent in place of this one.
      if (earlier) setUnanswered(earlier);
      else send(attempts.begin(scope, { tabId, ...request }), onTaken);
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
