import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconCalendarTime, IconCopyCheck, IconSettings } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DesktopBridge } from '#shared/desktop/calls.ts';
import { Facts } from '../../../ui/Facts.tsx';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { formatDateTime, useNow } from '../../../ui/time.ts';
import { formatBytes } from '../bytes.ts';
import { ScheduleSheet } from './ScheduleSheet.tsx';
import { clockText } from './times.ts';
import { type BackupState, useBackupDeeds } from './useBackups.ts';

/** Copies that are made by themselves: where, when, how the last one went, when the next one comes. */
export function SchedulePart({ state, bridge }: { state: BackupState; bridge: DesktopBridge | undefined }) {
  const { t } = useTranslation();
  const { copyNow } = useBackupDeeds();
  const [editing, setEditing] = useState(false);
  const { plan, failure } = state.schedule;
  return (
    <div className="panel-section">
      <h3 className="section-title">{t(($) => $.computer.backup.schedule.title)}</h3>
      {plan ? (
        <>
          {failure && (
            <Alert
              mt="sm"
              color="trouble"
              icon={<IconAlertTriangle size={18} />}
              title={t(($) => $.computer.backup.schedule.missed, {
                date: formatDateTime(failure.at, currentLanguage()),
              })}
            >
              {failure.text}
            </Alert>
          )}
          <Standing schedule={state.schedule} running={state.running !== null} />
          <Group gap="xs">
            <Button
              size="md"
              leftSection={<IconCopyCheck size={18} />}
              disabled={state.running !== null}
              loading={copyNow.isPending}
              onClick={() => copyNow.mutate()}
            >
              {t(($) => $.computer.backup.schedule.copyNow)}
            </Button>
            <Button
              size="md"
              variant="default"
              leftSection={<IconSettings size={18} />}
              onClick={() => setEditing(true)}
            >
              {t(($) => $.computer.backup.schedule.change)}
            </Button>
          </Group>
        </>
      ) : (
        <>
          <Text size="md" mt="xs" mb="sm">
            {t(($) => $.computer.backup.schedule.none)}
          </Text>
          <Button size="md" leftSection={<IconCalendarTime size={18} />} onClick={() => setEditing(true)}>
            {t(($) => $.computer.backup.schedule.begin)}
          </Button>
        </>
      )}
      {editing && <ScheduleSheet plan={plan} bridge={bridge} onClose={() => setEditing(false)} />}
    </div>
  );
}

function Standing({ schedule, running }: { schedule: BackupState['schedule']; running: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  const { plan, lastGood, nextAt, failure } = schedule;
  if (!plan) return null;
  const language = currentLanguage();
  const { times } = plan;
  const folder = <span className="backup-path">{plan.folder}</span>;
  const next = () => {
    if (running) return t(($) => $.computer.backup.schedule.nextNow);
    if (nextAt === null || nextAt > now) return nextAt === null ? '—' : formatDateTime(nextAt, language);
    if (failure?.code === 'backup_disk_missing') return t(($) => $.computer.backup.schedule.nextDisk);
    return t(($) => (failure ? $.computer.backup.schedule.nextAgain : $.computer.backup.schedule.nextNow));
  };
  return (
    <Facts
      facts={[
        [t(($) => $.computer.backup.schedule.folder), folder],
        [
          t(($) => $.computer.backup.schedule.when),
          times.kind === 'daily'
            ? t(($) => $.computer.backup.schedule.daily, { time: clockText(times.hour) })
            : t(($) => $.computer.backup.schedule.every, { count: times.hours }),
        ],
        [
          t(($) => $.computer.backup.schedule.lastGood),
          lastGood
            ? `${formatDateTime(lastGood.at, language)} · ${formatBytes(lastGood.size, language)}`
            : t(($) => $.computer.backup.schedule.lastNone),
        ],
        [t(($) => $.computer.backup.schedule.next), next()],
      ]}
    />
  );
}
