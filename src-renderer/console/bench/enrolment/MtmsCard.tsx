import { Alert, Button, Text } from '@mantine/core';
import {
  IconAlertTriangle,
  IconLock,
  IconPlugConnected,
  IconPlugConnectedX,
  IconRefresh,
  IconShieldCheck,
  IconShieldX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { EnrolmentState, EnrolmentTrouble, EnrolmentView } from '#shared/bench/enrolment-view.ts';
import { errorMessage } from '#shared/errors.ts';
import { Facts } from '../../../ui/Facts.tsx';
import { Fold } from '../../../ui/Fold.tsx';
import { currentLanguage } from '../../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../../ui/ListSkeleton.tsx';
import { StateHead } from '../../../ui/StateHead.tsx';
import { TwoStepButton } from '../../../ui/TwoStepButton.tsx';
import type { StateName } from '../../../ui/theme.ts';
import { formatDateTime } from '../../../ui/time.ts';
import { useMay } from '../../session.ts';
import { EnrolmentForm } from './EnrolmentForm.tsx';
import { useDisconnect, useEnrolment, useRetryEnrolment } from './useEnrolment.ts';
import './enrolment.css';

const shown: Readonly<Record<EnrolmentState, { readonly icon: typeof IconLock; readonly state: StateName }>> = {
  none: { icon: IconPlugConnected, state: 'new' },
  enrolling: { icon: IconPlugConnected, state: 'progress' },
  enrolled: { icon: IconShieldCheck, state: 'ready' },
  locked: { icon: IconLock, state: 'new' },
  lost: { icon: IconShieldX, state: 'trouble' },
  expired: { icon: IconShieldX, state: 'trouble' },
  revoked: { icon: IconShieldX, state: 'trouble' },
};

/** The bench's connection to its MTMS: how it stands, what a person can do about it, and the way in by a one-time code. */
export function MtmsCard() {
  const { t } = useTranslation();
  const may = useMay();
  const view = useEnrolment();
  if (!view) return <ListSkeleton rows={1} height={76} />;
  const { state, trouble } = view;
  const mayConnect = may('enterprise', 'update') && may('device', 'create');
  const wantsCode = state === 'none' || state === 'lost' || state === 'expired' || state === 'revoked';
  const { icon, state: colour } =
    state === 'enrolled' && trouble ? ({ icon: IconAlertTriangle, state: 'new' } as const) : shown[state];
  return (
    <section className="panel panel-section enrolment" aria-labelledby="enrolment-title">
      <StateHead
        id="enrolment-title"
        icon={icon}
        state={colour}
        title={state === 'none' && mayConnect ? t(($) => $.enrolment.title) : t(($) => $.enrolment.states[state])}
        detail={<Summary view={view} mayConnect={mayConnect} />}
      >
        {(trouble || state === 'locked') && <TryNow />}
      </StateHead>
      {state !== 'none' && state !== 'enrolled' && state !== 'enrolling' && (
        <Alert color={state === 'locked' ? 'new' : 'trouble'} variant="light" icon={<IconAlertTriangle />} role="alert">
          <Text size="md">{t(($) => $.enrolment.todo[state])}</Text>
        </Alert>
      )}
      {state === 'enrolled' && trouble && <Trouble trouble={trouble} until={view.with?.goodUntil ?? 0} />}
      {mayConnect && (wantsCode || state === 'enrolling') && <EnrolmentForm address={view.with?.address ?? ''} />}
      {view.with && (
        <Fold className="enrolment-more" summary={t(($) => $.enrolment.more)}>
          <Connection about={view.with} />
          {mayConnect && state === 'enrolled' && (
            <Fold className="enrolment-more" summary={t(($) => $.enrolment.anew)}>
              <EnrolmentForm address={view.with.address} />
            </Fold>
          )}
          {mayConnect && <Disconnect />}
        </Fold>
      )}
    </section>
  );
}

function Summary({ view, mayConnect }: { view: EnrolmentView; mayConnect: boolean }) {
  const { t } = useTranslation();
  if (view.state === 'none')
    return <Text className="hint">{mayConnect ? t(($) => $.enrolment.lead) : t(($) => $.enrolment.readOnly)}</Text>;
  if (!view.with) return null;
  const until = formatDateTime(view.with.goodUntil, currentLanguage());
  return (
    <Text className="hint">
      {view.with.benchId} · {t(($) => $.enrolment.facts.until)} <span className="number">{until}</span>
    </Text>
  );
}

function Trouble({ trouble, until }: { trouble: EnrolmentTrouble; until: number }) {
  const { t } = useTranslation();
  const language = currentLanguage();
  const { what, since, nextTryAt, problem } = trouble;
  const at = (time: number) => formatDateTime(time, language);
  // What waits here is tried again by itself; the sentence of a bench that sends keys would say too much.
  const because = problem.code === 'E_MTMS_DOWN' ? null : errorMessage(problem.code, language, problem.params);
  return (
    <Alert color="new" variant="light" icon={<IconAlertTriangle />} role="status">
      <Text size="md">
        {what === 'renewal'
          ? t(($) => $.enrolment.trouble.renewal, { since: at(since), until: at(until) })
          : t(($) => $.enrolment.trouble.lists, { since: at(since) })}
      </Text>
      {because !== null && <Text size="md">{because}</Text>}
      <Text className="hint">{t(($) => $.enrolment.trouble.next, { time: at(nextTryAt) })}</Text>
    </Alert>
  );
}

function TryNow() {
  const { t } = useTranslation();
  const retry = useRetryEnrolment();
  return (
    <Button
      size="md"
      variant="default"
      leftSection={<IconRefresh size={18} />}
      loading={retry.isPending}
      onClick={() => retry.mutate()}
    >
      {t(($) => $.enrolment.retry)}
    </Button>
  );
}

function Connection({ about }: { about: NonNullable<EnrolmentView['with']> }) {
  const { t } = useTranslation();
  const at = (time: number) => formatDateTime(time, currentLanguage());
  return (
    <Facts
      facts={[
        [t(($) => $.enrolment.facts.bench), about.benchId],
        [
          t(($) => $.enrolment.facts.mtms),
          <>
            {about.mtmsId} <span className="hint">{about.address}</span>
          </>,
        ],
        [t(($) => $.enrolment.facts.until), at(about.goodUntil)],
        [t(($) => $.enrolment.facts.renewed), at(about.renewedAt)],
        [
          t(($) => $.enrolment.facts.lists),
          <>
            {t(($) => $.enrolment.facts.listsFetched, { at: at(about.listsFetchedAt) })}
            {about.listsGoodUntil !== null && (
              <span className="hint">
                {' '}
                {t(($) => $.enrolment.facts.listsUntil, { until: at(about.listsGoodUntil) })}
              </span>
            )}
          </>,
        ],
      ]}
    />
  );
}

function Disconnect() {
  const { t } = useTranslation();
  const disconnect = useDisconnect(t(($) => $.enrolment.disconnect.done));
  return (
    <TwoStepButton
      label={t(($) => $.enrolment.disconnect.label)}
      icon={<IconPlugConnectedX size={18} />}
      explanation={t(($) => $.enrolment.disconnect.explanation)}
      confirm={t(($) => $.enrolment.disconnect.confirm)}
      pending={disconnect.isPending}
      onConfirm={() => disconnect.mutate()}
    />
  );
}
