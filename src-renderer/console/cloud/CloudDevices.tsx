import { Alert, Button, Group, Text } from '@mantine/core';
import { IconDeviceLaptop, IconDevicesPc, IconPlus, IconServer, IconShieldCheck, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Age } from '../../ui/Age.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { currentLanguage } from '../../ui/i18n/i18n.ts';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { StateChip } from '../../ui/StateChip.tsx';
import { TwoStepButton } from '../../ui/TwoStepButton.tsx';
import { formatDateTime } from '../../ui/time.ts';
import { useTRPC } from '../api.ts';
import { noticeDone, noticeError } from '../notices.tsx';
import { useMay } from '../session.ts';
import { usePersonName } from '../usePersonName.ts';
import { Away } from './Away.tsx';
import { CodeSheet } from './CodeSheet.tsx';
import { type CloudComputer, type SyncNow, useRefreshSync } from './useSync.ts';

const lookMs = 15_000;

/** The enterprise's computers as the cloud has them; a code for one more; the way to put one out. */
export function CloudDevices({ state }: { state: SyncNow }) {
  const { t } = useTranslation();
  const may = useMay();
  const trpc = useTRPC();
  const list = useQuery(trpc.sync.devices.list.queryOptions(undefined, { refetchInterval: lookMs, staleTime: 0 }));
  const [making, setMaking] = useState(false);
  const mayOffer = may('device', 'create') && state.device?.administers === true;
  return (
    <section className="panel panel-section" aria-labelledby="cloud-devices">
      <Group justify="space-between" align="start" gap="sm" mb="sm">
        <div>
          <h2 className="section-title" id="cloud-devices">
            {t(($) => $.cloud.devices.title)}
          </h2>
          <Text className="hint">{t(($) => $.cloud.devices.hint)}</Text>
        </div>
        {mayOffer && (
          <Button size="md" leftSection={<IconPlus size={18} />} onClick={() => setMaking(true)}>
            {t(($) => $.cloud.devices.add)}
          </Button>
        )}
      </Group>
      {list.isError && <Away error={list.error} />}
      {!mayOffer && may('device', 'create') && (
        <Alert color="progress" variant="light" mb="sm">
          <Text size="md">{t(($) => $.cloud.devices.notEntrusted)}</Text>
        </Alert>
      )}
      {!list.data && !list.isError && <ListSkeleton rows={3} />}
      {list.data?.length === 0 && <Empty icon={IconDevicesPc} title={t(($) => $.cloud.devices.empty)} />}
      <ul className="cloud-list">
        {list.data?.map((device) => (
          <Computer key={device.id} device={device} state={state} />
        ))}
      </ul>
      {making && <CodeSheet address={state.address ?? ''} onClose={() => setMaking(false)} />}
    </section>
  );
}

function Computer({ device, state }: { device: CloudComputer; state: SyncNow }) {
  const { t } = useTranslation();
  const may = useMay();
  const nameOf = usePersonName();
  const isSelf = device.id === state.device?.id;
  const Icon = device.scope === 'personal' ? IconDeviceLaptop : IconDevicesPc;
  const kind =
    device.scope === 'personal'
      ? t(($) => $.cloud.devices.personal, { name: nameOf(device.userId) })
      : t(($) => $.cloud.devices.enterprise);
  const mayRevoke = may('device', 'delete') && state.device?.administers === true && !isSelf;
  return (
    <li className="cloud-entry">
      <div className="cloud-row">
        <Icon size={26} stroke={1.5} aria-hidden />
        <div className="cloud-names">
          <span className="cloud-name">
            {device.name} {isSelf && <span className="hint">({t(($) => $.cloud.devices.self)})</span>}
          </span>
          <Text className="hint" component="div">
            {kind} ·{' '}
            {device.revokedAt !== null ? (
              t(($) => $.cloud.devices.revokedAt, { time: formatDateTime(device.revokedAt, currentLanguage()) })
            ) : device.seenAt === null ? (
              t(($) => $.cloud.devices.neverSeen)
            ) : (
              <>
                {t(($) => $.cloud.devices.seen)} <Age at={device.seenAt} dated />
              </>
            )}
          </Text>
        </div>
        {device.administers && (
          <StateChip state="progress" icon={IconShieldCheck}>
            {t(($) => $.cloud.devices.administers)}
          </StateChip>
        )}
        {device.hosted && (
          <StateChip state="done" icon={IconServer}>
            {t(($) => $.cloud.devices.hosted)}
          </StateChip>
        )}
        <Standing device={device} />
      </div>
      {mayRevoke && device.revokedAt === null && <Revoke device={device} />}
    </li>
  );
}

function Standing({ device: { behind, revokedAt } }: { device: CloudComputer }) {
  const { t } = useTranslation();
  if (revokedAt !== null) return <StateChip state="done">{t(($) => $.cloud.devices.revoked)}</StateChip>;
  if (behind === null) return <StateChip state="new">{t(($) => $.cloud.devices.neverPulled)}</StateChip>;
  if (behind === 0) return <StateChip state="ready">{t(($) => $.cloud.devices.level)}</StateChip>;
  return <StateChip state="new">{t(($) => $.cloud.devices.behind, { count: behind })}</StateChip>;
}

function Revoke({ device: { id, name } }: { device: CloudComputer }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const refresh = useRefreshSync();
  const revoke = useMutation(
    trpc.sync.devices.revoke.mutationOptions({
      onSuccess: () => noticeDone(t(($) => $.cloud.devices.revokedDone, { name })),
      onError: noticeError,
      onSettled: refresh,
    }),
  );
  return (
    <div>
      <TwoStepButton
        label={t(($) => $.cloud.devices.revoke)}
        icon={<IconTrash size={18} />}
        explanation={t(($) => $.cloud.devices.revokeWhat, { name })}
        confirm={t(($) => $.cloud.devices.revokeConfirm)}
        pending={revoke.isPending}
        onConfirm={() => revoke.mutate({ deviceId: id })}
      />
    </div>
  );
}
