import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isRefusal, useTRPC } from '../../api.ts';
import { type Attempt, Attempts } from '../../attempts.ts';
import { noticeDone } from '../../notices.tsx';
import type { CartLine, Choice } from './cart.ts';

interface OrderRequest {
  readonly lines: {
    itemId: string;
    quantity: number;
    options: Choice[];
    components?: { slotId: string; itemId: string; options: Choice[] }[];
    weightGrams?: number;
    unitPrice?: number;
    note?: string;
  }[];
  readonly note?: string;
  /** Indexes of the lines the kitchen waits with. */
  readonly held?: number[];
}

const attempts = new Attempts<OrderRequest>(localStorage, () => crypto.randomUUID());

function toRequest(lines: readonly CartLine[], note: string): OrderRequest {
  const held = lines.flatMap((line, index) => (line.held ? [index] : []));
  return {
    ...(held.length > 0 && { held }),
    lines: lines.map((line) => ({
      itemId: line.itemId,
      quantity: line.quantity,
      options: line.options.map((option) => ({ ...option })),
      ...(line.components
        ? { components: line.components.map(({ options, ...part }) => ({ ...part, options: [...options] })) }
        : {}),
      ...(line.weightGrams === undefined ? {} : { weightGrams: line.weightGrams }),
      ...(line.unitPrice === undefined ? {} : { unitPrice: line.unitPrice }),
      ...(line.note ? { note: line.note } : {}),
    })),
    ...(note.trim() ? { note: note.trim() } : {}),
  };
}

/** Sends an order to the kitchen once, however often it has to be tried. */
export function useSendOrder(tabId: string, onSent: () => void) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const scope = `order:${tabId}`;
  const [unanswered, setUnanswered] = useState<Attempt<OrderRequest> | undefined>(() => attempts.find(scope));
  const mutation = useMutation(
    trpc.ordering.orders.place.mutationOptions({
      onSuccess: ({ order }) => {
        attempts.end(scope);
        setUnanswered(undefined);
        noticeDone(t(($) => $.counter.order.sent, { number: order.number }));
        onSent();
      },
      onError: (error) => {
        if (isRefusal(error)) {
          attempts.end(scope);
          void queryClient.invalidateQueries({ queryKey: trpc.ordering.menu.list.queryKey() });
        }
        setUnanswered(attempts.find(scope));
      },
      onSettled: () => {
        void queryClient.invalidateQueries({ queryKey: trpc.ordering.tabs.get.queryKey({ tabId }) });
        void queryClient.invalidateQueries({ queryKey: trpc.ordering.tables.list.queryKey() });
        void queryClient.invalidateQueries({ queryKey: trpc.ordering.tabs.listTakeAway.queryKey() });
      },
    }),
  );
  const send = ({ key, request }: Attempt<OrderRequest>) => mutation.mutate({ tabId, ...request, idempotencyKey: key });
  return {
    unanswered,
    isPending: mutation.isPending,
    error: mutation.error,
    send: (lines: readonly CartLine[], note: string) => {
      const earlier = attempts.find(scope);
      if (earlier) setUnanswered(earlier);
      else send(attempts.begin(scope, toRequest(lines, note)));
    },
    retry: () => unanswered && send(unanswered),
    /** Lets go of an unanswered order, after the receipt was read again and shows whether it arrived. */
    setAside: async () => {
      await queryClient.refetchQueries({ queryKey: trpc.ordering.tabs.get.queryKey({ tabId }) });
      attempts.end(scope);
      setUnanswered(undefined);
      mutation.reset();
    },
  };
}
