import { Alert, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DesktopBridge } from '#shared/desktop/calls.ts';
import { ListSkeleton } from '../../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../../ui/LoadFailed.tsx';
import { describeError } from '../../notices.tsx';
import { ByHand } from './ByHand.tsx';
import { Copies } from './Copies.tsx';
import { PassphrasePart } from './PassphrasePart.tsx';
import { Running } from './Running.tsx';
import { SchedulePart } from './SchedulePart.tsx';
import { type BackupState, useBackupState } from './useBackups.ts';
import './backup.css';

/** Backups of the whole shop: by themselves, by hand, encrypted or not, and how one is restored. */
export function BackupSection({ bridge }: { bridge: DesktopBridge | undefined }) {
  const { t } = useTranslation();
  const state = useBackupState();
  const { data } = state;
  return (
    <section className="panel settings-section" aria-label={t(($) => $.computer.backup.title)}>
      <div className="panel-section">
        <h2 className="section-title">{t(($) => $.computer.backup.title)}</h2>
        <Text className="hint">{t(($) => $.computer.backup.hint)}</Text>
        {data && <Standing state={data} />}
        {!data && state.isError && (
          <LoadFailed reason={describeError(state.error)} onRetry={() => void state.refetch()} />
        )}
        {!data && !state.isError && <ListSkeleton rows={2} height={48} />}
      </div>
      {data && (
        <>
          <SchedulePart state={data} bridge={bridge} />
          {data.schedule.plan && <Copies key={data.schedule.plan.folder} state={data} />}
          <PassphrasePart state={data} />
          <ByHand state={data} bridge={bridge} />
        </>
      )}
    </section>
  );
}

/** What a person has to know now: warnings, what went wrong, what is being done. */
function Standing({ state }: { state: BackupState }) {
  const { t } = useTranslation();
  const { warnings, failure, running } = state;
  if (warnings.length === 0 && !failure && !running) return null;
  return (
    <Stack gap="sm" mt="md">
      {warnings.map((warning) => (
        <Alert
          key={warning}
          color="new"
          icon={<IconAlertTriangle size={18} />}
          title={t(($) => $.computer.backup.warnings[warning].title)}
        >
          {t(($) => $.computer.backup.warnings[warning].text)}
        </Alert>
      ))}
      {failure && (
        <Alert
          color="trouble"
          icon={<IconAlertTriangle size={18} />}
          title={t(($) => $.computer.backup.failures[failure.deed])}
        >
          {failure.text}
        </Alert>
      )}
      {running && <Running running={running} />}
    </Stack>
  );
}
