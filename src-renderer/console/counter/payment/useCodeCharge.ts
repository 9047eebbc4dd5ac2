import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { isRefusal, useTRPC } from '../../api.ts';
import { type Attempt, Attempts } from '../../attempts.ts';

/** A customer's payment code (付款码) that is being charged; minor units. */
export interface ChargeRequest {
  readonly tabId: string;
  readonly amount: number;
  readonly tip: number;
  readonly items: { readonly lineId: string; readonly quantity: number }[];
  readonly authCode: string;
}

const attempts = new Attempts<ChargeRequest>(localStorage, () => crypto.randomUUID());
const scopeOf = (tabId: string) => `code:${tabId}`;

/** Takes a charge whose outcome is open along to the tab that its own was merged into. */
export function carryChargeOver(fromTabId: string, intoTabId: string): void {
  attempts.move(scopeOf(fromTabId), scopeOf(intoTabId));
}

/**
 * Charges customers' codes. A charge stays open, over reloads too, until the cashier has said what became of the money:
 * the provider's word alone pays nothing.
 */
export function useCodeCharge(tabId: string) {
  const trpc = useTRPC();
  const scope = scopeOf(tabId);
  const [open, setOpen] = useState<Attempt<ChargeRequest> | undefined>(() => attempts.find(scope));
  const mutation = useMutation(
    trpc.ordering.payments.charge.mutationOptions({
      onError: (error) => {
        // Refused before anything was asked of the provider.
        if (isRefusal(error)) attempts.end(scope);
        setOpen(attempts.find(scope));
      },
    }),
  );
  const send = ({ key, request: { items: _, ...request } }: Attempt<ChargeRequest>) =>
    mutation.mutate({ ...request, idempotencyKey: key });
  return {
    open,
    isPending: mutation.isPending,
    answer: mutation.data,
    error: mutation.error,
    start: (request: Omit<ChargeRequest, 'tabId'>) => {
      const attempt = attempts.begin(scope, { tabId, ...request });
      setOpen(attempt);
      send(attempt);
    },
    askAgain: () => open && send(open),
    /** The cashier knows what became of it. */
    end: () => {
      attempts.end(scope);
      setOpen(undefined);
      mutation.reset();
    },
  };
}
