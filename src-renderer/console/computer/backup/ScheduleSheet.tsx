import { Button, Group, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackupPlan } from '#shared/backup/plan.ts';
import type { DesktopBridge } from '#shared/desktop/calls.ts';
import { Sheet } from '../../../ui/Sheet.tsx';
import { useTRPC } from '../../api.ts';
import { resultOf } from '../../desktop.ts';
import { describeError, noticeDone, noticeError } from '../../notices.tsx';
import { useMe } from '../../session.ts';
import { clockText } from './times.ts';

const hoursOfDay = Array.from({ length: 24 }, (_, hour) => hour);
const intervals = [1, 2, 3, 4, 6, 8, 12];

interface ScheduleSheetProps {
  readonly plan: BackupPlan | null;
  readonly bridge: DesktopBridge | undefined;
  readonly onClose: () => void;
}

/** Where copies go and when they are made. */
export function ScheduleSheet({ plan, bridge, onClose }: ScheduleSheetProps) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { cutoverHour } = useMe().enterprise;
  const [folder, setFolder] = useState(plan?.folder ?? '');
  const [times, setTimes] = useState<BackupPlan['times']>(plan?.times ?? { kind: 'daily', hour: cutoverHour });
  const refresh = () => queries.invalidateQueries(trpc.backup.pathFilter());
  const save = useMutation(
    trpc.backup.plan.mutationOptions({
      onSuccess: async () => {
        await refresh();
        onClose();
      },
    }),
  );
  const undo = useMutation(trpc.backup.plan.mutationOptions({ onSettled: refresh, onError: noticeError }));
  const end = useMutation(
    trpc.backup.plan.mutationOptions({
      onSuccess: async () => {
        await refresh();
        onClose();
        noticeDone(
          t(($) => $.computer.backup.schedule.ended),
          () => undo.mutate({ plan }),
        );
      },
    }),
  );
  const choose = useMutation({
    mutationFn: async () => (bridge ? resultOf(bridge.chooseFolder()) : null),
    onSuccess: (chosen) => chosen !== null && setFolder(chosen),
    onError: noticeError,
  });
  const failed = [save, end].find(({ isError }) => isError);
  return (
    <Sheet
      opened
      onClose={onClose}
      title={t(($) => $.computer.backup.schedule.title)}
      onSubmit={() => save.mutate({ plan: { folder: folder.trim(), times } })}
      submitting={save.isPending}
      disabled={folder.trim() === ''}
      failure={failed && describeError(failed.error)}
      extra={
        plan && (
          <Button variant="default" size="md" loading={end.isPending} onClick={() => end.mutate({ plan: null })}>
            {t(($) => $.computer.backup.schedule.end)}
          </Button>
        )
      }
    >
      <Stack gap="lg">
        <div>
          <TextInput
            size="md"
            label={t(($) => $.computer.backup.schedule.folder)}
            description={t(($) => $.computer.backup.schedule.folderHint)}
            inputWrapperOrder={['label', 'input', 'description']}
            value={folder}
            maxLength={1000}
            spellCheck={false}
            autoCapitalize="off"
            data-autofocus
            onChange={(event) => {
              save.reset();
              setFolder(event.currentTarget.value);
            }}
          />
          {bridge && (
            <Button
              mt="sm"
              size="md"
              variant="default"
              leftSection={<IconFolderOpen size={18} />}
              loading={choose.isPending}
              onClick={() => choose.mutate()}
            >
              {t(($) => $.computer.backup.schedule.choose)}
            </Button>
          )}
        </div>
        <div>
          <Group gap="md" align="end">
            <SegmentedControl
              aria-label={t(($) => $.computer.backup.schedule.when)}
              value={times.kind}
              onChange={(kind) =>
                setTimes(kind === 'every' ? { kind: 'every', hours: 6 } : { kind: 'daily', hour: cutoverHour })
              }
              data={[
                { value: 'daily', label: t(($) => $.computer.backup.schedule.kindDaily) },
                { value: 'every', label: t(($) => $.computer.backup.schedule.kindEvery) },
              ]}
            />
            {times.kind === 'daily' ? (
              <Select
                size="md"
                w={140}
                allowDeselect={false}
                label={t(($) => $.computer.backup.schedule.hour)}
                value={String(times.hour)}
                onChange={(hour) => hour !== null && setTimes({ kind: 'daily', hour: Number(hour) })}
                data={hoursOfDay.map((hour) => ({ value: String(hour), label: clockText(hour) }))}
              />
            ) : (
              <Select
                size="md"
                w={180}
                allowDeselect={false}
                label={t(($) => $.computer.backup.schedule.interval)}
                value={String(times.hours)}
                onChange={(hours) => hours !== null && setTimes({ kind: 'every', hours: Number(hours) })}
                data={intervals.map((count) => ({
                  value: String(count),
                  label: t(($) => $.computer.backup.schedule.every, { count }),
                }))}
              />
            )}
          </Group>
          <Text className="hint" mt="xs">
            {t(($) => $.computer.backup.schedule.whenHint)}
          </Text>
        </div>
        <Text className="hint">{t(($) => $.computer.backup.schedule.keeping)}</Text>
      </Stack>
    </Sheet>
  );
}
