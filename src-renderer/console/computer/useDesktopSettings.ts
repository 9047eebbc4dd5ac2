import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { DesktopBridge } from '#shared/desktop/calls.ts';
import type { DesktopSettings } from '#shared/desktop/settings.ts';
import { resultOf } from '../desktop.ts';
import { noticeError } from '../notices.tsx';

const key = ['desktop', 'settings'] as const;

/** The desktop's settings as they are now, and the way to change one; a change is kept at once. */
export function useDesktopSettings(bridge: DesktopBridge) {
  const queries = useQueryClient();
  const settings = useQuery({ queryKey: key, queryFn: () => resultOf(bridge.desktopSettings()) });
  useEffect(() => bridge.on('desktopSettings', (news) => queries.setQueryData(key, news)), [bridge, queries]);
  const change = useMutation({
    mutationFn: (part: Partial<DesktopSettings>) => resultOf(bridge.changeDesktopSettings(part)),
    onSuccess: (next) => queries.setQueryData(key, next),
    onError: noticeError,
  });
  return { settings, change };
}
