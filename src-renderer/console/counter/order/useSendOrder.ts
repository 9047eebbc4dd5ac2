import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { client, isRefusal, useTRPC } from '../../api.ts';
import { type Attempt, Attempts } from '../../attempts.ts';
import { noticeDone } from '../../notices.tsx';
import { askCounter, followCommand } from '../elsewhere/commands.ts';
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

/** How long the word of another counter is waited for before the person is asked what to do (ms). */
const patienceMs = 20_000;

/**
 * Sends an order to the kitchen once, however often it has to be tried. A tab of another landing gets it by its `home`:
 * there it is not sent again, its word is asked for.
 */
export function useSendOrder(tabId: string, onSent: () => void, home?: string) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const scope = `order:${tabId}`;
  const [unanswered, setUnanswered] = useState<Attempt<OrderRequest> | undefined>(() => attempts.find(scope));
  const place = async ({ key, request, again }: Attempt<OrderRequest> & { again: boolean }) => {
    if (home === undefined) {
      const { order } = await client.ordering.orders.place.mutate({ tabId, ...request, idempotencyKey: key });
      return order.number;
    }
    const command = { kind: 'order.place', input: { tabId, ...request } } as const;
    const asked = again ? followCommand(key, { patienceMs }) : askCounter({ id: key, home, command }, { patienceMs });
    return (await asked).order?.number ?? 0;
  };
  const mutation = useMutation({
    mutationFn: place,
    onSuccess: (number) => {
      attempts.end(scope);
      setUnanswered(undefined);
      noticeDone(t(($) => $.counter.order.sent, { number }));
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
      void queryClient.invalidateQueries({ queryKey: trpc.ordering.elsewhere.pathKey() });
    },
  });
  const send = (attempt: Attempt<OrderRequest>, again = false) => mutation.mutate({ ...attempt, again });
  return {
    unanswered,
    isPending: mutation.isPending,
    error: mutation.error,
    send: (lines: readonly CartLine[], note: string) => {
      const earlier = attempts.find(scope);
      if (earlier) setUnanswered(earlier);
      else send(attempts.begin(scope, toRequest(lines, note)));
    },
    retry: () => unanswered && send(unanswered, true),
    /** Lets go of an unanswered order, after the receipt was read again and shows whether it arrived. */
    setAside: async () => {
      await queryClient.refetchQueries({ queryKey: trpc.ordering.tabs.get.queryKey({ tabId }) });
      attempts.end(scope);
      setUnanswered(undefined);
      mutation.reset();
    },
  };
}
