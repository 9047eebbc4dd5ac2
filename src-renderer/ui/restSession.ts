import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { StoreApi, UseBoundStore } from 'zustand';
import { noticeError, type Standing } from './restClient.ts';

type UseStanding = UseBoundStore<StoreApi<Standing>>;

/**
 * Gives what is called once somebody is signed in: nothing that the one before saw stays in memory. `seed` puts in what is
 * known of the new one already.
 */
export function useEntering(useStanding: UseStanding): (seed?: () => void) => void {
  const queryClient = useQueryClient();
  return (seed) => {
    queryClient.clear();
    seed?.();
    useStanding.setState({ ended: false });
  };
}

interface Leaving {
  readonly useStanding: UseStanding;
  /** Ends the session at the server. */
  readonly end: () => Promise<unknown>;
  /** Forgets what this computer kept of it. */
  readonly forget?: () => void;
}

/** Signing out: the session ends at the server first, then in this window. */
export function useSignOut({ useStanding, end, forget }: Leaving) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: end,
    onSuccess: () => {
      forget?.();
      queryClient.clear();
      useStanding.setState({ ended: true });
    },
    onError: noticeError,
  });
}
