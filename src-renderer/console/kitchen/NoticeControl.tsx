import { Button, Popover, SegmentedControl, Stack, Switch, Text } from '@mantine/core';
import { IconHourglass, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useTRPC } from '../api.ts';
import { noticeError } from '../notices.tsx';
import { useMay } from '../session.ts';

const delays = [15, 30, 45, 60] as const;

/** Pauses orders from phones, or tells guests that dishes take longer; shows which is so. */
export function NoticeControl() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayUpdate = useMay()('ticket', 'update');
  const notice = useQuery(trpc.ordering.notice.get.queryOptions());
  const queryKey = trpc.ordering.notice.get.queryKey();
  const update = useMutation(
    trpc.ordering.notice.update.mutationOptions({
      onSuccess: (now) => queryClient.setQueryData(queryKey, now),
      onError: noticeError,
      onSettled: () => void queryClient.invalidateQueries({ queryKey }),
    }),
  );
  if (!notice.data || !mayUpdate) return null;
  const { delayMinutes } = notice.data;
  const paused = notice.data.pausedAt !== null;
  const delay =
    delayMinutes === null
      ? t(($) => $.kitchen.notice.usual)
      : t(($) => $.kitchen.notice.minutes, { minutes: delayMinutes });
  const Icon = paused ? IconPlayerPause : delayMinutes === null ? IconPlayerPlay : IconHourglass;
  return (
    <Popover position="bottom-end" width={360} shadow="md" trapFocus>
      <Popover.Target>
        <Button
          className="kitchen-tool"
          h={48}
          fz={16}
          variant={paused ? 'filled' : delayMinutes === null ? 'default' : 'light'}
          color={paused ? 'trouble' : delayMinutes === null ? 'accent' : 'new'}
          leftSection={<Icon size={22} />}
        >
          {paused ? t(($) => $.kitchen.notice.paused) : delayMinutes === null ? t(($) => $.kitchen.notice.open) : delay}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t(($) => $.kitchen.notice.title)}>
        <Stack gap="sm">
          <Switch
            className="touch-switch"
            size="md"
            label={t(($) => $.kitchen.notice.pause)}
            checked={paused}
            disabled={update.isPending}
            onChange={(event) => update.mutate({ paused: event.currentTarget.checked, delayMinutes })}
          />
          <Text size="md" fw={600} id="kitchen-delay">
            {t(($) => $.kitchen.notice.delay)}
          </Text>
          <SegmentedControl
            className="touch-segments"
            aria-labelledby="kitchen-delay"
            value={String(delayMinutes ?? 0)}
            data={[
              { value: '0', label: t(($) => $.kitchen.notice.usual) },
              ...[...new Set([...delays, ...(delayMinutes === null ? [] : [delayMinutes])])]
                .sort((a, b) => a - b)
                .map((minutes) => ({ value: String(minutes), label: `${minutes}` })),
            ]}
            onChange={(value) => update.mutate({ paused, delayMinutes: Number(value) || null })}
          />
          <Text size="sm" c="dimmed">
            {t(($) => $.kitchen.notice.hint)}
          </Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
