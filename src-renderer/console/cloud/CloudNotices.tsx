import { Alert, Text } from '@mantine/core';
import { IconInfoCircle, IconShieldOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ListSkeleton } from '../../ui/ListSkeleton.tsx';
import { problemOf, useTRPC } from '../api.ts';
import { Away } from './Away.tsx';
import { NoticeContactForm } from './NoticeContactForm.tsx';
import { RecentNotices } from './RecentNotices.tsx';
import type { SyncNow } from './useSync.ts';
import '../settings/settings.css';

/** What was sent becomes known within this time. */
const lookMs = 10_000;

/** Whom the cloud tells what by e-mail and SMS, and what became of the last notices. */
export function CloudNotices({ state }: { state: SyncNow }) {
  const { t } = useTranslation();
  if (state.device?.administers === false) {
    return (
      <Alert color="gray" variant="light" icon={<IconShieldOff />} title={t(($) => $.cloudNotices.entrusted.title)}>
        <Text size="md">{t(($) => $.cloudNotices.entrusted.hint)}</Text>
      </Alert>
    );
  }
  return <Own />;
}

function Own() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const contact = useQuery(trpc.sync.notices.contact.queryOptions());
  const recent = useQuery(trpc.sync.notices.recent.queryOptions(undefined, { refetchInterval: lookMs, staleTime: 0 }));
  const channels = recent.data?.channels;
  const failed = contact.error ?? recent.error;
  // What is entered here does not travel by itself, as that sentence says of everything else.
  const isAway = problemOf(failed)?.code === 'cloud_unreachable';
  return (
    <>
      {failed && <Away error={failed} reason={isAway ? t(($) => $.cloudNotices.where.awayHint) : undefined} />}
      {channels && !channels.email && !channels.sms && (
        <Alert
          color="new"
          variant="light"
          icon={<IconInfoCircle />}
          title={t(($) => $.cloudNotices.channels.none)}
          role="status"
        >
          <Text size="md">{t(($) => $.cloudNotices.channels.noneHint)}</Text>
        </Alert>
      )}
      {contact.data && <NoticeContactForm saved={contact.data} channels={channels} />}
      {!contact.data && !contact.isError && <ListSkeleton rows={2} height={160} />}
      {recent.data && <RecentNotices notices={recent.data.notices} />}
    </>
  );
}
