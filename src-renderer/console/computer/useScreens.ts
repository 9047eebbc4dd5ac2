import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { DesktopBridge, DesktopResult } from '#shared/desktop/calls.ts';
import type { ScreensState } from '#shared/desktop/windows.ts';
import { resultOf } from '../desktop.ts';
import { noticeError } from '../notices.tsx';

const key = ['desktop', 'screens'] as const;

/** The displays of this computer and what is shown on them, as they are now, and the way to change that. */
export function useScreens(bridge: DesktopBridge) {
  const queries = useQueryClient();
  const screens = useQuery({ queryKey: key, queryFn: () => resultOf(bridge.screens()) });
  useEffect(() => bridge.on('screens', (news) => queries.setQueryData(key, news)), [bridge, queries]);
  const act = useMutation({
    mutationFn: (call: () => Promise<DesktopResult<ScreensState>>) => resultOf(call()),
    onSuccess: (next) => queries.setQueryData(key, next),
    onError: noticeError,
  });
  return { screens, act };
}
