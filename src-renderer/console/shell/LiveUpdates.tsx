import { useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useEffect, useRef } from 'react';
import { problemOf, useTRPC } from '../api.ts';
import { keysOf, type WatchedFact } from '../live.ts';
import { useMay } from '../session.ts';
import { playSound } from '../sounds.ts';
import { useWindow } from '../window.ts';

/**
 * Follows the landing's changes and makes stale exactly what each one concerns. Whoever may read orders follows all of
 * ordering; the kitchen follows its tickets.
 */
export function LiveUpdates() {
  const may = useMay();
  if (may('order', 'read')) return <FollowOrders />;
  return may('ticket', 'read') ? <FollowTickets /> : null;
}

function FollowOrders() {
  const trpc = useTRPC();
  const follow = useFollow();
  useSubscription(trpc.ordering.orders.watch.subscriptionOptions(undefined, follow));
  return null;
}

function FollowTickets() {
  const trpc = useTRPC();
  const follow = useFollow();
  useSubscription(trpc.ordering.tickets.watch.subscriptionOptions(undefined, follow));
  return null;
}

function useFollow() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const wasLost = useRef(false);
  useEffect(() => () => useWindow.setState({ connection: 'connecting' }), []);

  const connected = () => {
    useWindow.setState({ connection: 'live' });
    if (!wasLost.current) return;
    wasLost.current = false;
    void queryClient.invalidateQueries();
  };
  const lost = () => {
    if (!wasLost.current && useWindow.getState().connection === 'live') playSound('trouble');
    wasLost.current = true;
    useWindow.setState({ connection: 'lost' });
  };
  return {
    onStarted: connected,
    onData: ({ data }: { data: WatchedFact }) => {
      connected();
      for (const queryKey of keysOf(trpc, data)) void queryClient.invalidateQueries({ queryKey });
    },
    onError: (error: unknown) => {
      if (problemOf(error)?.code === 'not_signed_in') useWindow.setState({ sessionEnded: true });
      else lost();
    },
    onConnectionStateChange: ({ state, error }: { state: string; error?: unknown }) => {
      if (state === 'pending') connected();
      else if (state === 'connecting' && error) lost();
    },
  };
}
