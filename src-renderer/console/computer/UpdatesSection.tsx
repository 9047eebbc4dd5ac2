import { Button, Text } from '@mantine/core';
import { IconCheck, IconDownload, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DesktopBridge } from '#shared/desktop/calls.ts';
import type { UpdateState, UpdateStatus } from '#shared/desktop/updates.ts';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { LoadFailed } from '../../ui/LoadFailed.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { formatDateTime } from '../../ui/time.ts';
import { describeError } from '../notices.tsx';
import { UpdateProgress } from './UpdateProgress.tsx';
import { useUpdateActions, useUpdateState } from './useUpdates.ts';
import './updates.css';

/** Which version runs here, and how the next one gets here. */
export function UpdatesSection({ bridge }: { bridge: DesktopBridge }) {
  const { t } = useTranslation();
  const state = useUpdateState(bridge);
  return (
    <section className="panel settings-section" aria-label={t(($) => $.updates.title)}>
      <div className="panel-section">
        {state.data ? (
          <Known state={state.data} bridge={bridge} />
        ) : state.isError ? (
          <LoadFailed reason={describeError(state.error)} onRetry={() => void state.refetch()} />
        ) : (
          <ListSkeleton rows={2} height={48} />
        )}
      </div>
    </section>
  );
}

/** Phases in which the feed can be asked. */
const restful: ReadonlySet<string> = new Set(['idle', 'checking', 'failed']);

/** What changes every second is not read out. */
const counts = (status: UpdateStatus) =>
  status.phase === 'downloading' || (status.phase === 'ready' && status.installsAt !== null);

function Known({ state, bridge }: { state: UpdateState; bridge: DesktopBridge }) {
  const { t } = useTranslation();
  const actions = useUpdateActions(bridge);
  const { version, source, checkedAt, status } = state;
  const looked =
    checkedAt === null
      ? t(($) => $.updates.neverChecked)
      : t(($) => $.updates.checkedAt, { when: formatDateTime(checkedAt, currentLanguage()) });
  return (
    <>
      <div className="updates-head">
        <h2 className="section-title">{t(($) => $.updates.title)}</h2>
        <Chip state={state} />
      </div>
      <Text className="hint">
        {t(($) => $.updates.version, { version })}{' '}
        {source !== null && `${t(($) => $.updates.source, { host: source })} ${looked}`}
      </Text>
      <div className="updates-state" aria-live={counts(status) ? 'off' : 'polite'}>
        <UpdateProgress state={state} actions={actions} />
        {restful.has(status.phase) && (
          <Button
            variant="default"
            size="md"
            leftSection={<IconRefresh size={18} />}
            loading={status.phase === 'checking'}
            onClick={actions.check}
          >
            {t(($) => (status.phase === 'failed' && status.step === 'check' ? $.updates.retry : $.updates.check))}
          </Button>
        )}
      </div>
    </>
  );
}

function Chip({ state: { status, checkedAt } }: { state: UpdateState }) {
  const { t } = useTranslation();
  if (status.phase === 'idle' && checkedAt !== null && status.reached && status.coming === null) {
    return (
      <StateChip state="ready" icon={IconCheck}>
        {t(($) => $.updates.upToDate)}
      </StateChip>
    );
  }
  if (status.phase === 'available' || status.phase === 'ready') {
    return (
      <StateChip state="new" icon={IconDownload}>
        {t(($) => $.updates[status.phase as 'available' | 'ready'], { version: status.release.version })}
      </StateChip>
    );
  }
  return null;
}
