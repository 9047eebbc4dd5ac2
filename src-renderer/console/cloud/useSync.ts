import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type Outputs, useTRPC } from '../api.ts';
import { noticeError } from '../notices.tsx';
import { useMay } from '../session.ts';

export type SyncNow = Outputs['sync']['state'];
export type OutboxItem = Outputs['sync']['outbox']['list'][number];
export type Conflict = Outputs['sync']['conflicts']['list'][number];
export type CloudComputer = Outputs['sync']['devices']['list'][number];
export type RegistrationNow = NonNullable<Outputs['sync']['registration']['get']>;

/** While the cloud is off nothing is followed; another window may have connected meanwhile. */
const lookMs = 60_000;

/** How this landing stands with the cloud, kept as it is by FollowSync; no data for those who may not see it. */
export function useSyncState() {
  const trpc = useTRPC();
  const may = useMay();
  return useQuery(
    trpc.sync.state.queryOptions(undefined, { enabled: may('enterprise', 'read'), refetchInterval: lookMs }),
  );
}

/** Reads everything of the cloud anew. */
export function useRefreshSync(): () => Promise<unknown> {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () => queryClient.invalidateQueries({ queryKey: trpc.sync.pathKey() });
}

/** Tries again at once. */
export function useRetryNow() {
  const trpc = useTRPC();
  return useMutation(trpc.sync.retryNow.mutationOptions({ onError: noticeError }));
}

/** Things that wait for a person: what collided, what was not taken, and a cloud that refuses. */
export function attentionOf(state: SyncNow | undefined): number {
  if (!state || state.phase === 'off') return 0;
  return state.conflicts + state.rejected + (state.phase === 'refused' ? 1 : 0);
}
