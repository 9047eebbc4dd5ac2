import { Alert, Button, Text } from '@mantine/core';
import { IconAlertTriangle, IconArrowLeft, IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import type { Drift } from '#shared/reach/reach.ts';
import { Empty } from '../../ui/Empty.tsx';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { Page } from '../../ui/Page.tsx';
import { useTRPC } from '../api.ts';
import { noticeDone, noticeError } from '../notices.tsx';
import { useMay } from '../session.ts';
import type { Reach } from './AddressSection.tsx';
import { PinSteps } from './PinSteps.tsx';
import { useReach, useRefreshStickers } from './useStickers.ts';
import './stickers.css';

/** Mends stickers that lead nowhere: the old address back, or new stickers. */
export function AddressPage() {
  const { t } = useTranslation();
  const reach = useReach();
  const drift = reach.data?.drift;
  return (
    <Page
      title={drift ? t(($) => $.stickers.drift.title) : t(($) => $.stickers.drift.wellTitle)}
      actions={
        <Button component={Link} href="/stickers" variant="default" size="md" leftSection={<IconArrowLeft size={18} />}>
          {t(($) => $.stickers.title)}
        </Button>
      }
    >
      <div className="page-body">
        <div className="page-narrow">
          {!reach.data && <ListSkeleton rows={3} height={120} />}
          {reach.data && !drift && (
            <Empty
              icon={IconCircleCheck}
              title={t(($) => $.stickers.drift.wellTitle)}
              detail={t(($) => $.stickers.drift.well)}
            />
          )}
          {reach.data && drift && <Mend reach={reach.data} drift={drift} />}
        </div>
      </div>
    </Page>
  );
}

function Mend({ reach, drift }: { reach: Reach; drift: Drift }) {
  const { t } = useTranslation();
  const may = useMay();
  const explanation = {
    address: t(($) => $.stickers.drift.explainAddress),
    port: t(($) => $.stickers.drift.explainPort),
    offline: t(($) => $.stickers.drift.explainOffline),
    cloud: t(($) => $.stickers.drift.explainCloud),
  }[drift.cause];
  return (
    <div className="mend">
      <dl className="old-and-new">
        <div data-state="trouble">
          <dt>{t(($) => $.stickers.drift.old)}</dt>
          <dd>{drift.old}</dd>
        </div>
        <div>
          <dt>{drift.cause === 'cloud' ? t(($) => $.stickers.drift.nowCloud) : t(($) => $.stickers.drift.now)}</dt>
          <dd>{drift.now ?? t(($) => $.stickers.drift.noAddress)}</dd>
        </div>
      </dl>
      <Text size="md">{explanation}</Text>
      {drift.cause !== 'cloud' && (
        <section className="panel panel-section">
          <h2 className="section-title">{t(($) => $.stickers.drift.fixTitle)}</h2>
          <Text className="hint">{t(($) => $.stickers.drift.fixHint)}</Text>
          {drift.cause === 'port' ? (
            <Text size="md" my="sm">
              {t(($) => $.stickers.drift.portCommand)} <code>--port {new URL(drift.old).port || '80'}</code>
            </Text>
          ) : (
            <PinSteps origin={drift.old} platform={reach.platform} />
          )}
          <CheckAgain />
        </section>
      )}
      {drift.now !== null && may('table', 'update') && <Reprint drift={drift} now={drift.now} />}
    </div>
  );
}

/** Looks at once whether the address is back. */
function CheckAgain() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [still, setStill] = useState<string | null>(null);
  const check = useMutation(
    trpc.reach.check.mutationOptions({
      onSuccess: (state) => {
        queryClient.setQueryData(trpc.reach.state.queryKey(), state);
        if (!state.drift) noticeDone(t(($) => $.stickers.drift.mended));
        else if (state.drift.now === null) setStill(t(($) => $.stickers.drift.stillOffline));
        else setStill(t(($) => $.stickers.drift.still, { origin: state.drift.now }));
      },
      onError: noticeError,
    }),
  );
  return (
    <>
      {still && (
        <Alert color="new" variant="light" icon={<IconAlertTriangle />} role="alert" mb="sm">
          {still}
        </Alert>
      )}
      <Button size="md" loading={check.isPending} onClick={() => check.mutate()}>
        {t(($) => $.stickers.drift.fixed)}
      </Button>
    </>
  );
}

function Reprint({ drift, now }: { drift: Drift; now: string }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshStickers();
  const [, navigate] = useLocation();
  const use = useMutation(
    trpc.reach.useAddress.mutationOptions({
      onSuccess: async () => {
        await refresh();
        navigate('/stickers');
      },
      onError: noticeError,
    }),
  );
  return (
    <section className="panel panel-section">
      <h2 className="section-title">{t(($) => $.stickers.drift.reprintTitle)}</h2>
      <Text className="hint" mb="sm">
        {t(($) => $.stickers.drift.reprintHint, { count: drift.tableIds.length })}
      </Text>
      <Button
        variant="default"
        size="md"
        loading={use.isPending}
        onClick={() =>
          drift.cause === 'cloud' ? navigate('/stickers') : use.mutate({ address: new URL(now).hostname })
        }
      >
        {drift.cause === 'cloud'
          ? t(($) => $.stickers.drift.reprintTitle)
          : t(($) => $.stickers.drift.reprint, { origin: now })}
      </Button>
    </section>
  );
}
