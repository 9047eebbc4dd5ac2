import { useDocumentVisibility } from '@mantine/hooks';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';
import { client, useTRPC } from '../api.ts';
import { type SyncNow, useSyncState } from './useSync.ts';

/** A stream that ended without its session having ended is opened again after this long. */
const reopenMs = 2000;

/**
 * Keeps what the screen says about the cloud as it is. A window that nobody sees, and a landing without a cloud, hold no
 * line open: a browser has six to its landing, for all its windows together.
 */
export function FollowSync() {
  const state = useSyncState();
  const isSeen = useDocumentVisibility() !== 'hidden';
  const isOn = state.data !== undefined && state.data.phase !== 'off';
  return isSeen && isOn ? <Follow /> : null;
}

function Follow() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const heard = useEffectEvent((now: SyncNow) => {
    const key = trpc.sync.state.queryKey();
    const before = queryClient.getQueryData(key);
    queryClient.setQueryData(key, now);
    const stale = [];
    if (before?.conflicts !== now.conflicts) stale.push(trpc.sync.conflicts.pathKey());
    if (before?.pending !== now.pending || before.rejected !== now.rejected) stale.push(trpc.sync.outbox.pathKey());
    // The cloud is back: what could not be asked can be now.
    if (before?.phase === 'waiting' && now.phase !== 'waiting')
      stale.push(trpc.sync.devices.pathKey(), trpc.sync.standing.queryKey());
    for (const queryKey of stale) void queryClient.invalidateQueries({ queryKey });
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let subscription: { unsubscribe: () => void } | undefined;
    const open = () => {
      const again = () => {
        timer = setTimeout(open, reopenMs);
      };
      subscription = client.sync.watch.subscribe(undefined, {
        onData: ({ state }) => heard(state),
        onError: again,
        onComplete: again,
      });
    };
    open();
    return () => {
      clearTimeout(timer);
      subscription?.unsubscribe();
    };
  }, []);
  return null;
}
