import { Alert, Button, Group, Progress, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { errorCatalog } from '#shared/error-catalog.ts';
import { type ErrorCode, errorMessage } from '#shared/errors.ts';
import { Facts } from '../../ui/Facts.tsx';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { StateChip } from '../../ui/StateChip.tsx';
import { StateHead } from '../../ui/StateHead.tsx';
import { TwoStepButton } from '../../ui/TwoStepButton.tsx';
import { formatClock, formatDateTime } from '../../ui/time.ts';
import { useTRPC } from '../api.ts';
import { noticeDone, noticeError } from '../notices.tsx';
import { useMay } from '../session.ts';
import { phases, portionOf } from './phase.ts';
import { type SyncNow, useRefreshSync, useRetryNow } from './useSync.ts';

const todos = [
  'device_revoked',
  'device_credential_wrong',
  'enterprise_suspended',
  'cloud_secrets_lost',
  'cloud_secrets_closed',
  'sync_protocol_unknown',
] as const;

const isCode = (code: string): code is ErrorCode => Object.hasOwn(errorCatalog, code);

/** How it stands: what travels, what keeps it, and what a person can do about it. */
export function StateCard({ state }: { state: SyncNow }) {
  const { t } = useTranslation();
  const retry = useRetryNow();
  const { phase, trouble, progress, nextAt, lastAt, pending, pendingSince } = state;
  const language = currentLanguage();
  const number = new Intl.NumberFormat(language);
  const isStuck = phase === 'waiting' || phase === 'refused';
  const shown = phase === 'off' ? null : phases[phase];
  const because = trouble !== null && isCode(trouble) ? errorMessage(trouble, language) : null;
  const todo = phase === 'refused' ? (todos.find((known) => known === trouble) ?? 'other') : null;
  const attention = state.conflicts + state.rejected > 0 ? <Attention state={state} /> : null;
  const onItsWay =
    pending === 0
      ? t(($) => $.cloud.state.none)
      : pendingSince === null
        ? number.format(pending)
        : t(($) => $.cloud.state.since, { count: pending, time: formatDateTime(pendingSince, language) });
  return (
    <>
      <section className="panel panel-section" aria-labelledby="cloud-state">
        <StateHead
          id="cloud-state"
          icon={shown?.icon}
          state={shown?.state}
          title={<span role="status">{t(($) => $.cloud.state[phase])}</span>}
          detail={<Text className="hint">{t(($) => $.cloud.state.kept)}</Text>}
        >
          {phase !== 'resting' && (
            <Button
              size="md"
              ml="auto"
              variant={isStuck ? 'filled' : 'default'}
              leftSection={<IconRefresh size={18} />}
              loading={retry.isPending}
              onClick={() => retry.mutate()}
            >
              {t(($) => $.cloud.state.now)}
            </Button>
          )}
        </StateHead>
        {isStuck && because !== null && (
          <Alert
            mt="md"
            color={phase === 'refused' ? 'trouble' : 'new'}
            variant="light"
            icon={<IconAlertTriangle />}
            role="alert"
          >
            <Text size="md">{because}</Text>
            {todo && <Text size="md">{t(($) => $.cloud.state.todo[todo])}</Text>}
          </Alert>
        )}
        {progress && (
          <div className="cloud-progress">
            <Progress value={(portionOf(state) ?? 0) * 100} size="lg" aria-label={t(($) => $.cloud.state.starting)} />
            <Text className="hint number">
              {t(($) => $.cloud.state.progress, {
                done: number.format(progress.done),
                total: number.format(progress.total),
              })}
            </Text>
          </div>
        )}
        <Facts
          facts={[
            [t(($) => $.cloud.state.pending), onItsWay],
            [
              t(($) => $.cloud.state.last),
              lastAt === null ? t(($) => $.cloud.state.never) : formatDateTime(lastAt, language),
            ],
            state.files > 0 ? [t(($) => $.cloud.state.files), number.format(state.files)] : null,
            nextAt === null ? null : [t(($) => $.cloud.state.next), formatClock(nextAt, language)],
            attention && [t(($) => $.cloud.state.attention), attention],
          ]}
        />
      </section>
      <Place state={state} />
    </>
  );
}

/** What waits for a person, each one a way to where it is settled. */
function Attention({ state: { conflicts, rejected } }: { state: SyncNow }) {
  const { t } = useTranslation();
  return (
    <Group gap="xs">
      {conflicts > 0 && (
        <Link href="/cloud/conflicts" className="cloud-link">
          {t(($) => $.cloud.state.conflicts, { count: conflicts })}
        </Link>
      )}
      {rejected > 0 && (
        <Link href="/cloud/outbox" className="cloud-link">
          {t(($) => $.cloud.state.rejected, { count: rejected })}
        </Link>
      )}
    </Group>
  );
}

/** Which enterprise of which cloud this is, and the way out. */
function Place({ state: { enterprise, address, device } }: { state: SyncNow }) {
  const { t } = useTranslation();
  const may = useMay();
  const trpc = useTRPC();
  const refresh = useRefreshSync();
  const disconnect = useMutation(
    trpc.sync.disconnect.mutationOptions({
      onSuccess: () => noticeDone(t(($) => $.cloud.disconnect.done)),
      onError: noticeError,
      onSettled: refresh,
    }),
  );
  return (
    <section className="panel panel-section" aria-labelledby="cloud-place">
      <h2 className="section-title" id="cloud-place">
        {t(($) => $.cloud.state.thisComputer)}
      </h2>
      <Facts
        facts={[
          enterprise && [
            t(($) => $.cloud.state.enterprise),
            <>
              {enterprise.name} <span className="hint">{enterprise.code}</span>
            </>,
          ],
          address === null ? null : [t(($) => $.cloud.state.address), address],
        ]}
      />
      {device && (
        <StateChip state={device.administers ? 'ready' : 'done'}>
          {device.administers ? t(($) => $.cloud.state.entrusted) : t(($) => $.cloud.state.notEntrusted)}
        </StateChip>
      )}
      {may('enterprise', 'update') && may('device', 'delete') && (
        <div className="cloud-act">
          <TwoStepButton
            label={t(($) => $.cloud.disconnect.label)}
            icon={<IconPlugConnectedX size={18} />}
            explanation={t(($) => $.cloud.disconnect.explanation)}
            confirm={t(($) => $.cloud.disconnect.confirm)}
            pending={disconnect.isPending}
            onConfirm={() => disconnect.mutate()}
          />
        </div>
      )}
    </section>
  );
}
