import { Skeleton, Switch } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { DesktopBridge } from '#shared/desktop/calls.ts';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { resultOf } from '../desktop.ts';
import { describeError } from '../notices.tsx';

const key = ['desktop', 'openAtLogin'] as const;

/**
 * Whether the application starts with the computer. The switch shows what the operating system says, asked again each
 * time the window comes forward: its own settings can switch it too.
 */
export function OpenAtLogin({ bridge }: { bridge: DesktopBridge }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const state = useQuery({ queryKey: key, queryFn: () => resultOf(bridge.openAtLogin()) });
  useEffect(() => {
    // A window that was only behind another one was visible all the time: the query's own watch does not notice.
    const ask = () => void queries.invalidateQueries({ queryKey: key });
    window.addEventListener('focus', ask);
    return () => window.removeEventListener('focus', ask);
  }, [queries]);
  const set = useMutation({
    mutationFn: (wanted: boolean) => resultOf(bridge.setOpenAtLogin(wanted)),
    onSuccess: (now) => queries.setQueryData(key, now),
    onError: () => queries.invalidateQueries({ queryKey: key }),
  });
  if (state.isError) return <LoadFailed reason={describeError(state.error)} onRetry={() => void state.refetch()} />;
  if (state.data === undefined) return <Skeleton height={48} />;
  const { data } = state;
  return (
    <Switch
      size="md"
      label={t(($) => $.computer.behaviour.openAtLogin)}
      description={
        data === 'unavailable'
          ? t(($) => $.computer.behaviour.openAtLoginUnavailable)
          : data === 'needs_approval'
            ? t(($) => $.computer.behaviour.openAtLoginNeedsApproval)
            : t(($) => $.computer.behaviour.openAtLoginHint)
      }
      error={set.isError && t(($) => $.computer.behaviour.openAtLoginFailed)}
      checked={data === 'on' || data === 'needs_approval'}
      disabled={data === 'unavailable' || set.isPending}
      onChange={(event) => set.mutate(event.currentTarget.checked)}
    />
  );
}
