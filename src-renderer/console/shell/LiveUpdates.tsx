import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import { client, problemOf, useTRPC } from '../api.ts';
import { keysOf, type WatchedFact } from '../live.ts';
import { useMay } from '../session.ts';
import { playSound } from '../sounds.ts';
import { useWindow } from '../window.ts';

/** A stream that ended without the session having ended (the landing restarted) is opened again after this long. */
const reopenMs = 2000;

/**
 * Follows the landing's changes and makes stale exactly what each one concerns. Whoever may read orders follows all of
 * ordering; the kitchen follows its tickets.
 */
export function LiveUpdates() {
  const may = useMay();
  if (may('order', 'read')) return <Follow watch={client.ordering.orders.watch.subscribe} />;
  return may('ticket', 'read') ? <Follow watch={client.ordering.tickets.watch.subscribe} /> : null;
}

interface Watcher {
  readonly onStarted: () => void;
  readonly onData: (tracked: { data: WatchedFact }) => void;
  readonly onError: (error: unknown) => void;
  readonly onComplete: () => void;
  readonly onConnectionStateChange: (change: { state: string; error?: unknown }) => void;
}

function Follow({ watch }: { watch: (input: undefined, watcher: Watcher) => { unsubscribe: () => void } }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [round, setRound] = useState(0);

  const connected = useEffectEvent(() => {
    useWindow.setState({ connection: 'live' });
  });
  const lost = useEffectEvent(() => {
    if (useWindow.getState().connection === 'live') playSound('trouble');
    // A device that was put out loses its connections first; asking where we stand tells that from a lost network.
    void queryClient.fetchQuery(trpc.lan.here.queryOptions(undefined, { staleTime: 0 })).then(
      ({ mayEnter }) => !mayEnter && useWindow.setState({ unpaired: true }),
      () => {},
    );
    useWindow.setState({ connection: 'lost' });
  });
  const heard = useEffectEvent((fact: WatchedFact) => {
    // From here on nothing is missed; what was read before, at the start or while the line was down, may be old.
    if (fact.type === 'watch.ready') void queryClient.invalidateQueries();
    for (const queryKey of keysOf(trpc, fact)) void queryClient.invalidateQueries({ queryKey });
  });
  const ended = useEffectEvent(() => {
    // The landing ends a stream with its session: asking who we are tells whether that is the reason.
    void queryClient.invalidateQueries({ queryKey: trpc.identity.me.queryKey() });
  });

  // A new round opens the stream anew.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = () => {
      timer = setTimeout(() => setRound(round + 1), reopenMs);
    };
    const subscription = watch(undefined, {
      onStarted: () => connected(),
      onData: ({ data }) => {
        connected();
        heard(data);
      },
      onError: (error) => {
        if (problemOf(error)?.code === 'not_signed_in') useWindow.setState({ sessionEnded: true });
        else {
          lost();
          again();
        }
      },
      onComplete: () => {
        ended();
        again();
      },
      onConnectionStateChange: ({ state, error }) => {
        if (state === 'pending') connected();
        else if (state === 'connecting' && error) lost();
      },
    });
    return () => {
      clearTimeout(timer);
      subscription.unsubscribe();
    };
  }, [watch, round]);
  useEffect(() => () => useWindow.setState({ connection: 'connecting' }), []);
  return null;
}
