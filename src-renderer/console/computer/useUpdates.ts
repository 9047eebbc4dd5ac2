import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { DesktopBridge } from '#shared/desktop/calls.ts';
import type { InstallTime } from '#shared/desktop/updates.ts';
import { resultOf } from '../desktop.ts';
import { noticeError } from '../notices.tsx';

const key = ['desktop', 'updates'] as const;

/** How it stands with updates of this program, kept up to date. */
export function useUpdateState(bridge: DesktopBridge) {
  const queries = useQueryClient();
  useEffect(() => bridge.on('updateState', (news) => queries.setQueryData(key, news)), [bridge, queries]);
  return useQuery({ queryKey: key, queryFn: () => resultOf(bridge.updateState()) });
}

/** What a person can do about them. How it went comes as news. */
export function useUpdateActions(bridge: DesktopBridge) {
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: (ask: () => ReturnType<DesktopBridge['updateState']>) => resultOf(ask()),
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
    onError: noticeError,
  });
  return {
    isPending: act.isPending,
    check: () => act.mutate(() => bridge.checkForUpdate()),
    download: () => act.mutate(() => bridge.downloadUpdate()),
    install: (when: InstallTime) => act.mutate(() => bridge.installUpdate(when)),
    cancel: () => act.mutate(() => bridge.cancelUpdate()),
  };
}
