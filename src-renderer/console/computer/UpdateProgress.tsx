import { Alert, Button, Progress, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconDownload, IconShieldCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { OfferedRelease, UpdateState, UpdateStatus } from '#shared/desktop/updates.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { StateChip } from '../../ui/StateChip.tsx';
import { formatDate } from '../../ui/time.ts';
import { formatBytes } from './bytes.ts';
import { ReadyUpdate } from './ReadyUpdate.tsx';
import { ReleaseNotes } from './ReleaseNotes.tsx';
import type { useUpdateActions } from './useUpdates.ts';

type Actions = ReturnType<typeof useUpdateActions>;

/** Where an update stands, and the one thing to do about it. */
export function UpdateProgress({ state, actions }: { state: UpdateState; actions: Actions }) {
  const { t } = useTranslation();
  const { status } = state;
  switch (status.phase) {
    case 'off':
      return <Text size="md">{t(($) => $.updates.off[status.reason])}</Text>;
    case 'idle':
      return <Idle status={status} />;
    case 'checking':
      return null;
    case 'available':
      return (
        <>
          <Release release={status.release} isHere={false} />
          <Button
            size="md"
            leftSection={<IconDownload size={18} />}
            loading={actions.isPending}
            onClick={actions.download}
          >
            {t(($) => $.updates.download)}
          </Button>
          <Text className="hint">{t(($) => $.updates.downloadHint)}</Text>
        </>
      );
    case 'downloading':
      return <Downloading status={status} onCancel={actions.cancel} />;
    case 'ready':
      return (
        <>
          <Release release={status.release} isHere />
          <ReadyUpdate status={status} actions={actions} />
        </>
      );
    case 'installing':
      return <Text size="md">{t(($) => $.updates.installing, { version: status.release.version })}</Text>;
    case 'failed':
      return <Failed status={status} version={state.version} onRetry={actions.download} />;
  }
}

function Idle({ status }: { status: Extract<UpdateStatus, { phase: 'idle' }> }) {
  const { t } = useTranslation();
  const { updatedFrom, coming, reached } = status;
  return (
    <>
      {updatedFrom !== null && (
        <Alert color="ready" variant="light" icon={<IconCircleCheck />}>
          <Text size="md" fw={600}>
            {t(($) => $.updates.updatedFrom, { version: updatedFrom })}
          </Text>
          <Text size="md">{t(($) => $.updates.updatedFromText)}</Text>
        </Alert>
      )}
      {coming !== null && <Text size="md">{t(($) => $.updates.coming, { version: coming })}</Text>}
      {!reached && <Text size="md">{t(($) => $.updates.unreachable)}</Text>}
    </>
  );
}

function Release({ release, isHere }: { release: OfferedRelease; isHere: boolean }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const facts = { date: formatDate(release.releasedAt, language), size: formatBytes(release.bytes, language) };
  return (
    <>
      <div className="updates-facts">
        <StateChip state="ready" icon={IconShieldCheck}>
          {t(($) => $.updates.signed)}
        </StateChip>
        <Text className="hint">{t(($) => (isHere ? $.updates.downloaded : $.updates.released), facts)}</Text>
      </div>
      <ReleaseNotes release={release} />
    </>
  );
}

function Downloading(props: { status: Extract<UpdateStatus, { phase: 'downloading' }>; onCancel: () => void }) {
  const { t } = useTranslation();
  const { release, doneBytes, totalBytes } = props.status;
  const language = currentLanguage();
  const label = t(($) => $.updates.downloading, { version: release.version });
  return (
    <>
      <p className="updates-name">{label}</p>
      <div className="updates-progress">
        <Progress.Root size="lg">
          <Progress.Section value={Math.min(100, (100 * doneBytes) / totalBytes)} aria-label={label} />
        </Progress.Root>
        <Text className="hint" mt={4}>
          {t(($) => $.updates.progress, {
            done: formatBytes(doneBytes, language),
            total: formatBytes(totalBytes, language),
          })}
        </Text>
      </div>
      <Button variant="default" size="md" onClick={props.onCancel}>
        {t(($) => $.updates.cancel)}
      </Button>
    </>
  );
}

function Failed(props: { status: Extract<UpdateStatus, { phase: 'failed' }>; version: string; onRetry: () => void }) {
  const { t } = useTranslation();
  const { step, reason, version } = props.status;
  const wasReached = step === 'check' && reason !== 'offline' && reason !== 'noRelease';
  return (
    <>
      <Alert color="trouble" variant="light" role="alert" icon={<IconAlertTriangle />}>
        <Text size="md" fw={600}>
          {t(($) => $.updates.failed[wasReached ? 'refused' : step], { version: version ?? '' })}
        </Text>
        <Text size="md">{t(($) => $.updates.reasons[reason])}</Text>
        <Text size="md">{t(($) => $.updates.kept, { version: props.version })}</Text>
      </Alert>
      {step === 'download' && (
        <Button size="md" onClick={props.onRetry}>
          {t(($) => $.updates.retry)}
        </Button>
      )}
    </>
  );
}
