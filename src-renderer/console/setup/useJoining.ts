import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTRPC } from '../api.ts';
import { usePreferences } from '../window.ts';
import { forgetSetUp } from './draft.ts';

const underwayMs = 700;

/**
 * How joining goes, for as long as it does. Once it is done the sign-in page opens, with the enterprise's id filled in.
 */
export function useJoining(isSetUp = false) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const state = useQuery(
    trpc.sync.join.state.queryOptions(undefined, {
      staleTime: 0,
      refetchInterval: ({ state: { data } }) => (data?.joining ? underwayMs : false),
    }),
  );
  const joining = state.data?.joining ?? null;
  const wasJoining = useRef(false);
  useEffect(() => {
    const isOver = wasJoining.current && joining === null;
    wasJoining.current = joining !== null;
    if (!isOver || isSetUp) return;
    void queryClient
      .fetchQuery(trpc.identity.state.queryOptions(undefined, { staleTime: 0 }))
      .then(({ enterprise }) => {
        if (!enterprise) return;
        forgetSetUp();
        usePreferences.setState({ enterpriseId: enterprise.code });
      });
  }, [joining, isSetUp, queryClient, trpc]);
  return { joining, because: state.data?.because ?? null, preset: state.data?.address ?? null, refetch: state.refetch };
}
