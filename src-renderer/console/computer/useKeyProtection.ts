import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { DesktopBridge } from '#shared/desktop/calls.ts';
import type { KeyAction } from '#shared/desktop/key-protection.ts';
import { resultOf } from '../desktop.ts';
import { noticeError } from '../notices.tsx';

const key = ['desktop', 'keyProtection'] as const;

/** How this computer's keys are protected at the moment, and the ways to change it. */
export function useKeyProtection(bridge: DesktopBridge) {
  const queries = useQueryClient();
  const protection = useQuery({ queryKey: key, queryFn: () => resultOf(bridge.keyProtection()) });
  useEffect(() => bridge.on('keyProtection', (news) => queries.setQueryData(key, news)), [bridge, queries]);
  const change = useMutation({
    mutationFn: (action: KeyAction) => resultOf(bridge.changeKeyProtection(action)),
    onSuccess: (next) => queries.setQueryData(key, next),
    onError: noticeError,
  });
  return { protection, change };
}
